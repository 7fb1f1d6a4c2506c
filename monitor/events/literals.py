"""Literals: what an analyst writes for a word or a phrase, spelled out and found in tokens.

`lascia{,no,rà}` spells endings out; `resign~` stands for its paradigm, else for the word with
each of the language's regular endings; `tritt .. zurück` leaves a gap of some words inside one
clause; `*vorstand` and `vorstands*` admit a compound on that side. No pattern language is
involved: a literal becomes a path in a tree of words, so a text is read in one pass.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Generic, Literal, TypeVar

from monitor.events.tokens import Tokens, bare, fold_word, tokenise

T = TypeVar("T")
Side = Literal["exact", "ends", "starts", "inside"]
Boundary = Literal["word", "none", "prefix", "suffix"]
MOST = 2_000  # spellings of one literal; more is a slip in the file
_DOUBLED = re.compile(r"(?:^|[^aeiou])[aeiou][bdfgklmnprtvz]$")
STOPS = frozenset("\n.;:!?。！？；：|")  # a gap does not reach over these


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How one literal of a language is to be spelled out and compared."""

    boundary: Boundary = "word"
    tails: frozenset[str] = frozenset()  # closed list of endings a last word may carry
    heads: frozenset[str] = frozenset()  # letters that may be written before a first word


def braces(text: str) -> Iterator[str]:
    """Spell `{a,b}` out; an unclosed brace stands for itself."""
    start = text.find("{")
    end = text.find("}", start)
    if start < 0 or end < 0:
        yield text
        return
    for choice in text[start + 1 : end].split(","):
        for rest in braces(text[end + 1 :]):
            yield text[:start] + choice.strip() + rest


def inflected(
    word: str, paradigms: Mapping[str, Sequence[str]], endings: Sequence[str]
) -> tuple[str, ...]:
    """Give the forms of a word written with `~`; the word alone when the language has none."""
    if not word.endswith("~"):
        return (word,)
    stem = word[:-1]
    if forms := paradigms.get(fold_word(stem)):
        return tuple(spelled for form in forms for spelled in braces(form))
    return (stem, *(form for ending in endings if (form := _ended(stem, ending))))


def _ended(stem: str, ending: str) -> str:
    """Put a regular ending to a word: `-e+ing` takes letters off first, `++ing` doubles the last.

    Empty where the ending is not for this word: English doubles after one vowel only (stop, not
    walk or look).
    """
    if ending.startswith("++"):
        return stem + stem[-1:] + ending[2:] if _DOUBLED.search(stem) else ""
    if ending.startswith("-"):
        off, _, on = ending[1:].partition("+")
        left = stem.removesuffix(off)
        return left + on if left != stem and len(left) > 1 else ""
    return stem + ending


def spell(
    say: str, paradigms: Mapping[str, Sequence[str]], endings: Sequence[str]
) -> tuple[str, ...]:
    """Spell a literal out: every brace and every `~`, at most `MOST` spellings."""
    return tuple(dict.fromkeys(islice(_spellings(say, paradigms, endings), MOST)))


def is_too_much(say: str, paradigms: Mapping[str, Sequence[str]], endings: Sequence[str]) -> bool:
    """Tell whether a literal has more spellings than are looked for."""
    return any(True for _ in islice(_spellings(say, paradigms, endings), MOST, None))


def _spellings(
    say: str, paradigms: Mapping[str, Sequence[str]], endings: Sequence[str]
) -> Iterator[str]:
    for form in braces(say):
        choices = [inflected(word, paradigms, endings) for word in form.split()]
        yield from map(" ".join, product(*choices))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """A literal found: what it stands for, and its tokens (a gap's words included)."""

    value: T
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leaf(Generic[T]):
    value: T
    rest: tuple[tuple[tuple[Side, str], ...], ...]  # parts after a gap
    gap: int
    exact: tuple[str, ...]  # words as written, when case counts
    loose: bool  # accents dropped: only for words in capitals


@dataclass(slots=True)
class _Node(Generic[T]):
    sides: dict[Side, dict[str, "_Node[T]"]] = field(default_factory=dict)
    lengths: dict[Side, tuple[int, ...]] = field(default_factory=dict)
    tails: dict[str, "_Node[T]"] = field(default_factory=dict)
    leaves: list[_Leaf[T]] = field(default_factory=list)

    def child(self, side: Side, word: str) -> "_Node[T]":
        """Give the node a word leads to, made when it is missing."""
        nodes = self.sides.setdefault(side, {})
        if word not in nodes:
            nodes[word] = _Node()
            self.lengths[side] = tuple(sorted({len(w) for w in nodes}))
        return nodes[word]


class Tree(Generic[T]):
    """Literals as paths of words; `find` gives every occurrence of each, overlapping ones too."""

    def __init__(self, spelling: Spelling) -> None:
        self._root: _Node[T] = _Node()
        self._spelling = spelling

    def add(
        self,
        spelled: str,
        value: T,
        *,
        gap: int = 6,
        exact: bool = False,
        any_marks: bool = False,
        inside: bool = False,
    ) -> None:
        """Add one spelling; `..` inside it is a gap of up to `gap` words."""
        parts = [_words(part, inside=inside) for part in spelled.split(" .. ")]
        if not all(parts):
            return
        raw = tuple(w for part in spelled.split(" .. ") for w in _raw(part)) if exact else ()
        for loose in (False, True):
            shape = [[(side, bare(w) if loose else w) for side, w in part] for part in parts]
            if loose and shape == parts:
                return
            leaf = _Leaf(
                value=value,
                rest=tuple(tuple(part) for part in shape[1:]),
                gap=gap,
                exact=raw,
                loose=loose and not any_marks,
            )
            self._plant(shape[0], leaf)

    def _plant(self, words: Sequence[tuple[Side, str]], leaf: _Leaf[T]) -> None:
        node = self._root
        for side, word in words[:-1]:
            node = node.child(side, word)
        side, word = words[-1]
        last = node.child(side, word)
        if self._spelling.boundary == "suffix" and side in {"exact", "ends"}:
            node.tails[word] = last
        last.leaves.append(leaf)

    def find(self, tokens: Tokens, first: int, last: int) -> Iterator[Found[T]]:
        """Find every literal that begins in the tokens from `first` to before `last`."""
        words = tokens.words
        simple = not (self._root.tails or set(self._root.lengths) - {"exact"})
        exact = self._root.sides.get("exact", {})
        plain = simple and self._spelling.boundary != "prefix"
        for index in range(first, last):
            if plain and words[index] not in exact:
                continue
            yield from self._walk(tokens, self._root, index, index, last)

    def _walk(
        self, tokens: Tokens, node: _Node[T], start: int, index: int, last: int
    ) -> Iterator[Found[T]]:
        for leaf in node.leaves:
            end = self._finish(tokens, leaf, start, index, last)
            if end:
                yield Found(value=leaf.value, start=start, end=end)
        if index >= last:
            return
        word = tokens.words[index]
        if index > start:
            if word == "-":
                yield from self._walk_on(tokens, node, start, index + 1, last)
                return
            if self._spelling.boundary == "none" and _is_apart(tokens, index):
                return
        for child in self._children(node, word, is_first=index == start):
            yield from self._walk(tokens, child, start, index + 1, last)

    def _walk_on(
        self, tokens: Tokens, node: _Node[T], start: int, index: int, last: int
    ) -> Iterator[Found[T]]:
        if index < last:
            for child in self._children(node, tokens.words[index], is_first=False):
                yield from self._walk(tokens, child, start, index + 1, last)

    def _children(self, node: _Node[T], word: str, *, is_first: bool) -> Iterator["_Node[T]"]:
        for spelled in self._heads(word) if is_first else (word,):
            if child := node.sides.get("exact", {}).get(spelled):
                yield child
        if node.tails:
            for size in range(len(word) - 1, 0, -1):
                if word[size:] in self._spelling.tails and (tail := node.tails.get(word[:size])):
                    yield tail
        for side, sizes in node.lengths.items():
            if side != "exact":
                yield from _compounds(node, side, sizes, word, self._spelling)

    def _heads(self, word: str) -> Iterator[str]:
        yield word
        if self._spelling.boundary == "prefix":
            for size in range(1, min(4, len(word) - 1)):
                if word[size - 1] not in self._spelling.heads:
                    return
                yield word[size:]

    def _finish(self, tokens: Tokens, leaf: _Leaf[T], start: int, end: int, last: int) -> int:
        for part in leaf.rest:
            end = self._after_gap(tokens, part, end, min(last, end + leaf.gap + len(part)))
            if not end:
                return 0
        if leaf.loose and not tokens.text(start, end).isupper():
            return 0
        if leaf.exact and not _same_case(tokens, start, end, leaf.exact):
            return 0
        return end

    def _after_gap(
        self, tokens: Tokens, part: tuple[tuple[Side, str], ...], index: int, last: int
    ) -> int:
        side, first = part[0]
        strict = side == "exact" and self._spelling.boundary != "suffix"
        while index + len(part) <= last:
            if (not strict or tokens.words[index] == first) and all(
                _holds(side, word, tokens.words[index + n], self._spelling)
                for n, (side, word) in enumerate(part)
            ):
                return index + len(part)
            if tokens.words[index] in STOPS and not tokens.words[index - 1].isdecimal():
                return 0  # the stop of `30. Juni` ends nothing
            index += 1
        return 0


def _is_apart(tokens: Tokens, index: int) -> bool:
    """Say whether a space stands before a character of a script that has none."""
    return not tokens.glued(index - 1) and not tokens.words[index].isascii()


def _raw(part: str) -> list[str]:
    tokens = tokenise("", part)
    return [tokens.raw(n) for n in range(len(tokens.words)) if tokens.words[n] not in {"*", "-"}]


def _words(part: str, *, inside: bool) -> list[tuple[Side, str]]:
    """Cut a part into words and which of their sides may be glued to more."""
    words: list[tuple[Side, str]] = []
    for chunk in part.split():
        found = [w for w in tokenise("", chunk.strip("*")).words if w != "-"]
        if not found:
            continue
        sides: list[Side] = ["exact"] * len(found)
        if chunk.startswith("*"):
            sides[0] = "ends"
        if chunk.endswith("*"):
            sides[-1] = "inside" if sides[-1] == "ends" else "starts"
        words.extend(zip(sides, found, strict=True))
    if inside and len(words) == 1:
        words = [("inside", words[0][1])]
    return words


def _compounds(
    node: _Node[T], side: Side, sizes: Iterable[int], word: str, spelling: Spelling
) -> Iterator[_Node[T]]:
    nodes = node.sides[side]
    for size in sizes:
        if size > len(word):
            return
        if side == "inside":
            spots: Iterable[str] = {word[n : n + size] for n in range(len(word) - size + 1)}
            yield from (nodes[spot] for spot in spots if spot in nodes)
            continue
        piece = word[-size:] if side == "ends" else word[:size]
        if piece in nodes:
            yield nodes[piece]
        elif side == "ends" and spelling.boundary == "suffix":
            for tail in spelling.tails:
                if word.endswith(tail) and word[: -len(tail)][-size:] in nodes:
                    yield nodes[word[: -len(tail)][-size:]]
                    break


def _holds(side: Side, word: str, text: str, spelling: Spelling) -> bool:
    if side == "exact":
        if spelling.boundary == "suffix" and text.startswith(word):
            return text == word or text[len(word) :] in spelling.tails
        return text == word
    if side == "ends":
        return text.endswith(word)
    return text.startswith(word) if side == "starts" else word in text


def _same_case(tokens: Tokens, start: int, end: int, words: Sequence[str]) -> bool:
    raw = [tokens.raw(n) for n in range(start, end) if tokens.words[n] != "-"]
    return len(raw) == len(words) and all(
        r.startswith(w) or r == w for r, w in zip(raw, words, strict=True)
    )
