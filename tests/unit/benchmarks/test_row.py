"""Row: all contenders on the same articles, and answers that are held against each other."""

import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest

from benchmarks import fair
from benchmarks.matching import generate, ours, row
from benchmarks.matching.bare import Pass, Reference, normalised, terms
from benchmarks.matching.figures import row_figures
from monitor.matching import Engine
from monitor.matching.query import Asked
from monitor.model import Article, Match


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def article(body: str) -> Article:
    return Article(id="a", version="1", key="k", title="News", body=body, lang="en")


def rules(*expressions: str) -> tuple[generate.Written, ...]:
    return tuple(
        generate.Written(id=f"r{i}", shape="", expression=e) for i, e in enumerate(expressions)
    )


def test_a_row_has_every_figure_and_no_difference() -> None:
    text = generate.corpus(seed=7, count=30)
    told: list[str] = []
    found = row.measured(text, 120, rounds=2, told=told.append)
    assert found.differing == ()
    assert found.articles == 15
    assert found.x_naive is not None
    assert 0 < found.bare < found.ours < (found.naive or 0)
    assert found.p50 <= found.p99
    assert row_figures(found)["rules"] == 120
    assert told[-1] == "120 rules: comparing answers"


def test_a_row_may_do_without_the_naive_loop() -> None:
    text = generate.corpus(seed=7, count=10)
    found = row.measured(text, 60, rounds=1, naive=False, told=lambda _: None)
    assert found.naive is None
    assert found.x_naive is None


def test_an_answer_that_is_not_the_oracles_is_told() -> None:
    given = ours.prepared(rules("merger", "stake"))
    engine = ours.engine(given.asked, lambda _: 0.0)
    swapped = tuple(replace(one, query=other.query) for one, other in _swapped(given.asked))
    assert row.misjudged(engine, given.asked, article("A merger.")) == []
    wrong = row.misjudged(engine, swapped, article("A merger."))
    assert {one.rule.id for one in wrong} == {"r0", "r1"}


def _swapped(asked: tuple[Asked, ...]) -> list[tuple[Asked, Asked]]:
    return list(zip(asked, reversed(asked), strict=True))


def test_the_pass_finds_terms_within_one_another() -> None:
    passing = Pass(terms(ours.prepared(rules('"steps down" AND NOT steps', "down*")).asked))
    (_, body) = passing.found(normalised(article("He steps down.")))
    assert sorted(passing.terms[number] for number, _, _ in body) == [
        " down",
        " steps ",
        " steps down ",
    ]


def test_rules_are_filed_under_their_rarest_clause() -> None:
    taught = [normalised(article(body)) for body in ("often rare", "often", "often")]
    asked = ours.prepared(rules("often AND rare", "often AND NOT rare")).asked
    reference = Reference(asked, taught)
    assert reference.candidates(normalised(article("often"))) == {"r1"}
    assert reference.candidates(normalised(article("rare"))) == {"r0"}
    assert reference.hits(normalised(article("often often rare"))) == 3


def test_frequencies_are_shares_of_the_articles() -> None:
    frequency = ours.taught([article("often rare"), article("Often, often")])
    assert frequency("often") == 1.0
    assert frequency("rare") == 0.5
    assert frequency("never") == 0.0


def test_the_same_engine_gives_the_same_answer_twice() -> None:
    engine: Engine = ours.engine(ours.prepared(rules("merger")).asked, lambda _: 0.0)
    matches: tuple[Match, ...] = engine.match(article("A merger."))
    assert ours.answer(engine, article("A merger.")) == {match.rule for match in matches}


def test_settling_keeps_what_is_there_out_of_collections() -> None:
    fair.settle()
    assert gc.get_freeze_count() > 0
