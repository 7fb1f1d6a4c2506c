"""Checked rules compiled: what is asked of an article, what is left out."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import MappingProxyType

import pytest

from monitor.matching.syntax import ExpressionError
from monitor.model import Article, Match
from monitor.reasons import Reason
from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named

NONE: Mapping[str, str] = MappingProxyType({})
HEAD = "rule: r\ntitle: t\n"
FIRMS = """\
entities: firms
kind: org
list:
  - id: acme
    name: Acme
    country: FR
    people: [{id: ana, name: Ana Ruiz, guarded: [{alias: Ruiz, guard: [acme]}]}]
  - {id: globex, name: Globex, country: IT}
"""
LANGUAGE = "language: en\nendings: [s, ed, ing]\nparadigms: {lay: [lays, laid]}\n"
SLOW = HEAD + "match: port AND /(strike.{0,40}){2}/\n"


def loaded(
    rule: str, more: Mapping[str, str] = NONE, *, slow: bool = False
) -> tuple[Rulebook, list[str]]:
    faults = Faults()
    files = {
        "r.yaml": rule,
        "firms.yaml": FIRMS,
        "events/language/en.yaml": LANGUAGE,
        "concepts/stops.yaml": "concept: stops\nen: [walks out]\nit: [sciopera]\n",
        **more,
    }
    seconds = count()
    book = load(
        {f"rules/{name}": text.encode() for name, text in files.items()},
        folder=Path(),
        named=Named(),
        faults=faults,
        timer=(lambda: float(next(seconds))) if slow else (lambda: 0.0),
    )
    return book, [str(fault) for fault in faults.sorted()]


def matched(
    rule: str, title: str, *, lang: str = "en", seen: datetime | None = None
) -> Match | None:
    book, faults = loaded(rule)
    assert faults == []
    article = Article(id="a", version="1", key="a", title=title, lang=lang, seen=seen)
    return next(iter(book.trial("r").match(article)), None)


@pytest.mark.parametrize(
    ("match", "title", "holds"),
    [
        ("lay~", "Dockers laid tools", True),
        ("strike~", "Strikes at sea", True),
        ("strike~", "A striker at sea", False),
        ("'@stops'", "Staff walks out", True),
        ("'@stops'", "Il personale sciopera", False),
        ("entity(org in firms)", "News of Globex", True),
        ("entity(org in acme)", "News of Globex", False),
        ("org:acme AND port", "Acme at the port", True),
        ("person:ana AND acme", "Ruiz of Acme", True),
        ("person:ana", "Ruiz of Lyon", False),
        ("/str[iy]ke/ AND port", "Stryke at the port", True),
        ("$a AND NOT $b", "dock", True),
        ("$a AND NOT $b", "dock ball", False),
    ],
)
def test_a_rule_asks_what_it_says(match: str, title: str, holds: bool) -> None:
    rule = HEAD + f"match: {match}\nlet: {{a: dock OR pier, b: ball}}\n"
    assert (matched(rule, title) is not None) is holds


def test_the_rules_language_is_that_of_its_inflected_words() -> None:
    rule = HEAD + "lang: it\nmatch: strike~ OR porto\n"
    assert matched(rule, "Strikes at sea") is None
    assert matched(rule, "Strike at sea") is not None


def test_captures_have_the_names_of_the_list() -> None:
    found = matched(HEAD + "match: (entity(org in firms) AS firm) AND port\n", "ACME at the port")
    assert found is not None
    assert found.captures["firm"] == ("Acme",)


def test_a_fact_never_changes_whether_a_rule_holds() -> None:
    rule = HEAD + "match: port\nfacts: {firm_told: entity(org), pay: value(money)}\n"
    without, with_fact = matched(rule, "The port"), matched(rule, "The port of Globex")
    assert without is not None
    assert "firm_told" not in without.captures
    assert with_fact is not None
    assert with_fact.captures["firm_told"] == ("Globex",)


def test_an_exception_is_named_with_its_reason() -> None:
    rule = HEAD + "match: port\nexcept: [{name: known, why: Told before., match: 'org:acme'}]\n"
    found = matched(rule, "Acme at the port")
    assert found is not None
    assert found.reason is Reason.EXCEPTED
    assert found.because.startswith("known")


def test_an_exception_may_look_at_what_was_captured() -> None:
    rule = HEAD + (
        "match: (entity(org in firms) AS firm) AND port\n"
        "except: [{name: near, why: Told., match: $firm NEAR/1 strike}]\n"
    )
    near, far = matched(rule, "Acme strike in port"), matched(rule, "Acme at the port")
    assert near is not None
    assert far is not None
    assert (near.reason, far.reason) == (Reason.EXCEPTED, None)


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), Reason.EXCEPTED),
        (datetime(2027, 1, 1, tzinfo=UTC), None),
    ],
)
def test_an_exception_lasts_to_the_end_of_its_last_day(
    seen: datetime, reason: Reason | None
) -> None:
    rule = HEAD + ("match: port\nexcept: [{name: a, why: b, match: acme, until: 2026-12-31}]\n")
    found = matched(rule, "Acme at the port", seen=seen)
    assert found is not None
    assert found.reason is reason


def test_a_slow_pattern_is_refused_at_its_place_when_there_is_a_timer() -> None:
    book, faults = loaded(SLOW, slow=True)
    assert faults == ["rules/r.yaml:3:17: E310 this pattern is too slow; write NEAR instead"]
    assert "r" not in book.rules


def test_a_quick_pattern_passes_its_trial() -> None:
    book, faults = loaded(SLOW)
    assert faults == []
    assert "r" in book.rules


def test_a_fault_found_in_compiling_leaves_only_that_rule_out() -> None:
    other = "rule: s\ntitle: t\nmatch: dock\n"
    book, faults = loaded(HEAD + "match: port AND published > 2026-13-01\n", {"s.yaml": other})
    assert len(faults) == 1
    assert list(book.rules) == ["s"]


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("match: '@stops'", {"concepts/stops.yaml": "concept: stops\nenn: [x]\n"}),
        ("match: entity(org in firms)", {"firms.yaml": "entities: firms\nkind: frm\nlist: []\n"}),
        ("match: $a\nlet: {a: '@stops'}", {"concepts/stops.yaml": "concept: stops\nen: [\n"}),
        ("match: port\nfacts: {a: '@stops'}", {"concepts/stops.yaml": "concept: stops\nenn: x\n"}),
        (
            "match: port\nexcept: [{name: a, why: b, match: '@stops'}]",
            {"concepts/stops.yaml": "concept: stops\nenn: x\n"},
        ),
    ],
)
def test_a_rule_on_a_broken_file_is_counted_as_left_out(
    rule: str, broken: Mapping[str, str]
) -> None:
    book, faults = loaded(HEAD + rule + "\n", broken)
    assert len(faults) == 1
    assert book.left_out == ("r",)


def test_a_rule_with_a_fault_of_its_own_is_not_counted_twice() -> None:
    book, faults = loaded(HEAD + "match: titel:port\n")
    assert (len(faults), book.left_out) == (1, ())


def test_a_trial_is_live_whatever_the_status() -> None:
    for status in ("draft", "shadow", "retired"):
        found = matched(HEAD + f"status: {status}\nmatch: port\n", "The port")
        assert found is not None
        assert found.reason is None


def test_a_concept_can_be_asked_alone() -> None:
    book, _ = loaded(HEAD + "match: port\n")
    article = Article(id="a", version="1", key="a", title="Staff walks out", lang="en")
    assert [found.rule for found in book.trial_of_concept("stops").match(article)] == ["@stops"]
    with pytest.raises(ExpressionError):
        book.trial_of_concept("gone")
