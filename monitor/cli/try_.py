"""`monitor try`: what the rules say about one article."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.model import Article, Event, Evidence, Match
    from monitor.workspace import Workspace


def try_(
    text: Annotated[
        str, typer.Argument(help="File, address, or - for stdin.", metavar="FILE|URL|-")
    ],
    directory: Dir = Path(),
    rule: Annotated[str, typer.Option(help="Only this rule.")] = "",
    lang: Annotated[str, typer.Option(help="Take the text to be in this language.")] = "",
    json: Json = False,
) -> None:
    """Match one article (plain text, HTML, or a line of JSON) against every rule.

    Drafts are tried too. Nothing is stored or sent.
    """
    from monitor.cli._spans import show
    from monitor.workspace import find

    space = find(directory)
    article = _article(text, space, lang)
    files = space.files()
    for fault in files.faults.sorted():
        _output.note(str(fault))
    if rule and rule not in files.rulebook.rules:
        raise SettingsError(f'no rule "{rule}"; known: {", ".join(sorted(files.rulebook.rules))}')
    found = [
        match
        for match in files.rulebook.engine.match(article, statuses=("draft", "shadow", "live"))
        if rule in {"", match.rule}
    ]
    if json:
        _output.as_json({"article": _about(article), "matches": [_told(m) for m in found]})
        return
    show(article, found)


def _article(text: str, space: "Workspace", lang: str) -> "Article":
    """Read the article from where it is; raises SettingsError when that cannot be."""
    from dataclasses import replace

    from monitor.errors import FetchError, ParseError
    from monitor.parsing.samples import article_from

    try:
        if text.startswith(("http://", "https://")):
            data = asyncio.run(_fetched(text, space))
            article = article_from(data, name=text, url=text)
        elif text == "-":
            article = article_from(sys.stdin.buffer.read(), name="stdin")
        else:
            article = article_from(Path(text).read_bytes(), name=text)
    except OSError as error:
        raise SettingsError(f"{text}: {error.strerror}") from None
    except (FetchError, ParseError) as error:
        raise SettingsError(f"{text}: {error}") from None
    return replace(article, lang=lang, lang_sure=1.0) if lang else article


async def _fetched(url: str, space: "Workspace") -> bytes:
    """Fetch a page as a source would, without any source's private addresses."""
    from monitor.cli._fetching import fetching
    from monitor.errors import FetchError
    from monitor.model import Document, Request

    async with fetching(space) as fetcher:
        got = await fetcher.get(Request(url=url), max_body=5_000_000)
    if not isinstance(got, Document):
        raise FetchError(getattr(got, "kind", "empty"), getattr(got, "detail", "not modified"))
    return got.body


def _about(article: "Article") -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "lang": article.lang,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "source": article.source,
    }


def _told(match: "Match") -> dict[str, Any]:
    return {
        "rule": match.rule,
        "verdict": str(match.reason or "alert"),
        "reason": match.because or None,
        "captures": {name: list(values) for name, values in match.captures.items()},
        "events": [_event(event) for event in match.events],
        "evidence": [_span(span) for span in match.evidence],
    }


def _event(event: "Event") -> dict[str, Any]:
    slots = {name: slot.name for name, slot in event.slots.items()}
    return {
        "pack": event.pack,
        "type": event.type,
        "direction": event.direction,
        "person": slots.get("person"),
        "role": event.role or None,
        "role_class": sorted(event.role_class),
        "org": slots.get("org"),
        "destination": slots.get("destination"),
        "polarity": event.polarity,
        "certainty": event.certainty,
        "newness": event.newness,
        "sphere": event.sphere,
        "effective": event.effective or None,
        "evidence": [_span(span) for span in event.evidence],
        "explain": dict(event.explain),
    }


def _span(span: "Evidence") -> dict[str, Any]:
    return {
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "part": span.part,
    }
