"""What importers share: others' words and fields as parts of our expressions, and what is lost."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.matching.grammar import parse
from monitor.matching.lexer import OPERATORS
from monitor.matching.patterns import compile_pattern
from monitor.matching.printing import print_query
from monitor.matching.syntax import (
    EXACT_FIELDS,
    NAME_FIELDS,
    TEXT_FIELDS,
    And,
    Entities,
    ExpressionError,
    Fielded,
    Named,
    Not,
    Or,
    Part,
    Pattern,
    Phrase,
    Word,
)
from monitor.rulebook.diagnostic import Mark, one_line

_WORD = re.compile(r"[^\W_][^\s()\",|:/*~?\\]*")
_WILD = re.compile(r"[*?]")
_ANYWHERE = ""  # a field of theirs that is no field of ours, but the article's text
_USUAL: Mapping[str, str] = {
    **{name: name for name in (*TEXT_FIELDS, *EXACT_FIELDS, *NAME_FIELDS)},
    **dict.fromkeys(("headline", "subject", "intitle", "ti", "hlead"), "title"),
    **dict.fromkeys(("message", "text", "content", "description", "all", "_all", "*"), _ANYWHERE),
    **dict.fromkeys(("summary", "snippet", "abstract"), "lead"),
    **dict.fromkeys(("link", "inurl", "uri"), "url"),
    **dict.fromkeys(("language", "la"), "lang"),
    **dict.fromkeys(("byline", "by"), "author"),
    **dict.fromkeys(("publisher", "publication", "pub"), "outlet"),
    **dict.fromkeys(("tags", "category", "keywords"), "tag"),
    **dict.fromkeys(("company", "organization", "organisation"), "org"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something that could not be carried over, and where it stands in the other's file."""

    file: str
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        """Give the one line."""
        return one_line(f"{self.file}:{self.line}:{self.column}: left out: {self.what}")


@dataclass(slots=True, kw_only=True)
class Notes:
    """Collects what is left out of one file; equal lines are kept once."""

    file: str
    fields: Mapping[str, str] = field(default_factory=dict)  # --map FIELD=ours
    left: list[Left] = field(default_factory=list)

    def leave(self, at: Mark, what: str) -> None:
        """Note what is left out."""
        one = Left(file=self.file, line=at.line, column=at.column, what=what)
        if one not in self.left:
            self.left.append(one)

    def field_of(self, name: str, at: Mark) -> str | None:
        """Give our field for theirs: empty = anywhere in the article; None = there is none."""
        ours = self.fields.get(name, _USUAL.get(name.casefold()))
        if ours is None:
            self.leave(at, f'field "{name}"; --map {name}=title says which of ours it is')
        return ours


def term(text: str, at: Mark, notes: Notes) -> Part | None:
    """Make a word, a phrase, `word*` or a pattern of a text with `*` and `?` in it."""
    shown = " ".join(text.replace('"', " ").split())
    if not any(char.isalnum() for char in shown):
        notes.leave(at, f'"{text}" has no letter or digit')
        return None
    begun = shown.rstrip("*")
    if not _WILD.search(shown):
        return _plain(shown)
    if begun != shown and not _WILD.search(begun) and _is_long(begun):
        return _plain(f"{begun}*")
    return pattern(_as_pattern(shown), at, notes)


def pattern(source: str, at: Mark, notes: Notes) -> Part | None:
    """Make a regular expression; one that cannot be ours is noted."""
    escaped = re.sub(r"(?<!\\)((?:\\\\)*)/", r"\1\\/", source)
    found = Pattern(source=escaped)
    try:
        parse(print_query(found))
        compile_pattern(found.source, (0, 1))
    except ExpressionError as error:
        notes.leave(at, f"pattern /{source[:60]}/: {error.message}")
        return None
    return found


def _plain(text: str) -> Part:
    word = text.removesuffix("*")
    if _WORD.fullmatch(word) and word not in {*OPERATORS, "AS", "published"}:
        return Word(text=word, ending="*" if text != word else "")
    return Phrase(text=text)


def _is_long(begun: str) -> bool:
    last = begun.rsplit(maxsplit=1)[-1] if begun.split() else ""
    return sum(char.isalnum() for char in last) >= 3


def _as_pattern(text: str) -> str:
    """Write wildcards as RE2: a star is letters to the next blank, a question mark one of them."""
    pieces = {"*": r"[^\s]*", "?": r"[^\s]", " ": r"\s+"}
    inside = "".join(pieces.get(char) or re.escape(char) for char in text)
    first = r"\b" if text[0].isascii() and text[0].isalnum() else ""
    last = r"\b" if text[-1].isascii() and text[-1].isalnum() else ""
    return f"{first}{inside}{last}"


def in_field(ours: str, part: Part | None, at: Mark, notes: Notes) -> Part | None:
    """Put a part under a field of ours; exact fields take words, no patterns."""
    if part is None or not ours:
        return part
    if ours in NAME_FIELDS and not isinstance(part, Word | Phrase | Or):
        notes.leave(at, f"{ours}: wants an entity's id")
        return None
    return Fielded(field=ours, part=part)


def all_of(parts: Iterable[Part | None]) -> Part | None:
    """Join parts with AND; what is missing was left out."""
    return _joined(And, parts)


def any_of(parts: Iterable[Part | None]) -> Part | None:
    """Join parts with OR; what is missing was left out."""
    return _joined(Or, parts)


def none_of(part: Part | None) -> Part | None:
    """Deny a part."""
    return None if part is None else Not(part=part)


def _joined(operator: type[And] | type[Or], parts: Iterable[Part | None]) -> Part | None:
    flat: list[Part] = []
    for part in parts:
        if isinstance(part, operator):
            flat += part.parts
        elif part is not None:
            flat.append(part)
    unique = list(dict.fromkeys(flat))
    if len(unique) <= 1:
        return unique[0] if unique else None
    return operator(parts=tuple(unique))


def captured(part: Part | None, kind: str) -> Part | None:
    """Ask for a named org, person or place besides, and keep it under that name."""
    return all_of((part, Named(part=Entities(kind=kind), name=kind)))
