"""Lexicons: plain data in, entries that remember their line out."""

from collections.abc import Mapping
from typing import Any

from monitor.events.lexicon import (
    ENTRY_KEYS,
    LANGUAGE_KEYS,
    LEXICON_KEYS,
    TYPES,
    language_from,
    lexicon_from,
    pack_from,
)
from tests.fakes.lexicons import shelf, shipped_pack

LANGUAGE: Mapping[str, Any] = {
    "language": "it",
    "subject_drop": True,
    "agent": ["da"],
    "names": {"particles": ["De"], "former": ["ex"], "firms": ["SpA"], "titles": ["Dott"]},
    "hedge": {"rumoured": ["potrebbe"]},
    "time": {"months": ["gennaio|gen", "febbraio"], "before": ["prima"]},
    "endings": ["i"],
    "paradigms": {"dimettersi": ["si dimette", "si è dimess{o,a}"]},
}
LEXICON: Mapping[str, Any] = {
    "lexicon": "executive-change",
    "lang": "it",
    "triggers": {
        "departure": ["dimettersi~", {"say": "lascia", "object": ["org"], "type": "move"}],
        "appointment": [{"say": "nuovo", "next": "role", "verbless": True}],
    },
    "roles": {"ceo": [{"say": "ad", "after": "nuov{o,a}"}]},
    "seats": ["guida"],
    "not_events": ["lascia intendere"],
    "sphere": {"sport": ["mister"]},
    "tests": [{"text": "Rossi lascia Acme", "expect": []}],
}
LINES = {("triggers", "departure", 1): 7, ("seats", 0): 12, ("time", "months", 0): 31}


def line_of(path: tuple[str | int, ...]) -> int:
    return LINES.get(path, 1)


def test_an_entry_remembers_what_it_says_and_where() -> None:
    lexicon = lexicon_from(LEXICON, file="it.yaml", line_of=line_of)

    entry = next(e for e in lexicon.entries if e.say == "lascia")

    assert (entry.kind, entry.value, entry.place) == ("trigger", "move", "it.yaml:7")
    assert entry.objects == {"org"}
    assert next(e for e in lexicon.entries if e.kind == "seat").place == "it.yaml:12"
    assert (lexicon.pack, lexicon.lang, len(lexicon.tests)) == ("executive-change", "it", 1)


def test_a_language_holds_its_lists() -> None:
    language = language_from(LANGUAGE, file="it.yaml", line_of=line_of)

    kinds = {(e.kind, e.value, e.say) for e in language.entries}

    assert ("agent", "", "da") in kinds
    assert ("hedge", "rumoured", "potrebbe") in kinds
    assert {("month", "1", "gennaio"), ("month", "1", "gen"), ("month", "2", "febbraio")} <= kinds
    assert language.particles == {"de"}
    assert language.firms == {"spa"}
    assert language.subject_drop
    assert not language.verb_last


def test_an_unknown_boundary_is_a_word_boundary() -> None:
    odd = language_from({"language": "xx", "boundary": "odd"}, file="x", line_of=line_of)

    assert odd.boundary == "word"


def test_a_lexicon_may_bring_its_own_language() -> None:
    own = {**LEXICON, "language": {"endings": ["o"], "subject_drop": True}}

    lexicon = lexicon_from(own, file="it.yaml", line_of=line_of)

    assert lexicon.language is not None
    assert lexicon.language.lang == "it"
    assert lexicon.language.endings == ("o",)


def test_a_pack_spells_its_triggers_out() -> None:
    lexicon = lexicon_from(LEXICON, file="it.yaml", line_of=line_of)
    language = language_from(LANGUAGE, file="it.yaml", line_of=line_of)

    pack = pack_from("executive-change", [lexicon], {"it": language})

    assert pack.required == {"dimette", "dimesso", "dimessa", "lascia", "nuovo"}
    assert pack.vocabularies["it"].afters == {"nuov{o,a}": {("nuovo",), ("nuova",)}}


def test_a_pack_takes_only_its_own_lexicons() -> None:
    lexicon = lexicon_from(LEXICON, file="it.yaml", line_of=line_of)

    pack = pack_from("layoffs", [lexicon], {})

    assert pack.vocabularies == {}
    assert pack.required == frozenset()


def test_a_lexicon_without_a_language_still_works() -> None:
    lexicon = lexicon_from(LEXICON, file="it.yaml", line_of=line_of)

    pack = pack_from("executive-change", [lexicon], {})

    assert pack.vocabularies["it"].language.lang == "it"


def test_shipped_lexicons_use_only_known_types() -> None:
    for file in shelf().of("lexicon"):
        triggers = file.table.get("triggers")
        assert {key.text for key, _ in triggers.pairs} <= set(TYPES)  # type: ignore[union-attr]


def test_the_demo_languages_have_a_lexicon() -> None:
    langs = {"ko", "ru", "en", "fr", "id", "sa", "ja", "de", "pt", "el", "es", "it", "fi", "la"}

    assert langs | {"zh"} <= set(shipped_pack().vocabularies)


def test_the_keys_are_told_once() -> None:
    for keys in (ENTRY_KEYS, LEXICON_KEYS, LANGUAGE_KEYS):
        assert len(keys) == len(set(keys))


def test_a_word_list_entry_may_say_more() -> None:
    data = {
        "language": "xx",
        "complement": ["of", {"say": "for", "object": ["seat"]}],
        "negation": [{"say": "denies", "person": "subject"}],
        "names": {"former": [{"say": "was", "dest": "before"}]},
    }

    language = language_from(data, file="xx.yaml", line_of=line_of)

    by_say = {e.say: e for e in language.entries}
    assert by_say["of"].objects == frozenset()
    assert by_say["for"].objects == {"seat"}
    assert by_say["for"].kind == "complement"
    assert by_say["denies"].person == "subject"
    assert (by_say["was"].kind, by_say["was"].dest) == ("former", "before")


def test_the_languages_of_the_reversals_say_what_a_seat_is_for_and_who_denies() -> None:
    for lang in ("en", "it", "fr", "es", "de", "pt"):
        entries = shipped_pack().vocabularies[lang].language.entries
        assert any(e.kind == "complement" for e in entries)
        assert any(e.kind == "negation" and e.person == "subject" for e in entries)
