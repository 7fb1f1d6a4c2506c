"""Rules that are written seldom: what lints, logic and reloads make of them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.matching.grammar import parse
from monitor.matching.terms import term
from monitor.rulebook.commit import commit_of
from monitor.rulebook.diagnostic import Diagnostic, Faults
from monitor.rulebook.edition import Reads
from monitor.rulebook.folder import shelve
from monitor.rulebook.history import History
from monitor.rulebook.implying import At, Logic, holds_in
from monitor.rulebook.linting import terms_of
from monitor.rulebook.overlaps import _Literal, _Places, _where
from monitor.rulebook.reload import Edited, Edits, Reload
from tests.unit.rulebook.test_linting import linted, rule, seen_of
from tests.unit.rulebook.test_reload import Loaded, Toy, Watched
from tests.unit.rulebook.test_rule_tests import read_tests


def told(files: dict[str, str], code: str, history: History | None = None) -> Sequence[str]:
    lines = linted(seen_of(files, history=history))[1]
    return [line.partition(f"{code} ")[2] for line in lines if f" {code} " in line]


def test_only_words_and_phrases_are_counted() -> None:
    seen = seen_of({"strikes": rule("strike AND (entity(org) OR /[0-9]+ dockers/)")})
    assert [one.written for one in terms_of(seen)] == ["strike"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("outlet:reuters", 'outlet:"reuters wire"'),
        ('outlet:"reuters wire"', "outlet:reuters"),
        ("org:acme", 'org:"acme works"'),
    ],
)
def test_of_whole_names_none_holds_another(one: str, other: str) -> None:
    logic = Logic()
    assert not logic.implies(At(part=parse(one)), At(part=parse(other)))


def test_a_term_without_words_stands_in_nothing() -> None:
    assert not holds_in(term("--"), term("strike"))
    assert not holds_in(term("dock strike"), term("strike"))


def test_rules_of_unlike_reach_are_no_twins() -> None:
    both = {"strikes": rule("strike"), "walkouts": rule("walkout", name="walkouts")}
    ids = [frozenset(f"a{n}" for n in range(first, first + 38)) for first in (0, 1, 2)]
    matched = {"strikes": ids[0], "walkouts": ids[2]}
    history = History(days=30, articles=99, matched=matched)
    assert told(both, "W706", history) == []


def test_a_word_for_every_language_needs_no_paradigm() -> None:
    files = {
        "concepts/walks": "concept: walks\nany: [walkout]\nde: [streik~]\n",
        "strikes": rule("'@walks'"),
    }
    assert len(told(files, "W713")) <= 1


@pytest.mark.parametrize(
    "match",
    [
        "title:(strike AND NOT (strikes OR football))",
        "(strike~ AND NOT strike) AS what",
        "(strike OR walkout) AND NOT (strike OR football)",
    ],
)
def test_a_veto_of_one_alternative_is_told_where_it_stands(match: str) -> None:
    lines = told({"strikes": rule(f"'{match}'")}, "W707")
    assert all("kills" in line for line in lines)


@pytest.mark.parametrize(
    ("match", "dead"),
    [
        ("(strike OR strike) NEAR/3 port", 1),
        ("(strike OR 'dock strike') NEAR/3 port".replace("'", '"'), 0),
        ("strike NOT NEAR/3 (port OR port)", 1),
        ("(strike AND port) OR (strike NEAR/3 port)", 1),
        ("(strike NEAR/3 port) NEAR/9 quay", 0),
    ],
)
def test_a_branch_that_adds_nothing_is_told_inside_near_too(match: str, dead: int) -> None:
    assert len(told({"strikes": rule(f">\n  {match}")}, "W703")) == dead


def test_an_expectation_of_nothing_names_nothing() -> None:
    (found,), faults = read_tests("  - {text: Strike, expect: {alert: true, org: [Acme, null]}}\n")
    assert (found.captures, faults) == ({"org": ("Acme",)}, [])


class Endless(Toy):
    """Whatever is put back, the next file wants something."""

    rounds = 0

    def edit(self, value: Loaded, edits: Edits, reads: Reads) -> Edited[Loaded]:
        self.rounds += 1
        name = f"rules/{'abcdefghij'[self.rounds]}.yaml"
        fault = Diagnostic(
            file=name, line=1, column=1, end_line=1, end_column=1, code="E1", message="wants"
        )
        return replace(super().edit(value, edits, reads), diagnostics=(fault,))


def test_good_versions_are_put_back_for_five_rounds_at_most(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    for letter in "abcdefghij":
        watched.write(f"{letter}.yaml", "one")
    watched.sweep()
    watched.write("a.yaml", "bad")
    maker = Endless()
    again = Reload(
        tmp_path / "rules", data=tmp_path / "data", maker=maker, tell=lambda _fault: None
    )
    assert again.start().value["a.yaml"] == "one"
    assert maker.rounds == 5


def test_a_lexicon_with_a_language_of_its_own_says_its_endings_itself() -> None:
    text = "lexicon: people\nlang: fi\ntriggers: {departure: [eroaa~]}\nlanguage: {endings: [n]}\n"
    assert told({"events/people/fi": text, "strikes": rule("strike")}, "W713") == []


def test_outside_git_there_is_no_commit() -> None:
    assert commit_of(Path("/")) == ""


@pytest.mark.parametrize(
    ("wide", "narrow", "holds"),
    [
        ("c++", "c++", True),
        ("c++", "learn c++", True),
        ("c++", "c strike", False),
        ("c", "c++", True),
    ],
)
def test_signs_behind_a_word_belong_to_it(wide: str, narrow: str, *, holds: bool) -> None:
    assert holds_in(term(wide), term(narrow)) is holds


def test_a_common_word_of_a_let_is_told_at_the_let() -> None:
    files = {"strikes": rule("entity(org) AND $what AND port", "let: {what: news}\n")}
    history = History(days=30, articles=100, shares={"news": 0.9, "port": 0.01})
    (line,) = told(files, "W704", history)
    assert line.startswith("news stands in 90% of the articles")
    seen = seen_of(files)
    assert [one.written for one in terms_of(seen)] == ["news", "port"]


def test_a_name_that_stands_in_no_file_has_no_place() -> None:
    literal = _Literal(kind="name", say="Acme", place="", text="Acme", words=())
    assert _where(literal, _Places(shelf=shelve({}, faults=Faults()))) == ""
