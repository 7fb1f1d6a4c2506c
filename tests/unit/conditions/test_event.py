"""`event(...)`: tests of slots, default gates and their verdicts, both sides of a move."""

from dataclasses import replace

import pytest

from monitor.model import Article, Event, Evidence, Match, Participant
from monitor.reasons import Reason
from tests.unit.matching.asking import article, asked, engine, verdict

OUT = Event(
    pack="executive-change",
    type="departure",
    direction="out",
    slots={
        "person": Participant(name="T. Cook", id="tim-cook"),
        "org": Participant(name="Apple", id="apple"),
    },
    role="chief executive",
    role_class=frozenset({"ceo"}),
    evidence=(Evidence(field="title", start=0, end=5, text="quits", part="trigger"),),
)
MOVE = replace(
    OUT,
    type="move",
    direction="out in",
    slots={
        "person": Participant(name="John Schulman"),
        "org": Participant(name="OpenAI", id="openai"),
        "destination": Participant(name="Anthropic", id="anthropic"),
    },
)


def told(tests: str, *events: Event) -> Match | None:
    rest = f", {tests}" if tests else ""
    return verdict(asked(f"event(executive-change{rest})"), article("quits"), events)


def holds(tests: str, *events: Event) -> bool:
    found = told(tests, *events)
    return found is not None and found.reason is None


@pytest.mark.parametrize(
    "tests",
    [
        "",
        "type: departure",
        "type: retirement|departure",
        "type: not appointment",
        "direction: out",
        "person: tim-cook",
        "person in watched",
        "person: any",
        "org: apple",
        "org in watched",
        "org in labs|watched",
        "role: any",
        "role_class: ceo|chair",
        "role_class: not unit",
        "destination: none",
        "effective: none",
        "polarity: asserted, certainty: confirmed, newness: new, sphere: company",
    ],
)
def test_an_event_that_passes_all_tests_holds(tests: str) -> None:
    assert holds(tests, OUT)


@pytest.mark.parametrize(
    "tests",
    [
        "type: appointment",
        "type: not departure",
        "direction: in",
        "person: sam-altman",
        "org in labs",
        "destination in labs",
        "role_class: not ceo",
        "role_class: unit",
        "destination: any",
        "effective > 2026-01-01",
        "newness: background",
        "amount >= 5",
    ],
)
def test_one_failed_test_is_enough(tests: str) -> None:
    assert told(tests, OUT) is None


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (replace(OUT, polarity="denied"), Reason.DENIED),
        (replace(OUT, polarity="retracted"), Reason.DENIED),
        (replace(OUT, certainty="rumoured"), Reason.RUMOUR),
        (replace(OUT, certainty="demanded"), Reason.RUMOUR),
        (replace(OUT, certainty="planned"), Reason.PLANNED),
        (replace(OUT, newness="mention"), Reason.MENTION),
        (replace(OUT, newness="background"), Reason.BACKGROUND),
        (replace(OUT, sphere="sport"), Reason.OTHER_SPHERE),
        (replace(OUT, sphere="sport", polarity="denied"), Reason.DENIED),
    ],
)
def test_an_event_that_fails_only_a_default_gives_its_verdict(event: Event, reason: Reason) -> None:
    found = told("org: apple", event)

    assert found is not None
    assert found.reason is reason
    assert found.held == ()
    assert found.events == (event,)


def test_a_named_slot_has_no_default() -> None:
    rumour = replace(OUT, certainty="rumoured")

    assert holds("certainty: confirmed|reported|rumoured", rumour)
    assert holds("polarity: denied", replace(OUT, polarity="denied"))


def test_an_event_that_holds_wins_over_one_that_does_not() -> None:
    old = replace(OUT, newness="background", slots={"person": Participant(name="Old")})

    found = told("", old, OUT)

    assert found is not None
    assert found.reason is None
    assert found.held == (OUT,)
    assert found.events == (old, OUT)
    assert found.captures["person"] == ("Tim Cook",)


def test_the_event_that_fails_fewest_gates_decides() -> None:
    far = replace(OUT, newness="background", polarity="denied")
    near = replace(OUT, newness="mention")

    found = told("", far, near)

    assert found is not None
    assert found.reason is Reason.MENTION


def test_the_verdict_names_the_cue() -> None:
    denied = replace(OUT, polarity="denied", explain={"polarity": '"no plans to" (en.yaml:88)'})

    found = told("", denied)

    assert found is not None
    assert found.because == 'polarity denied, wanted asserted: "no plans to" (en.yaml:88)'


def test_slots_are_bound_by_the_names_people_know() -> None:
    found = told("", OUT)

    assert found is not None
    assert found.captures == {
        "person": ("Tim Cook",),
        "org": ("Apple",),
        "type": ("departure",),
        "role": ("chief executive",),
        "role_class": ("ceo",),
        "direction": ("out",),
        "polarity": ("asserted",),
        "certainty": ("confirmed",),
        "newness": ("new",),
        "sphere": ("company",),
    }
    assert [e.text for e in found.evidence] == ["quits"]


@pytest.mark.parametrize(
    ("tests", "org", "destination"),
    [
        ("", "OpenAI", ("Anthropic",)),
        ("direction: out", "OpenAI", ("Anthropic",)),
        ("direction: in", "Anthropic", ()),
        ("direction: out, org: openai", "OpenAI", ("Anthropic",)),
        ("direction: in, org: anthropic", "Anthropic", ()),
        ("org: anthropic", "Anthropic", ()),
        ("destination: anthropic", "OpenAI", ("Anthropic",)),
    ],
)
def test_a_move_leaves_one_place_and_arrives_at_the_other(
    tests: str, org: str, destination: tuple[str, ...]
) -> None:
    found = told(tests, MOVE)

    assert found is not None
    assert found.captures["org"] == (org,)
    assert found.captures.get("destination", ()) == destination


@pytest.mark.parametrize("tests", ["direction: in, org: openai", "direction: out, org: anthropic"])
def test_the_sides_of_a_move_do_not_mix(tests: str) -> None:
    assert told(tests, MOVE) is None


def test_an_event_needs_a_role_or_somebody_watched() -> None:
    nobody = replace(OUT, role="", role_class=frozenset(), slots={})
    unknown = replace(nobody, slots={"person": Participant(name="A B", id="~a-b")})

    assert told("", nobody) is None
    assert told("", unknown) is None
    assert holds("", replace(nobody, role_class=frozenset({"ceo"})))
    assert holds("", replace(OUT, role="", role_class=frozenset()))


def test_an_event_needs_no_organisation() -> None:
    assert holds("org: none", replace(OUT, slots={}))


def test_a_founding_holds_only_where_it_is_named() -> None:
    founding = replace(OUT, type="founding", direction="")

    assert told("", founding) is None
    assert holds("type: founding", founding)


def test_amounts_and_days_are_compared() -> None:
    breach = Event(
        pack="data-breach",
        type="breach",
        effective="2026-02-01",
        slots={"records": Participant(name="12000"), "cost": Participant(name="10M EUR")},
    )
    rule = "event(data-breach, records >= 10k, cost < 20M EUR, effective > 2026-01-31)"

    assert verdict(asked(rule, packs=("data-breach",)), article("x"), (breach,)) is not None


def test_not_around_an_event_asks_for_what_really_holds() -> None:
    denied = replace(OUT, polarity="denied")
    rule = asked("quits AND NOT event(executive-change)")

    held = verdict(rule, article("quits"), (denied,))
    stopped = verdict(rule, article("quits"), (OUT,))

    assert held is not None
    assert held.reason is None
    assert stopped is None


def test_one_branch_that_holds_is_enough_for_or() -> None:
    denied = replace(OUT, polarity="denied")

    found = verdict(asked("event(executive-change) OR quits"), article("quits"), (denied,))

    assert found is not None
    assert found.reason is None


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (OUT, "departure, T. Cook, Apple: org Apple, wanted in labs"),
        (
            replace(MOVE, polarity="denied"),
            "move, John Schulman, OpenAI: polarity denied, wanted asserted",
        ),
        (
            replace(MOVE, role="", role_class=frozenset()),
            "move, John Schulman, OpenAI: no role, and nobody watched",
        ),
        (
            replace(MOVE, type="founding"),
            "founding, John Schulman, OpenAI: founding holds only where a test names it",
        ),
    ],
)
def test_why_not_names_the_test_that_failed(event: Event, why: str) -> None:
    rule = asked("event(executive-change, org in labs)")

    trace = engine(rule, events=(event,)).trace(Article(id="a", version="1", key="a"), "rule")

    assert trace.failed is not None
    assert trace.failed.why_not == why


def test_why_not_says_that_nothing_happened() -> None:
    trace = engine(asked("event(executive-change)")).trace(article("x"), "rule")

    assert trace.failed is not None
    assert trace.failed.why_not == "no executive-change in this article"
