"""Rule files checked: keys, names, story, headline, receivers, status."""

from pathlib import Path

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.rules import CheckedRule
from tests.fakes.books import check

FILES = {
    "firms.yaml": "entities: firms\nkind: org\nlist: [{id: acme, name: Acme}]\n",
    "executive-change/en.yaml": (
        "lexicon: executive-change\nlang: en\ntriggers: {departure: [resigns]}\n"
    ),
}
EVENT = "match: >\n  event(executive-change, org in firms)\n"
TESTS = (
    "tests:\n  - {text: Strike., expect: {alert: true}}\n"
    "  - {text: Peace., expect: {alert: false}}\n"
)
LIVE = "owner: desk\nstatus: live\nmatch: strike\n"


def checked(
    rest: str, *, receivers: tuple[str, ...] | None = ("desk", "oncall")
) -> tuple[CheckedRule | None, list[str]]:
    faults = Faults()
    texts = {f"rules/{name}": text.encode() for name, text in FILES.items()}
    texts["rules/r.yaml"] = f"rule: r\ntitle: t\n{rest}".encode()
    named = Named(receivers=receivers)
    found = check(texts, named=named, folder=Path(), faults=faults).rules
    lines = [str(fault).removeprefix("rules/r.yaml:") for fault in faults.sorted()]
    return next(iter(found), None), lines


def fine(rest: str) -> CheckedRule:
    found, lines = checked(rest)
    assert lines == []
    assert found is not None
    return found


def test_what_a_rule_does_not_say_has_its_default() -> None:
    rule = fine("match: strike\n").rule
    assert (rule.status, rule.severity, rule.then) == ("draft", "normal", "update")
    assert (rule.owner, rule.about, rule.to, rule.labels) == ("", "", (), {})
    assert rule.window_s == 7 * 86400.0
    assert rule.ignore_quiet_hours is False
    assert rule.packs == ()


def test_events_in_lets_count_as_the_rules_packs() -> None:
    rule = fine("match: $a OR strike\nlet: {a: event(executive-change)}\n").rule
    assert rule.packs == ("executive-change",)


def test_a_rule_without_events_may_name_what_makes_one_story() -> None:
    rule = fine(
        "match: strike AND (entity(org) AS firm)\n"
        "story: {same_if: firm, window: 12h, then: ignore}\n"
    ).rule
    assert (rule.same_if, rule.window_s, rule.then) == (("firm",), 43200.0, "ignore")


def test_a_rule_refers_to_all_files_its_expressions_name() -> None:
    found = fine(
        "match: $a AND strike\nlet: {a: entity(org in firms)}\n"
        "facts: {who: event(executive-change)}\n"
    )
    assert {("entities", "firms"), ("lexicon", "executive-change")} <= found.refers


@pytest.mark.parametrize(
    "headline",
    [
        "{title} ({outlet}, {rule})",
        "{org}: {summary}[, {successor}]",
        "{person|first} {role|upper} {effective|date}",
        "{denied} {confirmed} {destination|join|upper}",
        "no name at all",
    ],
)
def test_a_headline_of_an_event_may_show_its_slots(headline: str) -> None:
    rule = fine(f'{EVENT}alert: {{headline: "{headline}"}}\n').rule
    assert rule.headline == headline


@pytest.mark.parametrize(
    ("headline", "line"),
    [
        ("{orgg}", '5:20: E206 "{orgg}" is no capture (did you mean "{org}"?)'),
        ("a {org} {persn}", '5:28: E206 "{persn}" is no capture (did you mean "{person}"?)'),
        ("{}", '5:20: E206 "{}" is no capture'),
        ("{org|uper}", '5:25: E206 "uper" is no form of a capture (did you mean "upper"?)'),
        ("{org|}", '5:25: E206 "" is no form of a capture'),
        ("{org|upper|shout}", '5:31: E206 "shout" is no form of a capture'),
        ("{org", '5:20: E206 "{" is not closed'),
        ("org}", '5:23: E206 "}" closes nothing'),
        ("{org} {person", '5:26: E206 "{" is not closed'),
    ],
)
def test_a_wrong_headline_is_told_inside_it(headline: str, line: str) -> None:
    _, faults = checked(f"{EVENT}alert: {{headline: '{headline}'}}\n")
    assert len(faults) == 1
    assert faults[0].startswith(line)


def test_a_summary_needs_an_event() -> None:
    _, (line,) = checked("match: strike\nalert: {headline: '{summary}'}\n")
    assert line.startswith('4:20: E206 "{summary}" is no capture; known: outlet, rule, title')


def test_every_wrong_name_of_a_headline_is_told() -> None:
    _, faults = checked("match: strike\nalert: {headline: '{aaaa} {bbbb|cccc}'}\n")
    assert [line.split(" ")[0] for line in faults] == ["4:20:", "4:27:", "4:33:"]


@pytest.mark.parametrize(
    ("material", "fine_"),
    [
        ("person", True),
        ("denied", True),
        ("successor", True),
        ("outlets>=3", True),
        ("outlets>=1000", False),
        ("outlets>3", False),
        ("outlets >= 3", False),
        ("severance", False),
    ],
)
def test_what_is_material_is_a_capture_or_a_count_of_outlets(material: str, fine_: bool) -> None:
    _, faults = checked(f"{EVENT}story: {{material: ['{material}']}}\n")
    assert (faults == []) is fine_
    assert all("5:20: E206" in line for line in faults)


def test_facts_are_captures_too() -> None:
    found = fine(
        "match: strike\nfacts: {pay: value(money)}\n"
        "story: {material: [pay]}\nalert: {headline: 'Strike[ for {pay}]'}\n"
    )
    assert found.rule.material == ("pay",)


def test_a_receiver_may_be_added_with_a_plus() -> None:
    assert fine("match: strike\nalert: {to: ['+desk', oncall]}\n").rule.to == ("+desk", "oncall")


def test_an_unknown_receiver_is_suggested_with_its_plus() -> None:
    _, faults = checked("match: strike\nalert: {to: ['+oncal', nobody]}\n")
    assert faults == [
        '4:14: E208 unknown receiver "+oncal" (did you mean "+oncall"?)',
        '4:24: E208 unknown receiver "nobody"; known: desk, oncall',
    ]


def test_receivers_are_not_checked_where_they_are_not_known() -> None:
    assert checked("match: strike\nalert: {to: [nobody]}\n", receivers=None)[1] == []


@pytest.mark.parametrize(
    ("rest", "line"),
    [
        ("status: live\nmatch: strike\n" + TESTS, '1:1: E102 missing key "owner": a live rule'),
        (LIVE, "4:1: E401 live needs a test with an alert and one without alert"),
        (LIVE + "tests: []\n", "4:1: E401 live needs a test with an alert and one without"),
        (
            LIVE + "tests: [{text: a, expect: {alert: true}}]\n",
            "4:1: E401 live needs a test without alert",
        ),
        (
            LIVE + "tests: [{text: a, expect: {alerts: 0}}]\n",
            "4:1: E401 live needs a test with an alert",
        ),
        (
            LIVE + "tests: [{text: a, expect: {because: denied}}]\n",
            "4:1: E401 live needs a test with an alert and one without alert",
        ),
    ],
)
def test_what_is_live_is_owned_and_tested(rest: str, line: str) -> None:
    _, faults = checked(rest)
    assert len(faults) == 1
    assert faults[0].startswith(line)


def test_counts_of_alerts_are_tests_of_both_kinds() -> None:
    tests = "tests:\n  - {text: a, expect: {alerts: 1}}\n  - {text: b, expect: {alerts: 0}}\n"
    kinds = [(test.is_positive, test.is_negative) for test in fine(LIVE + tests).tests]
    assert kinds == [(True, False), (False, True)]


def test_a_faulty_test_does_not_count_as_missing() -> None:
    _, faults = checked(LIVE + "tests: [{text: a, expect: {alert: maybe}}]\n")
    assert len(faults) == 1
    assert "E103" in faults[0]


@pytest.mark.parametrize("status", ["draft", "shadow", "retired"])
def test_only_live_rules_must_be_tested(status: str) -> None:
    assert fine(f"status: {status}\nmatch: strike\n").rule.status == status


@pytest.mark.parametrize(
    ("rest", "lines"),
    [
        ("match: port\nfacts: {Big: dock}\n", ["4:14: E108"]),
        ("match: port\nexcept: [{name: a b, why: c, match: d}]\n", ["4:17: E108"]),
        ("match: port\nexcept: [{name: a, match: d}]\n", ["4:11: E102"]),
        ("match: port\nexcept: [{name: a, why: b, match: 'd AND'}]\n", ["4:38: E304"]),
        ("match: port\nexcept: [{name: a, why: b, match: d, until: soon}]\n", ["4:45: E105"]),
        ("match: port\nstory: {window: 7 days, then: updte}\n", ["4:17: E105", "4:31: E104"]),
        ("match: port\nstory: {same_if: [firm]}\n", ["4:19: E206"]),
        (EVENT + "story: {same_if: [org]}\n", ["5:19: E402"]),
        ("match: port\nalert: {severity: urgent, quiet_hours: no}\n", ["4:19: E104", "4:40: E104"]),
        ("match: port\nalert: {labels: {tag: {}}}\n", ["4:23: E103"]),
        ("match: port\nlang: EN\nwas: Old Id\n", ["4:7: E105", "5:6: E108"]),
        ("match: port\nfull_text: sometimes\n", ["4:12: E104"]),
        ("match: [port]\n", ["3:8: E103"]),
        ("match: 'titel:port AND @gone'\n", ["3:9: E204"]),
        ("match: '@gone AND org:none AND $no'\n", ["3:9: E201", "3:23: E207", "3:32: E203"]),
        ("match: port\nlet: [a]\n", ["4:6: E103"]),
        ("match: port\nlet: {a: , b: '@gone'}\n", ["4:10: E103", "4:16: E201"]),
        ("match: port\ntests: [a]\n", ["4:9: E103"]),
    ],
)
def test_all_faults_of_a_rule_are_told_at_once(rest: str, lines: list[str]) -> None:
    found, faults = checked(rest)
    assert found is None
    assert [" ".join(line.split()[:2]) for line in faults] == lines


def test_a_fault_of_a_key_hides_no_fault_of_an_expression() -> None:
    _, lines = checked(
        "match: topp:a\nlet: {x: 'a and b', y: [a]}\nfacts: {z: '@nobody'}\n"
        "except: [{name: n, why: w, match: '(a'}, 5]\nalert: {severity: hihg}\n"
    )
    assert [line.split(" ", 2)[:2] for line in lines] == [
        ["3:8:", "E204"],
        ["4:13:", "E302"],
        ["4:24:", "E103"],
        ["5:13:", "E201"],
        ["6:36:", "E303"],
        ["6:42:", "E103"],
        ["7:19:", "E104"],
    ]


def test_a_misspelt_let_is_one_fault_and_not_one_of_each_of_its_names() -> None:
    _, lines = checked("match: $x AND b\nlets: {x: a}\n")
    assert lines == ['4:1: E101 unknown key "lets" (did you mean "let"?)']


def test_an_unknown_receiver_is_answered_with_those_there_are() -> None:
    _, lines = checked("match: a\nalert: {to: [slack]}\n")
    assert lines == ['4:14: E208 unknown receiver "slack"; known: desk, oncall']


def test_an_exception_may_end_on_the_last_day_there_is() -> None:
    rule = fine("match: strike\nexcept: [{name: n, why: w, match: b, until: 9999-12-31}]\n")
    assert len(rule.exceptions) == 1


def test_a_name_in_a_message_can_neither_break_the_line_nor_move_the_cursor() -> None:
    _, lines = checked('match: strike\n"a\\n::error::\\e[31mb": 1\n')
    assert len(lines) == 1
    assert lines[0].startswith('4:1: E101 unknown key "a ::error::\ufffd[31mb"; known: ')


def test_a_message_has_an_end() -> None:
    _, lines = checked(f"match: strike\n? {'k' * 9_000}\n: 1\n")
    assert [len(line) <= 1_020 for line in lines] == [True] * len(lines)
    assert lines[0].endswith("...")


def test_a_files_name_cannot_break_the_line_either() -> None:
    faults = Faults()
    check({"rules/a\nb\x1b.yaml": b"rule: x\n"}, named=Named(), folder=Path(), faults=faults)
    assert {str(fault).partition(":")[0] for fault in faults} == {"rules/a b\ufffd.yaml"}
