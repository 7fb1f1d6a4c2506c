"""Copies of one text: small sketches of articles, compared. Pure.

A sketch holds the least hashes of a text's runs of words; the share that two sketches have in
common estimates how much the texts have (bottom-k MinHash). Short texts are compared by title.
"""

import base64
from collections.abc import Iterable, Mapping
from functools import lru_cache
from struct import Struct
from zlib import crc32

from monitor.matching.text import fold
from monitor.model import Article, Report

KEPT = 64  # hashes of a sketch
LEAST = 40  # runs a text must have; shorter ones say too little
ALIKE = 0.2  # of all runs: edited copies keep more, texts of two authors 0.01 at most
_RUN, _CLOSE_RUN = 3, 4  # words of a run; letters in scripts without blanks
_CLOSE = frozenset({"zh", "ja", "th", "lo", "km", "my"})
_HASHES = Struct(f">{KEPT}I")


def sketch(article: Article) -> str:
    """Give an article's sketch, empty for a short text."""
    words = fold(f"{article.title}\n{article.lead}\n{article.body}").words
    run = _CLOSE_RUN if article.lang in _CLOSE else _RUN
    runs = {" ".join(words[n : n + run]) for n in range(len(words) - run + 1)}
    if len(runs) < max(LEAST, KEPT):
        return ""
    least = sorted({crc32(one.encode("utf-8", "surrogatepass")) for one in runs})[:KEPT]
    return base64.b64encode(_HASHES.pack(*least)).decode() if len(least) == KEPT else ""


def originals(reports: Iterable[Report]) -> Mapping[str, str]:
    """Give for each report that is a copy the id of the first report with its text.

    The first in time is the original; of copies at one time the one whose id comes first.
    """
    firsts: list[Report] = []
    found: dict[str, str] = {}
    for report in sorted(reports, key=lambda r: (r.at, r.id)):
        original = next((first for first in firsts if is_copy(first, report)), None)
        if original is None:
            firsts.append(report)
        else:
            found[report.id] = original.id
    return found


def is_copy(one: Report, other: Report) -> bool:
    """Tell whether two reports are of one text: by sketch, or by title where one is short."""
    if one.sketch and other.sketch:
        first, second = _hashes(one.sketch), _hashes(other.sketch)
        least = sorted(first | second)[:KEPT]
        return sum(h in first and h in second for h in least) >= ALIKE * KEPT
    title = _folded(one.title)
    return bool(title) and title == _folded(other.title)


@lru_cache(maxsize=1024)
def _hashes(packed: str) -> frozenset[int]:
    return frozenset(_HASHES.unpack(base64.b64decode(packed)))


@lru_cache(maxsize=1024)
def _folded(title: str) -> tuple[str, ...]:
    return tuple(fold(title).words)
