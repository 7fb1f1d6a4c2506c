"""Ours: generated rules through the product's own parser, compiler and engine."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import process_time

from benchmarks.matching.generate import Written
from monitor.matching import Engine, build
from monitor.matching.compile import Names, compile_query
from monitor.matching.grammar import parse
from monitor.matching.query import Asked
from monitor.matching.syntax import Part
from monitor.matching.text import fold
from monitor.model import Article, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Rules as trees and as the engine takes them, and what that took."""

    parts: Mapping[str, Part]
    asked: tuple[Asked, ...]
    seconds: float


def prepared(rules: Iterable[Written]) -> Prepared:
    """Parse and compile, and keep the trees."""
    began = process_time()
    names = Names()
    parts = {written.id: parse(written.expression) for written in rules}
    asked = tuple(_asked(rule, part, names) for rule, part in parts.items())
    return Prepared(parts=parts, asked=asked, seconds=process_time() - began)


def compiled(rules: Iterable[Written]) -> tuple[Asked, ...]:
    """Parse and compile one after the other, as loading files does: no tree is kept."""
    names = Names()
    return tuple(_asked(written.id, parse(written.expression), names) for written in rules)


def _asked(rule: str, part: Part, names: Names) -> Asked:
    return Asked(
        rule=Rule(id=rule, title=rule, owner="benchmark", status="live"),
        query=compile_query(part, names),
    )


def taught(articles: Sequence[Article]) -> Callable[[str], float]:
    """Count in which share of these articles a folded word stands, as an archive would."""
    seen = Counter(
        word
        for article in articles
        for word in {*fold(article.title).words, *fold(article.body).words}
    )
    shares = {word: count / len(articles) for word, count in seen.items()}
    return lambda word: shares.get(word, 0.0)


def engine(asked: Sequence[Asked], frequency: Callable[[str], float]) -> Engine:
    """Build the engine as the daemon does, with the frequencies of an archive."""
    return build(asked, frequency=frequency)


def answer(made: Engine, article: Article) -> frozenset[str]:
    """Give the ids of the rules that hold."""
    return frozenset(match.rule for match in made.match(article))
