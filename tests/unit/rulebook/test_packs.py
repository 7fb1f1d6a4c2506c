"""Lexicons and languages: checked, read, and put together to packs."""

from collections.abc import Mapping

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import shelve
from monitor.rulebook.packs import Packs, packs_of

PACK = "events/executive-change"
ENGLISH = """\
lexicon: executive-change
lang: en
triggers:
  departure: [resigns, {say: steps down, object: [seat]}]
  leave: [goes on leave]
roles: {ceo: [chief executive]}
tests:
  - {text: The chief executive resigns, expect: [{type: departure}]}
  - {text: The shop opens, expect: []}
"""
ITALIAN = "lexicon: executive-change\nlang: it\ntriggers: {departure: [si dimette]}\n"
LANGUAGE = "language: en\nendings: [s, ed]\nparadigms: {lay: [lays, laid]}\n"
FILES = {
    f"{PACK}/en.yaml": ENGLISH,
    f"{PACK}/it.yaml": ITALIAN,
    "events/language/en.yaml": LANGUAGE,
}


def packs(changes: Mapping[str, str]) -> tuple[Packs, list[str]]:
    faults = Faults()
    files = {**FILES, **changes}
    shelf = shelve({f"rules/{n}": text.encode() for n, text in files.items()}, faults=faults)
    found = packs_of(shelf, faults=faults)
    return found, [str(fault).removeprefix("rules/events/") for fault in faults.sorted()]


def test_lexicons_of_one_folder_are_one_pack() -> None:
    found, faults = packs({})
    assert faults == []
    assert list(found.packs) == ["executive-change"]
    assert sorted(found.packs["executive-change"].vocabularies) == ["en", "it"]
    assert list(found.languages) == ["en"]
    assert found.broken == frozenset()


def test_sentences_are_kept_with_their_pack_and_language() -> None:
    found, _ = packs({})
    assert [(told.pack, told.lang) for told in found.tests] == [("executive-change", "en")] * 2
    assert found.tests[0].test.text.text == "The chief executive resigns"
    assert str(found.tests[0].test.text.place) == f"rules/{PACK}/en.yaml:8:12"


def test_a_language_brings_its_endings_and_paradigms() -> None:
    found, _ = packs({})
    language = found.languages["en"]
    assert tuple(language.endings) == ("s", "ed")
    assert "laid" in language.paradigms["lay"]


def test_an_entry_knows_its_line_for_evidence() -> None:
    found, _ = packs({})
    english = next(lexicon for lexicon in found.lexicons if lexicon.lang == "en")
    lines = {entry.say: entry.place for entry in english.entries if entry.kind == "trigger"}
    assert lines["resigns"].endswith("en.yaml:4")
    assert lines["goes on leave"].endswith("en.yaml:5")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        (
            f"{PACK}/en.yaml",
            ENGLISH + "trigers: {}\n",
            'executive-change/en.yaml:10:1: E101 unknown key "trigers"',
        ),
        (
            f"{PACK}/en.yaml",
            ENGLISH.replace("object: [seat]", "object: [seet]"),
            'executive-change/en.yaml:4:51: E104 "seet" is no object (did you mean "seat"?)',
        ),
        (
            f"{PACK}/en.yaml",
            ENGLISH.replace("lang: en", "lang: fr"),
            'executive-change/en.yaml:2:7: E107 "fr" is not the file name "en"',
        ),
        (
            f"{PACK}/en.yaml",
            "lexicon: executive-change\ntriggers: {}\n",
            'executive-change/en.yaml:1:1: E102 missing key "lang"',
        ),
        (
            "events/language/en.yaml",
            LANGUAGE + "boundary: none of them\n",
            'language/en.yaml:4:11: E104 "none of them" is no boundary',
        ),
        (
            "events/language/en.yaml",
            LANGUAGE + "verb_last: no\n",
            'language/en.yaml:4:12: E103 "verb_last" wants true or false, got "no"',
        ),
    ],
)
def test_a_fault_of_a_lexicon_is_one_line(name: str, text: str, line: str) -> None:
    _, (fault,) = packs({name: text})
    assert fault.startswith(line)


def test_a_faulty_lexicon_leaves_the_others_of_its_pack() -> None:
    found, faults = packs({f"{PACK}/it.yaml": ITALIAN + "roles: [x]\n"})
    assert len(faults) == 1
    assert sorted(found.packs["executive-change"].vocabularies) == ["en"]
    assert found.broken == frozenset()


def test_a_pack_without_a_sound_lexicon_is_broken() -> None:
    other = "lexicon: data-breach\nlang: en\ntrigger: {}\n"
    found, faults = packs({"events/data-breach/en.yaml": other})
    assert len(faults) == 1
    assert found.broken == {"data-breach"}
    assert list(found.packs) == ["executive-change"]


def test_a_pack_may_be_spoken_without_a_language_file() -> None:
    found, faults = packs({"events/data-breach/fi.yaml": "lexicon: data-breach\nlang: fi\n"})
    assert faults == []
    assert list(found.packs["data-breach"].vocabularies) == ["fi"]


MANY = "{a,b}" * 11  # 2,048 words


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        (f"{PACK}/it.yaml", ITALIAN.replace("si dimette", f"'{MANY}'"), "3:24"),
        (f"{PACK}/it.yaml", ITALIAN + f"seats: [{{say: a, after: '{MANY}'}}]\n", "4:25"),
        (f"{PACK}/it.yaml", ITALIAN + f"language: {{paradigms: {{lay: ['{MANY}']}}}}\n", "4:30"),
        (
            "events/language/it.yaml",
            f"language: it\nparadigms: {{lay: ['{'{a,b}' * 40}']}}\n",
            "2:19",
        ),
        ("events/language/it.yaml", f"language: it\ntime: {{months: ['{MANY}']}}\n", "2:17"),
    ],
)
def test_a_literal_that_spells_out_too_much_is_told(file: str, text: str, place: str) -> None:
    _, faults = packs({file: text})
    (told,) = faults
    assert told.startswith(f"{file.removeprefix('events/')}:{place}: E106 ")
    assert told.endswith('" spells out more than 2,000 words; split it')


def test_forms_count_among_the_words_that_a_literal_spells_out() -> None:
    changed = ENGLISH.replace("resigns", "'" + "lay~ " * 11 + "'")
    found, (told,) = packs({f"{PACK}/en.yaml": changed})
    assert "E106" in told
    assert sorted(found.packs["executive-change"].vocabularies) == ["it"]


def test_the_sentences_of_tests_spell_out_nothing() -> None:
    changed = ENGLISH.replace("The shop opens", f"'{MANY}'")
    assert packs({f"{PACK}/en.yaml": changed})[1] == []
