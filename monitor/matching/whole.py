"""Whole: every word of a text, for what its line of words does not answer."""

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from monitor.matching.covers import Cover, cover
from monitor.matching.forms import unglued
from monitor.matching.letters import is_single
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Every word of a text and where it stands."""

    at: Mapping[str, tuple[int, ...]]
    within: Mapping[str, tuple[int, ...]]  # words with something glued to them
    vocabulary: tuple[str, ...]  # sorted, for beginnings
    halves: tuple[int, ...]  # half words before each word: two characters are a word
    covered: Cover  # longer words that hide others

    def beginning(self, start: str) -> Iterator[str]:
        """Give the words of the text that begin so."""
        index = bisect.bisect_left(self.vocabulary, start)
        while index < len(self.vocabulary) and self.vocabulary[index].startswith(start):
            yield self.vocabulary[index]
            index += 1


def whole_of(folded: Folded) -> Whole:
    """Find where each word stands."""
    at: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(folded.words):
        at[word].append(index)
    places = {word: tuple(found) for word, found in at.items()}
    within: dict[str, list[int]] = defaultdict(list)
    for shown, found in places.items():
        for word in unglued(shown):
            within[word].extend(found)
    return Whole(
        at=places,
        within={word: tuple(found) for word, found in within.items()},
        vocabulary=tuple(sorted(places)),
        halves=_halves(folded, places),
        covered=cover(_covers(folded, places)),
    )


def _halves(folded: Folded, at: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    if not any(is_single(word[0]) for word in at):
        return tuple(range(0, 2 * len(folded) + 1, 2))
    weights = (1 if is_single(word[0]) else 2 for word in folded.words)
    return tuple(accumulate(weights, initial=0))


def _covers(folded: Folded, at: Mapping[str, tuple[int, ...]]) -> Iterable[tuple[int, int]]:
    if not any(is_single(word[0]) for word in at):
        return
    for longer, _ in _COVERS:
        letters = tuple(longer)
        for start in at.get(letters[0], ()):
            if folded.words[start : start + len(letters)] == letters:
                yield start, start + len(letters) - 1
