"""Source kind `mailbox`: newsletters out of a folder of an IMAP server, which stays as it is.

What comes from `net/imap.py` is JSON: the messages after the cursor as they are, in base64, the
folder's validity, and whether more wait.
"""

import base64
import binascii
import email
import email.header
import email.utils
import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from itertools import groupby
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

import orjson

from monitor.errors import ParseError
from monitor.kinds import Says
from monitor.model import Article, Document, Parsed, Request, Source
from monitor.parsing.anchors import anchors
from monitor.parsing.building import Raw, build
from monitor.parsing.charset import decode
from monitor.parsing.html import Page
from monitor.parsing.striptags import strip_tags
from monitor.parsing.urls import canonical, join

URL = ""
IS_HEAVY = True  # pages inside of its data
MAX_BODY = 20_000_000  # of the messages of one poll together
MOST_PARTS = 50
MOST_LINKS = 200
MOST_TEXT = 1_000_000  # bytes of a part that are read
MIN_LETTERS, MIN_WIDE = 15, 8  # of a link's words: less is a button; East Asian scripts say more


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where the letters are, and what of them is an article."""

    host: Annotated[str, Says(doc="IMAP server; always by TLS")]
    port: Annotated[int, Says(doc="of the server", low=1, high=65535)] = 993
    folder: Annotated[str, Says(doc="as the server names it")] = "INBOX"
    senders: Annotated[
        tuple[str, ...], Says(doc="addresses that count, * for any part; empty = all", short=True)
    ] = ()
    split: Annotated[
        Literal["message", "links"], Says(doc="an article a message, or one for each of its links")
    ] = "message"


def faults(options: Options) -> Iterator[tuple[tuple[str, ...], str]]:
    """Tell what options cannot mean: the path of the key, and what is wrong with it."""
    name = options.host.replace("-", "").replace(".", "")
    if not (name.isascii() and name.isalnum()):
        yield ("host",), f'"{options.host}" is no host; write imap.example.org'
    if not options.folder.isascii() or not options.folder.isprintable():
        yield ("folder",), "write it as the server does, in ASCII: Entw&APw-rfe"


def address(options: Options) -> str:
    """Give the address that stands for the folder."""
    return f"imaps://{options.host}:{options.port}/{quote(options.folder, safe='')}"


def plan(source: Source, memory: str, _now: datetime) -> tuple[Request, ...]:
    """Ask for the messages after the last one read."""
    return (_after(source, memory),)


def _after(source: Source, cursor: str) -> Request:
    asked = f"?{urlencode({'after': cursor})}" if cursor else ""
    return Request(url=address(source.options) + asked)


def parse(source: Source, document: Document) -> Parsed:
    """Read the messages; raises ParseError `parse` when they have another form."""
    data = _read(document.body)
    options: Options = source.options
    messages = [email.message_from_bytes(raw) for raw in data.raw]
    wanted = [one for one in messages if _is_wanted(one, options.senders)]
    split = _links if options.split == "links" else _whole
    articles = tuple(a for one in wanted for a in split(one, source, document.fetched))
    cursor = f"{data.validity}.{data.last}"
    follow = (_after(source, cursor),) if data.more else ()
    return Parsed(articles=articles, memory=cursor, follow=follow)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letters:
    raw: tuple[bytes, ...]
    validity: int
    last: int
    more: bool


def _read(body: bytes) -> _Letters:
    try:
        data = orjson.loads(body)
        return _Letters(
            raw=tuple(base64.b64decode(text, validate=True) for text in data["messages"]),
            validity=int(data["validity"]),
            last=int(data["last"]),
            more=data["more"] is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ParseError("parse", f"no messages: {error}") from None


def _is_wanted(message: Message, senders: tuple[str, ...]) -> bool:
    sender = email.utils.parseaddr(_header(message, "From"))[1].lower()
    return not senders or any(fnmatch.fnmatchcase(sender, one.lower()) for one in senders)


def _header(message: Message, name: str) -> str:
    """Give a header as text, whatever encoding it came in."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        return str(email.header.make_header(email.header.decode_header(str(value))))
    except (LookupError, UnicodeError, ValueError):  # an encoding that nobody knows
        return str(value)


def _whole(message: Message, source: Source, seen: datetime) -> Iterator[Article]:
    """Make one article of a message."""
    text, page = _text(message), _page(message)
    raw = Raw(
        key=_header(message, "Message-ID"),
        url=canonical(_header(message, "Archived-At").strip("<> ")),
        title=_header(message, "Subject"),
        body=text or strip_tags(page),
        **_common(message),
    )
    article = build(raw, source, seen=seen)
    yield from (article,) if article else ()


def _links(message: Message, source: Source, seen: datetime) -> Iterator[Article]:
    """Make an article of each link whose words are a headline."""
    page = Page(_page(message), url="")
    given: set[str] = set()
    for anchor in anchors(page):
        url, title = join("", anchor.href), " ".join(anchor.text.split())
        if not url or canonical(url) in given or not _is_headline(title):
            continue
        given.add(canonical(url))
        article = build(Raw(url=url, title=title, **_common(message)), source, seen=seen)
        yield from (article,) if article else ()
        if len(given) >= MOST_LINKS:
            return


def _is_headline(title: str) -> bool:
    wide = sum(char > "\u2e80" for char in title)
    return wide >= MIN_WIDE or sum(map(str.isalpha, title)) >= MIN_LETTERS


def _common(message: Message) -> dict[str, Any]:
    date = _header(message, "Date")
    name, sender = email.utils.parseaddr(_header(message, "From"))
    return {"dates": (("Date", date),) if date else (), "authors": (name or sender,)}


def _text(message: Message) -> str:
    """Give the plain text, a paragraph a line: letters break their lines anywhere."""
    lines = (line.split() for line in _part(message, "text/plain").splitlines())
    return "\n".join(
        " ".join(word for line in paragraph for word in line)
        for is_text, paragraph in groupby(lines, key=bool)
        if is_text
    )


def _page(message: Message) -> str:
    return _part(message, "text/html")


def _part(message: Message, kind: str) -> str:
    """Give the first part of a kind that is no attachment."""
    for count, part in enumerate(message.walk()):
        if count >= MOST_PARTS:
            break
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                said = str(part.get("Content-Type", ""))
                return decode(body[:MOST_TEXT], content_type=said)
    return ""
