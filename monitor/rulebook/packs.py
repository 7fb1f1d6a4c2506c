"""Lexicons and language files: checked here, then read by `monitor.events.lexicon`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath

from monitor.events.lexicon import (
    Language,
    Lexicon,
    Pack,
    language_from,
    lexicon_from,
    pack_from,
)
from monitor.events.literals import MOST, inflected, is_too_much
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Shelf, YamlFile
from monitor.rulebook.models import LanguageFile, LexiconFile, LexiconTest
from monitor.rulebook.nodes import Table, find, plain, scalars, shape
from monitor.rulebook.schema import read

_NO_LITERALS = ("about", "tests")
_MANY = frozenset("{~")  # without them a literal is spelled one way


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence of a lexicon with the events it tells: a test of the pack's words."""

    pack: str
    lang: str
    test: LexiconTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Packs:
    """The packs of events, their lexicons with their tests, and the languages."""

    packs: Mapping[str, Pack] = field(default_factory=dict)  # each made when first asked for
    lexicons: tuple[Lexicon, ...] = ()
    tests: tuple[Told, ...] = ()
    languages: Mapping[str, Language] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()  # packs all of whose lexicons have a fault

    def forms(self, word: str, lang: str) -> tuple[str, ...]:
        """Give what `word~` stands for in a language: its paradigm, else regular endings."""
        language = self.languages.get(lang)
        if language is None:
            return ()
        return inflected(f"{word}~", language.paradigms, language.endings)


def packs_of(shelf: Shelf, *, faults: Faults) -> Packs:
    """Read all lexicons and languages; a faulty one is left out, the others of its pack stay."""
    languages = {language.lang: language for language in _languages(shelf, faults)}
    read_lexicons = tuple(_lexicons(shelf, languages, faults))
    lexicons = tuple(lexicon for lexicon, _ in read_lexicons)
    names = dict.fromkeys(lexicon.pack for lexicon in lexicons)
    packs = _Made(names, make=partial(pack_from, lexicons=lexicons, languages=languages))
    wanted = {PurePosixPath(f.name).parent.name for f in shelf.of("lexicon")}
    wanted |= {file.id for file in shelf.of("lexicon")}
    return Packs(
        packs=packs,
        lexicons=lexicons,
        tests=tuple(
            Told(pack=lexicon.pack, lang=lexicon.lang, test=test)
            for lexicon, keys in read_lexicons
            for test in keys.tests
        ),
        languages=languages,
        broken=frozenset(wanted - packs.keys()),
    )


class _Made(Mapping[str, Pack]):
    """Packs by name, each made when first asked for: checking needs their names only."""

    __slots__ = ("_made", "_make", "_names")

    def __init__(self, names: Iterable[str], *, make: Callable[[str], Pack]) -> None:
        self._names = tuple(names)
        self._make = make
        self._made: dict[str, Pack] = {}

    def __getitem__(self, name: str) -> Pack:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _languages(shelf: Shelf, faults: Faults) -> Iterator[Language]:
    for file in shelf.of("language"):
        if read(LanguageFile, file.table, faults=faults, name="language") is not None:
            lines = _Lines(file=file)
            found = language_from(plain(file.table), file=file.name, line_of=lines.line_of)
            if _is_in_bounds(file, found, faults):
                yield found


def _lexicons(
    shelf: Shelf, languages: Mapping[str, Language], faults: Faults
) -> Iterator[tuple[Lexicon, LexiconFile]]:
    for file in shelf.of("lexicon"):
        keys = read(LexiconFile, file.table, faults=faults, name="lexicon")
        if keys is None:
            continue
        stem = PurePosixPath(file.name).stem
        if keys.lang != stem:
            message = f'"{keys.lang}" is not the file name "{stem}"'
            faults.add(find(file.table, "lang"), "E107", message)
            continue
        lines = _Lines(file=file)
        found = lexicon_from(plain(file.table), file=file.name, line_of=lines.line_of)
        known = found.language or languages.get(found.lang, Language(lang=found.lang))
        if _is_in_bounds(file, known, faults):
            yield found, keys


def _is_in_bounds(file: YamlFile, language: Language, faults: Faults) -> bool:
    """Note literals that spell out too much; False when there are some.

    Paradigms come first, as literals are spelled out by them.
    """
    own = file.table if file.kind == "language" else file.table.get("language")
    paradigms = own.get("paradigms") if isinstance(own, Table) else None
    wide = [one for one in scalars(paradigms) if is_too_much(one.text, {}, ())]
    if not wide:
        every = (node for key, node in file.table.pairs if key.text not in _NO_LITERALS)
        found = (one for node in every for one in scalars(node) if not _MANY.isdisjoint(one.text))
        wide = [one for one in found if is_too_much(one.text, language.paradigms, language.endings)]
    for one in wide:
        faults.add(one, "E106", f"{shape(one)} spells out more than {MOST:,} words; split it")
    return not wide


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Tells on which line of a file a key or item stands."""

    file: YamlFile

    def line_of(self, path: tuple[str | int, ...]) -> int:
        return find(self.file.table, *path).start.line
