"""Saving: an engine restored from its bytes says what the one said that was built."""

from array import array
from dataclasses import replace

import pytest

from monitor.conditions import leaf
from monitor.matching import VERSION, Engine, build
from monitor.matching.cache import DAMAGE, restored, saved
from monitor.matching.query import Asked
from monitor.matching.saving import sections_of
from monitor.matching.strings import Strings
from monitor.matching.syntax import ExpressionError
from monitor.model import Article, Event, Participant, Rule
from monitor.policy import Budget
from tests.unit.matching.asking import GAZETTEER, article, asked

EVENT = Event(
    pack="executive-change",
    type="departure",
    direction="out",
    slots={"org": Participant(name="Apple", id="apple")},
    role="ceo",
)
TEXTS = (
    "strike AND NOT title:quay",
    "strike NEAR/3 port",
    '(strike OR "industrial action") AND title:(port OR harbour)',
    "url:port-strike",
    "/dock[a-z]+ in/",
    "@stops-work",
    "entity(org) AS x",
    "value(money)",
    "tier:wire OR NOT strike",
    "event(executive-change, org in watched)",
    "WHO AND démission",
    "published > 2026-01-04",
)


def rules() -> list[Asked]:
    made = [asked(text, rule=f"r{number}", packs=()) for number, text in enumerate(TEXTS)]
    more = asked("strike AS x", facts={"paid": "value(money)"}, exceptions=(("e", "$x AND quay"),))
    strict = replace(
        more, rule=replace(more.rule, id="strict", budget=Budget(count=1, period_s=3600))
    )
    return [*made, more, strict, replace(asked("port", rule="always"), full_text="always")]


def empty(events: tuple[Event, ...] = (EVENT,)) -> Engine:
    return build((), gazetteer=GAZETTEER, read=lambda article, pack: events, leaf=leaf)


def built() -> Engine:
    return build(rules(), gazetteer=GAZETTEER, read=lambda article, pack: (EVENT,))


def known() -> dict[str, Rule]:
    return {one.rule.id: one.rule for one in rules() if one.rule.budget}


def again(engine: Engine, key: str = "k") -> Engine:
    found = empty().restored(engine.saved(key), key, known())
    assert found is not None
    return found


@pytest.mark.parametrize(
    "shown",
    [
        article("Strike at the port", body="Dockers in Rotterdam strike. Apple pays $5 million."),
        article("Quay", body="The WHO: démission. No strike.", url="https://a.example/port-strike"),
        article("Sciopero", lang="it", tier="wire"),
        article(""),
    ],
)
def test_what_is_restored_says_the_same(shown: Article) -> None:
    first, second = built(), again(built())

    assert second.match(shown) == first.match(shown)
    assert second.wants_text(replace(shown, body="")) is first.wants_text(replace(shown, body=""))
    assert second.wants_text(shown) is first.wants_text(shown)


def test_the_rules_come_back() -> None:
    first, second = built(), again(built())

    assert list(second.rules) == list(first.rules)
    for name in first.rules:
        one, other = first.rules[name], second.rules[name]
        assert replace(other, query=one.query) == one
    assert second.rules["strict"].rule.budget == Budget(count=1, period_s=3600)


def test_what_is_restored_may_be_saved_and_edited() -> None:
    engine = again(again(built()))
    edited = engine.edited({"r0": None, "new": asked("tools", rule="new", packs=())})

    assert {match.rule for match in edited.match(article("strike tools"))} >= {"new"}
    assert engine.saved("k") == built().saved("k")


def test_another_key_and_damaged_bytes_are_nothing() -> None:
    data = built().saved("k")

    assert empty().restored(data, "other", known()) is None
    assert empty().restored(data[:-1], "k", known()) is None
    assert empty().restored(b"", "k", known()) is None


def test_no_rules_are_saved_too() -> None:
    assert again(build(())).match(article("strike")) == ()


def test_a_condition_that_is_no_call_is_refused() -> None:
    sections = sections_of(build([asked("value(money)")]).layers[0])
    texts = sections["texts"]
    assert isinstance(texts, Strings)
    broken = replace(
        texts, data=bytearray(bytes(texts.data).replace(b"value(money)", b"value_money_"))
    )
    data = saved({**sections, "texts": broken}, key=f"{VERSION} k")
    found = empty().restored(data, "k", {})
    assert found is not None

    with pytest.raises(TypeError):
        found.match(article("$5 million"))


def sections() -> dict[str, bytes]:
    kept = restored(built().saved("k"), key=f"{VERSION} k")
    assert kept is not None
    return dict(kept.sections)


def spoilt(data: bytes, way: int) -> bytes:
    """Give as many bytes of rubbish, fewer, none, or more."""
    every = (b"\xff" * len(data), data[: len(data) // 8 * 4], b"", data + data, bytes(len(data)))
    return every[way]


@pytest.mark.parametrize("way", range(5))
@pytest.mark.parametrize("name", sorted(sections()))
def test_a_file_made_by_somebody_else_ends_in_an_exception_at_worst(name: str, way: int) -> None:
    written = sections()
    changed = {**written, name: spoilt(written[name], way)}
    engine = empty().restored(saved(changed, key=f"{VERSION} k"), "k", known())

    if engine is None:
        return
    try:
        found = engine.match(article("Strike at the port", body="Apple pays $5 million. WHO"))
    except (*DAMAGE, ExpressionError):
        found = ()
    assert {match.rule for match in found} <= {*engine.rules}


def test_rows_out_of_order_are_damage() -> None:
    written = sections()
    ends = array("I", written["rows.ends"])
    ends[1], ends[2] = ends[-1], ends[1]
    data = saved({**written, "rows.ends": ends.tobytes()}, key=f"{VERSION} k")

    assert empty().restored(data, "k", known()) is None
