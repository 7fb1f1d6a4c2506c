"""Known articles under new keys: a source that names its entries anew tells nothing new. Pure.

Of each article known its source keeps a print of 32 bytes: hashes of its URL and title, when it was
published, which generation of the URL it is, and a sketch of its title's words.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.ids import digest
from monitor.model import Article

NEAR = timedelta(hours=48)
WORDS = 8  # of a title's sketch: those of the least hashes
TELLING = 4  # words of a title, or as many pairs of characters, that name one article
LEAST, MOST = 20, 5000  # prints kept; between them those of the last document, and a quarter more
_RECORD = struct.Struct(">IIII8H")  # url, title, minute, generation's minute, words
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_WIDE = 0x2E80  # from here on scripts write without spaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What is remembered of an article known."""

    url: int = 0  # 0 = none
    title: int = 0  # 0 = too short to name one article
    minute: int  # since 2020, of its publication, else of its arrival
    generation: int = 0  # minute of the publication that made it another article, 0 = the first
    words: frozenset[int] = frozenset()

    @property
    def at(self) -> datetime:
        """Give when it was published."""
        return _EPOCH + timedelta(minutes=self.minute)


def print_of(article: Article, *, now: datetime, generation: int = 0) -> Print:
    """Make an article's print."""
    words = _words(article.title)
    named = len(set(words)) >= TELLING
    return Print(
        url=_hash(article.url) if article.url else 0,
        title=_hash("\n".join((article.outlet_id, *words))) if named else 0,
        minute=minute_of(article.published or article.seen or now),
        generation=generation,
        words=sketch(article.title),
    )


def minute_of(at: datetime) -> int:
    """Count a time's minutes since 2020; one before is of then."""
    return max(0, min(2**32 - 1, int((at - _EPOCH).total_seconds() // 60)))


def sketch(title: str) -> frozenset[int]:
    """Give the words of a title by which two are compared: the same few of the same title."""
    hashed = {_hash(word) & 0xFFFF or 1 for word in _words(title)}
    return frozenset(sorted(hashed)[:WORDS])


class Known:
    """The articles that a source has shown, as far as they are remembered."""

    def __init__(self, prints: Iterable[Print], *, standing: Iterable[Article]) -> None:
        """Take their prints; `standing` = what the document shows under keys that are known.

        An article that stands there beside its namesake is another one.
        """
        here = {_hash(article.url) for article in standing if article.url}
        self._urls: dict[int, Print] = {}
        self._titles: dict[int, list[Print]] = {}
        for one in prints:
            if one.url:
                self._urls.setdefault(one.url, one)
            if one.title and one.url not in here:
                self._titles.setdefault(one.title, []).append(one)

    def by_url(self, article: Article) -> Print | None:
        """Give what was last shown under the article's URL."""
        return self._urls.get(_hash(article.url)) if article.url else None

    def by_title(self, own: Print, *, within: timedelta = timedelta(0)) -> bool:
        """Tell whether outlet, title and time are those of an article known.

        Each answers for one article only.
        """
        near = [p for p in self._titles.get(own.title, ()) if abs(p.at - own.at) <= within]
        if near and own.title:
            self._titles[own.title].remove(near[0])
            return True
        return False


def pack(prints: Iterable[Print], *, shown: int) -> bytes:
    """Write prints, those of the last document first; the oldest fall off."""
    most = max(LEAST, min(MOST, shown + shown // 4))
    kept: dict[tuple[int, int], Print] = {}
    for one in prints:
        kept.setdefault((one.url, 0 if one.url else one.title), one)
    return b"".join(_record(one) for one in list(kept.values())[:most])


def unpack(raw: bytes) -> tuple[Print, ...]:
    """Read what `pack` wrote; what is no print is left out."""
    whole = raw[: len(raw) // _RECORD.size * _RECORD.size]
    return tuple(_read(fields) for fields in _RECORD.iter_unpack(whole))


def _record(one: Print) -> bytes:
    words = (*sorted(one.words), *[0] * WORDS)[:WORDS]
    return _RECORD.pack(one.url, one.title, one.minute, one.generation, *words)


def _read(fields: tuple[int, ...]) -> Print:
    url, title, minute, generation, *words = fields
    return Print(
        url=url, title=title, minute=minute, generation=generation, words=frozenset(words) - {0}
    )


def _words(title: str) -> list[str]:
    """Cut a title into words, and what is written without spaces into pairs of characters."""
    return [part for word in title.casefold().split() for part in _parts(word)]


def _parts(word: str) -> Iterator[str]:
    bare = "".join(c for c in word if c.isalnum())
    if not any(ord(c) >= _WIDE for c in bare):
        if bare:
            yield bare
        return
    yield from (bare[i : i + 2] for i in range(max(1, len(bare) - 1)))


def _hash(text: str) -> int:
    return int.from_bytes(digest(text, size=4), "big")
