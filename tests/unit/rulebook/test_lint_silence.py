"""What lints say nothing of: too little history, rules that differ, terms that are rare."""

from datetime import date

import pytest

from monitor.matching import syntax
from monitor.matching.grammar import parse
from monitor.model import Source
from monitor.rulebook.history import History
from monitor.rulebook.implying import At
from monitor.rulebook.linting import _span
from monitor.rulebook.lints import (
    w704_too_common,
    w706_twin_rules,
    w710_idle_exception,
    w712_over_budget,
)
from monitor.rulebook.lints.w707_veto_in_term import conjunctions
from tests.unit.rulebook.test_linting import linted, rule, seen_of

NEEDING = (w704_too_common, w706_twin_rules, w710_idle_exception, w712_over_budget)


def source(name: str, **more: object) -> Source:
    given = {"outlet": name.title(), "outlet_id": name, "langs": ("en",)}
    return Source(id=name, kind="feed", url=f"https://{name}.example/", **(given | more))  # type: ignore[arg-type]


def told(files: dict[str, str], code: str, **given: object) -> list[str]:
    lines = linted(seen_of(files, **given))[1]  # type: ignore[arg-type]
    return [line for line in lines if f" {code} " in line]


@pytest.mark.parametrize("lint", NEEDING, ids=lambda lint: lint.__name__.rpartition(".")[2])
def test_without_an_archive_a_lint_that_counts_says_nothing(lint: object) -> None:
    seen = seen_of({"strikes": rule("strike")})
    assert list(lint.check(seen)) == []  # type: ignore[attr-defined]


def test_a_term_of_a_concept_is_not_told_at_the_rule() -> None:
    files = {
        "concepts/walks": "concept: walks\nen: [walkout]\n",
        "strikes": rule(">\n  strike AND entity(org) AND @walks"),
    }
    history = History(days=30, articles=100, shares={"walkout": 0.9, "strike": 0.01})
    assert told(files, "W704", history=history) == []


def test_rules_of_one_size_that_hold_on_other_articles_are_no_twins() -> None:
    both = {"strikes": rule("strike"), "walkouts": rule("walkout", name="walkouts")}
    matched = {
        "strikes": frozenset(f"a{n}" for n in range(20)),
        "walkouts": frozenset(f"b{n}" for n in range(20)),
    }
    history = History(days=30, articles=99, matched=matched)
    assert told(both, "W706", history=history) == []


def test_a_rule_without_a_budget_is_above_none() -> None:
    history = History(days=30, articles=99, alerts={"strikes": {date(2026, 11, 1): 99}})
    assert told({"strikes": rule("strike")}, "W712", history=history) == []


@pytest.mark.parametrize(
    ("match", "count"),
    [
        ("a AND NOT b", 1),
        ("title:(a AND NOT b)", 1),
        ("(a AND NOT b) AS what", 1),
        ("c AND NOT (a AND NOT b)", 2),
        ("(a AND NOT b) OR c", 1),
        ("a AND b", 0),
        ("a NEAR/5 b", 0),
    ],
)
def test_every_and_with_a_not_is_looked_at(match: str, count: int) -> None:
    assert len(list(conjunctions(At(part=parse(match))))) == count


@pytest.mark.parametrize(
    ("field", "missing"),
    [
        ("source:wire", False),
        ("source:wir*", False),
        ("source:desk", True),
        ("source:des*", True),
        ('outlet:"Wire"', False),
        ('outlet:"the desk"', True),
        ('outlet:"wire*"', False),
        ("lang:en", False),
        ("lang:it", True),
        ("source:(wire OR desk)", True),
    ],
)
def test_a_field_that_no_source_fills_is_told(field: str, missing: bool) -> None:
    files = {"strikes": rule(f"'strike AND {field}'")}
    assert len(told(files, "W708", sources=(source("wire"),))) == missing


def test_a_source_of_any_language_may_fill_each() -> None:
    files = {"strikes": rule("strike AND lang:it")}
    assert told(files, "W708", sources=(source("wire", langs=()),)) == []


FIRMS = "entities: firms\nkind: org\nlist:\n  - {{id: {id}, name: {name}, {more}}}\n"


@pytest.mark.parametrize(
    ("alias", "more", "doubt"),
    [
        ("A", "", 'alias "A" has 1 letter'),
        ("A", "not: [A team]", ""),
        ("A", "not: [B team]", 'alias "A" has 1 letter'),
        ("{say: A, case: exact}", "", ""),
        ("'42'", "", "has 0 letters"),
        ("Acme Works", "", ""),
    ],
)
def test_an_alias_is_in_doubt_until_a_form_or_its_case_holds_it(
    alias: str, more: str, doubt: str
) -> None:
    keys = f"aliases: {{en: [{alias}]}}" + (f", {more}" if more else "")
    files = {
        "entities/firms": FIRMS.format(id="acme", name="Acme", more=keys),
        "strikes": rule("org:acme"),
    }
    lines = told(files, "W709")
    assert len(lines) == bool(doubt)
    assert all(doubt in line for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(a OR b) AND c", "(a OR b) AND c"),
        ("c AND (a OR b)", "c AND (a OR b)"),
        ("((a OR b) AND c)", "(a OR b) AND c"),
    ],
)
def test_a_part_is_shown_with_the_brackets_that_belong_to_it(text: str, shown: str) -> None:
    start, end = _span(text, parse(text))
    assert text[start:end] == shown


def test_a_part_of_another_text_is_shown_as_far_as_it_goes() -> None:
    part = syntax.Word(text="a", at=0, end=3)
    assert _span("a) b", part) == (0, 3)
    assert _span("(a b", syntax.Word(text="a", at=0, end=2)) == (0, 2)
