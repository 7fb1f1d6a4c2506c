"""Compile: names resolved, prefixes brought to each term, forms spelled out, faults placed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from monitor.matching.compile import Names, compile_query, no_forms, no_leaf
from monitor.matching.grammar import parse
from monitor.matching.names import Gazetteer
from monitor.matching.query import (
    AllOf,
    AnyOf,
    Apart,
    Capture,
    Captured,
    Close,
    ConceptTerms,
    Condition,
    Exactly,
    NamesIn,
    NotHeld,
    PatternIn,
    PublishedAt,
    Query,
    Terms,
)
from monitor.matching.syntax import ExpressionError, Value
from tests.unit.matching.asking import names


def compiled(text: str, lets: dict[str, str] | None = None) -> Query:
    return compile_query(parse(text), names(lets))


def fault(text: str, within: Names) -> tuple[str, str, tuple[str, ...]]:
    with pytest.raises(ExpressionError) as caught:
        compile_query(parse(text), within)
    error = caught.value
    return error.code, text[error.at : error.end], error.legal


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("strike", Terms),
        ('"a b"', Terms),
        ("/a/", PatternIn),
        ("@stops-work", ConceptTerms),
        ("entity(org)", NamesIn),
        ("org:apple", NamesIn),
        ("tier:wire", Exactly),
        ("value(money)", Condition),
        ("event(executive-change)", Condition),
        ("published < 3h", PublishedAt),
        ("a NEAR/1 b", Close),
        ("a NOT NEAR/1 b", Apart),
        ("a AS x", Capture),
        ("NOT a", NotHeld),
        ("a AND b", AllOf),
        ("a OR b", AnyOf),
    ],
)
def test_each_form_has_its_query(text: str, kind: type) -> None:
    assert isinstance(compiled(text), kind)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("strike", ["strike"]),
        ("strike~", ["strike", "strikes", "striking", "struck"]),
        ("unknown~", ["unknown"]),
        ('"walk~ out"', ["walk out", "walks out", "walked out", "walking out"]),
        ('"stop work*"', ["stop work"]),
        ("resign*", ["resign"]),
    ],
)
def test_a_word_is_spelled_out_when_compiled(text: str, written: list[str]) -> None:
    found = compiled(text)

    assert isinstance(found, Terms)
    assert [term.written for term in found.terms] == written
    assert all(term.begun is text.rstrip('"').endswith("*") for term in found.terms)


def test_forms_are_asked_in_the_language_of_the_file() -> None:
    def forms(word: str, lang: str) -> tuple[str, ...]:
        return (word + lang,)

    found = compile_query(parse("streik~"), Names(lang="de", forms=forms))

    assert isinstance(found, Terms)
    assert [term.written for term in found.terms] == ["streik", "streikde"]


def test_a_prefix_reaches_each_term_and_an_inner_one_wins() -> None:
    found = compiled('title:(a AND (b OR body:c) AND NOT "d e" AND (f NEAR/1 /g/))')

    assert isinstance(found, AllOf)
    one, either, negation, near = found.parts
    assert isinstance(one, Terms)
    assert isinstance(either, AnyOf)
    assert isinstance(negation, NotHeld)
    assert isinstance(near, Close)
    fields = [one, *either.parts, negation.part, *near.parts]
    assert [getattr(query, "field", None) for query in fields] == [
        "title", "title", "body", "title", "title", "title",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "begun"),
    [
        ("source:Wire-Feed", "wire feed", False),
        ('outlet:"The Wire"', "the wire", False),
        ("outlet:wire*", "wire", True),
        ('author:"ana rui*"', "ana rui", True),
        ("tag:Ärzte", "arzte", False),
    ],
)
def test_a_whole_value_is_folded(text: str, value: str, begun: bool) -> None:
    found = compiled(text)

    assert isinstance(found, Exactly)
    assert (found.value, found.begun) == (value, begun)


def test_the_clause_of_a_leaf_is_what_was_written() -> None:
    assert getattr(compiled("strike~"), "clause", "") == "strike~"
    assert getattr(compiled("tier:wire"), "clause", "") == "tier:wire"
    assert getattr(compiled("a NEAR/2 b"), "clause", "") == "a NEAR/2 b"
    assert getattr(compiled("NOT a"), "clause", "") == "NOT a"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("entity(org in labs)", {"openai", "anthropic"}),
        ("entity(org in labs|apple)", {"openai", "anthropic", "apple"}),
        ("entity(org in apple)", {"apple"}),
        ("org:apple", {"apple"}),
    ],
)
def test_lists_are_the_ids_they_hold(text: str, ids: set[str]) -> None:
    found = compiled(text)

    assert isinstance(found, NamesIn)
    assert set(found.ids or ()) == ids


def test_without_a_list_any_entity_counts() -> None:
    found = compiled("entity(org)")

    assert isinstance(found, NamesIn)
    assert found.ids is None


def test_a_let_is_written_out_and_may_use_others() -> None:
    lets = {"inner": "a OR b", "outer": "$inner AND c"}

    assert compiled("title:$outer", lets) == compiled("title:((a OR b) AND c)")


def test_a_capture_is_legal_only_where_it_is_said_to_be() -> None:
    found = compile_query(parse("title:$person"), names(captures=frozenset({"person"})))

    assert found == Captured(clause="$person", name="person", field="title")
    assert fault("$person", names())[0] == "E203"


def test_a_let_wins_over_a_capture_of_its_name() -> None:
    found = compile_query(parse("$x"), names({"x": "a"}, frozenset({"x"})))

    assert isinstance(found, Terms)


@pytest.mark.parametrize(
    ("literal", "than"),
    [
        ("36h", timedelta(hours=36)),
        ("2w", timedelta(days=14)),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_or_an_age_is_read(literal: str, than: datetime | timedelta) -> None:
    found = compiled(f"published > {literal}")

    assert isinstance(found, PublishedAt)
    assert found.than == than


@pytest.mark.parametrize(
    ("text", "code", "wrong", "legal"),
    [
        ("a OR @stop-work", "E201", "@stop-work", "stops-work"),
        ("entity(org in lab)", "E202", "entity(org in lab)", "labs"),
        ("a AND $hegde", "E203", "$hegde", "hedge"),
        ("org:aple", "E207", "aple", "apple"),
        ('person:"tim cook"', "E207", '"tim cook"', "tim-cook"),
        ("place:apple", "E207", "apple", "rotterdam"),
    ],
)
def test_an_unknown_name_knows_the_legal_ones(text: str, code: str, wrong: str, legal: str) -> None:
    found = fault(text, names({"hedge": "may"}))

    assert found[:2] == (code, wrong)
    assert legal in found[2]


@pytest.mark.parametrize(
    ("lets", "text"),
    [
        ({"a": "x OR $a"}, "$a"),
        ({"a": "$b", "b": "$a"}, "$a"),
        ({"a": "$b", "b": "$c", "c": "x AND $b"}, "$a"),
    ],
)
def test_a_cycle_of_lets_is_an_unknown_name_at_its_reference(
    lets: dict[str, str], text: str
) -> None:
    assert fault(text, names(lets))[:2] == ("E203", "$a")


@pytest.mark.parametrize(
    "text",
    [
        "tier:@stops-work",
        "source:/a/",
        "org:entity(org)",
        "lang:value(money)",
        "author:(a NOT NEAR/3 b)",
    ],
)
def test_a_whole_value_wants_a_word_or_a_phrase(text: str) -> None:
    assert fault(text, names())[0] == "E308"


@pytest.mark.parametrize("inside", ["a AND b", "NOT a", "published < 3h", "event(x)"])
@pytest.mark.parametrize("shape", ["w NEAR/3 $l", "$l THEN/S w", "w NOT NEAR/3 $l"])
def test_what_a_let_hides_is_refused_inside_near_at_its_name(inside: str, shape: str) -> None:
    assert fault(shape, names({"l": inside}))[:2] == ("E307", "$l")


def test_a_let_of_places_may_stand_inside_near() -> None:
    assert isinstance(compiled("w NEAR/3 $l", {"l": "a OR (b NEAR/1 c)"}), Close)


def test_a_doubtful_pattern_is_timed_only_with_a_timer() -> None:
    ticks: Callable[[], float] = iter(range(100_000)).__next__
    pattern = r"/\pL{2,20}x/"

    assert isinstance(compiled(pattern), PatternIn)
    assert fault(pattern, Names(timer=ticks))[:2] == ("E310", pattern)


def test_the_plain_collaborators_give_nothing() -> None:
    assert no_forms("strike", "en") == ()
    with pytest.raises(ExpressionError) as caught:
        no_leaf(Value(kind="money", at=3, end=9), "", Gazetteer())
    assert (caught.value.at, caught.value.end) == (3, 9)
