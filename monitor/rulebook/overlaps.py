"""Overlaps: a veto of a lexicon that stands inside a trigger, a role or a name (E601).

Negations, hedges, spheres and `not_events` are searched, folded and by the boundary of their
language, in what must not be vetoed by its own letters. Longer words win over a veto of several
words between them, so what counts is: a veto inside a word; one in a name; a `not_events` in a
trigger; a sphere that is a role; and a concept's `not:` that hides its own words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from monitor.events.lexicon import Entry, Language, Lexicon
from monitor.events.literals import Found, Tree, spell
from monitor.events.tokens import Tokens, fold_word, tokenise
from monitor.matching.concepts import spell as spell_saying
from monitor.matching.entities import ANY, Entity
from monitor.matching.terms import term
from monitor.rulebook.book import Checked
from monitor.rulebook.compiled import concept_words
from monitor.rulebook.diagnostic import Diagnostic, Faults, Mark, Stretch
from monitor.rulebook.folder import Shelf
from monitor.rulebook.ground import Ground
from monitor.rulebook.implying import holds_in
from monitor.rulebook.linting import Forms
from monitor.rulebook.nodes import Scalar, scalars
from monitor.rulebook.words import Concept

VETOES = frozenset({"veto", "sphere", "negation", "hedge"})
GUARDED = frozenset({"trigger", "role"})
# A word, or one character of the scripts that have no spaces: what tokens are.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff]"
    r"|[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff]+"
)
_Veto = tuple[Entry, str]  # as written, and spelled out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Literal:
    """What a veto must not stand in: a spelling of a trigger or role, or a name."""

    kind: str  # trigger, role or name
    say: str
    place: str  # file:line, empty for a name
    text: str
    words: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class _Places:
    """Where literals stand: looked up only for what is told."""

    shelf: Shelf

    def spot(self, say: str, place: str) -> Scalar | None:
        """Give the scalar of a literal in the file, on the line if one is named."""
        file, _, line = place.rpartition(":") if place[-1:].isdigit() else (place, "", "")
        for one in self.shelf.files:
            if one.name == file:
                found = [s for s in scalars(one.table) if s.text == say]
                exact = (s for s in found if not line or s.start.line >= int(line))
                return next(exact, None)
        return None


def tell_vetoes(ground: Checked | Ground, forms: Forms, *, faults: Faults) -> None:
    """Note every veto, of a lexicon or a concept, that keeps back what it should not."""
    tell_overlaps(ground, faults=faults)
    tell_hidden(ground.concepts.values(), forms, faults=faults)


def vetoes_in(ground: Ground, forms: Forms) -> tuple[Diagnostic, ...]:
    """Give every veto that keeps back what it should not, as a fault of its file."""
    faults = Faults()
    tell_vetoes(ground, forms, faults=faults)
    return faults.sorted()


def tell_overlaps(checked: Checked | Ground, *, faults: Faults) -> None:
    """Note every veto that stands where it must not, once, with the first place it stands in."""
    by_lang: dict[str, list[Lexicon]] = {}
    for lexicon in checked.packs.lexicons:
        by_lang.setdefault(lexicon.lang, []).append(lexicon)
    names = _names(checked.lists.entities)
    places = _Places(shelf=checked.shelf)
    for lang, own in by_lang.items():
        told: set[tuple[str, str]] = set()
        language = next(
            (one.language for one in own if one.language), None
        ) or checked.packs.languages.get(lang)
        known = language or Language(lang=lang)
        entries = [*(e for lexicon in own for e in lexicon.entries), *known.entries]
        for entry, literal in _overlaps(
            entries, known, [*names.get(ANY, ()), *names.get(lang, ())]
        ):
            if (entry.place, entry.say) not in told:
                told.add((entry.place, entry.say))
                _tell(entry, literal, places, faults)


def _overlaps(
    entries: list[Entry], language: Language, names: Iterable[_Literal]
) -> Iterator[tuple[Entry, _Literal]]:
    vetoes = [(entry, _spelled(entry, language)) for entry in entries if entry.kind in VETOES]
    strict = [one for one in vetoes if _can_be_inside(one[0], language)]
    own = [entry for entry in entries if entry.kind in GUARDED]
    for chosen, literals in ((strict, _literals(own, language)), (vetoes, names)):
        searched = _Search(chosen, language, literals)
        yield from searched.found()


def _spelled(entry: Entry, language: Language) -> tuple[str, ...]:
    return spell(entry.say, language.paradigms, language.endings)


def _can_be_inside(entry: Entry, language: Language) -> bool:
    """Tell whether a veto matters for triggers and roles at all."""
    glued = language.boundary in {"suffix", "prefix"}
    return entry.kind in {"veto", "sphere"} or glued or _is_open(entry)


def _is_open(entry: Entry) -> bool:
    return "*" in entry.say or entry.inside


class _Search:
    """Vetoes searched in literals; what can stand nowhere in them is left out at once."""

    def __init__(
        self,
        vetoes: Iterable[tuple[Entry, tuple[str, ...]]],
        language: Language,
        literals: Iterable[_Literal],
    ) -> None:
        self._literals = list(literals)
        self._words = {word for literal in self._literals for word in literal.words}
        self._glued = language.boundary in {"suffix", "prefix"}
        self._tree: Tree[_Veto] = Tree(language.spelling())
        self._firsts: set[str] = set()
        self._open = self._glued
        for entry, spelled in vetoes:
            for one in spelled:
                self._add(entry, one)

    def _add(self, entry: Entry, spelled: str) -> None:
        first = next(iter(_words(spelled)), "")
        is_open = _is_open(entry)
        if not (is_open or self._glued) and first not in self._words:
            return
        self._open = self._open or is_open
        self._firsts.add(first)
        self._tree.add(
            spelled,
            (entry, spelled),
            gap=entry.gap,
            exact=entry.case_exact,
            any_marks=entry.any_marks,
            inside=entry.inside,
        )

    def found(self) -> Iterator[tuple[Entry, _Literal]]:
        """Give each veto that stands where it must not, with the literal."""
        for literal in self._literals if self._firsts else ():
            if not self._open and self._firsts.isdisjoint(literal.words):
                continue
            tokens = tokenise("", literal.text)
            for found in self._tree.find(tokens, 0, len(tokens.words)):
                if _is_wrong(found, literal, tokens):
                    yield found.value[0], literal


def _words(text: str) -> list[str]:
    """Give the words of a literal as tokens have them, more or less: enough to rule out."""
    return _WORD.findall(fold_word(text))


def _is_wrong(found: Found[_Veto], literal: _Literal, tokens: Tokens) -> bool:
    entry, spelled = found.value
    if _is_partial(found, spelled, tokens):
        return not entry.inside
    if literal.kind == "name":
        return True
    whole = found.end - found.start == len(tokens.words)
    return (
        literal.kind == "trigger"
        if entry.kind == "veto"
        else (entry.kind == "sphere" and literal.kind == "role" and whole)
    )


def _is_partial(found: Found[_Veto], spelled: str, tokens: Tokens) -> bool:
    """Tell whether a veto stands inside a word, and is not the word itself."""
    words = [word for word in tokens.words[found.start : found.end] if word != "-"]
    own = [w for w in tokenise("", spelled.replace("*", "").replace("..", "")).words if w != "-"]
    return words != own


def _literals(entries: Iterable[Entry], language: Language) -> Iterator[_Literal]:
    for entry in entries:
        for spelled in _spelled(entry, language):
            for part in spelled.replace("*", "").split(" .. "):
                yield _Literal(
                    kind=entry.kind,
                    say=entry.say,
                    place=entry.place,
                    text=part,
                    words=tuple(_words(part)),
                )


def _names(entities: Iterable[Entity]) -> Mapping[str, list[_Literal]]:
    """Give names and aliases by language, `any` for all."""
    found: dict[str, list[_Literal]] = {}
    for entity in entities:
        for text, lang in ((entity.name, ANY), *((a.text, a.lang) for a in entity.aliases)):
            words = tuple(_words(text))
            one = _Literal(kind="name", say=text, place="", text=text, words=words)
            found.setdefault(lang, []).append(one)
    return found


def _tell(entry: Entry, literal: _Literal, places: _Places, faults: Faults) -> None:
    spot = places.spot(entry.say, entry.place) or _line(entry.place)
    where = _where(literal, places)
    inside = "no inside: ok" if literal.kind != "name" else "write case: exact or a longer veto"
    faults.add(spot, "E601", f'veto "{entry.say}" inside "{literal.say}"{where}, {inside}')


def _line(place: str) -> Stretch:
    """Give the beginning of a line: where a literal stands that was written with escapes."""
    file, _, line = place.rpartition(":")
    mark = Mark(line=int(line), column=1)
    return Stretch(file=file, start=mark, end=mark)


def _where(literal: _Literal, places: _Places) -> str:
    if literal.place:
        spot = places.spot(literal.say, literal.place)
    else:
        files = (file.name for file in places.shelf.of("entities"))
        spot = next((s for name in files if (s := places.spot(literal.say, name))), None)
    if spot is None:
        return ""
    return f" ({PurePosixPath(spot.file).name}:{spot.start.line}:{spot.start.column})"


def tell_hidden(concepts: Iterable[Concept], forms: Forms, *, faults: Faults) -> None:
    """Note every `not:` of a concept that covers one of the concept's own words whole."""
    for concept in concepts:
        words = concept_words(concept)
        for lang, blots in concept.keys.not_.items():
            spoken = [*concept.words.get(lang, ()), *concept.words.get(ANY, ())]
            sayings = [*words.words.get(lang, ()), *words.words.get(ANY, ())]
            for blot in blots:
                text = blot.say.text
                veto = term(text.removesuffix("*"), begun=text.endswith("*"))
                for said, saying in zip(spoken, sayings, strict=True):
                    parts = spell_saying(saying, lang, forms).parts
                    if len(parts) == 1 and any(
                        len(veto.words) == len(one.words) and holds_in(veto, one)
                        for one in parts[0]
                    ):
                        where = f"{PurePosixPath(said.say.file).name}:{said.say.place.line}"
                        where += f":{said.say.place.column}"
                        message = f'veto "{text}" inside "{said.say.text}" ({where}) hides it'
                        faults.add(blot.say, "E601", message)
                        break
