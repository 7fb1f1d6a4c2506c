"""urlwatch and webchanges: YAML documents, one a watched page; each is a `page` here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import ParseError
from monitor.intake.carried import Carried, Take, headers_of, name_of, tags_of
from monitor.intake.draft import Draft
from monitor.intake.xpath import css_of
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Table, plain
from monitor.rulebook.yamlfile import parse

SAYS = "YAML of urlwatch or webchanges"
_MOST = 5_000  # documents
_DONE = frozenset({  # what a page's text here has anyway
    "html2text", "strip", "strip_each_line", "striplines", "stripeachline", "beautify",
    "remove-duplicate-lines", "remove_repeated", "re-indent", "pretty-print", "format-json",
})  # fmt: skip
_SAME = frozenset({
    "kind", "name", "url", "filter", "filters", "headers", "enabled", "tags", "note",
    "max_tries", "diff_tool", "compared_versions", "index_number", "guid", "additions_only",
    "ignore_connection_errors", "ignore_timeout_errors", "ignore_too_many_redirects",
    "ignore_http_error_codes", "ignore_dh_key_too_small", "treat_new_as_changed", "contextlines",
    "is_markdown", "markdown_padded_tables", "timeout", "encoding", "user_visible_url",
})  # fmt: skip
_LOST = {
    "command": "a shell command: nothing is run here",
    "navigate": "a page that needs a browser",
    "use_browser": "a page that needs a browser",
    "cookies": "its cookies",
    "data": "a form that is posted",
    "http_proxy": "its proxy",
    "https_proxy": "its proxy",
    "ssl_no_verify": "its certificate is not checked there; it is here",
    "differ": "its own way of comparing",
    "diff_filter": "a filter of the comparison",
    "diff_filters": "a filter of the comparison",
    "deletions_only": "only what goes away is told",
}
_BOOL = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(slots=True, kw_only=True)
class _Watch:
    """What the filters of a job come to."""

    watch: list[str] = field(default_factory=list)
    ignore: list[str] = field(default_factory=list)


def is_mine(data: bytes, name: str) -> bool:
    """Tell it by a job's keys at the beginning of lines, where no source file of ours begins."""
    _ = name
    head = data[:8192]
    return b"sources:" not in head and bool(re.search(rb"(?m)^(url|navigate|command): ?\S", head))


def read(data: bytes, file: str) -> Carried:
    """Read its jobs; raises ParseError when there is none that can be read."""
    take = Take(file=file)
    for job in _jobs(data, take):
        if (draft := _draft(job, take)) is not None:
            take.drafts.append(draft)
    if not take.drafts and not take.left:
        raise ParseError("parse", "no jobs")
    return take.all()


def _jobs(data: bytes, take: Take) -> Iterator[Table]:
    """Read each document by itself; lines keep their numbers."""
    above = 0
    for count, chunk in enumerate(re.split(rb"(?m)^---[ \t]*\r?$", data)):
        if count > _MOST:
            take.leave(above, f"the rest of the file: over {_MOST:,} jobs")
            return
        if _says_something(chunk):
            faults = Faults()
            root = parse(b"\n" * above + chunk, take.file, faults=faults)
            for fault in faults.sorted():
                take.leave(fault.line, fault.message)
            if isinstance(root, Table):
                yield root
        above += chunk.count(b"\n")


def _says_something(chunk: bytes) -> bool:
    return any(line.strip() and not line.startswith(b"#") for line in chunk.splitlines())


def _draft(job: Table, take: Take) -> Draft | None:
    said: Mapping[str, Any] = plain(job)
    line = job.start.line
    url, name = said.get("url") or said.get("navigate"), name_of(said.get("name"))
    shown = name or str(url or said.get("command") or "a job")[:80]
    for key in said:
        if key in _LOST and said[key]:
            take.leave(_line(job, key), f'"{shown}": {_LOST[key]}')
        elif key not in _LOST and key not in _SAME and (key, said[key]) != ("method", "GET"):
            take.leave(_line(job, key), f'"{shown}": {key}')
    if not isinstance(url, str) or "command" in said:
        return None
    found = _filters(said.get("filter", said.get("filters")), job, shown, take)
    headers = said.get("headers")
    more: dict[str, Any] = {
        "watch": _few(found.watch),
        "ignore": _few(found.ignore),
        "headers": headers_of(_texts(headers), take, line) if isinstance(headers, Mapping) else {},
    }
    if _BOOL.get(str(said.get("enabled", True)).lower()) is False:
        more["enabled"] = False
    tags = said.get("tags")
    labels = tags if isinstance(tags, list) else str(tags or "").split(",")
    note = name_of(said.get("note"))
    return Draft(
        kind="page",
        url=url,
        outlet=name,
        tags=tags_of([str(one) for one in labels]),
        more=more | ({"note": note} if note else {}),
        line=line,
    )


def _line(job: Table, key: str) -> int:
    node = job.key(key)
    return node.start.line if node is not None else job.start.line


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{value}" for name, value in given.items() if value is not None}


def _few(texts: Sequence[str]) -> "str | list[str]":
    return texts[0] if len(texts) == 1 else list(texts)


def _filters(given: Any, job: Table, shown: str, take: Take) -> _Watch:
    """Go through the filters: selectors are watched, dropped lines ignored, others told."""
    found = _Watch()
    line = _line(job, "filter" if job.key("filter") else "filters")
    for name, value in _each(given):
        if name in _DONE:
            continue
        text = f"{value or ''}"
        if isinstance(value, Mapping):
            main = {"css": "selector", "xpath": "path"}.get(name, "")
            for key in sorted(value.keys() - {main}):  # exclude, namespaces, skip, maxitems
                take.leave(line, f'"{shown}": {key} of filter {name}')
            text = f"{value.get(main, '')}"
        if not _taken(found, name, text):
            take.leave(line, f'"{shown}": filter {name} {text[:80]}'.rstrip())
    return found


def _each(given: Any) -> Iterator[tuple[str, Any]]:
    """Give name and value of each filter: a list of them, or the older `name:value,name`."""
    if isinstance(given, str):
        for part in given.split(","):
            name, _, value = part.partition(":")
            yield name.strip(), value.strip()
    for one in given if isinstance(given, list) else ():
        if isinstance(one, str):
            yield one, ""
        elif isinstance(one, Mapping):
            yield from one.items()


def _taken(found: _Watch, name: str, text: str) -> bool:
    """Take one filter over; False when it has no place here."""
    if name in {"grepi", "delete_lines_containing"} and text:
        found.ignore.append(text)
        return True
    selectors = _selectors(name, text)
    found.watch += selectors
    return bool(selectors)


def _selectors(name: str, text: str) -> tuple[str, ...]:
    if not text:
        return ()
    if name == "xpath":
        return css_of(text) or ()
    quoted = text.replace("\\", "").replace('"', "")
    forms = {
        "css": text,
        "element-by-id": f'[id="{quoted}"]',
        "element-by-class": f'[class~="{quoted}"]',
        "element-by-tag": text,
    }
    return (forms[name],) if name in forms else ()
