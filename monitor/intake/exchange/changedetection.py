"""changedetection.io: its backup, its `url-watches.json`, or the JSON of its API; pages here."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import ParseError
from monitor.intake.carried import Carried, Take, headers_of, json_of, line_in, name_of, tags_of
from monitor.intake.draft import Draft
from monitor.intake.xpath import css_of

SAYS = "backup or JSON of changedetection.io"
_MOST_BYTES = 32 << 20  # of what a backup unpacks to
_LOST = {
    "subtractive_selectors": "parts taken off the page",
    "trigger_text": "words it waits for: make them a rule",
    "text_should_not_be_present": "words that must not be there: make them an exception of a rule",
    "extract_text": "a text cut out of the page",
    "body": "a request with a body",
    "browser_steps": "steps in a browser",
    "webdriver_js_execute_code": "a script in a browser",
    "proxy": "its proxy",
    "notification_urls": "its own notifications: see receivers.yaml",
}
_UNITS = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def is_mine(data: bytes, name: str) -> bool:
    """Tell a backup by what a zip file begins with, JSON by a watch's own keys."""
    _ = name
    if data[:4] == b"PK\x03\x04":
        return True
    is_json = data[:1024].lstrip()[:1] == b"{"
    return is_json and b'"url"' in data and (b'"watching"' in data or b'"last_checked"' in data)


def read(data: bytes, file: str) -> Carried:
    """Read its watches; raises ParseError when there are none."""
    take = Take(file=file)
    texts = _unpacked(data) if data[:4] == b"PK\x03\x04" else [data]
    for text in texts:
        found = json_of(text)
        labels = _labels(found)
        for watch in _watches(found):
            line = line_in(text, watch["url"]) if text is data else 1
            take.drafts.append(_draft(watch, labels, take, line))
    if not take.drafts:
        raise ParseError("parse", "no watches in it")
    return take.all()


def _unpacked(data: bytes) -> list[bytes]:
    """Give the JSON files of a backup; raises ParseError when it is no zip, or too large."""
    texts: list[bytes] = []
    room = _MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as backup:
            for entry in backup.infolist():
                if not entry.filename.endswith(
                    ("url-watches.json", "/watch.json", "settings.json")
                ):
                    continue
                with backup.open(entry) as opened:
                    texts.append(opened.read(room + 1))  # never by the size it says it has
                room -= len(texts[-1])
                if room < 0:
                    raise ParseError("bomb", f"unpacks to over {_MOST_BYTES >> 20} MiB")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise ParseError("parse", f"no backup that can be read: {error}") from None
    return texts


def _labels(found: Any) -> Mapping[str, str]:
    """Give the names of tags, which watches name by number."""
    application = _within(_within(found, "settings"), "application")
    tags = _within(application, "tags")
    return {key: name_of(one.get("title")) for key, one in tags.items() if isinstance(one, Mapping)}


def _within(table: Any, key: str) -> Mapping[str, Any]:
    below = table.get(key) if isinstance(table, Mapping) else None
    return below if isinstance(below, Mapping) else {}


def _watches(found: Any) -> Iterator[Mapping[str, Any]]:
    """Find the watches: under `watching`, by number, or the file is one."""
    if not isinstance(found, Mapping):
        return
    if isinstance(found.get("url"), str):
        yield found
        return
    for one in (_within(found, "watching") or found).values():
        if isinstance(one, Mapping) and isinstance(one.get("url"), str):
            yield one


def _draft(watch: Mapping[str, Any], labels: Mapping[str, str], take: Take, line: int) -> Draft:
    name = name_of(watch.get("title"))
    shown = name or watch["url"][:80]
    for key, what in _LOST.items():
        if watch.get(key):
            take.leave(line, f'"{shown}": {what}')
    if str(watch.get("fetch_backend", "")).startswith(("html_webdriver", "extra_browser")):
        take.leave(line, f'"{shown}": a page that needs a browser')
    selectors: list[str] = []
    for one in _list(watch.get("include_filters")) or _list(watch.get("css_filter")):
        found = _selectors(one)
        if not found:
            take.leave(line, f'"{shown}": filter {one[:80]}')
        selectors += found
    headers = {key: f"{value}" for key, value in _within(watch, "headers").items()}
    more: dict[str, Any] = {
        "watch": selectors[0] if len(selectors) == 1 else selectors,
        "ignore": [_pattern(text) for text in _list(watch.get("ignore_text"))],
        "headers": headers_of(headers, take, line),
    }
    return Draft(
        kind="page",
        url=watch["url"],
        outlet=name,
        tags=tags_of([labels.get(one, one) for one in _tags(watch)]),
        every_s=_every(watch),
        more=more | ({"enabled": False} if watch.get("paused") is True else {}),
        line=line,
    )


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value.strip() else []
    given = value if isinstance(value, list) else []
    return [one for one in given if isinstance(one, str) and one.strip()]


def _tags(watch: Mapping[str, Any]) -> list[str]:
    older = watch.get("tag")
    return _list(watch.get("tags")) or (older.split(",") if isinstance(older, str) else [])


def _selectors(text: str) -> tuple[str, ...]:
    """Read a filter: a selector, or a path behind `xpath:` or a slash."""
    kind, colon, rest = text.strip().partition(":")
    if colon and kind in {"xpath", "xpath1"}:
        return css_of(rest.strip()) or ()
    if text.strip().startswith("/"):
        return css_of(text.strip()) or ()
    if colon and kind in {"json", "jq", "jqraw"}:
        return ()
    return (rest.strip() if colon and kind == "css" else text.strip(),)


def _pattern(text: str) -> str:
    """Give a pattern for lines to ignore: `/regex/` as it is, any other text as its letters."""
    if len(text) > 2 and text.startswith("/") and text.rstrip("imsx").endswith("/"):
        return text[1 : text.rindex("/")]
    return re.escape(text)


def _every(watch: Mapping[str, Any]) -> float | None:
    given = _within(watch, "time_between_check")
    if watch.get("time_between_check_use_default") is True:
        return None
    total = sum(size * n for unit, size in _UNITS.items() if isinstance(n := given.get(unit), int))
    return float(total) if total > 0 else None
