"""Tables: results are written between the marks of the page, and nothing else changes."""

import pytest

from benchmarks import tables
from benchmarks.matching.peers.queries import fts5, tantivy
from benchmarks.matching.shown import markdown
from monitor.matching.grammar import parse

PAGE = "# Page\n\nText.\n\n<!-- table: one -->\nold\n<!-- end -->\n\nMore.\n"


def test_a_table_stands_between_its_marks() -> None:
    anew = tables.written(PAGE, {"one": "| a |"})
    assert anew == PAGE.replace("old\n", "\n| a |\n\n")


def test_writing_twice_changes_nothing() -> None:
    once = tables.written(PAGE, {"one": "| a |"})
    assert tables.written(once, {"one": "| a |"}) == once


def test_a_mark_without_a_table_is_a_fault() -> None:
    with pytest.raises(KeyError):
        tables.written(PAGE, {"other": ""})


def test_a_table_has_a_head_and_lines() -> None:
    assert markdown(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


@pytest.mark.parametrize(
    ("expression", "in_tantivy", "in_fts5"),
    [
        ("Merger", '(title:"merger" body:"merger")', '"merger"'),
        ("title:merger", '(title:"merger")', 'title : "merger"'),
        ('title:"steps down"', '(title:"steps down")', 'title : "steps down"'),
        ("title:merg*", "(title:[merg TO merg\uffff])", 'title : "merg" *'),
        (
            "title:(a OR b) AND NOT title:c",
            '(+((title:"a") (title:"b")) -(title:"c"))',
            '((title : "a" OR title : "b")) NOT title : "c")',
        ),
        (
            "title:(a NEAR/3 b)",
            '(+(title:"a") +(title:"b"))',
            '(title : "a" AND title : "b")',
        ),
        (r"title:/aldera\s+bank/", '(title:"aldera")', 'title : "aldera"'),
    ],
)
def test_rules_are_written_for_the_peers(expression: str, in_tantivy: str, in_fts5: str) -> None:
    part = parse(expression)
    assert tantivy(part) == in_tantivy
    assert fts5(part) in {in_fts5, f"({in_fts5}"}
