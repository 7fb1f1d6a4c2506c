"""What the forms of `exchange/` share: sources carried over, and what had no place here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import orjson

from monitor.errors import ParseError
from monitor.intake.draft import Draft
from monitor.parsing.clean import clean
from monitor.rulebook.foreign import Left

LONGEST_NAME = 200  # characters of an outlet's name
_LONGEST_TAG = 40
_REFUSED = frozenset({"cookie", "referer", "host", "user-agent", "accept-encoding"})
_SECRET = frozenset({"authorization", "proxy-authorization", "x-api-key", "x-auth-token"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What one file of another program gave."""

    drafts: tuple[Draft, ...] = ()
    left: tuple[Left, ...] = ()


Read = Callable[[bytes, str], Carried]
"""A form's `read(data, file)`; raises ParseError when the file is not of its form."""


@dataclass(slots=True, kw_only=True)
class Take:
    """Collects what one file gives."""

    file: str
    drafts: list[Draft] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def leave(self, line: int, what: str) -> None:
        """Note what has no place here."""
        self.left.append(Left(file=self.file, line=max(line, 1), column=1, what=what))

    def all(self) -> Carried:
        """Give what was collected."""
        return Carried(drafts=tuple(self.drafts), left=tuple(self.left))


def name_of(text: object) -> str:
    """Give an outlet's name on one line, of bounded length; empty for what is no text."""
    return " ".join(clean(text).split())[:LONGEST_NAME] if isinstance(text, str) else ""


def tag_of(text: str) -> str:
    """Make a tag of a folder's or a label's name: `AI & Labs` is `ai-labs`."""
    plain = "".join(char if char.isalnum() else " " for char in clean(text).casefold())
    return "-".join(plain.split())[:_LONGEST_TAG].strip("-")


def tags_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Make tags of names, each once."""
    return tuple(dict.fromkeys(tag for text in texts if (tag := tag_of(text))))


def headers_of(given: Mapping[str, str], take: Take, line: int) -> Mapping[str, str]:
    """Give the headers that may be carried over; cookies and credentials are told, never kept."""
    kept: dict[str, str] = {}
    for name, value in given.items():
        low = name.lower()
        if low in _SECRET:
            take.leave(line, f"header {name}: name the secret under `auth:` as env:NAME")
        elif low in _REFUSED or low.startswith("if-"):
            take.leave(line, f"header {name}: it is ours to set")
        else:
            kept[name] = value
    return kept


def without_login(url: str) -> str:
    """Take user and password out of an address; one that cannot be read stays as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def json_of(data: bytes) -> Any:
    """Read JSON; raises ParseError when it is none."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ParseError("parse", f"no JSON: {error}") from None


def line_in(data: bytes, text: str) -> int:
    """Give the line on which an address stands, 1 when it is written in another way there."""
    at = data.find(text.encode())
    if at < 0:
        at = data.find(text.replace("/", "\\/").encode())
    return data.count(b"\n", 0, at) + 1 if at > 0 else 1
