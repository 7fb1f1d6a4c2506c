"""`event(...)`: every slot with every operator, each default, both ends of a move."""

from dataclasses import replace

import pytest

from monitor.conditions import event as condition
from monitor.conditions import leaf
from monitor.conditions.event import EventLeaf, faces
from monitor.matching import syntax
from monitor.matching.grammar import parse
from monitor.matching.view import View
from monitor.model import Event, Match, Participant
from monitor.reasons import Reason
from tests.unit.matching.asking import GAZETTEER, article, asked, engine, verdict

MOVE = Event(
    pack="executive-change",
    type="move",
    direction="out in",
    slots={
        "person": Participant(name="Tim Cook", id="tim-cook"),
        "org": Participant(name="Apple", id="apple"),
        "destination": Participant(name="Anthropic", id="anthropic"),
    },
    role="Chief Executive Officer",
    role_class=frozenset({"ceo", "board"}),
    effective="2026-03-01",
)
HIRE = Event(
    pack="executive-change",
    type="appointment",
    direction="in",
    slots={
        "person": Participant(name="Ana Ruiz", id="~ana-ruiz"),
        "org": Participant(name="Small & Co.", id="~small-co"),
    },
    role="finanzchef",
    role_class=frozenset({"cfo"}),
)
BREACH = Event(
    pack="data-breach",
    type="breach",
    slots={
        "victim": Participant(name="Apple", id="apple"),
        "records": Participant(name="12000"),
        "cost": Participant(name="10M EUR"),
        "share": Participant(name="2.5%"),
        "outage": Participant(name="36h"),
        "odd": Participant(name="many"),
    },
    effective="2026-02",
)


def told(tests: str, *events: Event, pack: str = "executive-change") -> Match | None:
    rest = f", {tests}" if tests else ""
    return verdict(asked(f"event({pack}{rest})", packs=(pack,)), article("x"), events)


def holds(tests: str, *events: Event, pack: str = "executive-change") -> bool:
    found = told(tests, *events, pack=pack)
    return found is not None and found.reason is None


@pytest.mark.parametrize(
    ("tests", "held"),
    [
        ("type: move", True),
        ("type: departure|move", True),
        ("type: not departure", True),
        ("type: not departure|move", False),
        ("type: any", True),
        ("type: none", False),
        ("direction: out", True),
        ("direction: in", True),
        ("direction: in|out", True),
        ("direction: any", True),
        ("person: tim-cook", True),
        ("person: not tim-cook", False),
        ("person: ana-ruiz", False),
        ("person in tim-cook", True),
        ("person in watched", True),  # his organisation is on the list
        ("person in labs", False),
        ("person: any", True),
        ("person: none", False),
        ("org: apple", True),
        ("org: Apple", True),
        ("org in watched", True),
        ("org in labs", True),  # the side that arrives
        ("org: none", False),
        ("org: not apple", True),  # the side that arrives
        ("org: not apple|anthropic", False),
        ("destination: anthropic", True),
        ("destination in labs", True),
        ("destination: any", True),
        ("destination: none", True),  # the side that arrives goes nowhere further
        ("direction: out, destination: none", False),
        ("direction: in, org in labs", True),
        ("direction: out, org in labs", False),
        ("direction: out, destination in labs", True),
        ("direction: in, destination: any", False),
        ("role: any", True),
        ("role: none", False),
        ("role: chief", False),  # the whole role is compared
        ("role_class: ceo", True),
        ("role_class: ceo|cfo", True),
        ("role_class: cfo", False),
        ("role_class: not cfo", True),
        ("role_class: not board", False),
        ("role_class: any", True),
        ("effective: any", True),
        ("effective: none", False),
        ("effective: 2026-03-01", True),
        ("effective > 2026-02-28", True),
        ("effective > 2026-03-01", False),
        ("effective >= 2026-03-01", True),
        ("effective < 2026-03-02", True),
        ("effective <= 2026-02", False),
        ("effective > 36h", False),  # a day is no age
        ("polarity: asserted", True),
        ("polarity: denied", False),
        ("polarity: not denied", True),
        ("certainty: confirmed", True),
        ("certainty: rumoured|planned", False),
        ("newness: new", True),
        ("newness: background", False),
        ("sphere: company", True),
        ("sphere: sport", False),
        ("victim: any", False),
        ("victim: none", True),
        ("victim in watched", False),
        ("type: move, person: tim-cook, role_class: ceo", True),
        ("type: move, person: tim-cook, role_class: cfo", False),
    ],
)
def test_a_slot_passes_its_test(tests: str, held: bool) -> None:
    assert holds(tests, MOVE) is held


@pytest.mark.parametrize(
    ("tests", "held"),
    [
        ("records >= 12k", True),
        ("records > 12000", False),
        ("records < 1M", True),
        ("records <= 11999", False),
        ("cost >= 10M EUR", True),
        ("cost >= 10M", True),  # any currency
        ("cost > 1M USD", False),  # another currency is not compared
        ("share > 2%", True),
        ("share > 2bp", False),
        ("outage > 1d", True),
        ("outage < 1h", False),
        ("odd > 1", False),  # what cannot be read fails
        ("absent > 1", False),
        ("effective >= 2026-02-01", True),  # a month is its first day
        ("victim in watched", True),
        ("victim: apple", True),
        ("records: 12000", True),
        ("records: any", True),
    ],
)
def test_a_slot_of_any_pack_is_compared(tests: str, held: bool) -> None:
    assert holds(tests, BREACH, pack="data-breach") is held


@pytest.mark.parametrize(
    ("tests", "held"),
    [
        ("person: not tim-cook", True),
        ("person in watched", False),
        ("org in watched", False),
        ("role: Finanzchef", True),  # folded
        ("role: FINANZCHEF", True),
        ("org: none", False),
        ("destination: none", True),
        ("effective: none", True),
        ("effective > 2026-01-01", False),
    ],
)
def test_somebody_nobody_watches_is_tested_by_what_is_known(tests: str, held: bool) -> None:
    assert holds(tests, HIRE) is held


GATES = [
    ("polarity", "denied", Reason.DENIED),
    ("polarity", "retracted", Reason.DENIED),
    ("certainty", "rumoured", Reason.RUMOUR),
    ("certainty", "demanded", Reason.RUMOUR),
    ("certainty", "planned", Reason.PLANNED),
    ("newness", "mention", Reason.MENTION),
    ("newness", "background", Reason.BACKGROUND),
    ("sphere", "public", Reason.OTHER_SPHERE),
    ("sphere", "sport", Reason.OTHER_SPHERE),
    ("sphere", "other", Reason.OTHER_SPHERE),
]


def changed(event: Event, slot: str, value: str) -> Event:
    return replace(event, **{slot: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(("slot", "value", "reason"), GATES)
def test_a_default_gate_gives_its_reason_and_its_words(
    slot: str, value: str, reason: Reason
) -> None:
    found = told("", changed(HIRE, slot, value))

    assert found is not None
    assert found.reason is reason
    assert found.because.startswith(f"{slot} {value}, wanted ")
    assert found.held == ()


@pytest.mark.parametrize(("slot", "value", "reason"), GATES)
def test_a_slot_that_is_named_has_no_default(slot: str, value: str, reason: Reason) -> None:
    event = changed(HIRE, slot, value)

    assert holds(f"{slot}: {value}", event)
    assert holds(f"{slot}: any", event)
    assert told(f"{slot}: not {value}", event) is None


@pytest.mark.parametrize(("slot", "value", "reason"), GATES)
def test_naming_another_slot_keeps_the_default(slot: str, value: str, reason: Reason) -> None:
    found = told("type: appointment, role_class: cfo", changed(HIRE, slot, value))

    assert found is not None
    assert found.reason is reason


@pytest.mark.parametrize(("slot", "value", "reason"), GATES)
def test_a_failed_test_leaves_no_verdict(slot: str, value: str, reason: Reason) -> None:
    assert told("type: departure", changed(HIRE, slot, value)) is None


def test_reported_is_as_good_as_confirmed() -> None:
    assert holds("", replace(HIRE, certainty="reported"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"polarity": "denied", "certainty": "rumoured"}, Reason.DENIED),
        ({"certainty": "planned", "newness": "mention"}, Reason.PLANNED),
        ({"newness": "background", "sphere": "sport"}, Reason.BACKGROUND),
        ({"certainty": "demanded", "sphere": "public"}, Reason.RUMOUR),
    ],
)
def test_of_several_gates_the_gravest_is_told(changes: dict[str, str], reason: Reason) -> None:
    event = HIRE
    for slot, value in changes.items():
        event = changed(event, slot, value)

    found = told("", event)

    assert found is not None
    assert found.reason is reason


def test_of_two_events_with_one_gate_each_the_gravest_is_told() -> None:
    old, denied = replace(HIRE, newness="background"), replace(MOVE, polarity="denied")

    found = told("", old, denied)

    assert found is not None
    assert found.reason is Reason.DENIED


def test_slots_are_captured_from_all_events_that_hold() -> None:
    found = told("", MOVE, HIRE)

    assert found is not None
    assert found.captures["person"] == ("Tim Cook", "Ana Ruiz")
    assert found.captures["type"] == ("move", "appointment")
    assert found.captures["role_class"] == ("board", "ceo", "cfo")
    assert found.captures["effective"] == ("2026-03-01",)
    assert found.held == (MOVE, HIRE)


def test_the_two_faces_of_a_move() -> None:
    out, into = faces(MOVE)

    assert (out.direction, out.org, out.destination) == ("out", MOVE.org, MOVE.destination)
    assert (into.direction, into.org, into.destination) == ("in", MOVE.destination, None)
    assert out.person == into.person == MOVE.person


@pytest.mark.parametrize(
    "event",
    [HIRE, replace(MOVE, direction="out"), replace(MOVE, slots={}), replace(HIRE, direction="")],
)
def test_what_is_no_move_has_one_face(event: Event) -> None:
    assert faces(event) == (event,)


@pytest.mark.parametrize(
    ("tests", "org"), [("org in watched", "Apple"), ("org in labs", "Anthropic"), ("", "Apple")]
)
def test_a_move_is_told_by_the_side_that_passed(tests: str, org: str) -> None:
    found = told(tests, MOVE)

    assert found is not None
    assert found.captures["org"] == (org,)
    assert found.held == (MOVE,)


def test_another_pack_needs_no_person() -> None:
    assert holds("", replace(BREACH, role=""), pack="data-breach")


@pytest.mark.parametrize(
    ("tests", "event", "why"),
    [
        ("type: departure", HIRE, "type appointment, wanted departure"),
        ("type: not appointment", HIRE, "type appointment, wanted not appointment"),
        ("destination: any", HIRE, "destination none, wanted any"),
        ("role_class: ceo|chair", HIRE, "role_class cfo, wanted ceo|chair"),
        ("role_class: unit", MOVE, "role_class board|ceo, wanted unit"),
        ("effective > 2026-05-01", MOVE, "effective 2026-03-01, wanted > 2026-05-01"),
        ("person in labs", HIRE, "person Ana Ruiz, wanted in labs"),
        ("direction: out", HIRE, "direction in, wanted out"),
        ("victim: any", HIRE, "victim none, wanted any"),
        ("role: chair", HIRE, "role finanzchef, wanted chair"),
    ],
)
def test_why_not_tells_the_first_test_that_failed(tests: str, event: Event, why: str) -> None:
    rule = asked(f"event(executive-change, {tests})")

    trace = engine(rule, events=(event,)).trace(article("x"), "rule")

    assert trace.failed is not None
    assert trace.failed.why_not.endswith(": " + why)


def test_why_not_tells_it_for_every_event() -> None:
    rule = asked("event(executive-change, type: departure)")

    trace = engine(rule, events=(MOVE, HIRE)).trace(article("x"), "rule")

    assert trace.failed is not None
    assert trace.failed.why_not == (
        "move, Tim Cook, Apple: type move, wanted departure; "
        "appointment, Ana Ruiz, Small & Co.: type appointment, wanted departure"
    )


def test_a_call_is_compiled_by_its_kind() -> None:
    call = parse("event(data-breach, victim in watched)")
    assert isinstance(call, syntax.EventCall)

    made = leaf(call, "", GAZETTEER)

    assert isinstance(made, EventLeaf)
    assert (made.pack, made.tests, made.required) == ("data-breach", call.tests, frozenset())
    assert condition.options(call, "title").pack == "data-breach"


def test_a_leaf_reads_only_its_own_pack() -> None:
    packs: list[str] = []

    def read(shown: object, pack: str) -> tuple[Event, ...]:
        packs.append(pack)
        return ()

    made = EventLeaf(pack="data-breach", tests=(), gazetteer=GAZETTEER)

    assert made.holds(View(article=article("x"), gazetteer=GAZETTEER, read=read)) is None
    assert packs == ["data-breach"]
