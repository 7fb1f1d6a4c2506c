"""Frequency: how common words are, from a shipped table of many languages.

`common/<lang>.gz` holds lines `share word word ...`, made by `benchmarks/frequencies.py` from
data that NOTICE names. The table is read when it is first asked for: compiling asks, matching
never does.
"""

import gzip
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_RARE = 0.002  # a character of its own that no table has


def frequency(word: str) -> float:
    """Give the share of articles that hold a folded word, in the language where most do.

    A word that no table has is rare if it is long: a short one may be the beginning of many.
    """
    share = _table().get(word)
    if share is not None:
        return share
    return _RARE if len(word) == 1 and not word.isascii() else 2.0 ** -min(len(word), 12)


def is_common(word: str, lang: str = "any") -> bool:
    """Tell whether a folded word is a common one of a language, or of any."""
    return word in (_table() if lang == "any" else _common(lang))


@cache
def _common(lang: str) -> frozenset[str]:
    path = files("monitor.matching") / "common" / f"{lang}.gz"
    return frozenset(word for word, _ in _read(path)) if path.is_file() else frozenset()


@cache
def _table() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for path in sorted((files("monitor.matching") / "common").iterdir(), key=lambda p: p.name):
        for word, share in _read(path):
            if share > found.get(word, 0.0):
                found[word] = share
    return found


def _read(path: Traversable) -> Iterator[tuple[str, float]]:
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        first, *words = line.split(" ")
        share = float(first)
        for word in words:
            yield word, share
