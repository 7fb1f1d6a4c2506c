"""Bytes of a YAML file in, an immutable tree with places out, or what is wrong with it.

Only libyaml's event stream is used: no node is ever composed twice, so an alias cannot grow,
and nothing is constructed. What we refuse (aliases, anchors, tags, merge keys, second
documents, deep nesting) is refused at the event, before anything is built from it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml._yaml import Mark as LibMark

from monitor.rulebook.diagnostic import Faults, Mark, Stretch
from monitor.rulebook.nodes import Items, Node, Scalar, Span, Style, Table
from monitor.rulebook.yamlfaults import Complaint, Point, explain

MAX_BYTES = 1 << 20
MAX_LIST_BYTES = 16 << 20
MAX_DEPTH = 20
MAX_OPEN = 200
_LIST_KINDS = ("entities:", "watch:", "sources:")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_INDENT_TAB = re.compile(r"^ *\t[ \t]*(?=\S)", re.MULTILINE)
_FIRST_KEY = re.compile(r"^([\w-]+:)", re.MULTILINE)
_SCALAR = yaml.ScalarEvent
_LibMark = yaml.Mark | LibMark | None
_STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}


class _Refused(Exception):  # noqa: N818 - control flow inside this file, not an error
    """Stops the walk at the first thing we do not read."""

    def __init__(self, start: Point, end: Point, code: str, message: str) -> None:
        super().__init__(message)
        self.start, self.end, self.code, self.message = start, end, code, message


def parse(data: bytes, file: str, *, faults: Faults) -> Node | None:
    """Read one document; None when the file cannot be read as YAML (the fault is noted).

    A repeated key is noted and its first value kept, so that other faults are told too.
    """
    text = _text(data, file, faults)
    if text is None:
        return None
    lines = tuple(text.split("\n"))
    if not _scanned(text, file, faults):
        return None
    try:
        root = _Tree(file, lines, faults, CParser(text).get_event).build()
    except _Refused as refused:
        faults.add(_stretch(file, refused.start, refused.end), refused.code, refused.message)
        return None
    except yaml.MarkedYAMLError as error:
        point, message = explain(_complaint(error), lines)
        code = "E004" if "document start" in (error.problem or "") else "E001"
        faults.add(_stretch(file, point, (point[0], point[1] + 1)), code, message)
        return None
    if root is None or (isinstance(root, Scalar) and root.is_empty):
        faults.add(_stretch(file, (0, 0), (0, 0)), "E005", "empty file")
        return None
    return root


def _text(data: bytes, file: str, faults: Faults) -> str | None:
    """Decode the bytes and refuse what is too large, not UTF-8, or holds control characters."""
    if len(data) > MAX_BYTES and len(data) > (most := _most(data)):
        top = _stretch(file, (0, 0), (0, 0))
        faults.add(top, "E005", f"{len(data):,} bytes; at most {most >> 20} MiB")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        point = _point(before, len(before))
        message = f"not UTF-8 at byte {error.start + 1}; save the file as UTF-8"
        faults.add(_stretch(file, point, point), "E005", message)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    control = _CONTROL.search(text)
    if control is not None:
        point = _point(text, control.start())
        message = f"control character U+{ord(control[0]):04X}"
        faults.add(_stretch(file, point, point), "E005", message)
        return None
    return text


def _most(data: bytes) -> int:
    """Give the bytes a file may have, which its first key says."""
    head = _FIRST_KEY.search(data[:4096].decode("utf-8", "replace"))
    return MAX_LIST_BYTES if head and head[1] in _LIST_KINDS else MAX_BYTES


def _scanned(text: str, file: str, faults: Faults) -> bool:
    """Refuse tabs in indentation, and nesting that no parser should be asked to follow."""
    tab = _INDENT_TAB.search(text) if "\t" in text else None
    if tab is not None:
        point = _point(text, text.index("\t", tab.start()))
        end = (point[0], point[1] + 1)
        message = "tab in indentation; write spaces"
        faults.add(_stretch(file, point, end), "E002", message)
        return False
    if text.count("[") + text.count("{") <= MAX_OPEN:
        return True
    depth = 0
    for found in re.finditer(r"[\[{\]}]", text):
        depth = depth + 1 if found[0] in "[{" else max(0, depth - 1)
        if depth > MAX_OPEN:
            point = _point(text, found.start())
            message = f"more than {MAX_OPEN} brackets open at once"
            faults.add(_stretch(file, point, point), "E005", message)
            return False
    return True


@dataclass(slots=True)
class _Tree:
    """Builds the tree of one document from libyaml's events."""

    file: str
    lines: tuple[str, ...]
    faults: Faults
    next: Callable[[], yaml.Event | None]

    def build(self) -> Node | None:
        """Read the only document; what we do not read is refused on the way."""
        root: Node | None = None
        while (event := self.next()) is not None:
            if isinstance(event, yaml.DocumentStartEvent):
                _refuse_document(event, second=root is not None)
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, 1)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event)
        if kind is _SCALAR:
            return self._scalar(event)
        if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
            raise _refusal(event)
        start = event.start_mark
        if depth > MAX_DEPTH:
            at = _line_column(start)
            raise _Refused(at, at, "E005", f"nested deeper than {MAX_DEPTH}")
        if kind is yaml.SequenceStartEvent:
            return self._items(start, depth)
        return self._table(start, depth)

    def _items(self, start: LibMark, depth: int) -> Items:
        items: list[Node] = []
        inner: Any = self.next()
        while (kind := type(inner)) is not yaml.SequenceEndEvent:
            is_scalar = kind is _SCALAR
            items.append(self._scalar(inner) if is_scalar else self._node(inner, depth + 1))
            inner = self.next()
        return Items(file=self.file, span=_span(start, inner.end_mark), items=tuple(items))

    def _table(self, start: LibMark, depth: int) -> Table:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        ahead, scalar = self.next, self._scalar
        inner: Any = ahead()
        while type(inner) is not yaml.MappingEndEvent:
            if type(inner) is not _SCALAR:
                raise _no_key(inner)
            key = scalar(inner)
            below: Any = ahead()
            value = scalar(below) if type(below) is _SCALAR else self._node(below, depth + 1)
            if (text := key.text) in pairs or text == "<<":
                self._refuse_key(pairs, key, value)
            else:
                pairs[text] = (key, value)
            inner = ahead()
        span = _span(start, inner.end_mark)
        return Table(file=self.file, span=span, pairs=tuple(pairs.values()))

    def _refuse_key(self, pairs: dict[str, tuple[Scalar, Node]], key: Scalar, value: Node) -> None:
        if key.text in pairs:
            first = pairs[key.text][0].start
            message = f'key "{key.text}" again (first {first.line}:{first.column})'
            self.faults.add(key, "E003", message)
        elif key.style == "plain":
            self.faults.add(key, "E004", "no merge keys; write the keys out")
        else:
            pairs[key.text] = (key, value)

    def _scalar(self, event: Any) -> Scalar:
        if event.anchor is not None or event.tag is not None:
            raise _refusal(event)
        start, end = event.start_mark, event.end_mark
        return Scalar(
            file=self.file,
            span=(start.line + 1, start.column + 1, end.line + 1, end.column + 1),
            text=event.value,
            style=_STYLES[event.style],
            lines=self.lines,
        )


def _refuse_document(event: yaml.DocumentStartEvent, *, second: bool) -> None:
    """Refuse a second document, and directives."""
    at = _line_column(event.start_mark)
    if second:
        raise _Refused(at, (at[0], at[1] + 3), "E004", "no second document in a file")
    if event.version or event.tags:
        raise _Refused(at, at, "E004", "no directives")


def _refusal(event: Any) -> _Refused:
    """Say why an alias, an anchor or a tag is not read."""
    start, end = _line_column(event.start_mark), _line_column(event.end_mark)
    if isinstance(event, yaml.AliasEvent):
        return _Refused(start, end, "E004", f'no aliases; write "*{event.anchor}" in quotes')
    if event.anchor is not None:
        return _Refused(start, end, "E004", f'no anchors; write "&{event.anchor}" in quotes')
    tag = event.tag.replace("tag:yaml.org,2002:", "!!")
    return _Refused(start, end, "E004", f"no tags; {tag} is not read")


def _no_key(event: Any) -> _Refused:
    """Say why an alias, a list or a mapping is no key."""
    if isinstance(event, yaml.AliasEvent):
        return _refusal(event)
    at = _line_column(event.start_mark)
    return _Refused(at, at, "E001", "a key must be text")


def _complaint(error: yaml.MarkedYAMLError) -> Complaint:
    context = error.context_mark
    return Complaint(
        context=error.context or "",
        opened=_line_column(context) if context else None,
        problem=error.problem or "not readable",
        at=_line_column(error.problem_mark or context),
    )


def _line_column(mark: _LibMark) -> Point:
    return (mark.line, mark.column) if mark else (0, 0)


def _span(start: Any, end: Any) -> Span:
    return start.line + 1, start.column + 1, end.line + 1, end.column + 1


def _point(text: str, offset: int) -> Point:
    line = text.count("\n", 0, offset)
    return line, offset - (text.rfind("\n", 0, offset) + 1)


def _stretch(file: str, start: Point, end: Point) -> Stretch:
    return Stretch(
        file=file,
        start=Mark(line=start[0] + 1, column=start[1] + 1),
        end=Mark(line=end[0] + 1, column=end[1] + 1),
    )
