"""Whole: every word of a text, for what its line of words does not answer."""

import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from monitor.matching.covers import Cover, cover
from monitor.matching.forms import unglued
from monitor.matching.letters import is_single, may_be_glued
from monitor.matching.text import Folded

# Longer words that hide another word: the shorter one is not meant (`rules.md` 8).
_COVERS = (
    ("東京都", "京都"),
    ("东京都", "京都"),
    ("北京都", "京都"),
    ("南京都", "京都"),
    ("发展中国家", "中国"),
    ("發展中國家", "中國"),
    ("和平安全", "平安"),
    ("人民主主義", "民主"),
)


class Whole:
    """Every word of a text and where it stands, each part computed when it is first asked for."""

    def __init__(self, folded: Folded) -> None:
        """Take a text."""
        self._folded = folded

    @cached_property
    def at(self) -> Mapping[str, Sequence[int]]:
        """Where each word stands."""
        at: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(self._folded.words):
            at[word].append(index)
        return dict(at)

    @cached_property
    def _different(self) -> frozenset[str]:
        return frozenset(self._folded.words)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The different words, sorted."""
        return tuple(sorted(self._different))

    @cached_property
    def _glued(self) -> Mapping[str, Sequence[str]]:
        """The words that hold another word with something glued to it, by that one."""
        found: dict[str, list[str]] = defaultdict(list)
        for shown in filter(may_be_glued, self._different):
            for word in unglued(shown):
                found[word].append(shown)
        return dict(found)

    def places(self, word: str) -> Iterator[int]:
        """Give where a word stands, one place after the other: hostile text repeats words."""
        if word not in self._different:
            return
        words, at = self._folded.words, -1
        for _ in range(words.count(word)):
            at = words.index(word, at + 1)
            yield at

    def beginning(self, start: str) -> Iterator[int]:
        """Give where a word stands that begins so."""
        index = bisect.bisect_left(self.vocabulary, start)
        while index < len(self.vocabulary) and self.vocabulary[index].startswith(start):
            yield from self.places(self.vocabulary[index])
            index += 1

    def within(self, word: str) -> Iterator[int]:
        """Give where a word stands with something glued to it."""
        for shown in self._glued.get(word, ()):
            yield from self.places(shown)

    @cached_property
    def halves(self) -> Sequence[int]:
        """The half words before each word: in scripts without spaces two characters are a word."""
        single = [word for word in self._different if is_single(word[0])]
        if not single:
            return range(0, 2 * len(self._folded) + 1, 2)
        if len(single) == len(self._different):
            return range(len(self._folded) + 1)
        weights = dict.fromkeys(self._different, 2) | dict.fromkeys(single, 1)
        return list(accumulate(map(weights.__getitem__, self._folded.words), initial=0))

    @cached_property
    def covered(self) -> Cover:
        """The longer words that hide others."""
        words = self._folded.words
        return cover(
            (start, start + len(longer) - 1)
            for longer, _ in _COVERS
            for start in self.places(longer[0])
            if words[start : start + len(longer)] == tuple(longer)
        )
