"""Compact: rules taken apart and put together are the same rules."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.matching.compact import Compact, compact
from monitor.matching.query import Apart, Asked, Close, Query, Terms
from monitor.matching.terms import Term, Word, term
from monitor.matching.writing import Writer, way_of
from tests.unit.matching.asking import asked

EXPRESSIONS = [
    "strike",
    "strike*",
    "strike~",
    '"chief executive" OR "vice pres*"',
    "title:(WHO OR démission) AND body:AT&T",
    "C++ AND NOT (.NET OR Booking.com)",
    "@stops-work AND top:@ad",
    "entity(org in labs|watched) AND entity(person)",
    "org:apple OR url:strike",
    "(value(money) AS paid) NEAR/5 title:value(percent)",
    "strike NEAR/S port NEAR/S ship",
    "strike THEN/P port",
    "(strike NEAR/3 port) NOT NEAR/7 price",
    "tag:lab* AND tier:(primary OR wire)",
    "published > 2026-01-01 AND published < 36h",
    "event(executive-change, polarity: denied) AND event(executive-change)",
    "NOT (NOT (strike AND port))",
    "辞任 AND 사임 AND استقالة",
]


def back(one: Asked) -> Asked:
    return compact([one])[one.rule.id]


@pytest.mark.parametrize("text", [t for t in EXPRESSIONS if "NEAR/5 title" not in t])
def test_a_rule_comes_back_as_it_was(text: str) -> None:
    one = asked(text)

    assert back(one) == one


def test_a_pattern_is_compiled_again() -> None:
    found = back(asked(r"lead:/pay.{0,9}out/")).query

    assert found.clause == r"/pay.{0,9}out/"  # type: ignore[union-attr]
    assert found.field == "lead"  # type: ignore[union-attr]
    assert found.pattern.source == r"pay.{0,9}out"  # type: ignore[union-attr]


def test_facts_exceptions_and_full_text_come_back() -> None:
    until = datetime(2026, 1, 1, tzinfo=UTC)
    one = asked(
        "strike AS x",
        facts={"paid": "value(money)", "named": "port AS named"},
        exceptions=(("known", "$x AND title:$person"), ("old", "quay")),
    )
    first, second = one.exceptions
    one = replace(one, full_text="never", exceptions=(replace(first, until=until), second))

    found = back(one)

    assert found.exceptions == one.exceptions
    assert found.full_text == "never"
    assert list(found.facts) == ["paid", "named"]
    assert found.facts["named"] == one.facts["named"]
    assert found.facts["paid"].name == "paid"  # type: ignore[union-attr]


def test_rules_are_known_by_id_and_by_number() -> None:
    rules = compact([asked("a1", rule="one"), asked("b1", rule="two")])

    assert list(rules) == ["one", "two"]
    assert len(rules) == 2
    assert rules.asked(1) is rules["two"]
    assert rules.asked(0).rule.id == "one"
    assert "three" not in rules


def test_two_rules_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="one id"):
        compact([asked("a1", rule="one"), asked("b1", rule="one")])


def test_an_iterator_suffices() -> None:
    rules = compact(asked(text, rule=text) for text in ("a1", "b1"))

    assert set(rules) == {"a1", "b1"}


def test_parts_that_rules_share_are_one() -> None:
    shared = "(strike OR walkout OR @stops-work)"
    one, other = (compact([asked(f"{shared} AND {t}")]) for t in ("port", "quay"))
    both = compact(asked(f"{shared} AND {t}", rule=t) for t in ("port", "quay"))

    assert both["port"].query.parts[0] is both["quay"].query.parts[0]  # type: ignore[union-attr]
    assert _size(both) < _size(one) + _size(other) - 3


def _size(rules: Compact) -> int:
    return len(rules.reader.written.parts)


def test_what_was_read_is_kept_and_forgotten_when_it_is_much() -> None:
    rules = compact((asked(f"{text} OR c1", rule=text) for text in ("a1", "b1")), most=1)
    first = rules.asked(0)

    assert rules.asked(0) is first
    assert rules.asked(1).query == asked("b1 OR c1").query
    assert rules.asked(0) is not first
    assert rules.asked(0) == first


def test_parts_are_forgotten_too_when_they_are_many() -> None:
    texts = [" OR ".join(f"{letter}{n}" for n in range(9)) for letter in "abc"]
    rules = compact((asked(text, rule=text) for text in texts), most=1)

    for text in texts + texts:
        assert rules[text].query == asked(text).query


def test_terms_come_back_in_each_way_they_are_compared() -> None:
    for written in ("WHO", "démission", "strike", "AT&T", ".NET"):
        for case in ("auto", "any", "exact"):
            for marks in ("exact", "any"):
                one = term(written, case=case, marks=marks)
                query = Terms(clause="c", terms=(one,))
                assert back(replace(asked("a1"), query=query)).query == query


def test_a_term_nobody_makes_is_refused() -> None:
    strange = Term(written="a", words=(Word(plain="b", exact="B"),))

    with pytest.raises(ValueError, match="plain='b'"):
        way_of(strange)


@pytest.mark.parametrize("reach", [0, 50, "S", "P"])
def test_each_range_comes_back(reach: int | str) -> None:
    parts: tuple[Query, ...] = (asked("a1").query, asked("b1").query)
    near = Close(clause="n", parts=parts, reach=reach, ordered=True)  # type: ignore[arg-type]
    apart = Apart(clause="n", part=near, other=parts[0], reach=reach)  # type: ignore[arg-type]
    one = replace(asked("a1"), query=apart)

    assert back(one) == one


def test_a_query_is_written_once() -> None:
    writer = Writer()
    first, again = writer.of(asked("a1 AND b1").query), writer.of(asked("a1 AND b1").query)

    assert first == again
    assert writer.of(asked("b1 AND a1").query) != first
