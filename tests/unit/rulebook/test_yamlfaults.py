"""libyaml's complaints explained: each at the place where the mistake begins."""

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.yamlfaults import Complaint, explain
from monitor.rulebook.yamlfile import parse


def told(text: str) -> str:
    faults = Faults()
    parse(text.encode(), "f", faults=faults)
    (fault,) = faults
    return str(fault).removeprefix("f:")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('title: t\nmatch: "strike\nowner: d\nstatus: x\n', "2:8: E001 quote is not closed"),
        ("a: 'b\n", "1:4: E001 quote is not closed"),
        ("a: {b: 1\nc: 2\nd: 3\n", '1:4: E001 "{" is not closed'),
        ("a:\n  - {b: 'x' y}\n", "2:13: E001 text after a quoted value"),
        ("a: [b, c{d}]\n", "1:8: E001 text with { } or [ ] in a list needs quotes"),
        ("a: [b\n  , c\nd: e\n", '1:4: E001 "[" is not closed'),
        ("a: %x\n", '1:4: E001 a value that starts with "%" needs quotes'),
        ("- @x\n", '1:3: E001 a value that starts with "@" needs quotes'),
        ("title: Port: strike\n", '1:12: E001 ": " inside plain text'),
        ("a: b c\n  d: e\n", "2:3: E001 indentation does not fit the lines above"),
        ("a: b\n   c: d\n", "2:4: E001 indentation does not fit the lines above"),
        ("a:\n    b: c\n  d: e\n", "3:3: E001 indentation does not fit the lines above"),
        ("a: b }\nc\n", '2:1: E001 no key: ":" is missing'),
        ("a: b\n}\n", '2:1: E001 "}" closes nothing'),
        ("a: foo #one\n  bar\n", '1:8: E001 "#" starts a comment inside the text'),
        ("a: >x\n", "1:5: E001 after > or | the text starts on the next line"),
        ("a: 1\n- b\n", "2:1: E001 a list and keys at one level"),
        ('a: "\\d+"\n', '1:5: E001 "\\d" is no escape in double quotes'),
        ('a: "\\xZZ"\n', "1:7: E001"),
        ('a: "\\uD800"\n', "1:4: E001 an escape in these quotes is no character"),
        ("? a\n: b\nc\n", '3:1: E001 no key: ":" is missing'),
        ("{a: b}: c\n", "1:1: E001 a key must be text"),
    ],
)
def test_each_mistake_is_one_line_where_it_begins(text: str, line: str) -> None:
    assert told(text).startswith(line)


def test_a_complaint_nobody_knows_is_still_a_line() -> None:
    strange = Complaint(context="", opened=None, problem="strange", at=(0, 2))
    assert explain(strange, ("ab cd",)) == (
        (0, 2),
        "indentation does not fit the lines above",
    )


def test_a_place_after_the_last_line_is_no_crash() -> None:
    after = Complaint(context="", opened=None, problem="could not find expected ':'", at=(9, 0))
    point, message = explain(after, ("a",))
    assert point == (9, 0)
    assert message.startswith("no key")
