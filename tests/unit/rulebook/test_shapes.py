"""Keys of every kind of file: unknown, missing, of a wrong shape, out of range."""

import pytest

from monitor.rulebook import models
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.schema import keys, read
from monitor.rulebook.yamlfile import parse

ENTITY = "entities: e\nkind: org\nlist:\n  - "
CONCEPT = "concept: c\n"
LEXICON = "lexicon: p\nlang: en\n"


def told(model: type, text: str) -> list[str]:
    faults = Faults()
    node = parse(text.encode(), "f", faults=faults)
    assert node is not None, [str(fault) for fault in faults]
    value = read(model, node, faults=faults, name=next(iter(keys(model))).name)
    lines = [str(fault).removeprefix("f:") for fault in faults.sorted()]
    assert (value is None) is bool(lines)
    return lines


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (models.EntitiesFile, ENTITY + "{id: a, name: A}\n"),
        (models.EntitiesFile, ENTITY + "{id: a, name: A, aliases: {any: B, it: [C, D]}, not: E}\n"),
        (models.EntitiesFile, ENTITY + "{id: a, name: A, people: [{id: b, name: B, role: ceo}]}\n"),
        (models.EntitiesFile, ENTITY + "{id: a, name: A, guarded: [{alias: B, guard: c}]}\n"),
        (models.EntitiesFile, ENTITY + "{id: a, name: 1.10, parent: b, country: NO, x-n: [1]}\n"),
        (models.WatchFile, "watch: w\nkind: place\ninclude: [a, {list: b, country: IT}]\n"),
        (models.WatchFile, "watch: w\nkind: org\ninclude: []\nexclude: [{list: b}]\n"),
        (models.ConceptFile, CONCEPT + "any: [a, {say: b, case: exact, gap: 3}]\nit: c\n"),
        (models.ConceptFile, CONCEPT + "not: {de: a}\ntests: {de: {yes: a, no: [b]}}\n"),
        (models.LexiconFile, LEXICON + "triggers: {leave: [{say: a, object: [org], gap: 2}]}\n"),
        (models.LexiconFile, LEXICON + "sphere: {sport: [coach]}\nlanguage: {endings: [s]}\n"),
        (models.LanguageFile, "language: no\nand: [og]\nnegation: [ikke]\nverb_last: false\n"),
    ],
)
def test_a_file_may_say_this(model: type, text: str) -> None:
    assert told(model, text) == []


@pytest.mark.parametrize(
    ("model", "text", "line"),
    [
        (models.EntitiesFile, "entities: e\nkind: org\n", '1:1: E102 missing key "list"'),
        (models.EntitiesFile, ENTITY + "{id: a}\n", '4:6: E102 missing key "name"'),
        (models.EntitiesFile, ENTITY + "a\n", '4:5: E103 "list" wants a mapping, got "a"'),
        (
            models.EntitiesFile,
            ENTITY + "{id: A b, name: A}\n",
            '4:10: E108 "A b" is no id; write a-b',
        ),
        (
            models.EntitiesFile,
            ENTITY + "{id: a, name: A, alias: [B]}\n",
            '4:22: E101 unknown key "alias" (did you mean "aliases"?)',
        ),
        (
            models.EntitiesFile,
            ENTITY + "{id: a, name: A, aliases: [B]}\n",
            '4:31: E103 "aliases" wants a mapping, got a list',
        ),
        (
            models.EntitiesFile,
            ENTITY + "{id: a, name: A, guarded: [{guard: [b]}]}\n",
            '4:33: E102 missing key "alias"',
        ),
        (
            models.EntitiesFile,
            ENTITY + "{id: a, name: A, aliases: {any: [{case: exact}]}}\n",
            '4:39: E102 missing key "say"',
        ),
        (models.WatchFile, "watch: w\nkind: org\n", '1:1: E102 missing key "include"'),
        (
            models.WatchFile,
            "watch: w\nkind: org\ninclude: [{lst: a}]\n",
            '3:12: E101 unknown key "lst" (did you mean "list"?)',
        ),
        (
            models.WatchFile,
            "watch: w\nkind: orgs\ninclude: [a]\n",
            '2:7: E104 "orgs" is no kind (did you mean "org"?)',
        ),
        (models.ConceptFile, CONCEPT + "en: {say: a, b: c}\n", '2:14: E101 unknown key "b"'),
        (
            models.ConceptFile,
            CONCEPT + "not: {german: [a]}\n",
            '2:7: E105 "german" is no language; write en, it or zh',
        ),
        (models.ConceptFile, CONCEPT + "tests: {En: {yes: a}}\n", '2:9: E105 "En" is no language'),
        (
            models.EntitiesFile,
            ENTITY + "{id: a, name: A, aliases: {japanese: [B]}}\n",
            '4:32: E105 "japanese" is no language',
        ),
        (models.ConceptFile, CONCEPT + "eng: [a]\n", '2:1: E101 unknown key "eng"'),
        (
            models.ConceptFile,
            CONCEPT + "en: [{say: a, gap: 51}]\n",
            "2:20: E106 gap must be 0 to 50",
        ),
        (models.ConceptFile, CONCEPT + "en: [{say: a, case: any of}]\n", '2:21: E104 "any of" is'),
        (
            models.ConceptFile,
            CONCEPT + "tests: {en: {yess: [a]}}\n",
            '2:14: E101 unknown key "yess" (did you mean "yes"?)',
        ),
        (
            models.LexiconFile,
            LEXICON + "sphere: {sports: [coach]}\n",
            '3:10: E101 unknown key "sports" (did you mean "sport"?)',
        ),
        (
            models.LexiconFile,
            LEXICON + "triggers: [resigns]\n",
            '3:11: E103 "triggers" wants a mapping, got a list',
        ),
        (
            models.LexiconFile,
            LEXICON + "tests: [{text: a}]\n",
            '3:10: E102 missing key "expect"',
        ),
        (
            models.LexiconFile,
            LEXICON + "tests: [{text: a, expect: none}]\n",
            '3:27: E103 "expect" wants a list, got "none"',
        ),
        (
            models.LanguageFile,
            "language: en\nboundary: words\n",
            '2:11: E104 "words" is no boundary (did you mean "word"?)',
        ),
    ],
)
def test_a_file_that_says_otherwise_is_told_one_line(model: type, text: str, line: str) -> None:
    lines = told(model, text)
    assert len(lines) == 1
    assert lines[0].startswith(line)


@pytest.mark.parametrize(
    "model",
    [
        models.RuleFile,
        models.TestFile,
        models.ConceptFile,
        models.EntitiesFile,
        models.WatchFile,
        models.LexiconFile,
        models.LanguageFile,
    ],
)
def test_every_key_of_every_kind_can_be_read(model: type) -> None:
    names = [key.name for key in keys(model)]
    assert len(names) == len(set(names))
    assert all(name == name.lower() for name in names)


def test_a_missing_key_that_a_suggestion_explains_is_no_second_line() -> None:
    assert told(models.WatchFile, "watch: w\nkind: org\ninclud: [a]\n") == [
        '3:1: E101 unknown key "includ" (did you mean "include"?)'
    ]


def test_two_misspellings_are_not_explained_by_one_key() -> None:
    lines = told(models.WatchFile, "watch: w\nknd: org\ninclud: [a]\n")
    assert [line.split('"')[3] for line in lines] == ["kind", "include"]


def test_a_flood_of_unknown_keys_ends_with_their_number() -> None:
    text = CONCEPT + "".join(f"key{n}: a\n" for n in range(60))
    lines = told(models.ConceptFile, text)
    assert len(lines) == 51
    assert lines[-1] == "52:1: E101 and 10 more keys that nobody knows"
