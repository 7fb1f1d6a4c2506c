"""A starter rule: commented, in canonical form, with two tests that pass as they stand."""

from typing import Literal

from monitor.rulebook.quoting import in_quotes, is_plain

Kind = Literal["keyword", "event"]
PACK = "executive-change"
_KEYWORD = """\
# Words in title or lead, two groups of them in one sentence; what follows NOT rules an article out.
match: >
  top:((strike~ OR walkout* OR "industrial action") NEAR/S (port OR harbour OR Rotterdam))
  AND NOT title:football
alert:
  severity: normal  # low normal high critical; routes.yaml says who is told
  headline: "{rule}: {title}"
tests:
  # One article that must be told ...
  - {text: Dockers strike at the port of Rotterdam., expect: {alert: true}}
  # ... and one that must not, though it holds some of the words.
  - name: another port
    text: Rotterdam opens a new container terminal.
    expect: {alert: false}
"""
_EVENT = """\
# What a sentence says happened, in any language of the pack. Narrow it down with
# `org in <a list of rules/entities>`, `role_class: ceo`, `certainty: confirmed|rumoured`.
match: >
  event(executive-change, direction: out)
story: {then: update, material: [person, destination, denied]}
alert:
  severity: normal  # low normal high critical; routes.yaml says who is told
  headline: "{org}: {summary}"
tests:
  # One article that must be told, and what is read out of it ...
  - text: Northwind chief executive Ana Ruiz steps down.
    expect: {alert: true, org: [Northwind], person: [Ana Ruiz]}
  # ... and one that must not: nobody leaves.
  - name: denial
    text: Northwind says Ana Ruiz has no plans to step down as chief executive.
    expect: {alert: false, because: denied}
"""


def starter(rule: str, kind: Kind, *, owner: str) -> str:
    """Write a new rule as the text of its file."""
    title = rule.replace("-", " ").capitalize()
    return f"""\
# yaml-language-server: $schema=schema/rule.schema.json
rule: {rule}
title: {_quoted(title)}
about: Say in a sentence what this rule is for.
owner: {_quoted(owner)}  # who is told when the rule has a fault
status: draft  # draft: tests only; shadow: counted, not told; live: told
lang: en  # of word~ and of the tests
{_KEYWORD if kind == "keyword" else _EVENT}"""


def _quoted(text: str) -> str:
    """Write a name as YAML text, in quotes if it needs them."""
    return text if is_plain(text) else in_quotes(text)
