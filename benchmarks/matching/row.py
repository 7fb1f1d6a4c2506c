"""Row: one number of rules, ours and the others on the same articles in one run."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time

from benchmarks import fair
from benchmarks.fair import Contender, Ratio, Times
from benchmarks.matching import ours
from benchmarks.matching.bare import Pass
from benchmarks.matching.generate import Corpus, rules
from benchmarks.matching.naive import Loop
from monitor.matching import Engine
from monitor.matching.query import Asked
from monitor.matching.view import View
from monitor.model import Article
from tests import oracle

SEED = 7
NAIVE = 6  # articles of the naive loop, one a round
JUDGED = 200  # rules that the oracle judges on one article beside those that hold
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What an article gives on average."""

    hits: float
    candidates: float  # rules evaluated
    matches: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured for one number of rules; times in seconds an article."""

    rules: int
    shared: int  # lists that all rules choose from, 0 = each its own
    articles: int
    ours: float
    bare: float
    normalise: float
    naive: float | None
    p50: float
    p99: float
    x_bare: Ratio
    x_naive: Ratio | None
    x_floor: Ratio  # against normalising and the bare pass together
    counts: Counts
    parse_s: float
    build_s: float
    differing: tuple[str, ...] = ()

    @property
    def articles_s(self) -> float:
        """Articles a second on one core of this machine."""
        return 1 / self.ours

    @property
    def p99_p50(self) -> float:
        """How much longer the slow articles take."""
        return self.p99 / self.p50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """One engine with the articles it is timed on, and the naive loop beside it."""

    engine: Engine
    asked: tuple[Asked, ...]
    articles: tuple[Article, ...]
    lines: tuple[tuple[str, ...], ...]
    bare: Pass
    loop: Loop | None
    naively: dict[int, frozenset[str]]  # what the loop found

    @property
    def chosen(self) -> tuple[int, ...]:
        """Give the articles the loop does: from short to long, evenly."""
        order = sorted(range(len(self.articles)), key=lambda i: len(self.articles[i].body))
        step = len(order) / NAIVE
        return tuple(order[int(step * (n + 0.5))] for n in range(NAIVE))

    def contenders(self) -> list[Contender]:
        """Give all that is timed."""
        engine, articles, lines = self.engine, self.articles, self.lines
        found = self.bare.found
        given = [
            Contender(name="ours", run=lambda i: engine.match(articles[i])),
            Contender(name="bare", run=lambda i: found(lines[i])),
            Contender(name="normalise", run=lambda i: engine.normalised(articles[i])),
        ]
        if self.loop is not None:
            loop = self.loop
            naive = Contender(
                name="naive",
                run=self.naive,
                once=self.chosen,
                uncounted=lambda: loop.spent.seconds,
            )
            given.append(naive)
        return given

    def naive(self, number: int) -> None:
        """Let the loop do one article, and keep its answer."""
        if self.loop is not None:
            self.naively[number] = self.loop.match(self.articles[number])

    def counts(self) -> Counts:
        """Count hits, candidates and matches."""
        engine, number = self.engine, len(self.articles)
        views = (
            View(article=a, gazetteer=engine.gazetteer, read=engine.read) for a in self.articles
        )
        return Counts(
            hits=sum(len(p) for line in self.lines for p in self.bare.found(line)) / number,
            candidates=sum(_candidates(engine, view) for view in views) / number,
            matches=sum(len(engine.match(article)) for article in self.articles) / number,
        )

    def differing(self) -> tuple[str, ...]:
        """Hold our answers against those of the loop and of the oracle."""
        naively = (
            f"{self.articles[number].id}: the naive loop says {sorted(rules ^ own)}"
            for number, rules in self.naively.items()
            if rules != (own := ours.answer(self.engine, self.articles[number]))
        )
        judged = (
            f"{article.id}: the oracle says otherwise on {one.rule.id}"
            for article in (self.articles[self.chosen[0]],)
            for one in misjudged(self.engine, self.asked, article)
        )
        return (*naively, *judged)


def _lines(engine: Engine, article: Article) -> tuple[str, ...]:
    return tuple(line.decode() for line in engine.normalised(article))


def _candidates(engine: Engine, view: View) -> int:
    return sum(len(tuple(layer.candidates(view))) for layer in engine.layers)


def misjudged(engine: Engine, asked: Sequence[Asked], article: Article) -> list[Asked]:
    """Give the rules on which verdict, captures or evidence are not the oracle's.

    The oracle needs milliseconds a rule: it judges all that hold and as many others as it may.
    """
    found = {match.rule: match for match in engine.match(article)}
    sight = oracle.Sight(article=article, gazetteer=engine.gazetteer, read=engine.read)
    some = random.Random(SEED).sample(asked, min(JUDGED, len(asked)))
    held = [engine.rules[rule] for rule in found]
    return [one for one in (*some, *held) if oracle.judge(one, sight) != found.get(one.rule.id)]


def measured(
    text: Corpus,
    count: int,
    *,
    shared: int = 0,
    rounds: int = 7,
    naive: bool = True,
    told: Told = fair.progress,
) -> Row:
    """Measure a row; if answers differ its figures mean nothing."""
    told(f"{count:,} rules: parsing and compiling")
    with fair.uncollected():
        given = ours.prepared(rules(text, count, seed=SEED, shared=shared))
        frequency = ours.taught(text.taught)
        began = process_time()
        engine = ours.engine(given.asked, frequency)
        build_s = process_time() - began
        bench = _Bench(
            engine=engine,
            asked=given.asked,
            articles=text.timed,
            lines=tuple(_lines(engine, article) for article in text.timed),
            bare=Pass(key for layer in engine.layers for key in layer.index.numbers),
            loop=Loop(given.parts) if naive else None,
            naively={},
        )
    fair.settle()
    told(f"{count:,} rules: parsed in {given.seconds:.1f} s, built in {build_s:.2f} s CPU")
    items = range(len(text.timed))
    times = fair.interleave(bench.contenders(), items=items, rounds=rounds, seed=SEED, told=told)
    told(f"{count:,} rules: comparing answers")
    return _row(
        times,
        count=count,
        shared=shared,
        parse_s=given.seconds,
        build_s=build_s,
        counts=bench.counts(),
        differing=bench.differing(),
    )


def _row(
    times: dict[str, Times],
    *,
    count: int,
    shared: int,
    parse_s: float,
    build_s: float,
    counts: Counts,
    differing: tuple[str, ...],
) -> Row:
    own, bare, normalise = times["ours"], times["bare"], times["normalise"]
    naive = times.get("naive")
    floor = [a + b for a, b in zip(bare.totals, normalise.totals, strict=True)]
    each = tuple(own.each().values())
    return Row(
        rules=count,
        shared=shared,
        articles=len(each),
        ours=own.mean,
        bare=bare.mean,
        normalise=normalise.mean,
        naive=naive.mean if naive else None,
        p50=fair.percentile(each, 0.5),
        p99=fair.percentile(each, 0.99),
        x_bare=fair.ratio(own.totals, bare.totals),
        x_naive=fair.ratio(naive.totals, own.beside(naive)) if naive else None,
        x_floor=fair.ratio(own.totals, floor),
        counts=counts,
        parse_s=parse_s,
        build_s=build_s,
        differing=differing,
    )
