from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.model import Article, Event, Evidence, Match, Participant, Rule
from monitor.reasons import Reason
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.inline import outcome, run
from monitor.rulebook.models import RuleFile
from monitor.rulebook.schema import read
from monitor.rulebook.tests import RuleTest, cases_of
from monitor.rulebook.yamlfile import parse

RULE = Rule(id="r", title="t", packs=("executive-change",))
TOLD = Event(
    pack="executive-change",
    type="departure",
    direction="out",
    slots={
        "person": Participant(name="Ana Ruiz", id="ana"),
        "org": Participant(name="Acme", id="acme"),
    },
    role="chief executive",
    role_class=frozenset({"ceo"}),
)


def case(text: str) -> RuleTest:
    faults = Faults()
    whole = f"rule: r\ntitle: t\nmatch: m\ntests:\n{text}"
    node = parse(whole.encode(), "r.yaml", faults=faults)
    assert node is not None
    keys = read(RuleFile, node, faults=faults)
    assert keys is not None
    found = cases_of(keys, captures=("person", "org"), folder=Path(), faults=faults)
    assert len(faults) == 0, [str(fault) for fault in faults]
    return found[0]


def given(
    reason: Reason | None = None,
    because: str = "",
    events: Sequence[Event] = (),
    captures: Sequence[str] = (),
    rule: str = "r",
) -> Match:
    return Match(
        rule=rule,
        reason=reason,
        because=because,
        captures={"person": tuple(captures)} if captures else {},
        events=tuple(events),
        held=tuple(events) if reason is None else (),
        evidence=(Evidence(field="title", start=0, end=6, text="Strike", part="strike~"),),
    )


def wrong(text: str, *matches: Match) -> str | None:
    return outcome(case(text), rule=RULE, match=lambda _: matches)


def test_a_test_passes_when_all_is_as_expected() -> None:
    text = (
        "  - {text: T, expect: {alert: true, person: [ana RUIZ],"
        " events: [{type: departure, person: Ana Ruiz, org: acme, role_class: ceo}]}}\n"
    )
    assert wrong(text, given(events=[TOLD], captures=["Ana Ruiz"])) is None


@pytest.mark.parametrize(
    ("expect", "match", "says"),
    [
        ("alert: true", None, "expected an alert, got no match"),
        (
            "alert: true",
            given(Reason.DENIED, "no plans to (en.yaml:8)"),
            "expected an alert, got denied: no plans to (en.yaml:8)",
        ),
        ("alert: false", given(), "expected no alert, got alert: strike~ title 0-6"),
        (
            "because: denied",
            given(Reason.RUMOUR),
            "expected because denied, got rumour",
        ),
        ("because: denied", None, "expected because denied, got no match"),
        ("because: excepted", given(), "expected because excepted, got alert: strike~ title 0-6"),
        (
            "person: [Ana Ruiz]",
            given(captures=["Bo"]),
            "expected person [Ana Ruiz], got [Bo]",
        ),
        ("person: []", given(captures=["Bo"]), "expected person [], got [Bo]"),
        ("org: [Acme]", None, "expected org [Acme], got []"),
        (
            "events: [{type: leave}]",
            given(events=[TOLD]),
            "expected an event type: leave, got departure Ana Ruiz at Acme",
        ),
        ("events: [{type: leave}]", given(), "expected an event type: leave, got no event"),
        (
            "events: [{destination: Globex}]",
            given(events=[TOLD]),
            "expected an event destination: Globex, got departure Ana Ruiz at Acme",
        ),
        (
            "events: [{colour: red}]",
            given(events=[TOLD]),
            "expected an event colour: red, got departure Ana Ruiz at Acme",
        ),
    ],
)
def test_what_came_instead_is_one_line(expect: str, match: Match | None, says: str) -> None:
    matches = (match,) if match is not None else ()
    assert wrong(f"  - {{text: T, expect: {{{expect}}}}}\n", *matches) == says


def test_the_absence_of_a_participant_can_be_expected() -> None:
    text = "  - {text: T, expect: {events: [{person: Ana Ruiz, destination: null}]}}\n"
    assert wrong(text, given(events=[TOLD])) is None


def test_other_rules_do_not_count() -> None:
    text = "  - {text: T, expect: {alert: false, because: no_match}}\n"
    assert wrong(text, given(rule="other")) is None


STEPS = """\
  - name: steps
    steps:
      - {at: 0h, outlet: A, text: one}
      - {at: 2h, outlet: B, text: two}
      - {at: 5h, outlet: C, text: three}
    expect: {%s}
"""


def matches_by_title(article: Article) -> Sequence[Match]:
    """Tell one departure at two outlets; the third brings a second person."""
    second = Event(
        pack=TOLD.pack,
        type="departure",
        direction="out",
        slots={**TOLD.slots, "person": Participant(name="Bo Ek", id="bo")},
        role="chief financial officer",
        role_class=frozenset({"cfo"}),
    )
    events = [TOLD, second] if article.title == "three" else [TOLD]
    return (given(events=events),)


def test_steps_are_told_as_one_story_with_its_thread() -> None:
    test = case(STEPS % "alerts: 1, updates: 1, first_at: 0h")
    assert outcome(test, rule=RULE, match=matches_by_title) is None


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ("alerts: 2", "expected 2 alerts, got 1 at 0h"),
        ("updates: 0", "expected 0 updates, got 1 at 5h"),
        ("first_at: 2h", "expected the first alert at 2h, got 0h"),
    ],
)
def test_counts_and_times_that_differ_are_told(expect: str, says: str) -> None:
    assert outcome(case(STEPS % expect), rule=RULE, match=matches_by_title) == says


def test_nothing_told_has_no_first_time() -> None:
    test = case(STEPS % "first_at: 0h")
    assert outcome(test, rule=RULE, match=lambda _: ()) == (
        "expected the first alert at 0h, got none"
    )


def test_a_failed_test_is_one_line_at_the_test() -> None:
    faults = Faults()
    tests = [
        case("  - {name: price, text: T, expect: {alert: false}}\n"),
        case("  - {text: T, expect: {alert: true}}\n"),
    ]
    counted = run(tests, rule=RULE, match=lambda _: (given(),), faults=faults)
    assert counted == (1, 1)
    assert [str(fault) for fault in faults] == [
        'r.yaml:5:5: E501 test "price": expected no alert, got alert: strike~ title 0-6'
    ]
