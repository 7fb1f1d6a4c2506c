from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from monitor.rulebook.book import Checked
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from tests.fakes.books import check

HEAD = "rule: r\ntitle: Strikes\n"
LEXICON = """\
lexicon: executive-change
lang: en
triggers:
  departure: [resigns]
"""
FIRMS = "entities: firms\nkind: org\nlist:\n  - {id: acme, name: Acme}\n"
CONCEPT = "concept: stops\nen: [walks out]\n"


def checked(rule: str, more: Mapping[str, str] = MappingProxyType({})) -> tuple[Checked, list[str]]:
    faults = Faults()
    texts = {
        "rules/r.yaml": rule,
        "rules/firms.yaml": FIRMS,
        "rules/stops.yaml": CONCEPT,
        "rules/executive-change/en.yaml": LEXICON,
        **{f"rules/{name}.yaml": text for name, text in more.items()},
    }
    data = {name: text.encode() for name, text in texts.items() if text}
    found = check(data, named=Named(receivers=("desk",)), folder=Path(), faults=faults)
    return found, [str(fault).removeprefix("rules/") for fault in faults.sorted()]


def test_a_rule_gives_what_the_lines_need_to_know() -> None:
    text = HEAD + (
        "owner: desk\nmatch: >\n  event(executive-change, org in firms) OR (strike AS what)\n"
        "story: {then: thread, material: [person, denied, what, outlets>=3]}\n"
        "alert:\n  severity: high\n  labels: {tag: people}\n  to: [+desk]\n"
        '  headline: "{org}: {summary}[, {what|upper}]"\n  quiet_hours: ignore\n'
    )
    found, faults = checked(text)
    assert faults == []
    rule = found.rules[0].rule
    assert (rule.id, rule.owner, rule.status, rule.severity) == ("r", "desk", "draft", "high")
    assert rule.packs == ("executive-change",)
    assert rule.material == ("person", "denied", "what", "outlets>=3")
    assert (rule.to, rule.ignore_quiet_hours) == (("+desk",), True)
    assert rule.labels == {"tag": ("people",)}
    assert str(rule.place) == "rules/r.yaml:1:7"


def test_a_headline_is_the_title_unless_a_rule_says_otherwise() -> None:
    found, _ = checked(HEAD + "match: strike\n")
    assert found.rules[0].rule.headline == "{title}"


def test_lets_facts_and_exceptions_are_kept_with_the_rule() -> None:
    text = HEAD + (
        "match: strike AND $where\nlet: {where: port AS place}\n"
        "facts: {size: 'value(number) NEAR/5 $place'}\n"
        "except:\n  - {name: acme, why: Told before., match: 'org:acme AND $where'}\n"
    )
    found, faults = checked(text)
    assert faults == []
    rule = found.rules[0]
    assert list(rule.lets) == ["where"]
    assert list(rule.facts) == ["size"]
    assert [one.name for one, _ in rule.exceptions] == ["acme"]


def test_a_rule_on_a_broken_concept_is_left_out_without_a_second_line() -> None:
    found, faults = checked(HEAD + "match: '@stops'\n", {"stops": "concept: stops\nenn: [x]\n"})
    assert len(faults) == 1
    assert faults[0].startswith("stops.yaml:2:1: E101")
    assert found.rules == ()


def test_a_rule_on_a_broken_list_is_left_out_without_a_second_line() -> None:
    rule = HEAD + "match: entity(org in firms) AND org:acme AND strike\n"
    found, faults = checked(rule, {"firms": FIRMS.replace("org", "firm")})
    assert len(faults) == 1
    assert found.rules == ()


def test_a_rule_on_a_broken_pack_is_left_out_without_a_second_line() -> None:
    rule = HEAD + "match: >\n  event(executive-change)\n"
    found, faults = checked(rule, {"executive-change/en": LEXICON + "trigers: {}\n"})
    assert len(faults) == 1
    assert found.rules == ()


def test_a_faulty_rule_does_not_stop_another() -> None:
    found, faults = checked(HEAD, {"s": HEAD.replace("r\n", "s\n", 1) + "match: strike\n"})
    assert faults == ['r.yaml:1:1: E102 missing key "match"']
    assert [rule.rule.id for rule in found.rules] == ["s"]


@pytest.mark.parametrize(
    ("rest", "line"),
    [
        ("match:\n", '3:7: E103 "match" wants an expression, got nothing'),
        ("match: port\nlet: {Two: dock}\n", '4:12: E108 "Two" is no name; write small letters'),
        ("match: port\nlet: {a: 'dock AND ('}\n", "4:20: E303"),
        ("match: port AND $a\nlet: {a: 'dock AND ('}\n", "4:20: E303"),
        (
            "match: 'port AND @acme'\n",
            '3:18: E201 "@acme" is an entity, no concept; write org:acme',
        ),
        (
            "match: 'port AND @firms'\n",
            '3:18: E201 "@firms" is a list, no concept; write entity(org',
        ),
        ("match: NOT $a\nlet: {a: port AS x}\n", "3:8: E311"),
        ("match: dock AND NOT $a\nlet: {a: port AS x}\n", '3:21: E312 capture "x" of $a under NOT'),
        ("match: $a\nlet: {a: NOT port}\n", "3:8: E311"),
        ("match: (port AS x) NEAR/3 (dock AS x)\n", '3:28: E312 "x" is captured twice'),
        ("match: port NOT NEAR/3 (dock AS x)\n", '3:25: E312 capture "x" under NOT'),
        ("match: port AND (dock AS x) AND $a\nlet: {a: pier AS x}\n", '3:33: E312 "x" is captured'),
        ("match: port\nfacts: {size: $what}\n", '4:15: E203 unknown name "$what"'),
        (
            "match: port\nexcept: [{name: a, why: b, match: $what}]\n",
            '4:35: E203 unknown name "$what"',
        ),
        ("match: port\nstory: {material: [outlets>=0]}\n", '4:20: E206 "outlets>=0" is no capture'),
        (
            "match: port\nalert: {headline: '{sumary}'}\n",
            '4:20: E206 "{sumary}" is no capture; known',
        ),
        ("match: port\nalert: {to: [dsek]}\n", '4:14: E208 unknown receiver "dsek" (did you mean'),
    ],
)
def test_faults_of_a_rule_are_told_at_their_place(rest: str, line: str) -> None:
    _, faults = checked(HEAD + rest)
    assert [fault[: len(line) + 7] for fault in faults] == [f"r.yaml:{line}"]


def test_branches_of_or_may_share_a_capture() -> None:
    _, faults = checked(HEAD + "match: (port AS x) OR (dock AS x)\n")
    assert faults == []


def test_a_live_rule_needs_an_owner_and_both_kinds_of_test() -> None:
    tests = (
        "tests:\n  - {text: Strike., expect: {alert: true}}\n"
        "  - {name: none, text: Peace., expect: {alert: false}}\n"
    )
    found, faults = checked(HEAD + "owner: desk\nstatus: live\nmatch: strike\n" + tests)
    assert faults == []
    assert [test.name for test in found.rules[0].tests] == ["Strike.", "none"]


def test_a_live_rule_without_tests_is_one_line_at_its_status() -> None:
    _, faults = checked(HEAD + "owner: desk\nstatus: live\nmatch: strike\n")
    assert faults == ["r.yaml:4:1: E401 live needs a test with an alert and one without alert"]
