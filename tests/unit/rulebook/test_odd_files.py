"""Odd but legal files, and odd histories of them: what is read, told and kept."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.matching.terms import term
from monitor.model import Article, Match
from monitor.rulebook.counting import Counting
from monitor.rulebook.diagnostic import Diagnostic, Faults
from monitor.rulebook.folder import shelve
from monitor.rulebook.nodes import Scalar
from monitor.rulebook.overlaps import _line, _Places
from monitor.rulebook.reload import _by_file
from tests.unit.rulebook.test_counting import article, counted, nothing
from tests.unit.rulebook.test_linting import linted, rule, seen_of
from tests.unit.rulebook.test_reload import Watched
from tests.unit.rulebook.test_rule_tests import read_tests
from tests.unit.rulebook.test_structure import told
from tests.unit.rulebook.test_writer import fmt


def test_a_note_above_the_first_key_of_an_item_stays_there() -> None:
    text = "entities: x\nkind: org\nlist:\n  -\n    # why\n    id: a\n    name: A\n"
    assert "# why\n" in fmt(text)


def test_a_note_inside_lists_of_lists_stands_above_them() -> None:
    text = "entities: x\nkind: org\nlist:\n  - -\n      # why\n      a: b\n"
    assert fmt(text).endswith("list:\n  # why\n  - - a: b\n")


def test_a_let_that_two_places_name_is_used() -> None:
    lets = "let: {both: strike OR $word, word: walkout}\n"
    seen = seen_of({"strikes": rule("'($both OR $word) AND $word'", lets)})
    assert [line for line in linted(seen)[1] if "W702" in line] == []


def test_a_let_without_a_capture_may_be_forbidden() -> None:
    assert told("entity(org) AS firm AND NOT $calm", {"calm": "talks"}) == []
    assert len(told("strike AND NOT $who", {"who": "entity(org) AS firm"})) == 1


# --- counting ------------------------------------------------------------------------------------


def test_an_article_without_a_time_counts_and_gives_no_day() -> None:
    history = counted([replace(article(1), seen=None)], Counting(match=nothing, rules={}))
    assert (history.articles, history.days) == (1, 0)


@pytest.mark.parametrize(("title", "stands"), [("Strikers leave", True), ("Talks go on", False)])
def test_the_beginning_of_a_word_is_counted_where_a_word_begins_so(
    title: str, *, stands: bool
) -> None:
    begun = term("strik", begun=True)

    def match(_article: Article) -> Sequence[Match]:
        return ()

    history = counted([article(1, title)], Counting(match=match, rules={}, terms=[begun]))
    assert (max(history.shares.values(), default=0.0) > 0) is stands


# --- good versions -------------------------------------------------------------------------------


def test_good_versions_that_need_each_other_are_put_back_for_some_rounds_only(
    watched: Watched,
) -> None:
    names = [f"{letter}.yaml" for letter in "abcdefghij"]
    for name, other in zip(names, [*names[1:], ""], strict=True):
        watched.write(name, f"needs {other}" if other else "one")
    first = watched.sweep()
    assert first is not None
    watched.write(names[-1], "bad")
    watched.reload = watched.started()
    again = watched.reload.start()
    assert again is not None
    assert again.value[names[-1]] == "one"


def test_warnings_hold_no_file_back() -> None:
    fault = Diagnostic(
        file="a.yaml", line=1, column=1, end_line=1, end_column=2, code="W701", message="m",
        severity="warning",
    )  # fmt: skip
    assert _by_file([fault]) == {}
    assert list(_by_file([fault, replace(fault, severity="error")])) == ["a.yaml"]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


# --- tests in rules ------------------------------------------------------------------------------


def test_a_test_that_is_no_mapping_of_known_keys_is_told_and_left_out() -> None:
    found, faults = read_tests("  - {tekst: Strike, expect: {alert: true}}\n")
    assert found == ()
    assert len(faults) >= 1


def test_a_step_with_a_fault_is_left_out() -> None:
    _, faults = read_tests(
        "  - steps:\n      - {at: soon, text: One}\n      - {at: 1h, text: Two}\n"
        "    expect: {alerts: 1}\n"
    )
    assert any("soon" in line for line in faults)


def test_a_step_has_one_text_and_a_real_moment() -> None:
    _, faults = read_tests(
        "  - steps:\n      - {at: 0h, text: One, title: One}\n"
        "      - {at: 1h, text: Two, published: tomorrow}\n    expect: {alerts: 1}\n"
    )
    assert any('E101 "title" beside "text": one of them' in line for line in faults)
    assert any("is no moment; write 2026-01-05T09:00Z" in line for line in faults)


# --- places of literals --------------------------------------------------------------------------


def test_a_literal_that_is_not_found_in_its_file_is_told_at_its_line() -> None:
    texts = {"rules/concepts/x.yaml": b"concept: x\nen: [a, b]\n"}
    places = _Places(shelf=shelve(texts, faults=Faults()))
    found = places.spot("b", "rules/concepts/x.yaml:2")
    assert isinstance(found, Scalar)
    assert (found.text, found.start.line) == ("b", 2)
    assert places.spot("c", "rules/concepts/x.yaml:2") is None
    assert places.spot("b", "rules/concepts/y.yaml:2") is None
    place = _line("rules/concepts/x.yaml:2")
    assert (place.file, place.start.line, place.start.column) == ("rules/concepts/x.yaml", 2, 1)
