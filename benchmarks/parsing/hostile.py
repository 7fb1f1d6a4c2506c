"""Hostile feeds: what each costs, and whether it ends as articles or as a named fault."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from time import thread_time

from monitor.errors import ParseError
from monitor.model import Document, Source
from monitor.sources.feed import Options, parse
from tests.hostile.xml import Attack, attacks
from tests.hostile.xml_large import large
from tests.hostile.xml_served import served

MOST_S = 1.0
SEEN = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
SOURCE = Source(
    id="one",
    kind="feed",
    url="https://feed.example/",
    outlet="Harbour",
    outlet_id="post",
    options=Options(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survived:
    """How one attack ended."""

    name: str
    size: int
    seconds: float
    end: str  # `3 articles`, the kind of a ParseError, or an exception nobody wants
    is_good: bool


def everything() -> Iterator[Attack]:
    """Give all attacks, as large as a feed may be."""
    return chain(attacks(secret_file="/nowhere"), served(), large())  # noqa: S106 - a path


def survived(against: Iterable[Attack]) -> Iterator[Survived]:
    """Parse one after the other."""
    for attack in against:
        document = Document(url=SOURCE.url, status=200, headers={}, body=attack.body, fetched=SEEN)
        began = thread_time()
        end, is_good = _end(document, attack)
        yield Survived(
            name=attack.name,
            size=len(attack.body),
            seconds=thread_time() - began,
            end=end,
            is_good=is_good,
        )


def _end(document: Document, attack: Attack) -> tuple[str, bool]:
    try:
        articles = parse(SOURCE, document).articles
    except ParseError as error:
        return error.kind, not attack.survives
    except Exception as error:  # noqa: BLE001 - any other end is what is looked for
        return f"{type(error).__name__}: {error}"[:100], False
    is_there = any("The good entry is still here" in a.title for a in articles)
    return f"{len(articles)} articles", is_there or not attack.survives
