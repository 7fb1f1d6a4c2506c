"""Source kind `gdelt`: what GDELT's document search finds, each article under its own outlet.

An answer has at most 250 articles, newest first: while all of them are new, what is older is
asked for too. Between two requests stand six seconds (`hosts:`), or the server refuses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import orjson

from monitor.errors import ParseError
from monitor.kinds import Says
from monitor.model import Article, Document, Parsed, Request, Source
from monitor.parsing.building import Raw, build
from monitor.parsing.charset import decode
from monitor.parsing.urls import domain_of, join

URL = "https://api.gdeltproject.org/api/v2/doc/doc"
MOST = 250  # articles of one answer
FIRST = timedelta(hours=24)
OVERLAP = timedelta(hours=1)  # an article may come to the index later than one seen after it
_STAMP = re.compile(r"(\d{8})T?(\d{6})Z?")
_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')  # titles with a bare backslash
_APART = re.compile(r"\s+([,.;:!?%)\]’”»])|([(\[‘“«])\s+|\s+(['’])\s*(?=(?:s|t|re|ll|ve|d|m)\b)")
_LANGUAGES = {
    "Albanian": "sq", "Arabic": "ar", "Armenian": "hy", "Azerbaijani": "az", "Bengali": "bn",
    "Bosnian": "bs", "Bulgarian": "bg", "Catalan": "ca", "Chinese": "zh", "Croatian": "hr",
    "Czech": "cs", "Danish": "da", "Dutch": "nl", "English": "en", "Estonian": "et",
    "Finnish": "fi", "French": "fr", "Galician": "gl", "Georgian": "ka", "German": "de",
    "Greek": "el", "Gujarati": "gu", "Hebrew": "he", "Hindi": "hi", "Hungarian": "hu",
    "Icelandic": "is", "Indonesian": "id", "Italian": "it", "Japanese": "ja", "Kannada": "kn",
    "Kazakh": "kk", "Korean": "ko", "Latvian": "lv", "Lithuanian": "lt", "Macedonian": "mk",
    "Malay": "ms", "Malayalam": "ml", "Marathi": "mr", "Mongolian": "mn", "Nepali": "ne",
    "Norwegian": "no", "NorwegianNynorsk": "no", "Persian": "fa", "Polish": "pl",
    "Portuguese": "pt", "Punjabi": "pa", "Romanian": "ro", "Russian": "ru", "Serbian": "sr",
    "Sinhalese": "si", "Slovak": "sk", "Slovenian": "sl", "Somali": "so", "Spanish": "es",
    "Swahili": "sw", "Swedish": "sv", "Tamil": "ta", "Telugu": "te", "Thai": "th",
    "Tibetan": "bo", "Turkish": "tr", "Ukrainian": "uk", "Urdu": "ur", "Vietnamese": "vi",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is searched for."""

    query: Annotated[
        str, Says(doc='in GDELT\'s words: (resigns OR "steps down") sourcelang:english')
    ]


def faults(options: Options) -> Iterator[tuple[tuple[str, ...], str]]:
    """Tell what options cannot mean: the path of the key, and what is wrong with it."""
    if not options.query.strip():
        yield ("query",), "nothing is searched for"
    elif " OR " in options.query and "(" not in options.query:
        yield ("query",), "alternatives stand in brackets: (resigns OR retires)"


def plan(source: Source, memory: str, now: datetime) -> tuple[Request, ...]:
    """Ask for what was seen since the last answer, an hour of it once more."""
    options: Options = source.options
    since = _at(memory) - OVERLAP if _STAMP.fullmatch(memory) else now - FIRST
    given = {
        "query": options.query,
        "mode": "artlist",
        "format": "json",
        "maxrecords": f"{MOST}",
        "sort": "datedesc",
        "startdatetime": _stamp(since),
        "enddatetime": _stamp(now),
    }
    return (Request(url=f"{source.url or URL}?{urlencode(given)}"),)


def parse(source: Source, document: Document) -> Parsed:
    """Read the articles; raises ParseError `contract` with the server's words for any other."""
    found = _found(document)
    made = [_article(one, source, document) for one in found]
    articles = tuple(one for one in made if one is not None)
    stamps = [stamp for one in found if (stamp := _seen(one))]
    newest = max([*stamps, document.memory])
    return Parsed(
        articles=articles,
        follow=_older(document, min(stamps)) if len(found) >= MOST and stamps else (),
        memory=newest or None,
        skipped=len(made) - len(articles),
    )


def _found(document: Document) -> list[Any]:
    text = decode(document.body, content_type=document.headers.get("content-type", "")).strip()
    try:
        data = orjson.loads(_ESCAPE.sub(r"\\\\", text))
    except (orjson.JSONDecodeError, RecursionError):
        said = " ".join(text.split())[:200] or "nothing"
        raise ParseError("contract", f"GDELT says: {said}", sample=text) from None
    found = data.get("articles", []) if isinstance(data, dict) else None
    if not isinstance(found, list):
        raise ParseError("contract", "no list of articles", sample=text)
    return found[:MOST]


def _article(item: Any, source: Source, document: Document) -> Article | None:
    if not isinstance(item, dict):
        return None
    said = {name: value for name, value in item.items() if isinstance(value, str)}
    url = join(document.url, said.get("url", ""))
    title = _closed(said.get("title", ""))
    if not url or not title:
        return None
    outlet = domain_of(said.get("domain", "")) or domain_of(url)
    stamp = _seen(item)
    raw = Raw(
        url=url,
        title=title,
        dates=(("seendate", _at(stamp).isoformat()),) if stamp else (),
        lang=_LANGUAGES.get(said.get("language", ""), ""),
    )
    own = replace(source, outlet=outlet, outlet_id=outlet, publishers=(outlet,))
    return build(raw, own, seen=document.fetched)


def _closed(title: str) -> str:
    """Close up the signs that GDELT sets apart: `Globex ' s chief , at last`."""
    return _APART.sub(lambda found: found[1] or found[2] or found[3], " ".join(title.split()))


def _seen(item: Any) -> str:
    """Give when an article came to the index, as digits; empty when it does not say."""
    said = item.get("seendate") if isinstance(item, dict) else None
    stamp = _STAMP.fullmatch(said) if isinstance(said, str) else None
    if stamp is None:
        return ""
    try:
        return _stamp(_at(stamp[1] + stamp[2]))
    except ValueError:  # digits of no day
        return ""


def _older(document: Document, oldest: str) -> tuple[Request, ...]:
    """Ask for what came before the oldest of an answer that was full."""
    parts = urlsplit(document.url)
    asked = dict(parse_qsl(parts.query))
    if not asked.get("startdatetime", "") < oldest < asked.get("enddatetime", ""):
        return ()
    asked["enddatetime"] = oldest
    return (Request(url=urlunsplit(parts._replace(query=urlencode(asked)))),)


def _at(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%d%H%M%S}"
