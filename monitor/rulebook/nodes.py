"""A YAML file as an immutable tree in which every node knows where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from monitor.model import Place
from monitor.rulebook.diagnostic import Mark, Stretch

Style = Literal["plain", "single", "double", "literal", "folded"]
Resolved = str | int | float | bool | None

_INT = re.compile(r"[-+]?[0-9]{1,40}|0o[0-7]{1,40}|0x[0-9a-fA-F]{1,40}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,4})?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NOTHING = frozenset(word for word, value in _WORDS.items() if value is None)
_NUMERIC = frozenset("+-.0123456789")  # what a number begins with
_ESCAPE_LENGTHS = {"x": 2, "u": 4, "U": 8}
_BLANK_ESCAPES = frozenset("nrtve N_LP\n")  # after a backslash: white space, or nothing


# Nodes never change. They are not `frozen`, as that makes each three times slower to make, and
# a workspace has hundred thousands of them; for that their places are bare numbers too.
Span = tuple[int, int, int, int]
"""From where to where: line and column, and again, from 1, the end not included."""


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Scalar:
    """One value or key: `text` is what was written, unescaped and unfolded."""

    file: str
    span: Span
    text: str
    style: Style = "plain"
    lines: tuple[str, ...] = field(default=(), repr=False, compare=False)  # of the whole file

    @property
    def start(self) -> Mark:
        """Where it begins."""
        return Mark(*self.span[:2])

    @property
    def end(self) -> Mark:
        """Where it ends."""
        return Mark(*self.span[2:])

    @property
    def place(self) -> Place:
        """Where it begins, in which file."""
        return Place(file=self.file, line=self.span[0], column=self.span[1])

    @property
    def is_rest(self) -> bool:
        """Tell whether a key is what a comma cut off from a text without quotes."""
        line = self.lines[self.start.line - 1] if self.lines else ""
        before, behind = line[: self.start.column - 1], line[self.end.column - 1 :]
        return before.rstrip().endswith(",") and behind.lstrip()[:1] in {",", "}"}

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no value at all: nothing, `~` or `null`, without quotes."""
        return self.style == "plain" and self.text in _NOTHING

    @property
    def value(self) -> Resolved:
        """Give the value by YAML 1.2's core schema: only plain scalars are more than text."""
        if self.style != "plain":
            return self.text
        if self.text in _WORDS:
            return _WORDS[self.text]
        if self.text[0] not in _NUMERIC:
            return self.text
        if _INT.fullmatch(self.text):
            base = {"0o": 8, "0x": 16}.get(self.text[:2], 10)
            return int(self.text[2:] if base != 10 else self.text, base)
        return float(self.text) if _FLOAT.fullmatch(self.text) else self.text

    def at(self, offset: int, length: int = 1) -> Stretch:
        """Give the place in the file of `length` code points of `text` from `offset` on."""
        start = _position(self, offset)
        last = _position(self, max(offset, offset + length - 1))
        after = Mark(line=last.line, column=last.column + 1)
        return Stretch(file=self.file, start=start, end=after)


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Items:
    """A list."""

    file: str
    span: Span
    items: tuple["Node", ...]

    @property
    def start(self) -> Mark:
        """Where it begins."""
        return Mark(*self.span[:2])

    @property
    def end(self) -> Mark:
        """Where it ends."""
        return Mark(*self.span[2:])

    @property
    def place(self) -> Place:
        """Where it begins, in which file."""
        return Place(file=self.file, line=self.span[0], column=self.span[1])

    def __iter__(self) -> Iterator["Node"]:
        """Go through the elements."""
        return iter(self.items)


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Table:
    """A mapping: keys are scalars, in the order written."""

    file: str
    span: Span
    pairs: tuple[tuple[Scalar, "Node"], ...]

    @property
    def start(self) -> Mark:
        """Where it begins."""
        return Mark(*self.span[:2])

    @property
    def end(self) -> Mark:
        """Where it ends."""
        return Mark(*self.span[2:])

    @property
    def place(self) -> Place:
        """Where it begins, in which file."""
        return Place(file=self.file, line=self.span[0], column=self.span[1])

    @property
    def first(self) -> "Scalar | Table":
        """Give the first key, or the mapping itself when it is empty."""
        return self.pairs[0][0] if self.pairs else self

    def key(self, name: str) -> Scalar | None:
        """Give the node of a key."""
        for key, _ in self.pairs:
            if key.text == name:
                return key
        return None

    def get(self, name: str) -> "Node | None":
        """Give the node of a key's value."""
        for key, value in self.pairs:
            if key.text == name:
                return value
        return None


Node = Scalar | Items | Table


def find(node: Node, *path: str | int) -> Node:
    """Follow keys and indices down as far as they go; the nearest node otherwise."""
    for step in path:
        below: Node | None = None
        if isinstance(node, Table) and isinstance(step, str):
            below = node.get(step)
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            below = node.items[step]
        if below is None:
            return node
        node = below
    return node


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Go through all values in a node, in the order written."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Items):
        for item in node.items:
            yield from scalars(item)
    elif isinstance(node, Table):
        for _, below in node.pairs:
            yield from scalars(below)


def shape(node: Node) -> str:
    """Say for a message what a node is: a mapping, a list, or its text in quotes."""
    if isinstance(node, Table):
        return "a mapping"
    if isinstance(node, Items):
        return "a list"
    if node.is_empty:
        return "nothing"
    text = node.text if len(node.text) <= 40 else node.text[:37] + "..."
    return '"' + " ".join(text.split()) + '"'


def _position(scalar: Scalar, offset: int) -> Mark:
    """Find where the code point of `text` at `offset` stands in the file.

    Every code point but white space stands in the file in the same order, as itself or as an
    escape: so value and source are walked side by side, and white space, which folding
    changes, is skipped in both.
    """
    lines = scalar.lines
    line, column = scalar.start.line - 1, scalar.start.column - 1
    if scalar.style in ("literal", "folded"):
        line, column = line + 1, 0
    elif scalar.style != "plain":
        column += 1
    past = (line, column)
    for index, wanted in enumerate(scalar.text):
        if wanted.isspace():
            if index == offset:
                break
            continue
        line, column = _skip(lines, line, column, double=scalar.style == "double")
        if index == offset:
            return Mark(line=line + 1, column=column + 1)
        column += _width(lines[line], column, scalar.style)
        past = (line, column)
    return Mark(line=past[0] + 1, column=past[1] + 1)


def _skip(lines: tuple[str, ...], line: int, column: int, *, double: bool) -> tuple[int, int]:
    """Go on to the next source character that stands for something visible."""
    # It always ends with `break`: something visible is left when this is asked.
    while line < len(lines) - 1 or column < len(lines[line]):  # pragma: no branch
        text = lines[line]
        if column >= len(text):
            line, column = line + 1, 0
        elif text[column].isspace():
            column += 1
        elif double and text[column] == "\\" and (wide := _blank_escape(text + "\n", column)):
            column += wide
        else:
            break
    return line, column


def _blank_escape(text: str, column: int) -> int:
    """Count the characters of an escape that stands for white space; 0 = it is visible."""
    letter = text[column + 1]
    if letter in _BLANK_ESCAPES:
        return 2
    digits = text[column + 2 : column + 2 + _ESCAPE_LENGTHS.get(letter, 0)]
    return 2 + len(digits) if digits and chr(int(digits, 16)).isspace() else 0


def _width(text: str, column: int, style: Style) -> int:
    """Count the source characters that stand for one code point."""
    if style == "single" and text[column : column + 2] == "''":
        return 2
    if style == "double" and text[column : column + 1] == "\\":
        return 2 + _ESCAPE_LENGTHS.get(text[column + 1 : column + 2], 0)
    return 1


def plain(node: Node) -> Any:
    """Give the bare data: mappings and lists, texts as written, true and false."""
    if isinstance(node, Table):
        pairs = ((key.text, below) for key, below in node.pairs if not key.text.startswith("x-"))
        return {key: plain(below) for key, below in pairs}
    if isinstance(node, Items):
        return [plain(item) for item in node]
    return node.value if node.value is None or isinstance(node.value, bool) else node.text
