"""Sigma, construct by construct."""

from collections.abc import Mapping

import pytest

from monitor.rulebook.drafts import Draft, Imported
from monitor.rulebook.importers.sigma import convert
from monitor.rulebook.wrapping import plain_expression

HEAD = "title: Port news\nlogsource: {category: news}\n"


def imported(text: str, fields: Mapping[str, str] | None = None) -> Imported:
    return convert(text.encode(), "s.yaml", fields or {})


def lost(found: Imported) -> list[str]:
    return [one.what for one in found.left if one.what != "logsource"]


def selection(text: str, fields: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
    """Give the expression of one selection, and what was lost."""
    found = imported(f"{HEAD}detection:\n  s:\n{text}\n  condition: s\n", fields)
    shown = plain_expression(found.drafts[0].lets["s"]) if found.drafts else ""
    return shown, lost(found)


def only(text: str) -> Draft:
    (draft,) = imported(text).drafts
    return draft


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("    - strike", "strike"),
        ("    - strike\n    - 'dock walkout'", 'strike OR "dock walkout"'),
        ("    - '*strike*'", "strike"),
        ("    - 'strik*'", "strik*"),
        ("    - 'str?ke'", r"/\bstr[^\s]ke\b/"),
        ("    title: strike", "title:strike"),
        ("    headline: strike", "title:strike"),
        ("    title: [strike, walkout]", "title:(strike OR walkout)"),
        ("    title|contains: strike", "title:strike"),
        ("    title|contains: ['a b', c]", 'title:("a b" OR c)'),
        ("    title|contains|all: [a, b]", "title:(a AND b)"),
        ("    title|startswith: strike", "title:strike*"),
        ("    title|startswith: st", r"title:/\bst[^\s]*/"),
        ("    title|re: 'dock(er)?s'", "title:/dock(er)?s/"),
        ("    title|re: 'a/b'", r"title:/a\/b/"),
        ("    title: a\n    body: b", "title:a AND body:b"),
        ("    - title: a\n    - body: b", "title:a OR body:b"),
        ("    message: a", "a"),
        ("    '|contains': a", "a"),
        ("    lang: en", "lang:en"),
    ],
)
def test_a_selection_becomes_an_expression(text: str, ours: str) -> None:
    shown, left = selection(text)
    # A field in front of each of several values says the same as one in front of all.
    assert shown in {ours, _spread(ours)}
    assert left == []


def _spread(ours: str) -> str:
    field, _, rest = ours.partition(":(")
    for operator in (" OR ", " AND "):
        if operator in rest:
            return operator.join(f"{field}:{one}" for one in rest[:-1].split(operator))
    return ours


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("    title|endswith: x", "modifier endswith of title"),
        ("    title|cidr: 10.0.0.0/8", "modifier cidr of title"),
        ("    title|base64offset|contains: x", "modifier base64offset of title"),
        ("    title|windash: x", "modifier windash of title"),
        ("    title|gt: 3", "modifier gt of title"),
        ("    Image: x", 'field "Image"; --map Image=title says which of ours it is'),
        ("    title: '%ports%'", "placeholder %ports%"),
        ("    title: null", "an empty value"),
        ("    title: [[a]]", "a value that is no text"),
        ("    title: '--'", '"--" has no letter or digit'),
        ("    title|re: '(?=a)b'", "pattern /(?=a)b/: RE2 has no look-ahead"),
    ],
)
def test_what_a_selection_loses_is_told(text: str, what: str) -> None:
    assert what in selection(text)[1]


def test_a_mapped_field_is_ours() -> None:
    assert selection("    Image: x", {"Image": "title"}) == ("title:x", [])
    assert selection("    Image: x", {"Image": ""}) == ("x", [])


def test_what_a_rule_says_of_itself_is_carried_over() -> None:
    draft = only(
        "title: 'Port: news'\nid: 1-2\nauthor: Ana Ruiz\ndescription: Of ports.\nlevel: medium\n"
        "tags: [a, b]\ndetection: {k: [strike], condition: k}\n"
    )
    assert (draft.title, draft.id, draft.owner) == ("Port: news", "port-news", "Ana Ruiz")
    assert (draft.about, draft.severity) == ("Of ports.", "normal")
    assert draft.kept == {"sigma-id": "1-2", "sigma-tags": ["a", "b"]}


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("informational", "low"),
        ("low", "low"),
        ("medium", "normal"),
        ("high", "high"),
        ("critical", "critical"),
    ],
)
def test_a_level_is_a_severity(level: str, severity: str) -> None:
    draft = only(f"title: t\nlevel: {level}\ndetection: {{k: [strike], condition: k}}\n")
    assert draft.severity == severity


def test_an_unknown_level_is_told() -> None:
    text = "title: t\nlevel: loud\ndetection: {k: [strike], condition: k}\n"
    assert lost(imported(text)) == ['level "loud"']


def test_filters_denied_at_the_top_become_exceptions() -> None:
    draft = only(
        f"{HEAD}detection:\n  s: [strike]\n  filter_a: [football]\n  filter_b: [chess]\n"
        "  condition: s and not 1 of filter_*\n"
    )
    assert plain_expression(draft.match) == "$s"
    shown = {name: plain_expression(part) for name, part in draft.exceptions.items()}
    assert shown == {"filter-a": "$filter_a", "filter-b": "$filter_b"}


def test_other_denied_selections_stay_in_the_expression() -> None:
    draft = only(f"{HEAD}detection:\n  s: [a]\n  other: [b]\n  condition: s and not other\n")
    assert plain_expression(draft.match) == "$s AND NOT $other"
    assert draft.exceptions == {}


def test_a_list_of_conditions_is_any_of_them() -> None:
    draft = only(f"{HEAD}detection:\n  s: [a]\n  o: [b]\n  condition:\n    - s\n    - o\n")
    assert plain_expression(draft.match) == "$s OR $o"


def test_lets_that_nothing_uses_are_not_written() -> None:
    draft = only(f"{HEAD}detection:\n  s: [a]\n  o: [b]\n  condition: s\n")
    assert set(draft.lets) == {"s"}


@pytest.mark.parametrize(
    "text", ["title: t\n", "title: t\ndetection: [a]\n", "title: t\ndetection: {}\n"]
)
def test_a_document_without_detection_is_told(text: str) -> None:
    found = imported(text)
    assert found.drafts == ()
    assert found.left


RULE = (
    "title: A\nname: rule_a\n"
    "detection: {k: [strike], filter_x: [game], condition: k and not filter_x}\n"
)
OTHER = "title: B\nname: rule_b\ndetection: {k: [walkout], condition: k}\n"


def correlation(keys: str, rules: str = "rule_a") -> Imported:
    return imported(
        f"{RULE}---\n{OTHER}---\ntitle: Many\nlevel: high\ncorrelation:\n"
        f"  rules: [{rules}]\n  timespan: 2h\n{keys}"
    )


def test_a_count_of_events_is_a_trigger_on_its_rule() -> None:
    found = correlation("  type: event_count\n  condition: {gte: 5}\n")
    other, many = found.drafts
    assert (other.title, many.title, many.severity) == ("B", "Many", "high")
    assert many.trigger == ("count", {"of": "article", "at_least": 5, "within": "2h"})
    assert plain_expression(many.match) == "$k"
    assert set(many.exceptions) == {"filter-x"}


def test_several_rules_are_joined_with_their_filters() -> None:
    found = correlation("  type: event_count\n  condition: {gt: 5}\n", "rule_a, rule_b")
    (many,) = found.drafts
    assert many.trigger == ("count", {"of": "article", "at_least": 6, "within": "2h"})
    assert plain_expression(many.match) == "(strike AND NOT game) OR walkout"


def test_a_count_of_outlets_is_distinct() -> None:
    found = correlation("  type: value_count\n  condition: {field: publisher, gte: 3}\n")
    assert found.drafts[-1].trigger == (
        "distinct",
        {"of": "outlet", "at_least": 3, "within": "2h"},
    )


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ("  type: temporal\n", "correlation temporal"),
        ("  type: event_count\n  condition: {lt: 5}\n", "lt of a correlation"),
        (
            "  type: event_count\n  group-by: [user]\n  condition: {gte: 2}\n",
            "group-by user: counted over all",
        ),
        (
            "  type: value_count\n  condition: {field: body, gte: 2}\n",
            "value_count of body: outlets and languages are counted",
        ),
        ("  type: event_count\n  condition: {eq: 2}\n", "eq of a correlation: at least so many"),
    ],
)
def test_what_a_correlation_loses_is_told(keys: str, what: str) -> None:
    assert what in lost(correlation(keys))


def test_a_rule_of_another_file_is_told() -> None:
    found = correlation("  type: event_count\n  condition: {gte: 2}\n", "rule_z")
    assert 'rule "rule_z" is not in this file' in lost(found)
    assert [draft.title for draft in found.drafts] == ["A", "B"]


def test_places_are_counted_over_documents() -> None:
    found = imported(f"{RULE}---\n{HEAD}detection:\n  s:\n    Image: x\n  condition: s\n")
    (place,) = [(one.line, one.column) for one in found.left if "Image" in one.what]
    assert place == (9, 5)
