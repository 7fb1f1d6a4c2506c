"""Frequencies: makes `monitor/matching/common/`, the shipped table of how common words are.

    python -m benchmarks.frequencies WHEEL [--out monitor/matching/common]

WHEEL is `wordfreq-3.1.1-py3-none-any.whl` (`pip download --no-deps wordfreq==3.1.1`); its data
may be passed on under CC BY-SA 4.0, and so may the table made of it (NOTICE). The wheel is only
read, none of its code runs. A word's share of all words becomes the share of articles that hold
it, for an article of `LENGTH` words; words go through the product's own fold, so that a table
is asked with what the engine sees: a character of Han or kana is a word of its own.
"""

import argparse
import gzip
import hashlib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from monitor.matching.text import fold

SHA256 = "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473"
LENGTH = 300  # words of an article, after which the shares below come out as measured
WORDS = 5_000  # of a language
FEWER = 720  # of a language without a lexicon
LARGEST = 1_000_000  # bytes of all files
STEP = 1.25  # between two lines of a file
CODES = {"nb": "no", "sh": "sr", "fil": "tl"}  # as the product writes them
_MAIN_TEXT = "ar de el en es fi fr he hi id it ja ko nl pl pt ru sv tr zh"
MAIN = frozenset(_MAIN_TEXT.split())


def unpacked(data: bytes) -> Any:
    """Read the parts of MessagePack that the data use: lists, mappings, texts, integers."""
    value, end = _value(data, 0)
    if end != len(data):
        raise ValueError("trailing bytes")
    return value


def _value(data: bytes, at: int) -> tuple[Any, int]:
    kind = data[at]
    if kind < 0x80:
        return kind, at + 1
    if kind < 0x90:
        return _mapping(data, at + 1, kind & 0x0F)
    if kind < 0xA0:
        return _list(data, at + 1, kind & 0x0F)
    if kind < 0xC0:
        return _text(data, at + 1, kind & 0x1F)
    sizes = {0xD9: 1, 0xDA: 2, 0xDC: 2, 0xDD: 4, 0xDE: 2}
    size = sizes[kind]
    count = int.from_bytes(data[at + 1 : at + 1 + size], "big")
    read = _text if kind < 0xDC else _mapping if kind == 0xDE else _list
    return read(data, at + 1 + size, count)


def _text(data: bytes, at: int, count: int) -> tuple[str, int]:
    return data[at : at + count].decode("utf-8"), at + count


def _list(data: bytes, at: int, count: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    for _ in range(count):
        value, at = _value(data, at)
        found.append(value)
    return found, at


def _mapping(data: bytes, at: int, count: int) -> tuple[dict[Any, Any], int]:
    pairs, end = _list(data, at, 2 * count)
    return dict(zip(pairs[::2], pairs[1::2], strict=True)), end


def lists(wheel: Path) -> Iterator[tuple[str, Sequence[Sequence[str]]]]:
    """Give each language's words: the i-th list holds those with a share of 10 ** (-i / 100)."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("wordfreq/data/small_"):
                lang = name.removeprefix("wordfreq/data/small_").split(".")[0]
                _, *bins = unpacked(gzip.decompress(archive.read(name)))
                yield CODES.get(lang, lang), bins


def shares(bins: Sequence[Iterable[str]], most: int) -> Mapping[str, float]:
    """Give the commonest folded words and the share of articles that hold each."""
    found: dict[str, float] = defaultdict(float)
    for index, words in enumerate(bins):
        for word in words:
            for token in fold(word).words:
                if any(c.isalpha() for c in token) and not any(c.isdigit() for c in token):
                    found[token] += 10 ** (-index / 100)
    best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {word: 1 - (1 - min(share, 1.0)) ** LENGTH for word, share in best}


def text_of(shown: Mapping[str, float]) -> str:
    """Write one language's file: a share, then the words that have it, one line a step."""
    lines: dict[float, list[str]] = defaultdict(list)
    bound = 1.0
    for word, share in shown.items():
        while share < bound / STEP:
            bound /= STEP
        lines[bound].append(word)
    return "".join(f"{bound:.4f} {' '.join(words)}\n" for bound, words in lines.items())


def main() -> None:
    """Write one file a language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=Path("monitor/matching/common"))
    options = parser.parse_args()
    digest = hashlib.sha256(options.wheel.read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{options.wheel}: not the wheel this was made from: {digest}")
    whole = 0
    for lang, bins in lists(options.wheel):
        text = text_of(shares(bins, WORDS if lang in MAIN else FEWER))
        packed = gzip.compress(text.encode(), 9, mtime=0)
        (options.out / f"{lang}.gz").write_bytes(packed)
        whole += len(packed)
    if whole > LARGEST:
        raise SystemExit(f"{whole:,} bytes, at most {LARGEST:,}")
    print(f"{whole:,} bytes")


if __name__ == "__main__":
    main()
