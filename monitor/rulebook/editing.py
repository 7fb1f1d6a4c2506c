"""Small edits of a YAML file that leave everything else as it is, comments and all.

A node knows where it stands, so only its own characters are replaced. What comes out is read
again and compared with what was meant: a form we cannot edit is refused, never guessed at.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import RuleError
from monitor.rulebook.diagnostic import Faults, Mark
from monitor.rulebook.nodes import Items, Node, Scalar, Table, plain
from monitor.rulebook.yamlfile import parse

_BOM = "\ufeff"


def with_value(data: bytes, file: str, key: str, value: str, *, after: Sequence[str]) -> bytes:
    """Set a top key to a plain text; a new one comes after the last of `after` that is there.

    Raises RuleError when the file cannot be read, or is written in a way we cannot edit.
    """
    page = _Page.of(data, file)
    old = page.table.get(key)
    if isinstance(old, Scalar) and old.start.line == old.end.line:
        page.replace(old.start, old.end, value if old.text else f" {value}")
    elif old is None:
        known = [k for k in after if (v := page.table.get(k)) and v.end.line == v.start.line]
        line = _last(page.table.get(known[-1]) if known else page.table.first)
        page.insert_line(line, f"{key}: {value}")
    return page.done(key, value)


def with_item(data: bytes, file: str, key: str, item: str) -> bytes:
    """Add an element, written on one line, to the end of a list under a top key.

    Raises RuleError when the file cannot be read, or is written in a way we cannot edit.
    """
    page = _Page.of(data, file)
    old = page.table.get(key)
    before = plain(old) if isinstance(old, Items) else []
    if old is None:
        page.append(f"{key}:\n  - {item}")
    elif isinstance(old, Scalar) and old.is_empty:
        page.replace(old.start, old.end, "")
        page.insert_line(old.start.line, f"  - {item}")
    elif isinstance(old, Items) and not page.is_flow(old):
        page.insert_line(page.end_of(old), f"{' ' * (old.start.column - 1)}- {item}")
    elif isinstance(old, Items):
        at = old.items[-1].end if old.items else Mark(old.start.line, old.start.column + 1)
        page.replace(at, at, f", {item}" if old.items else item)
    return page.done(key, [*before, _read(item)])


def with_marks(
    data: bytes, file: str, key: str, mark: tuple[str, str], ids: Collection[str], *, instead: str
) -> bytes:
    """Set one key of those elements of a list that bear these ids; it takes the place of `instead`.

    Raises RuleError when the file cannot be read, or is written in a way we cannot edit.
    """
    page = _Page.of(data, file)
    listed = page.table.get(key)
    items = list(listed) if isinstance(listed, Items) else []
    meant = plain(listed) if listed is not None else []
    name, value = mark
    for number, item in reversed(list(enumerate(items))):
        if isinstance(item, Table) and meant[number].get("id") in ids:
            page.mark(item, name, value, instead=instead)
            if meant[number].pop(instead, None) is not None and name in meant[number]:
                meant[number][instead] = False
            meant[number][name] = value
    return page.done(key, meant)


@dataclass(slots=True, kw_only=True)
class _Page:
    """A file's lines, and the tree that they hold."""

    file: str
    lines: list[str]
    table: Table
    begins: str  # a byte order mark
    ends: str  # of a line

    @classmethod
    def of(cls, data: bytes, file: str) -> "_Page":
        table = _parsed(data, file)
        text = data.decode("utf-8")
        begins = _BOM if text.startswith(_BOM) else ""
        ends = "\r\n" if "\r\n" in text else "\n"
        lines = text.removeprefix(_BOM).replace("\r\n", "\n").split("\n")
        return cls(file=file, lines=lines, table=table, begins=begins, ends=ends)

    def replace(self, start: Mark, end: Mark, text: str) -> None:
        """Replace what stands in one line between two marks."""
        line = self.lines[start.line - 1]
        self.lines[start.line - 1] = line[: start.column - 1] + text + line[end.column - 1 :]

    def insert_line(self, after: int, line: str) -> None:
        """Put a line after the one of this number."""
        self.lines.insert(after, line)

    def append(self, text: str) -> None:
        """Put lines at the end, before the blank ones."""
        end = len(self.lines)
        while end and not self.lines[end - 1].strip():
            end -= 1
        self.lines[end:] = [*text.split("\n"), *(self.lines[end:] or [""])]

    def is_flow(self, node: Items | Table) -> bool:
        """Tell whether a list or mapping is written in brackets."""
        return self.lines[node.start.line - 1][node.start.column - 1 :][:1] in {"[", "{"}

    def end_of(self, node: Node) -> int:
        """Give the number of a node's last line: libyaml puts a block's end behind comments."""
        if isinstance(node, Scalar):
            last = node.end.line - (node.style in {"literal", "folded"} and node.end.column == 1)
            while last > node.start.line and not self.lines[last - 1].strip():
                last -= 1
            return last
        if self.is_flow(node):
            return node.end.line
        if isinstance(node, Items):
            return self.end_of(node.items[-1])
        key, value = node.pairs[-1]
        return max(key.end.line, self.end_of(value))

    def mark(self, item: Table, name: str, value: str, *, instead: str) -> None:
        """Set a key of a mapping to a plain text, in the place of another one if that is there.

        Where both are there the other becomes false.
        """
        old, other = item.get(name), item.key(instead)
        below = item.get(instead)
        if old is not None:
            both = [(old, value), *([(below, "false")] if below is not None else [])]
            for node, text in sorted(both, key=lambda pair: pair[0].span, reverse=True):
                self.replace(node.start, node.end, text)
        elif other is not None and below is not None:
            self.replace(other.start, below.end, f"{name}: {value}")
        elif self.is_flow(item):
            end = item.pairs[-1][1].end
            self.replace(end, end, f", {name}: {value}")
        else:
            self.insert_line(self.end_of(item), f"{' ' * (item.start.column - 1)}{name}: {value}")

    def done(self, key: str, wanted: object) -> bytes:
        """Give the file's bytes; refuses what does not say what was meant."""
        text = self.begins + self.ends.join(self.lines)
        data = text.encode("utf-8")
        meant = {**plain(self.table), key: wanted}
        faults = Faults()
        after = parse(data, self.file, faults=faults)
        if after is None or len(faults) or plain(after) != meant:
            at = self.table.key(key) or self.table.first
            raise RuleError(f"{at.place}: {key} is written in a way that only you can edit")
        return data


def _parsed(data: bytes, file: str) -> Table:
    faults = Faults()
    node = parse(data, file, faults=faults)
    if not isinstance(node, Table) or len(faults):
        told = next(iter(faults), None)
        raise RuleError(str(told or f"{file}:1:1: no mapping"))
    return node


def _read(item: str) -> Any:
    node = parse(item.encode(), "item", faults=Faults())
    return None if node is None else plain(node)


def _last(node: Node | None) -> int:
    return node.end.line if node is not None else 1
