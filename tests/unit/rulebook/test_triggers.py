"""The key `trigger:`: options read, faults told at their place."""

from pathlib import Path

import pytest

from monitor import kinds
from monitor.conditions import absence, count, distinct
from monitor.policy import Threshold
from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.triggers import PACKAGE, conditions

HEAD = "rule: a\ntitle: T\nmatch: strike AS what\n"


def loaded(text: str) -> tuple[Rulebook, list[str]]:
    faults = Faults()
    named = Named(sources=("wire", "desk"))
    book = load({"rules/a.yaml": text.encode()}, folder=Path(), named=named, faults=faults)
    return book, [str(fault).removeprefix("rules/a.yaml:") for fault in faults.sorted()]


def trigger(text: str) -> Threshold | None:
    book, faults = loaded(f"{HEAD}trigger: {text}\n")
    assert not faults
    return book.rules["a"].trigger


def faults_of(text: str) -> list[str]:
    return loaded(HEAD + text + "\n")[1]


def test_a_rule_without_a_trigger_has_no_threshold() -> None:
    book, faults = loaded(HEAD)
    assert not faults
    assert book.rules["a"].trigger is None


def test_a_trigger_is_read_into_the_options_of_its_condition() -> None:
    assert trigger("{count: {at_least: 3, within: 2h, by: what}}") == Threshold(
        kind="count", options=count.Options(at_least=3, within=7200.0, by="what")
    )
    assert trigger("{distinct: {of: lang, at_least: 2, within: 6h, or_tier: wire}}") == Threshold(
        kind="distinct",
        options=distinct.Options(of="lang", at_least=2, within=21600.0, or_tier=("wire",)),
    )
    assert trigger("{absence: {for: 36h, sources: [wire]}, x-note: mine}") == Threshold(
        kind="absence", options=absence.Options(for_=129600.0, sources=("wire",))
    )


def test_defaults_are_those_of_the_condition() -> None:
    found = trigger("{spike: {ratio: 3, within: 1h}}")
    assert found is not None
    assert (found.options.baseline, found.options.at_least) == (28 * 86400, 1)
    first = trigger("{first_seen: {of: what}}")
    assert first is not None
    assert first.options.after == 90 * 86400


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "trigger: {silence: {for: 1h}}",
            '4:11: E403 no trigger "silence" (did you mean "absence"?)',
        ),
        (
            "trigger: {cuont: {at_least: 2, within: 1h}}",
            '4:11: E403 no trigger "cuont" (did you mean "count"?)',
        ),
        (
            "trigger: {frequency: {}}",
            '4:11: E403 no trigger "frequency" (did you mean "count"?)',
        ),
        (
            "trigger:\n  event: {}",
            '5:3: E403 no trigger "event"; known: absence, count, distinct, first_seen, spike',
        ),
        (
            "trigger: {count: {at_least: 2, within: 1h}, spike: {ratio: 2, within: 1h}}",
            "4:45: E403 two triggers, count and spike: one of them",
        ),
        (
            "trigger: {}",
            "4:10: E403 no trigger; known: absence, count, distinct, first_seen, spike",
        ),
        ("trigger: count", '4:10: E103 "trigger" wants a mapping, got "count"'),
        ("trigger: {count: 3}", '4:18: E103 "count" wants a mapping, got "3"'),
        ("trigger: {count: {within: 1h}}", '4:19: E102 missing key "at_least"'),
        (
            "trigger: {count: {at_least: 0, within: 1h}}",
            "4:29: E106 at_least must be >= 1, is 0",
        ),
        (
            "trigger: {spike: {ratio: -2, within: 1h}}",
            "4:26: E106 ratio must be >= 1, is -2",
        ),
        (
            "trigger: {count: {at_least: 2, within: 7 days}}",
            '4:40: E105 "7 days" is no duration; write 7d',
        ),
        (
            "trigger: {count: {at_least: 2, within: 1h, of: storys}}",
            '4:48: E104 "storys" is no of (did you mean "story"?)',
        ),
        (
            "trigger: {count: {at_least: 2, within: 1h, by: waht}}",
            '4:48: E206 "waht" is no capture (did you mean "what"?)',
        ),
        (
            "trigger: {distinct: {of: outlets, at_least: 2, within: 1h}}",
            '4:26: E206 "outlets" is no capture (did you mean "outlet"?)',
        ),
        (
            "trigger: {distinct: {of: outlet, at_least: 2, within: 1h, or_tier: [primry]}}",
            '4:69: E104 "primry" is no or_tier (did you mean "primary"?)',
        ),
        (
            "trigger: {first_seen: {of: who, after: 90d}}",
            '4:28: E206 "who" is no capture; known: what',
        ),
        (
            "trigger: {absence: {for: 1d, sources: [wire, dsek]}}",
            '4:46: E208 unknown source "dsek" (did you mean "desk"?)',
        ),
        (
            "story: {same_if: [what]}\ntrigger: {absence: {for: 1d}}",
            "4:19: E402 absence with same_if: what does not come makes no story",
        ),
    ],
)
def test_each_fault_is_one_line_at_its_place(text: str, line: str) -> None:
    assert faults_of(text) == [line]


def test_two_faults_of_one_trigger_are_both_told() -> None:
    found = faults_of("trigger: {count: {at_least: 0, within: soon}}")
    assert [line.split()[1] for line in found] == ["E106", "E105"]


def test_a_condition_is_a_call_or_a_trigger_by_what_its_file_says() -> None:
    triggers = conditions()
    calls = {name for name in kinds.names(PACKAGE) if hasattr(kinds.load(PACKAGE, name), "compile")}
    assert set(triggers) | calls == set(kinds.names(PACKAGE))
    assert not set(triggers) & calls


@pytest.mark.parametrize("name", ["count", "spike"])
def test_a_trigger_is_no_call(name: str) -> None:
    _, faults = loaded(f"rule: a\ntitle: T\nmatch: {name}(strike)\n")
    assert len(faults) == 1
    assert "E301" in faults[0]
