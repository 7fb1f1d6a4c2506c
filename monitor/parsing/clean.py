"""Text from outside made harmless: controls, overrides and piles of marks come off."""

import re
import unicodedata
from collections.abc import Iterable

MAX_MARKS = 30

# C0 but tab and newline, DEL and C1, surrogates, bidi overrides and isolates, zero-width space,
# byte order mark, tag characters.
_OFF = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200b\ufeff"
    "\U000e0000-\U000e007f]"
)

# C1 controls are Windows' quotes and dashes under the wrong name, where it has any there.
_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


def clean(text: str, *, limit: int | None = None) -> str:
    r"""Take off what no reader needs, cut piles of combining marks, compose, cut to `limit`.

    Line ends become `\n`. The marks go before any normalisation, which is quadratic in them.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", "").replace("\t", "").isprintable():  # what comes off never is
        text = _OFF.sub("", text.translate(_WINDOWS))
    if limit is not None:
        text = text[: limit * 2]
    text = _without_piles(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text if limit is None else _cut(text, limit)


def clean_line(text: str, *, limit: int) -> str:
    """Clean a text and put it on one line."""
    if not (text.isascii() and text.isprintable()):
        text = clean(text, limit=limit * 2)
    return _cut(" ".join(text[: limit * 2].split()), limit)


def clean_all(texts: Iterable[str], *, limit: int, most: int) -> tuple[str, ...]:
    """Clean a list of names: each once, none empty, at most `most`."""
    cleaned = dict.fromkeys(clean_line(text, limit=limit) for text in texts)
    cleaned.pop("", None)
    return tuple(cleaned)[:most]


def _without_piles(text: str) -> str:
    """Cut over 30 combining marks in a row; looked at closely only where such a pile may be."""
    if text.isascii() or not any(map(unicodedata.combining, text[::MAX_MARKS])):
        return text
    kept: list[str] = []
    run = 0
    for c in text:
        run = run + 1 if unicodedata.combining(c) else 0
        if run <= MAX_MARKS:
            kept.append(c)
    return "".join(kept)


def _cut(text: str, limit: int) -> str:
    """Cut to a length without leaving a space at the end."""
    return text if len(text) <= limit else text[:limit].rstrip()
