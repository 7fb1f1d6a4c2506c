"""An article kept as a rule's test: a sample, and what the rule says of it now. Pure."""

import re
from collections.abc import Iterable, Mapping

import orjson

from monitor.model import Article, Match
from monitor.reasons import Reason
from monitor.rulebook.quoting import in_quotes, is_plain

_SLUG = re.compile(r"[^a-z0-9]+")
_MOST = 4  # values of a capture that are pinned
_OF_EVENTS = ("person", "org", "destination")  # of an event's slots, those a test is about


def sample_name(article: Article) -> str:
    """Name the sample's file by the title and the id: `dockers-strike-3f2a1c.json`."""
    words = _SLUG.sub("-", article.title.casefold()).strip("-")[:48].strip("-")
    return f"{words + '-' if words else ''}{article.id[:6]}.json"


def sample(article: Article) -> bytes:
    """Give the article as one line of JSON, as `article:` in a test reads it."""
    fields = {
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "lang": article.lang,
        "published": article.published.isoformat() if article.published else "",
        "url": article.url,
        "outlet": article.outlet,
    }
    return orjson.dumps({name: value for name, value in fields.items() if value}) + b"\n"


def expectation(match: Match | None) -> Mapping[str, str]:
    """Give what the rule says now, as `expect:` writes it."""
    if match is None:
        return {"alert": "false"}
    if match.reason is not None:
        because = str(match.reason)
        if match.reason is Reason.EXCEPTED:
            because = match.because.partition(":")[0]
        return {"alert": "false", "because": _text(because)}
    names = _OF_EVENTS if match.events else tuple(match.captures)
    pinned = {n: match.captures[n] for n in names if 0 < len(match.captures.get(n, ())) <= _MOST}
    return {"alert": "true"} | {name: _listed(values) for name, values in pinned.items()}


def item(path: str, expect: Mapping[str, str], *, name: str = "") -> str:
    """Write the test as one element of `tests:`."""
    told = ", ".join(f"{key}: {value}" for key, value in expect.items())
    named = f"name: {_text(name)}, " if name else ""
    return f"{{{named}article: {_text(path)}, expect: {{{told}}}}}"


def _text(text: str) -> str:
    return text if is_plain(text) else in_quotes(text)


def _listed(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"
