"""Tests of words: the sentences in concepts and lexicons."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from monitor.model import Article, Event, Participant
from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.models import LexiconTest
from monitor.rulebook.nodes import Items, Scalar, Table
from monitor.rulebook.packs import Told
from monitor.rulebook.sayings import run_concept, run_lexicons
from monitor.rulebook.yamlfile import parse

LANGUAGE = "language: en\nendings: [s, ed, ing]\nparadigms: {lay: [lays, laid, laying]}\n"
DEPARTURE = Event(
    pack="p",
    type="departure",
    direction="out",
    slots={"person": Participant(name="Ana Ruiz", id="ana")},
)
DENIED = Event(pack="p", type="departure", direction="out", polarity="denied", slots={})


def concept(text: str) -> tuple[tuple[int, int], list[str]]:
    faults = Faults()
    texts = {
        "rules/c.yaml": f"concept: c\n{text}".encode(),
        "rules/events/language/en.yaml": LANGUAGE.encode(),
    }
    book: Rulebook = load(texts, folder=Path(), named=Named(), faults=faults)
    assert [str(fault) for fault in faults] == []
    counted = run_concept(book.concepts["c"], book.trial_of_concept("c"), faults=faults)
    return counted, [fault.message for fault in faults.sorted()]


@pytest.mark.parametrize(
    ("words", "tests"),
    [
        ("en: [walk~ out]", "{yes: [They walked out, She walks out], no: [They walk in]}"),
        ("en: [lay~ .. down]", "{yes: [Dockers laid their tools down], no: [down they lay]}"),
        ('en: ["down{,ed,ing} tools"]', "{yes: [They downed tools], no: [downs tools]}"),
        ("any: [Streik]", "{yes: [Streik in Kiel], no: [Streiks]}"),
        ("en: [strike*]", "{yes: [Strikers march], no: [A strik]}"),
        ("en: [{say: AI, case: exact}]", "{yes: [AI wins], no: [ai wins]}"),
        ("en: [{say: démission, marks: any}]", "{yes: [demission, démission]}"),
        ("en: [{say: stop .. work, gap: 1}]", "{yes: [stop all work], no: [stop all of the work]}"),
        ("en: [strike]\nnot: {en: [strike price]}", "{yes: [A strike], no: [The strike price]}"),
    ],
)
def test_a_concept_finds_what_its_words_say(words: str, tests: str) -> None:
    counted, told = concept(f"{words}\ntests: {{en: {tests}}}\n")
    assert told == []
    assert counted[1] == 0


def test_the_words_of_another_language_do_not_count() -> None:
    counted, _ = concept(
        "it: [sciopero]\ntests: {it: {yes: [Lo sciopero]}, en: {no: [sciopero]}}\n"
    )
    assert counted == (2, 0)


def test_a_sentence_that_fails_is_told_with_its_words() -> None:
    counted, told = concept("en: [strike]\ntests: {en: {yes: [A walkout], no: [A strike]}}\n")
    assert counted == (0, 2)
    assert told == ['"A walkout": @c not found', '"A strike": @c found, should not be']


def test_one_sentence_needs_no_list() -> None:
    assert concept("en: strike\ntests: {en: {yes: A strike}}\n") == ((1, 0), [])


def sentence(text: str, expect: str, pack: str = "p", lang: str = "en") -> Told:
    node = parse(f"text: {text}\nexpect: {expect}\n".encode(), "en.yaml", faults=Faults())
    assert isinstance(node, Table)
    words, wanted = node.get("text"), node.get("expect")
    assert isinstance(words, Scalar)
    assert isinstance(wanted, Items)
    return Told(pack=pack, lang=lang, test=LexiconTest(text=words, expect=wanted))


def run(
    told: Sequence[Told], found: Mapping[str, tuple[Event, ...]]
) -> tuple[Mapping[str, tuple[int, int]], list[str]]:
    faults = Faults()

    def events(article: Article, _: str) -> tuple[Event, ...]:
        return found.get(article.title, ())

    counted = run_lexicons(told, events, faults=faults)
    return counted, [str(fault) for fault in faults.sorted()]


def test_a_sentence_passes_when_its_events_are_found_and_nothing_else_is_told() -> None:
    cases = [sentence("A", "[{type: departure, person: Ana Ruiz}]"), sentence("B", "[]")]
    assert run(cases, {"A": (DEPARTURE, DENIED)}) == ({"p/en": (2, 0)}, [])


def test_what_would_be_told_beyond_the_expected_is_a_failure() -> None:
    counted, told = run([sentence("A", "[]")], {"A": (DEPARTURE,)})
    assert counted == {"p/en": (0, 1)}
    assert told == [
        'en.yaml:1:7: E501 "A": expected nothing more, got departure Ana Ruiz at nowhere'
    ]


def test_an_expected_denial_must_be_one() -> None:
    wanted = "[{polarity: denied}]"
    assert run([sentence("A", wanted)], {"A": (DENIED,)})[1] == []
    (line,) = run([sentence("A", wanted)], {})[1]
    assert line.endswith("expected polarity: denied, got no event")


def test_sentences_are_counted_by_pack_and_language() -> None:
    cases = [sentence("A", "[]"), sentence("B", "[]", lang="it"), sentence("C", "[]", pack="q")]
    counted, _ = run(cases, {"C": (DEPARTURE,)})
    assert counted == {"p/en": (1, 0), "p/it": (1, 0), "q/en": (0, 1)}
