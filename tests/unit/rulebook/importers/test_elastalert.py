"""ElastAlert 2, construct by construct."""

from collections.abc import Mapping

import pytest

from monitor.rulebook.drafts import Draft, Imported
from monitor.rulebook.importers.elastalert import convert
from monitor.rulebook.wrapping import plain_expression

STRIKE = "filter: [{term: {title: strike}}]\n"


def imported(text: str, fields: Mapping[str, str] | None = None) -> Imported:
    return convert(text.encode(), "e.yaml", fields or {})


def only(text: str) -> Draft:
    (draft,) = imported(text).drafts
    return draft


def filtered(text: str) -> tuple[str, list[str]]:
    found = imported(f"name: n\ntype: any\nfilter:\n{text}\n")
    shown = plain_expression(found.drafts[0].match) if found.drafts else ""
    return shown, [one.what for one in found.left]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("  - query: {query_string: {query: 'a AND b'}}", "a AND b"),
        ("  - query_string: {query: 'title:a'}", "title:a"),
        ("  - query_string: {query: a, default_field: title}", "title:a"),
        ("  - match: {title: dock strike}", "title:(dock OR strike)"),
        ("  - match: {title: {query: dock strike, operator: and}}", "title:(dock AND strike)"),
        ("  - match_phrase: {title: dock strike}", 'title:"dock strike"'),
        ("  - term: {title: strike}", "title:strike"),
        ("  - term: {title.keyword: strike}", "title:strike"),
        ("  - term: {title: {value: strike}}", "title:strike"),
        ("  - terms: {title: [a, b]}", "title:(a OR b)"),
        ("  - wildcard: {title: 'strik*'}", "title:strik*"),
        ("  - wildcard: {title: 's?rike'}", r"title:/\bs[^\s]rike\b/"),
        ("  - prefix: {title: strik}", "title:strik*"),
        ("  - regexp: {title: 'dock(er)?s'}", "title:/dock(er)?s/"),
        ("  - term: {title: a}\n  - term: {body: b}", "title:a AND body:b"),
        ("  - bool: {must: [{term: {title: a}}, {term: {body: b}}]}", "title:a AND body:b"),
        ("  - bool: {should: [{term: {title: a}}, {term: {body: b}}]}", "title:a OR body:b"),
        (
            "  - bool: {filter: {term: {title: a}}, must_not: {term: {body: b}}}",
            "title:a AND NOT body:b",
        ),
        ("  - or: [{term: {title: a}}, {term: {title: b}}]", "title:a OR title:b"),
        ("  - term: {message: a}\n  - not: {term: {title: b}}", "a AND NOT title:b"),
    ],
)
def test_a_filter_becomes_an_expression(text: str, ours: str) -> None:
    assert filtered(text) == (ours, [])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("  - range: {score: {gte: 3}}", "range in a filter"),
        ("  - exists: {field: x}", "exists in a filter"),
        ("  - script: {source: x}", "script in a filter"),
        ("  - term: {user: a}", 'field "user"; --map user=title says which of ours it is'),
        (
            "  - query_string: {query: a, analyze_wildcard: true}",
            "analyze_wildcard of query_string",
        ),
        ("  - query_string: {}", "query_string without a query"),
        ("  - match: {title: {query: a, fuzziness: 2}}", "fuzziness of title"),
        ("  - bool: {boost: 2, must: [{term: {title: a}}]}", "boost of bool"),
        ("  - term: {title: []}", "title without a value"),
        ("  - text", "a filter that is no query"),
    ],
)
def test_what_a_filter_loses_is_told(text: str, what: str) -> None:
    assert what in filtered(text)[1]


def test_frequency_is_a_count() -> None:
    draft = only(f"name: n\ntype: frequency\nnum_events: 5\ntimeframe: {{hours: 2}}\n{STRIKE}")
    assert draft.trigger == ("count", {"of": "article", "at_least": 5, "within": "2h"})


def test_a_query_key_that_is_a_name_is_what_is_counted_by() -> None:
    draft = only(
        "name: n\ntype: frequency\nnum_events: 5\ntimeframe: {hours: 2}\n"
        f"query_key: company\n{STRIKE}"
    )
    assert draft.trigger is not None
    assert draft.trigger[1]["by"] == "org"
    assert draft.story == {"same_if": ["org"]}
    assert plain_expression(draft.match) == "title:strike AND entity(org) AS org"


def test_cardinality_is_distinct_and_one_more() -> None:
    draft = only(
        "name: n\ntype: cardinality\ncardinality_field: publisher\nmax_cardinality: 2\n"
        f"timeframe: {{days: 1}}\n{STRIKE}"
    )
    assert draft.trigger == ("distinct", {"of": "outlet", "at_least": 3, "within": "1d"})


def test_cardinality_of_names_captures_them() -> None:
    draft = only(
        "name: n\ntype: cardinality\ncardinality_field: person\nmax_cardinality: 1\n"
        f"timeframe: {{days: 1}}\n{STRIKE}"
    )
    assert draft.trigger == ("distinct", {"of": "person", "at_least": 2, "within": "1d"})
    assert plain_expression(draft.match) == "title:strike AND entity(person) AS person"


def test_a_spike_keeps_its_height() -> None:
    draft = only(
        "name: n\ntype: spike\nspike_height: 3\nspike_type: up\nthreshold_cur: 4\n"
        f"timeframe: {{hours: 1}}\n{STRIKE}"
    )
    assert draft.trigger == ("spike", {"ratio": 3, "within": "1h", "at_least": 4})


def test_a_flatline_is_an_absence() -> None:
    text = f"name: n\ntype: flatline\nthreshold: 3\ntimeframe: {{weeks: 1}}\n{STRIKE}"
    found = imported(text)
    assert found.drafts[0].trigger == ("absence", {"for": "1w"})
    assert "threshold 3: none at all is told" in [one.what for one in found.left]


def test_a_new_term_is_first_seen() -> None:
    draft = only(f"name: n\ntype: new_term\nfields: [company]\n{STRIKE}")
    assert draft.trigger == ("first_seen", {"of": "org", "after": "30d"})


@pytest.mark.parametrize(
    "keys",
    [
        "type: change\ncompare_key: x\n",
        "type: metric_aggregation\n",
        "type: percentage_match\n",
        "type: spike\nspike_height: 3\nspike_type: down\ntimeframe: {hours: 1}\n",
        "type: frequency\nnum_events: 5\n",
        "type: frequency\nnum_events: many\ntimeframe: {hours: 1}\n",
        "type: cardinality\ncardinality_field: body\nmax_cardinality: 2\ntimeframe: {hours: 1}\n",
        "type: new_term\nfields: [body]\n",
        "",
    ],
)
def test_a_type_that_has_no_counterpart_makes_no_draft(keys: str) -> None:
    found = imported(f"name: n\n{keys}{STRIKE}")
    assert found.drafts == ()
    assert any(one.what.startswith("the rule: type") for one in found.left)


def test_times_between_alerts_are_kept() -> None:
    draft = only(
        f"name: n\ntype: any\nrealert: {{hours: 4}}\nexponential_realert: {{days: 1}}\n{STRIKE}"
    )
    assert draft.story == {"window": "4h"}
    assert draft.realert == {"after": "4h", "backoff": 2, "max": "1d"}


def test_no_time_between_alerts_is_no_window() -> None:
    assert only(f"name: n\ntype: any\nrealert: {{minutes: 0}}\n{STRIKE}").story == {}


@pytest.mark.parametrize(
    ("priority", "severity"),
    [("1", "critical"), ("2", "high"), ("3", "normal"), ("4", "low"), ("5", "low")],
)
def test_a_priority_is_a_severity(priority: str, severity: str) -> None:
    assert only(f"name: n\ntype: any\npriority: {priority}\n{STRIKE}").severity == severity


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("alert: [slack]", "alert"),
        ("index: news-*", "index"),
        ("aggregation: {minutes: 5}", "aggregation; see digests in routes.yaml"),
        ("match_enhancements: [x]", "match_enhancements"),
        ("query_key: body", "query_key body: org, person or place only"),
        ("realert: soon", "realert: no time such as hours: 4"),
    ],
)
def test_what_a_rule_loses_is_told(key: str, what: str) -> None:
    assert what in [one.what for one in imported(f"name: n\ntype: any\n{key}\n{STRIKE}").left]


def test_places_inside_a_query_are_those_of_the_file() -> None:
    found = imported(
        "name: n\ntype: any\nfilter:\n  - query_string:\n      query: >\n        a AND odd:b\n"
    )
    assert [(one.line, one.column) for one in found.left] == [(6, 15)]
