"""Every code is explained, and every example is as it says."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from monitor import kinds
from monitor.ids import article_id, article_version
from monitor.model import Article
from monitor.rulebook.counting import Counting
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.explain import Explanation, explained
from monitor.rulebook.linting import LINTS, Seen, lint, terms_of
from monitor.rulebook.overlaps import tell_hidden, tell_overlaps
from monitor.rulebook.suite import run_tests
from monitor.settings import load_settings
from monitor.workspace import Files, Workspace

ROOT = Path(__file__).parents[3]
GOOD = ROOT / "tests" / "golden" / "faulty" / "good"
TODAY = date(2026, 11, 24)
DAYS = 100


def told_in_source() -> set[str]:
    texts = [p.read_text("utf-8") for p in (ROOT / "monitor").rglob("*.py")]
    return {code for text in texts for code in re.findall(r'"(E\d{3})"', text)}


@cache
def base() -> Mapping[str, bytes]:
    found = sorted(GOOD.rglob("*.yaml"))
    return {f"rules/{path.relative_to(GOOD).as_posix()}": path.read_bytes() for path in found}


def archive(titles: tuple[str, ...]) -> Iterator[Article]:
    """Give the titles, one after the other, three a day."""
    begin = datetime(2026, 8, 16, tzinfo=UTC)
    for number in range(3 * DAYS if titles else 0):
        title = titles[number % len(titles)].replace("%d", str(number))
        yield Article(
            id=article_id(title),
            version=article_version(title, "", ""),
            key=title,
            title=title,
            seen=begin + timedelta(hours=8 * number),
            lang="en",
        )


def seen_of(files: Files, one: Explanation) -> Seen:
    book = files.rulebook
    assert book.checked is not None
    sources = tuple(files.sources.sources.values())
    seen = Seen(checked=book.checked, forms=book.compiler.forms, today=TODAY, sources=sources)
    if not one.articles:
        return seen
    terms = terms_of(seen) if one.code == "W704" else ()  # few titles: else each is common
    counting = Counting(match=book.engine.match, rules=book.rules, terms=terms)
    for article in archive(one.articles):
        counting.add(article)
    return replace(seen, history=counting.history())


def codes_of(one: Explanation, example: Mapping[str, str]) -> list[str]:
    """Check an example among good files; gives the codes told of the example's own files."""
    faults = Faults()
    space = Workspace(folder=GOOD, settings=load_settings(GOOD, {}), secret=lambda _: "secret")
    texts = {**base(), **{name: text.encode() for name, text in example.items()}}
    files = space.read(texts, faults=faults)
    seen = seen_of(files, one)
    tell_overlaps(seen.checked, faults=faults)
    tell_hidden(seen.checked.concepts.values(), seen.forms, faults=faults)
    lint(seen, faults=faults)
    run_tests(files.rulebook, faults=faults)
    return [fault.code for fault in faults.sorted() if fault.file in example]


def test_every_code_we_tell_is_explained() -> None:
    lints = {name[:4].upper() for name in kinds.names(LINTS)}
    assert set(explained()) == told_in_source() | lints


@pytest.mark.parametrize("code", sorted(explained()))
def test_the_wrong_example_has_the_fault(code: str) -> None:
    one = explained()[code]
    assert one.wrong
    assert set(codes_of(one, one.wrong)) == {code}


@pytest.mark.parametrize("code", sorted(explained()))
def test_the_right_example_is_clean(code: str) -> None:
    one = explained()[code]
    assert one.right
    assert codes_of(one, one.right) == []
