"""Implying: of two parts of an expression, whether one never holds without the other.

Only what is certain counts: words and phrases by their words, anything else if it is the same
part written again. So a lint that asks here raises no false alarm.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.matching import syntax
from monitor.matching.concepts import spellings
from monitor.matching.printing import print_query
from monitor.matching.terms import Term, Word, term
from monitor.rulebook.references import parts as every_part

_WITHIN: Mapping[str, frozenset[str]] = {
    "": frozenset({"", "title", "lead", "body", "top"}),
    "top": frozenset({"top", "title", "lead"}),
}
_APART = re.compile(r"[\W_]+")
_DEEPEST = 50  # lets in lets
_MOST_PAIRS = 10_000  # of words that are compared one by one
_BEGUN = 3  # letters that `word*` has at least, but in scripts without spaces
_JOINTS = frozenset((  # sets of types: asked of every part
    syntax.And, syntax.Or, syntax.Not, syntax.Near, syntax.NotNear, syntax.Fielded, syntax.Named,
))  # fmt: skip
_WORDS = (syntax.Word, syntax.Phrase)


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """A part and the field it is looked for in ("" = title, lead or body)."""

    part: syntax.Part
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic:
    """What words mean in one rule: its lets, its language, the forms of `word~`.

    What was found out about a part is kept: lints ask again and again.
    """

    lets: Mapping[str, syntax.Part] = field(default_factory=dict)
    lang: str = "en"
    forms: Callable[[str, str], tuple[str, ...]] = lambda _word, _lang: ()
    _texts: dict[int, tuple[str, ...]] = field(default_factory=dict)  # by the part's id()
    _terms: dict[int, tuple[Term, ...]] = field(default_factory=dict)
    _bare: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def terms(self, part: syntax.Word | syntax.Phrase) -> tuple[Term, ...]:
        """Give the terms of which one must stand there."""
        if id(part) not in self._terms:
            begun = _is_begun(part)
            self._terms[id(part)] = tuple(term(t, begun=begun) for t in self.texts(part))
        return self._terms[id(part)]

    def texts(self, part: syntax.Word | syntax.Phrase) -> tuple[str, ...]:
        """Give the texts of these terms, as written."""
        if isinstance(part, syntax.Word):
            text, spelled = part.text, part.ending == "~"
        else:
            text = part.text.rstrip().removesuffix("*")
            spelled = "~" in text
        if not spelled:
            return (text,)
        if id(part) not in self._texts:
            if isinstance(part, syntax.Word):
                found: Iterable[str] = (text, *self.forms(text, self.lang))
            else:
                found = spellings(text, self.lang, self.forms)
            self._texts[id(part)] = tuple(dict.fromkeys(found))
        return self._texts[id(part)]

    def _may(self, left: syntax.Word | syntax.Phrase, right: syntax.Word | syntax.Phrase) -> bool:
        """Rule out quickly that `right` stands in `left`: most pairs have nothing in common."""
        narrow, wide = self._plain(left), self._plain(right)
        return all(any(w in n for w in wide) for n in narrow)

    def _plain(self, part: syntax.Word | syntax.Phrase) -> tuple[str, ...]:
        if id(part) not in self._bare:
            self._bare[id(part)] = tuple(map(_bare, self.texts(part)))
        return self._bare[id(part)]

    def may_repeat(self, parts: Iterable[syntax.Part]) -> bool:
        """Rule out quickly that anything in these parts implies anything else in them."""
        words: list[syntax.Word | syntax.Phrase] = []
        others: set[tuple[type, str]] = set()
        for part in self._spread(parts, deep=0) if self.lets else parts:
            if isinstance(part, _WORDS):
                words.append(part)
            elif type(part) in _JOINTS:
                continue
            elif (key := (type(part), print_query(part))) in others:
                return True
            else:
                others.add(key)
        return self._overlap(words)

    def _overlap(self, words: Sequence[syntax.Word | syntax.Phrase]) -> bool:
        """Tell whether one of the words stands in another; most share no letters in a row."""
        lines = ["\n".join(map(_bare, self.texts(word))) for word in words]
        every = "\n".join(lines)
        again = [at for at, line in enumerate(lines) if _recurs(line, every)]
        if len(again) * len(words) > _MOST_PAIRS:
            return True  # who asks has an index
        return any(
            at != other and (line == lines[at] or self._holds(words[other], words[at]))
            for at in again
            for other, line in enumerate(lines)
        )

    def _spread(self, parts: Iterable[syntax.Part], *, deep: int) -> Iterator[syntax.Part]:
        """Go through the parts, those of lets too."""
        for part in parts:
            if isinstance(part, syntax.Let) and part.name in self.lets and deep < _DEEPEST:
                yield from self._spread(every_part(self.lets[part.name]), deep=deep + 1)
            else:
                yield part

    def inside(self, at: At) -> At:
        """Step through what changes nothing: fields, captures, lets."""
        for _ in range(_DEEPEST):
            part = at.part
            if isinstance(part, syntax.Fielded):
                at = At(part=part.part, field=part.field)
            elif isinstance(part, syntax.Named):
                at = At(part=part.part, field=at.field)
            elif isinstance(part, syntax.Let) and part.name in self.lets:
                at = At(part=self.lets[part.name], field=at.field)
            else:
                break
        return at

    def implies(self, one: At, other: At) -> bool:
        """Tell whether wherever `one` holds, `other` holds too."""
        one, other = self.inside(one), self.inside(other)
        left, right = one.part, other.part
        if self.same(one, other):
            return True
        if isinstance(left, syntax.Or):
            return all(self.implies(At(part=p, field=one.field), other) for p in left.parts)
        if isinstance(right, syntax.And):
            return all(self.implies(one, At(part=p, field=other.field)) for p in right.parts)
        if isinstance(right, syntax.Or) and any(
            self.implies(one, At(part=p, field=other.field)) for p in right.parts
        ):
            return True
        if isinstance(left, syntax.And | syntax.Near):
            return any(self.implies(At(part=p, field=one.field), other) for p in left.parts)
        if isinstance(left, syntax.NotNear):
            return self.implies(At(part=left.part, field=one.field), other)
        return self._words(one, other)

    def same(self, one: At, other: At) -> bool:
        """Tell whether both are the same part, written twice."""
        one, other = self.inside(one), self.inside(other)
        if type(one.part) is not type(other.part) or not _fits(one.field, other.field):
            return False
        if isinstance(one.part, syntax.Word) and isinstance(other.part, syntax.Word):
            return (one.part.text, one.part.ending) == (other.part.text, other.part.ending)
        if isinstance(one.part, syntax.Phrase) and isinstance(other.part, syntax.Phrase):
            return one.part.text == other.part.text
        return print_query(one.part) == print_query(other.part)

    def _words(self, one: At, other: At) -> bool:
        left, right = one.part, other.part
        if not isinstance(left, syntax.Word | syntax.Phrase) or not isinstance(
            right, syntax.Word | syntax.Phrase
        ):
            return False
        if not _fits(one.field, other.field):
            return False
        if other.field in (*syntax.EXACT_FIELDS, *syntax.NAME_FIELDS):
            return False
        return self._holds(left, right)

    def _holds(self, left: syntax.Word | syntax.Phrase, right: syntax.Word | syntax.Phrase) -> bool:
        """Tell whether wherever `left` stands, `right` stands in it."""
        if not self._may(left, right):
            return False
        wider = self.terms(right)
        return all(any(holds_in(w, narrow) for w in wider) for narrow in self.terms(left))

    def leaves(self, at: At) -> Iterator[At]:
        """Go through the words and phrases of which a part requires some."""
        at = self.inside(at)
        part = at.part
        if isinstance(part, syntax.Word | syntax.Phrase):
            yield at
        elif isinstance(part, syntax.And | syntax.Or | syntax.Near):
            for inner in part.parts:
                yield from self.leaves(At(part=inner, field=at.field))
        elif isinstance(part, syntax.NotNear):
            yield from self.leaves(At(part=part.part, field=at.field))


def _fits(field: str, wider: str) -> bool:
    """Tell whether what stands in one field stands in the other too."""
    return field == wider or field in _WITHIN.get(wider, frozenset())


def _is_begun(part: syntax.Word | syntax.Phrase) -> bool:
    if isinstance(part, syntax.Word):
        return part.ending == "*"
    return part.text.rstrip().endswith("*")


def _recurs(line: str, every: str) -> bool:
    """Tell whether one of the texts of a line stands elsewhere too."""
    if "\n" not in line:
        return every.count(line) > 1
    return any(every.count(text) > line.count(text) for text in line.split("\n"))


def _bare(text: str) -> str:
    """Give small letters without accents and punctuation: never more than folding keeps."""
    if text.isascii() and text.isalpha():
        return text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold())
    return _APART.sub("", text.lower())


class Wider:
    """Parts that others may imply, found by their first words: of thousands few are kin."""

    def __init__(self, sides: Iterable[At], logic: Logic) -> None:
        """Take the parts in their order."""
        self._logic = logic
        self._open: list[int] = []
        self._by_word: dict[str, list[int]] = {}
        self._sides = tuple(sides)
        for index, side in enumerate(self._sides):
            part = logic.inside(side).part
            if not isinstance(part, syntax.Word | syntax.Phrase):
                self._open.append(index)
                continue
            for key in {_first(one) for one in logic.terms(part) if one.words}:
                self._by_word.setdefault(key, []).append(index)

    def of(self, narrow: At) -> Iterator[tuple[int, At]]:
        """Give those that `narrow` might imply, with their numbers, in order."""
        leaves = (leaf.part for leaf in self._logic.leaves(narrow))
        words = (part for part in leaves if isinstance(part, syntax.Word | syntax.Phrase))
        plain = {w.plain for part in words for one in self._logic.terms(part) for w in one.words}
        keys = {key for word in plain for key in (word, f"{word[:1]}*", f"{word[:_BEGUN]}*")}
        kin = {*self._open, *(n for key in keys for n in self._by_word.get(key, ()))}
        for index in sorted(kin):
            yield index, self._sides[index]


def _first(one: Term) -> str:
    """Give the first word, or how it begins if it may go on."""
    word = one.words[0].plain
    if not one.begun or len(one.words) > 1:
        return word
    return f"{word[: _BEGUN if len(word) >= _BEGUN else 1]}*"


def holds_in(wide: Term, narrow: Term) -> bool:
    """Tell whether wherever `narrow` stands, `wide` stands in it."""
    spare = len(narrow.words) - len(wide.words)
    if not wide.words or spare < 0:
        return False
    return any(_holds_at(wide, narrow, start) for start in range(spare + 1))


def _holds_at(wide: Term, narrow: Term, start: int) -> bool:
    last = len(wide.words) - 1
    at_end = start + last == len(narrow.words) - 1
    if narrow.begun and at_end and not wide.begun:
        return False
    if wide.after and not (at_end and narrow.after == wide.after):
        return False
    return all(
        _covers(word, narrow.words[start + i], begun=wide.begun and i == last)
        for i, word in enumerate(wide.words)
    )


def _covers(wide: Word, narrow: Word, *, begun: bool) -> bool:
    if not (narrow.plain.startswith(wide.plain) if begun else narrow.plain == wide.plain):
        return False
    return (
        wide.marked in {"", narrow.marked}
        and (narrow.capitals or not wide.capitals)
        and wide.exact in {"", narrow.exact}
        and wide.symbols in {"", narrow.symbols}
    )
