"""Concepts: words for one idea per language, read from `concept:` files."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.matching.compile import no_forms
from monitor.matching.concepts import MOST, Forms, Saying, is_too_much
from monitor.matching.lexer import check_ending
from monitor.matching.syntax import ExpressionError
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Shelf, YamlFile
from monitor.rulebook.models import ConceptFile, Said
from monitor.rulebook.nodes import shape
from monitor.rulebook.schema import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One idea: its words by language (`any` = every language), and what does not count."""

    id: str
    words: Mapping[str, tuple[Said, ...]]
    keys: ConceptFile
    file: YamlFile


def concepts_of(shelf: Shelf, *, forms: Forms = no_forms, faults: Faults) -> Mapping[str, Concept]:
    """Read all concepts; one with a fault is left out."""
    found: dict[str, Concept] = {}
    for file in shelf.of("concept"):
        before = len(faults)
        keys = read(ConceptFile, file.table, faults=faults, name="concept")
        if keys is None:
            continue
        words = {"any": keys.any, **keys.words}
        for said in (one for own in (*words.values(), *keys.not_.values()) for one in own):
            _check(said, faults)
        for lang, said in ((lang, one) for lang, own in words.items() for one in own):
            if is_too_much(saying_of(said), lang, forms):
                message = f"{shape(said.say)} spells out more than {MOST:,} words; split it"
                faults.add(said.say, "E106", message)
        if file.sound and len(faults) == before:
            found[file.id] = Concept(id=file.id, words=words, keys=keys, file=file)
    return found


def saying_of(said: Said) -> Saying:
    """Give a word of a concept as the engine takes it."""
    return Saying(say=said.say.text, case=said.case, marks=said.marks, gap=said.gap)


def _check(said: Said, faults: Faults) -> None:
    """Note a literal that would be found nowhere, or nearly everywhere."""
    text = said.say.text
    if not all(any(c.isalnum() for c in part) for part in text.split("..")):
        faults.add(said.say, "E313", f'"{text}" has a part without letter or digit')
        return
    try:
        check_ending((text.split() or [""])[-1], 0, len(text))
    except ExpressionError as error:
        faults.add(said.say, error.code, error.message)
