"""Evaluate: what each kind of query gives, node by node and field by field."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.matching.compile import compile_query
from monitor.matching.evaluate import evaluate
from monitor.matching.grammar import parse
from monitor.matching.view import Held, View
from monitor.matching.words import KEPT
from monitor.model import Article, Event
from tests.unit.matching.asking import GAZETTEER, article, holds, names

LEAD = "A summary about Apple that has more than forty letters in it."
FULL = Article(
    id="a",
    version="1",
    key="a",
    source="wire-feed",
    outlet="The Wire",
    outlet_id="wire-id",
    tier="wire",
    url="https://www.example.com/markets/port-strike",
    title="Strike at the port",
    lead=LEAD,
    body="Dockers in Rotterdam strike.\n\nTim Cook said $5 million.",
    published=datetime(2026, 1, 5, 9, tzinfo=UTC),
    seen=datetime(2026, 1, 5, 11, tzinfo=UTC),
    lang="en",
    authors=("Ana Ruiz", "José Paz"),
    tags=("Ports", "Labour Disputes"),
)


def view(shown: Article = FULL) -> View:
    return View(article=shown, gazetteer=GAZETTEER, read=no_events)


def no_events(shown: Article, pack: str) -> tuple[Event, ...]:
    return ()


def held(text: str, shown: Article = FULL) -> Held | None:
    return evaluate(compile_query(parse(text), names()), view(shown))


def spots(text: str, shown: Article = FULL) -> list[tuple[str, str]]:
    found, seen = held(text, shown), view(shown)
    if found is None:
        return []
    return [(s.field, seen.words(s.field).folded.written(s.first, s.last)) for s in found.spots]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("strike", [("title", "Strike"), ("body", "strike")]),
        ("title:strike", [("title", "Strike")]),
        ("body:strike", [("body", "strike")]),
        ("lead:summary", [("lead", "summary")]),
        ("top:(strike OR summary)", [("title", "Strike"), ("lead", "summary")]),
        ("url:strike", [("url", "strike")]),
        ('url:"example com"', [("url", "example.com")]),
        ('"at the port"', [("title", "at the port")]),
        ("dock*", [("body", "Dockers")]),
        ("strike~", [("title", "Strike"), ("body", "strike")]),
        ("/dock[a-z]+ in/", [("body", "Dockers in")]),
        ("url:/ex.mple/", [("url", "example")]),
        ("@stops-work", [("title", "Strike"), ("body", "strike")]),
        ("title:@stops-work", [("title", "Strike")]),
        ("entity(org)", [("lead", "Apple")]),
        ("entity(person)", [("body", "Tim Cook")]),
        ("entity(place)", [("body", "Rotterdam")]),
        ("title:entity(org)", []),
        ("top:entity(org)", [("lead", "Apple")]),
        ("org:apple", [("lead", "Apple")]),
        ("place:rotterdam", [("body", "Rotterdam")]),
        ("value(money)", [("body", "5 million")]),
        ("dock* NEAR/2 Rotterdam", [("body", "Dockers in Rotterdam")]),
        ("strike NOT NEAR/2 port", [("body", "strike")]),
        ("strike AND port", [("title", "Strike"), ("body", "strike"), ("title", "port")]),
        ("quay OR port", [("title", "port")]),
        ("NOT quay", []),
        ("(strike NEAR/2 port) AS x", [("title", "Strike at the port")]),
        ("tier:wire", []),
        ("quay", []),
    ],
)
def test_a_query_gives_its_places(text: str, places: list[tuple[str, str]]) -> None:
    assert spots(text) == places


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("source:wire-feed", "wire-feed"),
        ("source:WIRE-FEED", "wire-feed"),
        ("source:wire*", "wire-feed"),
        ('outlet:"the wire"', "The Wire"),
        ("outlet:wire-id", "wire-id"),
        ("tier:(primary OR wire)", "wire"),
        ("tag:ports", "Ports"),
        ('tag:"labour disputes"', "Labour Disputes"),
        ("tag:labour*", "Labour Disputes"),
        ('author:"jose paz"', "José Paz"),
        ("lang:en", "en"),
        ("published > 2026-01-04", "2026-01-05T09:00:00+00:00"),
    ],
)
def test_a_whole_value_is_its_own_evidence(text: str, shown: str) -> None:
    found = held(text)

    assert found is not None
    assert [e.text for e in found.evidence] == [shown]
    assert found.spots == ()


@pytest.mark.parametrize(
    "text",
    ["source:wire", "outlet:the", "tier:wires", "tag:labour", "author:ana", "lang:e", "lang:eng"],
)
def test_part_of_a_value_is_not_enough(text: str) -> None:
    assert held(text) is None


@pytest.mark.parametrize("field", ["source", "outlet", "tag", "author"])
def test_a_missing_value_is_false(field: str) -> None:
    bare = article("strike")

    assert held(f"{field}:strike", bare) is None
    assert held(f"NOT {field}:strike", bare) is not None


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("published > 2026-01-04", True),
        ("published > 2026-01-05", False),  # the day itself is neither
        ("published < 2026-01-05", False),
        ("published < 2026-01-06", True),
        ("published > 2025-12", True),
        ("published < 2h", False),  # exactly two hours old
        ("published < 3h", True),
        ("published > 1h", True),
        ("published > 1d", False),
    ],
)
def test_a_day_and_an_age_are_compared(text: str, true: bool) -> None:
    assert (held(text) is not None) is true


def test_a_day_is_that_of_universal_time() -> None:
    late = datetime(2026, 1, 5, 23, tzinfo=UTC).astimezone()

    assert held("published > 2026-01-04", article("x", published=late)) is not None
    assert held("published > 2026-01-05", article("x", published=late)) is None


def test_an_age_without_a_time_of_fetching_is_nothing() -> None:
    shown = article("x", published=datetime(2026, 1, 5, tzinfo=UTC))

    assert held("published < 1h", shown) is not None
    assert held("published > 1h", shown) is None
    assert held("published < 1h", article("x", seen=datetime(2026, 1, 5, tzinfo=UTC))) is None


def test_an_article_from_the_future_is_young() -> None:
    seen = datetime(2026, 1, 5, tzinfo=UTC)
    shown = article("x", published=seen + timedelta(minutes=5), seen=seen)

    assert held("published < 1h", shown) is not None


def test_a_pattern_that_touches_no_word_is_evidence_without_a_place() -> None:
    found = held("/-{3}/", article("a --- b"))

    assert found is not None
    assert found.spots == ()
    assert [(e.text, e.start, e.end) for e in found.evidence] == [("---", 2, 5)]


def test_a_captured_value_is_a_term_of_exceptions() -> None:
    query = compile_query(parse("title:$who"), names(captures=frozenset({"who"})))
    shown = view(article("Apple and others", body="OpenAI"))

    assert evaluate(query, shown) is None
    assert evaluate(query, shown.capturing({"who": ("OpenAI",)})) is None
    assert evaluate(query, shown.capturing({"who": ("OpenAI", "Apple")})) is not None


def test_places_of_a_term_are_bounded() -> None:
    found = held("strike", article(body="strike " * (KEPT + 100)))

    assert found is not None
    assert len(found.spots) == KEPT


def test_a_blotting_word_hides_however_often_it_stands() -> None:
    body = "Streikgeld " * (KEPT + 100)

    assert not holds("@stops-work", body=body, lang="de")
    assert holds("@stops-work", body=body + "Streik", lang="de")


def test_what_is_no_query_cannot_be_evaluated() -> None:
    with pytest.raises(KeyError):
        evaluate("strike", view())  # type: ignore[arg-type]
