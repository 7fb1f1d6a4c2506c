"""Vetoes that stand where they must not: the three that once cost a language its recall."""

from pathlib import Path

import pytest

from monitor.rulebook import load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named, contents
from monitor.rulebook.overlaps import tell_hidden, tell_overlaps

RULES = Path(__file__).parents[3] / "rules"
LEXICON = """\
lexicon: people
lang: {lang}
triggers:
  departure: [{trigger}]
roles:
  ceo: [{role}]
{more}
"""
FIRMS = "entities: firms\nkind: org\nlist:\n  - {id: acme, name: Will Acme}\n"


def told(texts: dict[str, bytes]) -> list[str]:
    faults = Faults()
    book = load(texts, folder=Path(), named=Named(), faults=faults)
    assert [str(fault) for fault in faults] == []
    assert book.checked is not None
    tell_overlaps(book.checked, faults=faults)
    tell_hidden(book.checked.concepts.values(), book.compiler.forms, faults=faults)
    return [str(fault) for fault in faults.sorted()]


def of(lang: str, more: str, *, trigger: str = "resigns", role: str = "chief") -> list[str]:
    text = LEXICON.format(lang=lang, trigger=trigger, role=role, more=more)
    found = told(
        {
            f"rules/events/people/{lang}.yaml": text.encode(),
            "rules/entities/firms.yaml": FIRMS.encode(),
        }
    )
    return [line.partition("E601 ")[2] for line in found]


@pytest.mark.parametrize(
    ("lang", "role", "veto"),
    [
        ("it", "amministratore", '"*ministr*"'),
        ("it", "capo di lungo corso", '"*ngo"'),
        ("ar", "الرئيس التنفيذي", '"*نفي*"'),
        ("de", "Vorstandsrat", '"*rat"'),
        ("en", "underministerial head", '"*minister*"'),
    ],
)
def test_a_veto_inside_a_word_of_a_role_is_told(lang: str, role: str, veto: str) -> None:
    (line,) = of(lang, f"sphere:\n  public: [{veto}]", role=role)
    assert line == f'veto {veto} inside "{role}" ({lang}.yaml:6:9), no inside: ok'


@pytest.mark.parametrize(
    ("lang", "role", "more"),
    [
        ("it", "amministratore", "sphere: {public: [ministro]}"),
        ("it", "amministratore", "sphere: {public: [{say: ministr, inside: ok}]}"),
        ("es", "director general", "sphere: {public: [general]}"),
        ("ar", "الرئيس التنفيذي", "language: {boundary: prefix, prefixes: [ا], negation: [نفي]}"),
        ("zh", "非执行董事", "language: {boundary: none, negation: [非]}"),
        ("en", "chief", "language: {negation: [not], hedge: {planned: [will leave]}}"),
    ],
)
def test_a_veto_that_stands_by_itself_is_fine(lang: str, role: str, more: str) -> None:
    assert of(lang, more, role=role) == []


def test_a_glued_ending_makes_a_veto_of_a_verb() -> None:
    more = 'sphere: {sport: ["*seura"]}\nlanguage: {boundary: suffix, suffixes: [a, n]}'
    (line,) = of("fi", more, trigger="seuraa")
    assert line.startswith('veto "*seura" inside "seuraa"')


def test_what_is_no_event_must_not_be_a_trigger() -> None:
    (line,) = of("en", "not_events: [resigns]", trigger="resigns from")
    assert line.startswith('veto "resigns" inside "resigns from"')


def test_a_role_that_is_a_sphere_is_told() -> None:
    (line,) = of("en", "sphere: {other: [chief]}")
    assert line.startswith('veto "chief" inside "chief"')


def test_a_veto_in_a_name_is_told_and_case_helps() -> None:
    (line,) = of("de", "language: {hedge: {planned: [will]}}")
    wanted = 'veto "will" inside "Will Acme" (firms.yaml:4:22), write case: exact or a longer veto'
    assert line == wanted
    assert of("de", "language: {hedge: {planned: [{say: will, case: exact}]}}") == []


def test_a_veto_is_told_once_however_many_words_it_stands_in() -> None:
    assert len(of("en", 'sphere: {other: ["*chief*"]}', role="chiefs, archchief, underchief")) == 1


def test_a_concept_that_hides_its_own_word_is_told() -> None:
    text = 'concept: strike\nde: ["streik{t,en}"]\nnot: {de: ["Streik*", Streikgeld]}\n'
    (line,) = told({"rules/concepts/strike.yaml": text.encode()})
    wanted = 'veto "Streik*" inside "streik{t,en}" (strike.yaml:2:6) hides it'
    assert line == f"rules/concepts/strike.yaml:3:12: E601 {wanted}"


def test_the_shipped_packs_have_no_overlap() -> None:
    texts = contents(RULES, faults=Faults())
    mine = {name: text for name, text in texts.items() if "sources/" not in name}
    for name in ("rules/routes.yaml", "rules/receivers.yaml"):
        mine.pop(name)
    assert told(mine) == []
