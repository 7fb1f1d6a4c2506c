"""W709: another name of an entity that is short or a common word, and nothing guards it.

It is guarded by `guarded:`, by a `not:` form that holds it, or by `case: exact`. A short one has
at most three letters, two where letters are consonants only; a character of Han, kana or Hangul
is more than a letter, so there only a single one is short. A name in another script than the
entity's own is a transliteration, and no word of that language.
"""

import unicodedata
from collections.abc import Iterator

from monitor.matching.frequency import is_common
from monitor.matching.text import fold
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.linting import Seen, Warned
from monitor.rulebook.models import EntitiesFile, Entity, Person
from monitor.rulebook.schema import read

SHORT = {"LATIN": 3, "CYRILLIC": 3, "GREEK": 3, "ARABIC": 2, "HEBREW": 2}


def check(seen: Seen) -> Iterator[Warned]:
    """Tell doubtful aliases where they are written."""
    for file in seen.checked.shelf.of("entities"):
        keys = read(EntitiesFile, file.table, faults=Faults(), name="entities")
        for entity in keys.list if keys is not None else ():
            yield from _aliases(entity)
            for person in entity.people:
                yield from _aliases(person)


def _aliases(one: Entity | Person) -> Iterator[Warned]:
    for lang, spellings in one.aliases.items():
        for said in spellings:
            why = _doubt(said.say.text, lang, one.name)
            if why and said.case != "exact" and not _is_held(said.say.text, one.not_):
                message = f'alias "{said.say.text}" {why}; put it under guarded:, '
                message += "or write {say: ..., case: exact}"
                yield Warned(spot=said.say, message=message)


def _doubt(text: str, lang: str, name: str) -> str:
    letters = sum(unicodedata.category(c)[0] in "LM" for c in text)
    script = _script(text)
    if letters <= SHORT.get(script, 1):
        return f"has {letters} letter{'s' if letters != 1 else ''}"
    words = fold(text).words
    if len(words) == 1 and script == _script(name) and is_common(words[0], lang):
        return "is a common word"
    return ""


def _script(text: str) -> str:
    first = next((c for c in text if c.isalpha()), "")
    return unicodedata.name(first, "").partition(" ")[0] if first else ""


def _is_held(text: str, forms: tuple[str, ...]) -> bool:
    """Tell whether a `not:` form says what the alias does not stand for."""
    words = fold(text).words
    return any(_holds(fold(form).words, words) for form in forms)


def _holds(longer: tuple[str, ...], words: tuple[str, ...]) -> bool:
    spare = len(longer) - len(words)
    return any(longer[at : at + len(words)] == words for at in range(spare + 1))
