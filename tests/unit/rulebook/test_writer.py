"""The writer, layout by layout: blocks, brackets, comments, blank lines."""

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.format import formatted


def fmt(text: str) -> str:
    faults = Faults()
    once = formatted(text.encode(), "rules/x.yaml", faults=faults)
    assert once is not None, [str(fault) for fault in faults]
    return once


LAYOUTS = {
    "indentation is two": (
        """\
entities: x
kind: org
list:
     -   id: a
         name: A
         aliases:
              any:   [ B ]
""",
        """\
entities: x
kind: org
list:
  - id: a
    name: A
    aliases:
      any: [B]
""",
    ),
    "a list under its key is indented": (
        """\
rule: x
tests:
- text: a
  expect: {}
-
  text: b
  expect: {}
""",
        """\
rule: x
tests:
  - text: a
    expect: {}
  - text: b
    expect: {}
""",
    ),
    "comments follow what they stand above": (
        """\
rule: x
# of the alert
alert: {severity: high}
# of the title
title: t
""",
        """\
rule: x
# of the title
title: t
# of the alert
alert: {severity: high}
""",
    ),
    "comments at a block's end stay in it": (
        """\
rule: x
alert:
  severity: high
  # no labels yet
title: t
""",
        """\
rule: x
title: t
alert:
  severity: high
  # no labels yet
""",
    ),
    "a comment less deep belongs to what follows": (
        """\
rule: x
let:
  a: b
# the whole
match: $a
""",
        """\
rule: x
let:
  a: b
# the whole
match: $a
""",
    ),
    "what stands apart at the top stays there": (
        """\
# Desk of logistics.
# Ask before you edit.

# the rule
rule: x
title: t
""",
        """\
# Desk of logistics.
# Ask before you edit.

# the rule
rule: x
title: t
""",
    ),
    "the editor's line stays first": (
        """\
# yaml-language-server: $schema=schema/rule.schema.json
# why
rule: x
title: t
""",
        """\
# yaml-language-server: $schema=schema/rule.schema.json
# why
rule: x
title: t
""",
    ),
    "blank lines: one where there were some": (
        """\


rule: x


title: t
alert:

  severity: high


  to: [a]
""",
        """\
rule: x

title: t
alert:
  severity: high

  to: [a]
""",
    ),
    "lines inside brackets stay broken": (
        """\
concept: x
en: [ one,two,
        three,
   four ]
""",
        """\
concept: x
en: [one, two,
  three,
  four]
""",
    ),
    "brackets that open a line keep their entries below": (
        """\
concept: x
en: [
  one,
  two,
]
""",
        """\
concept: x
en: [
  one,
  two]
""",
    ),
    "comments inside brackets stay behind their line": (
        """\
concept: x
en: [one, # first
  # second
  two
  # last
]
""",
        """\
concept: x
en: [one,  # first
  # second
  two
  # last
  ]
""",
    ),
    "mappings in lists in brackets": (
        """\
entities: x
kind: org
list:
  - {name: A,id: a,
     guarded: [ {alias: B, guard: [c]} ] }
""",
        """\
entities: x
kind: org
list:
  - {id: a, name: A,
     guarded: [{alias: B, guard: [c]}]}
""",
    ),
    "empty things": (
        """\
rule: x
let: { }
tests: [ ]
about:
title: ""
""",
        """\
rule: x
title: ""
about:
let: {}
tests: []
""",
    ),
    "a literal block keeps its lines": (
        """\
rule: x
about: |-
      one
        two

      three
""",
        """\
rule: x
about: |-
  one
    two

  three
""",
    ),
    "a block that keeps its end becomes quoted": (
        """\
rule: x
about: |+
  one

""",
        """\
rule: x
about: "one\\n\\n"
""",
    ),
    "keys of a test: name first, expectation last": (
        """\
rule: x
tests:
  - {expect: {alert: true}, text: a, name: n, lang: de}
""",
        """\
rule: x
tests:
  - {name: n, text: a, lang: de, expect: {alert: true}}
""",
    ),
    "routes": (
        """\
routes:
- to: [a]
  continue: yes
  name: n
  if: {}
""",
        """\
routes:
  - name: n
    if: {}
    to: [a]
    continue: yes
""",
    ),
    "sources": (
        """\
sources:
  - {url: 'https://a.example/x?y=z#w', kind: feed, id: a, tags: [b]}
""",
        """\
sources:
  - {id: a, kind: feed, url: https://a.example/x?y=z#w, tags: [b]}
""",
    ),
    "a list in a list": (
        """\
x-any:
-   - a
    - b
-   - c
rule: x
""",
        """\
x-any:
  - - a
    - b
  - - c
rule: x
""",
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout(name: str) -> None:
    before, after = LAYOUTS[name]
    assert fmt(before) == after
    assert fmt(after) == after


def test_a_byte_order_mark_and_carriage_returns_go() -> None:
    assert fmt("\ufeffrule: x\r\ntitle: t\r\n") == "rule: x\ntitle: t\n"


def test_the_last_line_ends() -> None:
    assert fmt("rule: x") == "rule: x\n"
