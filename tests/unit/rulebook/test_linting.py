"""Lints together: how they are asked, and what those say that look at the archive."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from monitor import kinds
from monitor.model import Source
from monitor.rulebook import load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.history import History
from monitor.rulebook.linting import LINTS, Linted, Seen, lint, logic_of, terms_of

TODAY = date(2026, 11, 24)
LIVE = """\
rule: {name}
title: Strikes
owner: desk
status: live
match: {match}
tests:
  - {{text: Dockers strike, expect: {{alert: true}}}}
  - {{text: Ships leave, expect: {{alert: false}}}}
"""


def seen_of(
    files: Mapping[str, str], *, history: History | None = None, sources: tuple[Source, ...] = ()
) -> Seen:
    texts = {f"rules/{name}.yaml": text.encode() for name, text in files.items()}
    faults = Faults()
    book = load(texts, folder=Path(), named=Named(), faults=faults)
    assert [str(fault) for fault in faults] == []
    assert book.checked is not None
    return Seen(
        checked=book.checked,
        forms=book.compiler.forms,
        today=TODAY,
        sources=sources,
        history=history,
    )


def linted(seen: Seen) -> tuple[Linted, list[str]]:
    faults = Faults()
    return lint(seen, faults=faults), [str(fault) for fault in faults.sorted()]


def rule(match: str, more: str = "", *, name: str = "strikes") -> str:
    return LIVE.format(name=name, match=match) + more


def test_each_lint_is_a_file_that_begins_with_its_code() -> None:
    names = kinds.names(LINTS)
    assert [name[:4] for name in names] == [f"w7{n:02}" for n in range(1, 14)]
    assert all(callable(kinds.load(LINTS, name).check) for name in names)


def test_without_the_archive_its_lints_are_not_asked() -> None:
    result, told = linted(seen_of({"strikes": rule("strike")}))
    assert (result.lacking, told) == ({}, [])


def test_a_short_archive_is_not_enough_history() -> None:
    seen = seen_of({"strikes": rule("strike")}, history=History(days=40, articles=10))
    assert linted(seen)[0].lacking == {"W710": 90}


def test_an_empty_archive_lacks_days_for_all_that_count_them() -> None:
    seen = seen_of({"strikes": rule("strike")}, history=History())
    assert linted(seen)[0].lacking == {"W704": 30, "W706": 30, "W710": 90, "W712": 30}


def test_a_common_term_is_told_where_it_stands() -> None:
    seen = seen_of(
        {"strikes": rule("top:(strike OR port) AND NOT $no", "let: {no: news}\n")},
        history=History(days=30, articles=100, shares={"port": 0.06, "strike": 0.05, "news": 0.9}),
    )
    (line,) = linted(seen)[1]
    wanted = "port stands in 6% of the articles; narrow it with NEAR, a phrase or a field"
    assert line == f"rules/strikes.yaml:5:23: W704 {wanted}"


def test_the_terms_to_count_are_those_that_are_required() -> None:
    seen = seen_of({"strikes": rule('strike* AND NOT "football match"')})
    assert [one.written for one in terms_of(seen)] == ["strike"]


@pytest.mark.parametrize(("shared", "told"), [(18, 0), (19, 1), (40, 1)])
def test_rules_that_agree_are_told_once(shared: int, told: int) -> None:
    ids = frozenset(f"a{n}" for n in range(shared))
    history = History(
        days=30,
        articles=500,
        matched={"strikes": ids, "walkouts": ids | {"x"}, "other": frozenset()},
    )
    files = {"strikes": rule("strike"), "walkouts": rule("walkout OR strike", name="walkouts")}
    lines = [line for line in linted(seen_of(files, history=history))[1] if "W706" in line]
    assert len(lines) == told
    assert all(line.startswith("rules/walkouts.yaml:1:7: W706 agrees") for line in lines)


@pytest.mark.parametrize(("met", "told"), [(frozenset(), 1), (frozenset({("strikes", "old")}), 0)])
def test_an_exception_that_no_article_met_is_told(
    met: frozenset[tuple[str, str]], told: int
) -> None:
    more = "except:\n  - {name: old, why: Told., match: Hamburg}\n"
    history = History(days=90, articles=9, excepted=met)
    lines = linted(seen_of({"strikes": rule("strike", more)}, history=history))[1]
    assert len(lines) == told
    assert all("rules/strikes.yaml:10:12: W710" in line for line in lines)


@pytest.mark.parametrize(
    ("budget", "cards", "told"),
    [
        ("2/day", {1: 2, 2: 1}, ""),
        (
            "2/day",
            {1: 3, 2: 4},
            "4 alerts up to 2026-11-02, the budget is 2/day; above it on 2 days",
        ),
        ("5/week", {1: 2, 5: 2, 8: 1}, ""),
        ("5/week", {1: 2, 5: 2, 7: 3}, "7 alerts up to 2026-11-07, the budget is 5/week"),
        ("1/hour", {1: 24}, ""),
        ("1/hour", {1: 25}, "25 alerts up to 2026-11-01"),
    ],
)
def test_a_budget_is_compared_with_the_worst_stretch(
    budget: str, cards: dict[int, int], told: str
) -> None:
    alerts = {"strikes": {date(2026, 11, day): n for day, n in cards.items()}}
    history = History(days=30, articles=99, alerts=alerts)
    lines = linted(seen_of({"strikes": rule("strike", f"budget: {budget}\n")}, history=history))[1]
    assert len(lines) == bool(told)
    assert all(told in line and "W712" in line for line in lines)


@pytest.mark.parametrize(
    ("match", "column"), [("strike AND strike", 19), ("strike OR port OR strike", 26)]
)
def test_of_what_is_written_twice_the_second_is_told(match: str, column: int) -> None:
    (line,) = linted(seen_of({"strikes": rule(match)}))[1]
    assert line.startswith(f"rules/strikes.yaml:5:{column}: W703 strike adds nothing: strike ")


def test_lints_share_what_they_find_out_of_a_rule() -> None:
    seen = seen_of({"strikes": rule("strike")})
    (checked,) = seen.checked.rules
    assert logic_of(seen, checked) is logic_of(seen, checked)


def test_a_field_no_archived_article_has_is_told() -> None:
    history = History(days=1, articles=1_200, fields=frozenset({"tag"}))
    files = {"strikes": rule("strike AND (author:Ruiz OR tag:port)")}
    assert linted(seen_of(files, history=history))[1] == [
        "rules/strikes.yaml:5:20: W708 none of 1,200 archived articles has author:"
    ]


def test_beyond_fifty_patterns_that_run_on_every_article_are_errors() -> None:
    files = {f"r{n}": f"rule: r{n}\ntitle: t\nmatch: /[0-9]+/\n" for n in range(52)}
    faults = Faults()
    lint(seen_of(files), faults=faults)
    severities = [fault.severity for fault in faults if fault.code == "W705"]
    assert (severities.count("warning"), severities.count("error")) == (50, 2)


@pytest.mark.parametrize(
    "match",
    [
        "strike AND /[0-9]+/",
        "strike NEAR/5 /[0-9]+/",
        "(strike OR /strik(e|ing)/) AND /[0-9]+/",
        ">\n  @walks AND /[0-9]+/",
        ">\n  event(people) AND /[0-9]+/",
        "/[0-9]+ percent/",
        "strike NOT NEAR/2 /[0-9]+/",
    ],
)
def test_a_pattern_beside_something_required_is_fine(match: str) -> None:
    files = {
        "concepts/walks": "concept: walks\nen: [walkout]\n",
        "events/people/en": "lexicon: people\nlang: en\ntriggers: {departure: [resigns]}\n",
        "r": f"rule: r\ntitle: t\nmatch: {match}\n",
    }
    assert [line for line in linted(seen_of(files))[1] if "W705" in line] == []


def test_what_a_faulty_rule_names_counts_as_used() -> None:
    texts = {
        "rules/concepts/walks.yaml": b"concept: walks\nen: [walkout]\n",
        "rules/r.yaml": b"rule: r\ntitle: t\nmatch: >\n  @walks AND titel:x\n",
    }
    book = load(texts, folder=Path(), named=Named(), faults=Faults())
    assert book.checked is not None
    seen = Seen(checked=book.checked, forms=book.compiler.forms, today=TODAY)
    assert linted(seen)[1] == []


@pytest.mark.parametrize(
    ("match", "unused"),
    [
        ("entity(org in firms)", ["few"]),
        ("org:acme", ["few"]),
        ("entity(org)", ["few"]),
        ("entity(org in few)", []),
        ("entity(person)", ["few"]),
        ("entity(place)", ["few", "firms"]),
    ],
)
def test_a_list_is_used_by_name_by_member_or_by_kind(match: str, unused: list[str]) -> None:
    files = {
        "entities/firms": (
            "entities: firms\nkind: org\nlist:\n"
            "  - {id: acme, name: Acme, people: [{id: ana, name: Ana Ruiz}]}\n"
        ),
        "watch/few": "watch: few\nkind: org\ninclude: [{list: firms}]\n",
        "r": f"rule: r\ntitle: t\nmatch: {match}\n",
    }
    lines = [line for line in linted(seen_of(files))[1] if "W702" in line]
    assert sorted(line.split('"')[1] for line in lines) == unused


@pytest.mark.parametrize(
    "match",
    [" OR ".join(["port"] * 2_000), "(a OR port) AND " + " AND ".join(["NOT port"] * 1_500)],
)
def test_of_one_expression_only_the_first_slips_are_told(match: str) -> None:
    assert 1 <= len(linted(seen_of({"r": f"rule: r\ntitle: t\nmatch: >\n  {match}\n"}))[1]) <= 20


def test_a_clause_of_two_lines_is_told_from_its_bracket_on() -> None:
    text = "rule: r\ntitle: t\nmatch: >\n  strike OR (dock OR\n  (strike NEAR/2 port))\n"
    faults = Faults()
    lint(seen_of({"r": text}), faults=faults)
    assert [(f.line, f.column, f.end_line, f.end_column) for f in faults] == []
    nested = "rule: r\ntitle: t\nmatch: >\n  strike OR ((dock OR\n  quay) AND strike)\n"
    lint(seen_of({"r": nested}), faults=faults)
    assert [(f.line, f.column, f.end_line, f.end_column) for f in faults] == [(4, 14, 5, 19)]
