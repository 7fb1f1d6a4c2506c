"""Drafts as files: canonical, closed against their titles, unique by id."""

import pytest

from monitor.matching.grammar import parse
from monitor.rulebook.diagnostic import Faults, Mark
from monitor.rulebook.drafts import Draft, slug, text_of, unique
from monitor.rulebook.foreign import (
    Left,
    Notes,
    all_of,
    any_of,
    captured,
    in_field,
    none_of,
    pattern,
    term,
)
from monitor.rulebook.format import formatted
from monitor.rulebook.wrapping import plain_expression

FULL = Draft(
    id="port-news",
    title="Port: news",
    about="Of ports, and of ships.",
    owner="Ana Ruiz",
    severity="high",
    line=4,
    lets={"s": parse("strike OR walkout")},
    match=parse("$s AND NOT title:chess"),
    exceptions={"filter-x": parse("football")},
    trigger=("count", {"of": "article", "at_least": 3, "within": "2h"}),
    story={"same_if": ["org"], "window": "4h"},
    realert={"after": "4h", "backoff": 2},
    kept={"sigma-id": "1-2", "sigma-tags": ["a", "b: c"]},
)
TEXT = """\
# yaml-language-server: $schema=schema/rule.schema.json
# From ports.yml, line 4: a draft; add tests, then promote it.
rule: port-news
title: "Port: news"
about: "Of ports, and of ships."
owner: Ana Ruiz
status: draft
let:
  s: strike OR walkout
match: $s AND NOT title:chess
except:
  - name: filter-x
    why: A filter of the imported rule.
    match: football
story: {same_if: [org], window: 4h}
trigger:
  count: {of: article, at_least: 3, within: 2h}
realert: {after: 4h, backoff: 2}
alert: {severity: high}
x-sigma-id: "1-2"
x-sigma-tags: [a, "b: c"]
"""


def test_a_draft_is_a_rule_file_in_canonical_form() -> None:
    text = text_of(FULL, FULL.id, origin="ports.yml")
    assert text == TEXT
    assert formatted(text.encode(), "x", faults=Faults()) == text


def test_what_a_draft_lacks_is_not_written() -> None:
    text = text_of(Draft(id="a", title="A", match=parse("b")), "a", origin="f")
    assert [row.split(":")[0] for row in text.splitlines()[2:]] == [
        "rule",
        "title",
        "status",
        "match",
        "alert",
    ]


@pytest.mark.parametrize(
    "evil", ['a"\nstatus: live', "a: b", "# a", "*a", "\u2028x", "{{", "'", "\\"]
)
def test_no_text_of_theirs_leaves_its_value(evil: str) -> None:
    draft = Draft(id="a", title=evil, about=evil, owner=evil, match=parse("b"), kept={"k": evil})
    text = text_of(draft, "a", origin=evil)
    assert text.count("\nstatus: draft\n") == 1
    assert "\nstatus: live" not in text


@pytest.mark.parametrize(
    ("title", "id_"),
    [
        ("Port news", "port-news"),
        ("  A/B: C!  ", "a-b-c"),
        ("罢工", "rule-1"),
        ("", "rule-1"),
        ("x" * 90, "x" * 60),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_an_id_is_made_of_a_title(title: str, id_: str) -> None:
    assert slug(title, "rule-1") == id_


def test_ids_never_meet_those_that_are_taken() -> None:
    drafts = [Draft(id=name, title="t", match=parse("a")) for name in ("a", "b", "a")]
    assert unique(drafts, ["b"]) == ["a", "b-2", "a-2"]


# --- words of others ------------------------------------------------------------------------------


def made(text: str) -> tuple[str, list[str]]:
    notes = Notes(file="f")
    part = term(text, Mark(), notes)
    return "" if part is None else plain_expression(part), [one.what for one in notes.left]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("strike", "strike"),
        ("two  words", '"two words"'),
        ('a "quoted" word', '"a quoted word"'),
        ("strik*", "strik*"),
        ("two wor*", '"two wor*"'),
        ("st*", r"/\bst[^\s]*/"),
        ("*ing", r"/[^\s]*ing\b/"),
        ("s?t", r"/\bs[^\s]t\b/"),
        ("a.b?", r"/\ba\.b[^\s]/"),
        ("a/b", '"a/b"'),
        ("AND", '"AND"'),
        ("published", '"published"'),
        ("C++", "C++"),
        (".NET", '".NET"'),
        ("@name", '"@name"'),
        ("罢工*", r"/罢工[^\s]*/"),
    ],
)
def test_a_text_becomes_a_term(text: str, ours: str) -> None:
    assert made(text) == (ours, [])
    assert plain_expression(parse(ours)) == ours


@pytest.mark.parametrize("text", ["", "--", '"', "?", "***"])
def test_a_text_without_letters_is_told(text: str) -> None:
    shown, left = made(text)
    assert shown == ""
    assert left


@pytest.mark.parametrize("source", ["(?=a)", "a(", "x" * 501, r"(a)\1"])
def test_a_pattern_that_is_none_of_ours_is_told(source: str) -> None:
    notes = Notes(file="f")
    assert pattern(source, Mark(line=3), notes) is None
    assert [one.line for one in notes.left] == [3]


def test_a_slash_in_a_pattern_is_escaped_once() -> None:
    notes = Notes(file="f")
    found = [pattern(source, Mark(), notes) for source in ("a/b", r"a\/b")]
    assert [plain_expression(part) for part in found if part] == [r"/a\/b/", r"/a\/b/"]


def test_parts_are_joined_flat_and_once() -> None:
    a, b, c = parse("a"), parse("b"), parse("c")
    joined = all_of([a, all_of([b, c]), None, a])
    assert joined is not None
    assert plain_expression(joined) == "a AND b AND c"
    assert any_of([a, None]) == a
    assert any_of([]) is None
    assert none_of(None) is None


def test_a_field_stands_in_front_and_a_name_field_wants_a_name() -> None:
    notes = Notes(file="f")
    part = in_field("title", parse("a OR b"), Mark(), notes)
    assert part is not None
    assert plain_expression(part) == "title:(a OR b)"
    assert in_field("", parse("a"), Mark(), notes) == parse("a")
    assert in_field("org", parse("/a+/"), Mark(), notes) is None
    assert [one.what for one in notes.left] == ["org: wants an entity's id"]


def test_a_captured_name_is_asked_for_besides() -> None:
    part = captured(parse("a"), "person")
    assert part is not None
    assert plain_expression(part) == "a AND entity(person) AS person"


def test_what_is_left_out_is_one_line_and_told_once() -> None:
    notes = Notes(file="f.yml")
    for _ in range(2):
        notes.leave(Mark(line=3, column=5), "cidr")
    assert [str(one) for one in notes.left] == ["f.yml:3:5: left out: cidr"]
    assert notes.left == [Left(file="f.yml", line=3, column=5, what="cidr")]
