"""Canonical form, by examples: what changes, what stays, what is refused."""

from pathlib import Path

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.format import formatted
from tests.golden.faulty.test_faulty import texts

ROOT = Path(__file__).parents[3]
LONG = " OR ".join(f"word{number:02}" for number in range(20))


def fmt(text: str) -> str:
    faults = Faults()
    once = formatted(text.encode(), "rules/x.yaml", faults=faults)
    assert [str(fault) for fault in faults] == []
    assert once is not None
    assert formatted(once.encode(), "rules/x.yaml", faults=faults) == once
    return once


SAME = [
    "rule: x\ntitle: t\nmatch: strike\n",
    "# yaml-language-server: $schema=schema/rule.schema.json\nrule: x\ntitle: t\nmatch: a\n",
    "# About the desk.\n\nrule: x\ntitle: t\n\n# why\nmatch: a  # what\n",
    "rule: x\nmatch: >\n  title:(a OR b) AND NOT c\n",
    "rule: x\ntests:\n  - {text: One., expect: {}}\n  # a note\n  - text: Two.\n    expect: {}\n",
    "rule: x\nabout: |\n  one\n    two\n\n  three\nmatch: a\n",
    "concept: c\nany: []\nen: [a, b,\n  c d]  # more\nnot: {de: [x]}\n",
    "concept: c\nen: [a,  # first\n  # second\n  b]\n",
    'rule: x\ntitle: "NO"\nmatch: a\nx-any: "22:00"\n',
]


@pytest.mark.parametrize("text", SAME)
def test_what_is_in_form_stays_as_it_is(text: str) -> None:
    assert fmt(text) == text


CHANGED = [
    ("title: t\nmatch: a\nrule: x\n", "rule: x\ntitle: t\nmatch: a\n"),
    ("rule: x\nmatch: a\nx-mine: 1\ntitle: t\n", "rule: x\ntitle: t\nmatch: a\nx-mine: 1\n"),
    ('rule:   x\ntitle:    "plain"\n', "rule: x\ntitle: plain\n"),
    ("rule: x\ntitle: 'it''s'\n", "rule: x\ntitle: it's\n"),
    ("rule: x\ntitle: 'a: b'\n", 'rule: x\ntitle: "a: b"\n'),
    ('rule: x\ntitle: "say \\"so\\": yes"\n', "rule: x\ntitle: 'say \"so\": yes'\n"),
    ("rule: x\nalert: { to: [ a,b ],severity: high }\n",
     "rule: x\nalert: {severity: high, to: [a, b]}\n"),
    ("rule: x\ntests:\n- expect: {alert: true}\n  text: One.\n  name: n\n",
     "rule: x\ntests:\n  - name: n\n    text: One.\n    expect: {alert: true}\n"),
    ("rule: x\n\n\n\ntitle: t\n", "rule: x\n\ntitle: t\n"),
    ("rule: x\r\ntitle: t\r\n", "rule: x\ntitle: t\n"),
    ("rule: x\nmatch: |\n  a   AND\n  b\n", "rule: x\nmatch: >\n  a AND b\n"),
    ("rule: x\nmatch: >\n  ((a)) OR b AND (c)\n", "rule: x\nmatch: >\n  a OR (b AND c)\n"),
    ("rule: x\nmatch: 'title:a OR b'\n", "rule: x\nmatch: title:a OR b\n"),
    ("rule: x\nmatch: '\"a b\" OR c'\n", 'rule: x\nmatch: >\n  "a b" OR c\n'),
    ("rule: x\nlet:\n    n:   (a  OR   b)\nmatch: $n\n", "rule: x\nlet:\n  n: a OR b\nmatch: $n\n"),
    ("rule: x\ntitle: one\n  two\n", "rule: x\ntitle: one two\n"),
    ("rule: x  # id\ntitle: t     # told\n#end\n", "rule: x  # id\ntitle: t  # told\n#end\n"),
    ("rule: x\nalert:\n    # loud\n    to: [a]\n    severity: high  # very\n",
     "rule: x\nalert:\n  severity: high  # very\n  # loud\n  to: [a]\n"),
    ("en: [a]\nconcept: c\ntests: {}\nany: [b]\n", "concept: c\nany: [b]\nen: [a]\ntests: {}\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CHANGED)
def test_a_file_comes_into_form(before: str, after: str) -> None:
    assert fmt(before) == after


def test_a_long_expression_is_folded_before_its_operators() -> None:
    once = fmt(f"rule: x\nmatch: title:({LONG}) AND NOT ({LONG})\n")
    rows = once.splitlines()
    assert rows[1] == "match: >"
    assert max(map(len, rows)) <= 100
    assert {row.split()[0] for row in rows[3:]} == {"OR", "AND"}
    assert rows[3].index("OR") == rows[2].index("word00")


def test_a_long_text_over_several_lines_is_folded_and_one_on_one_line_stays() -> None:
    words = " ".join(["word"] * 40)
    assert fmt(f"rule: x\nabout: {words}\n") == f"rule: x\nabout: {words}\n"
    folded = fmt(f"rule: x\nabout: {words}\n  {words}\n")
    assert folded.splitlines()[1] == "about: >-"
    assert max(map(len, folded.splitlines())) <= 100


@pytest.mark.parametrize("text", ["", "rule: [\n", "- a\n", "rule: x\nrule: y\n"])
def test_what_cannot_be_read_is_told_and_not_written(text: str) -> None:
    faults = Faults()
    assert formatted(text.encode(), "rules/x.yaml", faults=faults) is None
    assert len(faults) >= 1


GOOD = texts(ROOT / "tests" / "golden" / "faulty" / "good")
FAULTY = texts(ROOT / "tests" / "golden" / "faulty" / "faults")
SHIPPED = texts(ROOT / "rules")


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_good_file_says_the_same_in_form(name: str) -> None:
    assert fmt(GOOD[name].decode()).endswith("\n")


@pytest.mark.parametrize("name", sorted(FAULTY))
def test_a_faulty_file_is_refused_or_says_the_same(name: str) -> None:
    faults = Faults()
    once = formatted(FAULTY[name], name, faults=faults)
    assert (once is None) == bool(len(faults))
    if once is not None:
        assert formatted(once.encode(), name, faults=faults) == once


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_what_we_ship_is_in_form(name: str) -> None:
    assert fmt(SHIPPED[name].decode()) == SHIPPED[name].decode()
