"""Dates in a format an analyst wrote down: a subset of CLDR's letters, month names by language."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.parsing.dates import as_zone, ascii_digits
from monitor.parsing.months import AFTERNOON, all_months, months_of

LETTERS = "yMdEHhmsaZXz"
_QUOTE = "'"


def fault_of(pattern: str, locale: str = "") -> str:
    """Tell what is wrong with a format, empty when it can be read."""
    tokens = tuple(_tokens(pattern))
    unknown = next((token[0] for token in tokens if _is_unknown(token)), "")
    if unknown:
        return f"date format letter {unknown!r} is none of {LETTERS}"
    if not {"y", "M"} <= {token[0] for token in tokens}:
        return "date format needs a year (y) and a month (M)"
    if locale and not months_of(locale):
        return f"no month names for locale {locale!r}"
    return ""


def parse_format(
    text: str, pattern: str, *, locale: str = "", timezone: str = "UTC"
) -> datetime | None:
    """Read a date as `pattern` says, in UTC; None when the text is not so."""
    fields: dict[str, int] = {}
    rest = ascii_digits(text).strip()
    for token in _tokens(pattern):
        taken = _take(token, rest, fields, locale)
        if taken is None:
            return None
        rest = rest[taken:]
    try:
        return _made(fields, as_zone(timezone))
    except (KeyError, ValueError, OverflowError):
        return None


def _tokens(pattern: str) -> Iterator[str]:
    """Give runs of one letter, and literals with a leading quote mark."""
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == _QUOTE:
            end = pattern.find(_QUOTE, at + 1)
            end = len(pattern) if end < 0 else end
            yield _QUOTE + (pattern[at + 1 : end] or _QUOTE)
            at = end + 1
        elif letter.isascii() and letter.isalpha():
            end = at
            while end < len(pattern) and pattern[end] == letter:
                end += 1
            yield pattern[at:end]
            at = end
        else:
            yield _QUOTE + letter
            at += 1


def _is_unknown(token: str) -> bool:
    return token[0] != _QUOTE and token[0] not in LETTERS


def _take(token: str, rest: str, fields: dict[str, int], locale: str) -> int | None:
    """Read one token; answers how many characters it took, None when they do not fit."""
    if token[0] == _QUOTE:
        return _literal(token[1:], rest)
    match token[0]:
        case "M" if len(token) > 2:
            return _month(rest, fields, locale)
        case "E":
            return _word(rest)
        case "a":
            length = _word(rest) or 0
            fields["a"] = int(rest[:length].lower() in AFTERNOON)
            return length or None
        case "Z" | "X" | "z":
            return _zone(rest, fields)
        case letter:
            return _number(token, letter, rest, fields)


def _literal(wanted: str, rest: str) -> int | None:
    if wanted.isspace():
        return len(rest) - len(rest.lstrip())
    return len(wanted) if rest.lower().startswith(wanted.lower()) else None


def _month(rest: str, fields: dict[str, int], locale: str) -> int | None:
    """Read a month's name: the longest that fits, with its point."""
    low = rest.lower()
    names = months_of(locale) or all_months()
    name = max((n for n in names if low.startswith(n)), key=len, default="")
    if not name:
        return None
    fields["M"] = names[name]
    return len(name) + (rest[len(name) : len(name) + 1] == ".")


def _word(rest: str) -> int | None:
    length = 0
    while length < len(rest) and (rest[length].isalpha() or rest[length] == "."):
        length += 1
    return length or None


def _number(token: str, letter: str, rest: str, fields: dict[str, int]) -> int | None:
    most = 4 if letter == "y" and len(token) != 2 else 2
    length = 0
    while length < min(most, len(rest)) and rest[length].isdecimal():
        length += 1
    if not length:
        return None
    value = int(rest[:length])
    fields[letter] = value + 2000 if letter == "y" and length == 2 else value
    return length


def _zone(rest: str, fields: dict[str, int]) -> int | None:
    if rest[:1] in ("Z", "z"):
        fields["Z"] = 0
        return 1
    digits = rest[1:6].replace(":", "")[:4]
    if rest[:1] not in ("+", "-") or not digits.isdecimal():
        return None
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    fields["Z"] = -minutes if rest[0] == "-" else minutes
    return 1 + len(digits) + (":" in rest[1:6])


def _made(fields: dict[str, int], zone: ZoneInfo) -> datetime:
    hour = fields.get("H", fields.get("h", 0) % 12 + 12 * fields.get("a", 0))
    at = datetime(
        fields["y"],
        fields.get("M", 1),
        fields.get("d", 1),
        hour,
        fields.get("m", 0),
        fields.get("s", 0),
        tzinfo=zone,
    )
    if "Z" in fields:
        shifted = at.replace(tzinfo=UTC).timestamp() - fields["Z"] * 60
        return datetime.fromtimestamp(shifted, UTC)
    return at.astimezone(UTC)
