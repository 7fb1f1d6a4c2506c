"""Lexicons: what a language says when something happens, read from plain YAML data.

A pack's lexicon (`rules/events/<pack>/<lang>.yaml`) names the pack's own words:

    lexicon lang triggers{type: [entry]} roles{class: [entry]} seats[entry] not_events[entry]
    sphere{public|sport|other: [entry]} tests

A language file (`rules/events/language/<lang>.yaml`) names what all packs share:

    language boundary subject_drop verb_last agent names{particles former titles firms surnames}
    negation cause hedge{reported rumoured demanded planned} clause and links complement list
    announcing after time{now before same months history} abbreviations suffixes prefixes endings
    paradigms

A lexicon may carry the second set under `language:`, so a new language can be one file. An
entry is a literal (see `literals`) or a mapping with `say` and the keys of `ENTRY_KEYS`:

    object: [org, seat, any]  what must follow          noun: of|by   a change noun, whose name
    person: subject|object    whose change it is                      follows or is its agent
    next: role|name           what must stand next      verbless      counts without a verb
    after: LITERAL            only directly after it    dest: after|before  the new place's side
    gap: N                    words a `..` may span     case, marks: exact|any    inside: ok
    type:                     a finer type than its list's

Every entry remembers `file:line`, which is what an event's `explain` shows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from monitor.events.literals import Boundary, Spelling, Tree, spell
from monitor.events.tokens import fold_word, tokenise

LineOf = Callable[[tuple[str | int, ...]], int]
ENTRY_KEYS = (
    "say", "object", "noun", "person", "next", "verbless", "after", "dest", "gap", "case",
    "marks", "inside", "type",
)  # fmt: skip
LEXICON_KEYS = (
    "lexicon", "lang", "triggers", "roles", "seats", "not_events", "sphere", "language", "tests",
)  # fmt: skip
NAME_KEYS = ("particles", "former", "titles", "firms", "surnames")
HEDGE_KEYS = ("reported", "rumoured", "demanded", "planned")
TIME_KEYS = ("now", "before", "same", "months", "history")
WORD_LISTS = (
    "agent", "negation", "cause", "clause", "and", "links", "complement", "list", "announcing",
    "after",
)  # fmt: skip
LANGUAGE_KEYS = (
    "language", "boundary", "subject_drop", "verb_last", "names", "hedge", "time",
    "abbreviations", "suffixes", "prefixes", "endings", "paradigms", *WORD_LISTS,
)  # fmt: skip
TYPES_OUT = frozenset({"departure", "retirement", "dismissal", "death", "leave"})
TYPES_IN = frozenset({"appointment", "return"})
TYPES = (*sorted(TYPES_OUT | TYPES_IN), "move", "founding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a lexicon: a literal, what it stands for, and what it asks for."""

    say: str
    kind: str  # trigger role seat veto sphere, or the name of a language's list
    value: str = ""  # a trigger's type, a role's class, a sphere, a hedge, a month's number
    objects: frozenset[str] = frozenset()
    noun: str = ""
    person: str = ""
    next: str = ""
    verbless: bool = False
    after: str = ""
    dest: str = ""
    gap: int = 6
    case_exact: bool = False
    any_marks: bool = False
    inside: bool = False
    place: str = ""  # file:line


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What the packs share of one language."""

    lang: str
    boundary: Boundary = "word"
    subject_drop: bool = False
    verb_last: bool = False  # an object may stand before its verb
    entries: tuple[Entry, ...] = ()
    particles: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    surnames: tuple[str, ...] = ()
    abbreviations: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    paradigms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def spelling(self) -> Spelling:
        """Say how this language's literals are compared with text."""
        return Spelling(
            boundary=self.boundary,
            tails=frozenset(fold_word(s) for s in self.suffixes),
            heads=frozenset(self.prefixes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One pack's words in one language."""

    pack: str
    lang: str
    entries: tuple[Entry, ...]
    language: Language | None = None  # given in the same file
    tests: tuple[Mapping[str, Any], ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A lexicon and its language, spelled out and ready to be found in text."""

    language: Language
    triggers: Tree[Entry]  # finds the sentences worth reading
    words: Tree[Entry]  # marks everything in them
    required: frozenset[str]  # folded literals one of which a text with a trigger contains
    afters: Mapping[str, frozenset[tuple[str, ...]]]  # `after:` literals, spelled out


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack of events: its name and its vocabulary by language."""

    name: str
    vocabularies: Mapping[str, Vocabulary]

    @property
    def required(self) -> frozenset[str]:
        """Give the folded literals one of which stands in every text that tells an event."""
        return frozenset().union(*(v.required for v in self.vocabularies.values()))


def lexicon_from(data: Mapping[str, Any], *, file: str, line_of: LineOf) -> Lexicon:
    """Read a lexicon file's data; `line_of(path)` gives the line of a key or item in it."""
    entries: list[Entry] = []
    for group, kind in (("triggers", "trigger"), ("roles", "role"), ("sphere", "sphere")):
        for value, items in (data.get(group) or {}).items():
            for index, item in enumerate(items or ()):
                place = f"{file}:{line_of((group, value, index))}"
                entries.append(_entry(item, kind=kind, value=str(value), place=place))
    for group, kind in (("seats", "seat"), ("not_events", "veto")):
        for index, item in enumerate(data.get(group) or ()):
            entries.append(_entry(item, kind=kind, place=f"{file}:{line_of((group, index))}"))
    own = data.get("language")
    lang = str(data["lang"])
    return Lexicon(
        pack=str(data["lexicon"]),
        lang=lang,
        entries=tuple(entries),
        language=language_from(
            {"language": lang, **own}, file=file, line_of=lambda path: line_of(("language", *path))
        )
        if own
        else None,
        tests=tuple(data.get("tests") or ()),
        file=file,
    )


def language_from(data: Mapping[str, Any], *, file: str, line_of: LineOf) -> Language:
    """Read a language file's data; `line_of(path)` gives the line of a key or item in it."""
    names = data.get("names") or {}
    paradigms = {
        fold_word(str(word)): tuple(str(form) for form in forms)
        for word, forms in (data.get("paradigms") or {}).items()
    }
    boundary = data.get("boundary", "word")
    return Language(
        lang=str(data["language"]),
        boundary=boundary if boundary in get_args(Boundary) else "word",
        subject_drop=bool(data.get("subject_drop")),
        verb_last=bool(data.get("verb_last")),
        entries=tuple(_language_entries(data, names, file, line_of)),
        particles=_folded(names.get("particles")),
        titles=_folded(names.get("titles")),
        firms=_folded(names.get("firms")),
        surnames=tuple(str(s) for s in names.get("surnames") or ()),
        abbreviations=_folded(data.get("abbreviations")),
        suffixes=tuple(str(s) for s in data.get("suffixes") or ()),
        prefixes=tuple(str(s) for s in data.get("prefixes") or ()),
        endings=tuple(str(s) for s in data.get("endings") or ()),
        paradigms=paradigms,
    )


def pack_from(name: str, lexicons: Iterable[Lexicon], languages: Mapping[str, Language]) -> Pack:
    """Join a pack's lexicons with their languages; a lexicon's own `language:` goes first."""
    vocabularies = {
        lexicon.lang: _vocabulary(lexicon, lexicon.language or languages.get(lexicon.lang))
        for lexicon in lexicons
        if lexicon.pack == name
    }
    return Pack(name=name, vocabularies=vocabularies)


def _vocabulary(lexicon: Lexicon, language: Language | None) -> Vocabulary:
    known = language or Language(lang=lexicon.lang)
    triggers: Tree[Entry] = Tree(known.spelling())
    words: Tree[Entry] = Tree(known.spelling())
    required: set[str] = set()
    for entry in (*lexicon.entries, *known.entries):
        for spelled in spell(entry.say, known.paradigms, known.endings):
            for tree in (words, triggers) if entry.kind == "trigger" else (words,):
                tree.add(
                    spelled,
                    entry,
                    gap=entry.gap,
                    exact=entry.case_exact,
                    any_marks=entry.any_marks,
                    inside=entry.inside,
                )
            if entry.kind == "trigger":
                required.add(fold_word(max(spelled.replace("*", "").split(), key=len)))
    afters = {
        entry.after: frozenset(
            tokenise("", spelled).words
            for spelled in spell(entry.after, known.paradigms, known.endings)
        )
        for entry in lexicon.entries
        if entry.after
    }
    return Vocabulary(
        language=known,
        triggers=triggers,
        words=words,
        required=frozenset(required),
        afters=afters,
    )


def _language_entries(
    data: Mapping[str, Any], names: Mapping[str, Any], file: str, line_of: LineOf
) -> Iterator[Entry]:
    lists: list[tuple[tuple[str, ...], str, str, Any]] = [
        ((key,), key, "", data.get(key)) for key in WORD_LISTS
    ]
    lists.append((("names", "former"), "former", "", names.get("former")))
    hedges = data.get("hedge") or {}
    lists += [(("hedge", hedge), "hedge", hedge, hedges.get(hedge)) for hedge in HEDGE_KEYS]
    times = data.get("time") or {}
    lists += [
        (("time", when), "time", when, times.get(when)) for when in TIME_KEYS if when != "months"
    ]
    for path, kind, value, items in lists:
        for index, item in enumerate(items or ()):
            yield _entry(item, kind=kind, value=value, place=f"{file}:{line_of((*path, index))}")
    for index, month in enumerate(times.get("months") or ()):
        place = f"{file}:{line_of(('time', 'months', index))}"
        for spelled in str(month).split("|"):
            yield _entry(spelled, kind="month", value=str(index + 1), place=place)


def _entry(item: Any, *, kind: str, place: str, value: str = "") -> Entry:
    if not isinstance(item, Mapping):
        return Entry(say=str(item), kind=kind, value=value, place=place)
    return Entry(
        say=str(item["say"]),
        kind=kind,
        value=str(item.get("type", value)),
        objects=frozenset(item.get("object") or ()),
        noun=str(item.get("noun", "")),
        person=str(item.get("person", "")),
        next=str(item.get("next", "")),
        verbless=bool(item.get("verbless")),
        after=str(item.get("after", "")),
        dest=str(item.get("dest", "")),
        gap=int(item.get("gap", 6)),
        case_exact=item.get("case") == "exact",
        any_marks=item.get("marks") == "any",
        inside=item.get("inside") == "ok",
        place=place,
    )


def _folded(words: Iterable[Any] | None) -> frozenset[str]:
    return frozenset(fold_word(str(word)) for word in words or ())
