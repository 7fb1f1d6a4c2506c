"""Bytes to text: the first charset that really decodes them, in the order of who should know."""

import codecs
import re

from monitor.errors import ParseError

MAX_REPLACED = 0.005
LEAST_LIKE = 0.6  # of the letters outside ASCII must look like a language's
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})")
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WIDE = re.compile(rb"<\x00[?!a-zA-Z]\x00|\x00<\x00[?!a-zA-Z]")  # UTF-16 without its mark
# What publishers call a charset is often an older, narrower name of what they send.
_WIDER = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
    "utf8": "utf-8",
    "unicode": "utf-8",
}
# Codecs of Python that are no charset of a document; what punycode decodes costs its square.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf_7"})
# What `surrogateescape` makes of a byte that is no UTF-8 -> that byte in Windows' charset.
_STRAY = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)}
_MANGLED = ("Ã", "Â", "â€", "â\x80", "Ð")  # how such a text nearly always looks
_TO_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # nothing in Windows' charset
}
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上个国和也子时道说年会为要公司们以新对出经理日本"
    "이다의가는을에하고은한지로사기도를어니자리인서시대아일정부나보전해수상장제"
)
_GUESSES = (
    ("cp1251", "koi8-r", "cp932", "euc_jp", "gb18030", "cp949", "big5hkscs", "cp1253"),
    ("cp1255", "cp1256", "cp874"),  # tables so full that any bytes are letters: asked last
)
_BESIDE = re.compile("[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][a-z]")  # a Latin word's accent
_TELLING = frozenset("ыьэюяјάέήίόύώ")  # in every line of Cyrillic or Greek; no bytes of Hebrew


def decode(body: bytes, *, content_type: str = "") -> str:
    """Decode a document; raises ParseError `charset` when too much of it is unreadable."""
    for name in _candidates(body, content_type):
        text = _strictly(body, name)
        if text is not None:
            return text
    guessed = None if _is_nearly_utf8(body) else _guessed(body)
    return _loosely(body, content_type) if guessed is None else guessed


def unmangled(text: str) -> str:
    """Undo a UTF-8 text that was read as Windows' charset and written as UTF-8 once more.

    Only a text that is UTF-8 throughout when read so can be one: no language looks like that.
    """
    if not any(sign in text for sign in _MANGLED):
        return text
    try:
        return text.translate(_TO_BYTES).encode("latin-1").decode()
    except ValueError:
        return text


def _candidates(body: bytes, content_type: str) -> list[str]:
    """Give the charsets to try, best first: HTTP, BOM, declaration, UTF-8."""
    names: list[str] = []
    header = _HEADER.search(content_type)
    if header:
        names.append(header[1])
    names += [name for mark, name in _BOMS if body.startswith(mark)][:1]
    wide = None if names else _WIDE.match(body)
    if wide:
        names.append("utf-16-le" if body[1] == 0 else "utf-16-be")
    declared = _XML.search(body[:1024]) or _META.search(body[:4096])
    if declared and _says_itself(declared[1].decode("ascii")):
        names.append(declared[1].decode("ascii"))
    return [_WIDER.get(name.lower(), name) for name in [*names, "utf-8"]]


def _says_itself(name: str) -> bool:
    """Tell whether a charset can be named in ASCII bytes of its own: UTF-16 and EBCDIC cannot."""
    return _strictly(name.encode(), name) == name


def _strictly(body: bytes, name: str) -> str | None:
    try:
        if codecs.lookup(name).name.replace("-", "_") in _NO_CHARSETS:
            return None
        text = body.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError, AssertionError):
        return None
    return text.removeprefix("\ufeff") if isinstance(text, str) else None


def _is_nearly_utf8(body: bytes) -> bool:
    """Tell a text in UTF-8 with some stray bytes in it from one in another charset."""
    text = body.decode("utf-8", "ignore")
    wide = len(text.encode()) - len(text)  # bytes that follow a first one
    return wide > 4 * (len(body) - len(text.encode()))


def _guessed(body: bytes) -> str | None:
    """Try the charsets of other scripts; the one whose letters look most like a language wins."""
    sample = body[:20_000]
    for names in _GUESSES:
        scores = {name: _score(sample, name) for name in names}
        for name in sorted(names, key=lambda name: -scores[name]):
            text = _strictly(body, name) if scores[name] > LEAST_LIKE else None
            if text is not None:
                return text
    return None


def _score(sample: bytes, name: str) -> float:
    text = sample.decode(name, "ignore")
    if len(text.encode(name, "ignore")) < len(sample) * 0.99:  # does not decode it, plainly
        return 0.0
    return max(_likeness(text), 0.7 if name == "gb18030" and _is_simplified(text) else 0.0)


def _likeness(text: str) -> float:
    """Tell how much of the letters outside ASCII are ones that running text is made of.

    Accents stand beside Latin letters, letters of other scripts beside each other.
    """
    wide = [c for c in text if c > "\x7f"]
    if len(wide) < 20 or len(_BESIDE.findall(text)) * 2 > len(wide):
        return 0.0
    kana = sum("\u3041" <= c <= "\u30fe" for c in wide)
    # Small letters of Cyrillic and Greek.
    small = sum("\u0430" <= c <= "\u044f" or "\u03ac" <= c <= "\u03ce" for c in wide)
    if _TELLING.isdisjoint(wide):
        small //= 2
    usual = kana + small
    usual += sum(
        "\u05d0" <= c <= "\u05ea"  # Hebrew, Arabic, Thai
        or "\u0621" <= c <= "\u064a"
        or "\u0e01" <= c <= "\u0e5b"
        or c in _COMMON
        for c in wide
    )
    odd = sum("\uff61" <= c <= "\uff9f" for c in wide)  # half-width kana: the wrong charset
    han = sum("\u4e00" <= c <= "\u9fff" for c in wide)
    hangul = sum("\uac00" <= c <= "\ud7a3" for c in wide)
    if kana * 4 > len(wide):  # Japanese: its Chinese characters are as good as its kana
        usual += han // 2
    many = han > len(wide) / 2 or hangul > len(wide) / 2  # scripts of thousands of letters
    return (usual * (4 if many else 1) - odd) / len(wide)


def _is_simplified(text: str) -> bool:
    """Tell whether most are everyday characters of simplified Chinese, from all over its table.

    Korean or Japanese read as such keeps to the table's first half.
    """
    wide = [c.encode("gb2312", "ignore")[:1] for c in text if c > "\x7f"]
    everyday = sum(b"\xb0" <= raw <= b"\xd7" for raw in wide)
    late = sum(b"\xc9" <= raw <= b"\xd7" for raw in wide)
    return len(wide) >= 8 and everyday >= 0.85 * len(wide) and late >= 0.2 * len(wide)


def _loosely(body: bytes, content_type: str) -> str:
    """Decode what is damaged: as declared if that loses little, else byte by byte.

    A stray byte of Windows' charset inside UTF-8 becomes the letter it was meant to be.
    """
    name = _candidates(body, content_type)[0]
    if name.lower() not in ("utf-8", "utf-8-sig"):
        try:
            text = body.decode(name, "replace")
        except (LookupError, ValueError, AssertionError):
            text = "\ufffd"
        if text.count("\ufffd") <= MAX_REPLACED * len(text):
            return text
    mended = body.decode("utf-8", "surrogateescape").translate(_STRAY)
    if mended.count("\ufffd") > MAX_REPLACED * len(mended):
        raise ParseError("charset", f"{name} does not decode it, nor does any other charset")
    return mended.removeprefix("\ufeff")
