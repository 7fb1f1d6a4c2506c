"""Kinship: which reports without events may be of one story, found without comparing all. Pure.

Two titles whose words overlap by a share t have one of the first n - ceil(t n) + 1 of either's n
words in common, whatever the order is, if it is the same for all: with the longest words first
(they are rare) few titles meet (prefix filtering, as set similarity joins use it).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil

from monitor.model import Report
from monitor.stories.grouping import SAME_TITLE, alike, title_words

Key = tuple[str, ...]
Ids = dict[str, None]


@dataclass(slots=True)
class Kinship:
    """Reports and their kin: all to which a chain of alike ones leads."""

    _known: dict[Key, dict[str, Report]] = field(default_factory=dict)
    _kin: dict[str, Ids] = field(default_factory=dict)

    def of(self, report: Report) -> Mapping[str, None]:
        """Give a report's kin, itself among them; it joins what it links."""
        kin = self._kin.get(report.id, {report.id: None})
        for key in _met(report):
            for other in self._known.get(key, {}).values():
                if other.id not in kin and alike(other, report):
                    kin = self._joined(kin, self._kin[other.id])
        self._kin[report.id] = kin
        for key in _shown(report):
            self._known.setdefault(key, {})[report.id] = report
        return kin

    def _joined(self, one: Ids, other: Ids) -> Ids:
        """Unite two kins; the smaller moves."""
        large, small = (one, other) if len(one) >= len(other) else (other, one)
        large |= small
        self._kin.update(dict.fromkeys(small, large))
        return large


def _shown(report: Report) -> Iterator[Key]:
    """Give the keys under which later reports find this one."""
    yield from _common(report)
    for name in report.same_if:
        yield from (("capture", name, value) for value in report.captures.get(name, ()))


def _met(report: Report) -> Iterator[Key]:
    """Give the keys under which a report finds earlier ones."""
    yield from _common(report)
    for name, values in report.captures.items():
        yield from (("capture", name, value) for value in values)


def _common(report: Report) -> Iterator[Key]:
    if report.url:
        yield "url", report.url
    words = sorted(set(title_words(report.title)), key=lambda word: (-len(word), word))
    kept = len(words) - ceil(SAME_TITLE * len(words)) + 1
    yield from (("word", report.lang, word) for word in words[:kept])
