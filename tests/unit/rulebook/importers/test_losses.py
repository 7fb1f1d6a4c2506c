"""What importers cannot carry over: each loss is told, nothing stops the rest."""

import pytest

from monitor.rulebook.diagnostic import Mark
from monitor.rulebook.foreign import Notes
from monitor.rulebook.searching import LONGEST, search
from monitor.rulebook.wrapping import plain_expression
from tests.unit.rulebook.importers import test_elastalert as elastalert
from tests.unit.rulebook.importers import test_sigma as sigma


def searched(text: str) -> tuple[str, list[str]]:
    notes = Notes(file="f", fields={})
    found = search(text, Mark(), notes)
    return plain_expression(found) if found else "", [one.what for one in notes.left]


def test_a_search_that_is_too_long_is_left_out() -> None:
    assert searched("a" * (LONGEST + 1)) == ("", ["a search of over 20,000 characters"])


@pytest.mark.parametrize(
    ("text", "ours", "lost"),
    [
        ("a NEAR b", "a NEAR/10 b", ["the reach of NEAR: 10 words taken"]),
        ("a NEAR/3 ---", "a", ['"---" has no letter or digit']),
        ("--- NEAR/3 a", "a", ['"---" has no letter or digit']),
        ('"dock strike"^3', '"dock strike"', ["boost ^3"]),
    ],
)
def test_what_is_left_of_a_search(text: str, ours: str, lost: list[str]) -> None:
    assert searched(text) == (ours, lost)


# --- Sigma ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "title: t\ndetection:\n  timeframe: 5m\n  s: [a]\n  condition: s\n",
            "timeframe without a correlation",
        ),
        (
            "title: t\ndetection:\n  s: [a]\n  condition: [s, [s]]\n",
            "a condition that is no text",
        ),
        ("title: t\ncorrelation: [a]\n", "a correlation that is no mapping"),
    ],
)
def test_what_a_document_cannot_say_is_told(text: str, what: str) -> None:
    assert what in [one.what for one in sigma.imported(text).left]


@pytest.mark.parametrize(
    ("condition", "least"),
    [("{gte: 0}", 1), ("{gt: 0}", 1), ("{gt: 4}", 5), ("{eq: 4}", 4), ("{field: x, gte: 2}", 2)],
)
def test_a_condition_of_a_correlation_is_a_least_number(condition: str, least: int) -> None:
    found = sigma.correlation(f"  type: event_count\n  condition: {condition}\n")
    trigger = found.drafts[-1].trigger
    assert trigger is not None
    assert trigger[1]["at_least"] == least


@pytest.mark.parametrize(
    "condition", ["{gte: many}", "{gte: [1]}", "{gte: -1}", "{lt: 5}", "{field: x}", "{}"]
)
def test_a_condition_without_a_least_number_makes_no_trigger(condition: str) -> None:
    found = sigma.correlation(f"  type: event_count\n  condition: {condition}\n")
    assert all(draft.trigger is None for draft in found.drafts)
    assert found.left


def test_filters_are_written_out_where_rules_are_joined() -> None:
    rules = (
        "title: A\nname: rule_a\ndetection:\n  k: [strike]\n  o: [port]\n  p: [quay]\n"
        "  condition: (k or o) and not p\n"
    )
    text = rules + (
        "---\ntitle: B\nname: rule_b\ndetection: {k: [walkout], condition: k}\n"
        "---\ntitle: Many\ncorrelation:\n  type: event_count\n  rules: [rule_a, rule_b]\n"
        "  timespan: 2h\n  condition: {gte: 5}\n"
    )
    (many,) = sigma.imported(text).drafts
    shown = plain_expression(many.match)
    assert shown == "((strike OR port) AND NOT quay) OR walkout"


# --- ElastAlert ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keys",
    [
        "type: cardinality\ncardinality_field: publisher\ntimeframe: {hours: 1}\n",
        "type: cardinality\ncardinality_field: publisher\nmax_cardinality: 2\n",
        "type: spike\nspike_height: 3\nspike_type: up\n",
        "type: spike\nspike_type: up\ntimeframe: {hours: 1}\n",
    ],
)
def test_a_type_that_lacks_a_number_or_a_time_makes_no_trigger(keys: str) -> None:
    found = elastalert.imported(f"name: n\n{keys}{elastalert.STRIKE}")
    assert all(draft.trigger is None for draft in found.drafts)


def test_of_a_spike_both_ways_only_the_way_up_is_taken() -> None:
    text = (
        "name: n\ntype: spike\nspike_height: 3\nspike_type: both\nthreshold_ref: 5\n"
        f"timeframe: {{hours: 1}}\n{elastalert.STRIKE}"
    )
    found = elastalert.imported(text)
    assert found.drafts[0].trigger == ("spike", {"ratio": 3, "within": "1h", "at_least": 1})
    assert [one.what for one in found.left] == [
        "spike_type both: only upwards",
        "threshold_ref: the baseline needs 7 days",
    ]


@pytest.mark.parametrize(
    ("time", "within"), [("{fortnights: 1, hours: 4}", "4h"), ("{hours: x, days: 2}", "2d")]
)
def test_the_first_unit_that_can_be_read_counts(time: str, within: str) -> None:
    text = f"name: n\ntype: frequency\nnum_events: 3\ntimeframe: {time}\n{elastalert.STRIKE}"
    trigger = elastalert.only(text).trigger
    assert trigger is not None
    assert trigger[1]["within"] == within


def test_a_key_that_is_no_name_is_told_and_one_that_is_no_text_ignored() -> None:
    text = (
        "name: n\ntype: frequency\nnum_events: 3\ntimeframe: {hours: 1}\n"
        f"query_key: [[a], title, nobody]\n{elastalert.STRIKE}"
    )
    found = elastalert.imported(text)
    assert any("org, person or place only" in one.what for one in found.left)
