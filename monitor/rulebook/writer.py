"""Writer: a tree of nodes as YAML text in canonical form, comments where they stood.

The analyst decides what is a block and what is in brackets, and where lines break inside
brackets; indentation, spacing, quotes, the order of keys and expressions are decided here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from monitor.matching.syntax import Part
from monitor.rulebook.comments import Comment, comments
from monitor.rulebook.nodes import Items, Node, Scalar, Table
from monitor.rulebook.quoting import WIDTH, block_lines, filled, in_quotes, is_plain, quoted
from monitor.rulebook.wrapping import plain_expression, wrapped

Path = tuple[str, ...]
Expression = Callable[[Path, Scalar], Part | None]
Order = Callable[[Path, Sequence[str]], Sequence[int]]
_STEP = 2
_MODELINE = "yaml-language-server:"
_BRACKETS = str.maketrans(dict.fromkeys("[]{},", "x"))


@dataclass(slots=True, kw_only=True)
class Writer:
    """Writes one file; `order` and `expression` say what the kind of file asks for."""

    root: Table
    lines: tuple[str, ...]
    order: Order
    expression: Expression  # the tree of a scalar that is an expression, else None
    pool: list[Comment] = field(default_factory=list)

    def write(self) -> str:
        """Give the whole text."""
        self.pool = list(comments(self.root, self.lines))
        head = self._head()
        body = self._table(self.root, 0, (), len(self.lines) + 1)
        body += self._own(len(self.lines) + 1, 0)
        while body and not body[0]:
            del body[0]
        gap = [""] if head and self._was_blank(head[-1].line + 1) else []
        return "\n".join([*(one.text for one in head), *gap, *body]) + "\n"

    def _head(self) -> list[Comment]:
        """Take what stands above everything: the editor's line, and comments set apart."""
        first = self.root.first.start.line
        own = [one for one in self.pool if one.line < first]
        apart = [n for n, one in enumerate(own) if self._was_blank(one.line + 1)]
        last = apart[-1] + 1 if apart else int(bool(own) and _MODELINE in own[0].text)
        taken, self.pool = self.pool[:last], self.pool[last:]
        return taken

    # --- comments ----------------------------------------------------------------------------

    def _was_blank(self, line: int) -> bool:
        return 0 < line <= len(self.lines) and not self.lines[line - 1].strip()

    def _own(self, before: int, indent: int) -> list[str]:
        """Take the comments above a line, each after a blank line if it stood after one."""
        found: list[str] = []
        while self.pool and self.pool[0].line < before:
            one = self.pool.pop(0)
            found += [""] if self._was_blank(one.line - 1) else []
            found.append(" " * indent + one.text)
        return found

    def _tail(self, before: int, column: int, indent: int) -> list[str]:
        """Take comments at a block's end that are indented like the block."""
        found: list[str] = []
        while self.pool and self.pool[0].line < before and self.pool[0].column >= column:
            found += self._own(self.pool[0].line + 1, indent)
        return found

    def _beside(self, line: int) -> str:
        """Take the comment that stands at a line's end."""
        if self.pool and self.pool[0].line == line and not self.pool[0].own:
            return f"  {self.pool.pop(0).text}"
        return ""

    # --- blocks ------------------------------------------------------------------------------

    def _block(self, node: Items | Table, indent: int, path: Path, until: int) -> list[str]:
        if isinstance(node, Table):
            found = self._table(node, indent, path, until)
        else:
            found = self._items(node, indent, path, until)
        found += self._tail(until, node.start.column, indent)
        while found and not found[0]:
            del found[0]
        return found

    def _table(self, node: Table, indent: int, path: Path, until: int) -> list[str]:
        chunks: list[list[str]] = []
        starts = [key.start.line for key, _ in node.pairs[1:]] + [until]
        for pair, end in zip(node.pairs, starts, strict=True):
            key = pair[0]
            lead = self._lead(key.start.line, indent)
            head = " " * indent + quoted(key) + ":"
            below = self._value(head, pair, indent, (*path, key.text), end)
            chunks.append([*lead, *below])
        order = self.order(path, [key.text for key, _ in node.pairs])
        return [line for index in order for line in chunks[index]]

    def _items(self, node: Items, indent: int, path: Path, until: int) -> list[str]:
        found: list[str] = []
        starts = [item.start.line for item in node.items[1:]] + [until]
        for item, end in zip(node.items, starts, strict=True):
            found += self._lead(item.start.line, indent)
            found += self._item(item, indent, (*path, "*"), end)
        return found

    def _lead(self, line: int, indent: int) -> list[str]:
        above = self._own(line, indent)
        return [*above, ""] if self._was_blank(line - 1) else above

    def _item(self, item: Node, indent: int, path: Path, until: int) -> list[str]:
        dash = " " * indent + "- "
        if isinstance(item, Scalar) or self._is_flow(item):
            lines = self._inline(item, indent + _STEP, len(dash), path)
            lines[-1] += self._beside(item.end.line)
            return [dash + lines[0], *lines[1:]]
        inner = self._block(item, indent + _STEP, path, until)
        above = []
        while inner[0].lstrip().startswith("#") or not inner[0]:
            above.append(inner.pop(0)[_STEP:])
        return [*above, dash + inner[0].lstrip(), *inner[1:]]

    def _value(
        self, head: str, pair: tuple[Scalar, Node], indent: int, path: Path, until: int
    ) -> list[str]:
        key, value = pair
        if not isinstance(value, Scalar) and not self._is_flow(value):
            first = head + self._beside(key.start.line)
            return [first, *self._block(value, indent + _STEP, path, until)]
        if isinstance(value, Scalar) and (block := self._in_block(value, indent, len(head), path)):
            return [f"{head} {block[0]}{self._beside(value.start.line)}", *block[1:]]
        lines = self._inline(value, indent, len(head) + 1, path)
        lines[0] = f"{head} {lines[0]}".rstrip(" ")
        lines[-1] += self._beside(value.end.line)
        return lines

    # --- in one piece ------------------------------------------------------------------------

    def _in_block(self, value: Scalar, indent: int, column: int, path: Path) -> list[str]:
        """Give header and lines of a value that is written below its key; empty = it is not."""
        inner = " " * (indent + _STEP)
        is_block = value.style in {"literal", "folded"}
        tree = self.expression(path, value)
        if tree is not None:
            short = plain_expression(tree)
            if not is_block and _fits_plain(short) and column + 1 + len(short) <= WIDTH:
                return []
            lines = wrapped(tree, WIDTH - len(inner))
            return [">", *(inner + line for line in lines)]
        if is_block and (found := block_lines(value)) is not None:
            header, body = found
            return [header, *(inner + line if line.strip() else "" for line in body)]
        spread = value.end.line > value.start.line and not is_block
        if spread and column + 1 + len(quoted(value)) > WIDTH and _is_even(value.text):
            return [">-", *(inner + line for line in filled(value.text, WIDTH - len(inner)))]
        return []

    def _inline(self, node: Node, indent: int, column: int, path: Path) -> list[str]:
        if isinstance(node, Scalar):
            return [self._scalar(node, path, flow=False)]
        align = column if column == indent else indent + 1
        return self._flow(node, align + 1, path)

    def _scalar(self, node: Scalar, path: Path, *, flow: bool) -> str:
        tree = self.expression(path, node)
        if tree is None:
            return quoted(node)
        text = plain_expression(tree)
        return text if (is_plain(text) if flow else _fits_plain(text)) else in_quotes(text)

    # --- brackets ----------------------------------------------------------------------------

    def _is_flow(self, node: Items | Table) -> bool:
        mark = self.lines[node.start.line - 1][node.start.column - 1 :]
        return not _entries(node) or mark.startswith(("[", "{"))

    def _flow(self, node: Items | Table, hang: int, path: Path) -> list[str]:
        """Write `[...]` or `{...}` with the analyst's breaks; comments stay behind their line."""
        entries = _entries(node)
        commented = bool(self.pool) and self.pool[0].line < node.end.line
        ends = [node.start.line, *(below.end.line for _, below in entries)]
        begins = [*((key or below).start.line for key, below in entries), node.end.line]
        pieces = [
            self._piece(entry, (ends[n], begins[n + 1]), hang, path)
            for n, entry in enumerate(entries)
        ]
        if isinstance(node, Table) and not commented:
            sequence = self.order(path, [key.text for key, _ in node.pairs])
            breaks = [piece.breaks for piece in pieces]
            pieces = [replace(pieces[i], breaks=b) for i, b in zip(sequence, breaks, strict=True)]
        opening, closing = "{}" if isinstance(node, Table) else "[]"
        tail = [line for line in self._own(node.end.line, hang) if line]
        return _laid(opening, pieces, tail, closing, " " * hang)

    def _piece(
        self, entry: tuple[Scalar | None, Node], around: tuple[int, int], hang: int, path: Path
    ) -> "_Piece":
        """Write one entry, with the comments above and beside it; `around` = lines of others."""
        key, below = entry
        before, after = around
        start, end = (key or below).start.line, below.end.line
        above = tuple(line for line in self._own(start, hang) if line)
        inner = (*path, key.text if key else "*")
        if isinstance(below, Scalar):
            lines = [self._scalar(below, inner, flow=True)]
        else:
            lines = self._flow(below, hang + _STEP, inner)
        if key is not None:
            lines[0] = f"{quoted(key)}: {lines[0]}".rstrip(" ")
        beside = self._beside(end) if after > end else ""
        return _Piece(above=above, lines=tuple(lines), beside=beside, breaks=start > before)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """An entry in brackets: its text, its comments, and whether a line begins with it."""

    above: tuple[str, ...]
    lines: tuple[str, ...]
    beside: str
    breaks: bool


def _entries(node: Items | Table) -> list[tuple[Scalar | None, Node]]:
    if isinstance(node, Table):
        return list(node.pairs)
    return [(None, item) for item in node]


def _laid(
    opening: str, pieces: Sequence[_Piece], tail: list[str], closing: str, margin: str
) -> list[str]:
    """Lay entries out between brackets."""
    found = [opening]
    ended = False  # the line above ends with a comment
    for index, piece in enumerate(pieces):
        more = "," if index < len(pieces) - 1 else ""
        first, *rest = piece.lines
        if piece.breaks or piece.above or ended:
            found += [*piece.above, margin + first]
        else:
            found[-1] += f" {first}" if index else first
        found += rest
        found[-1] += more + piece.beside
        ended = bool(piece.beside)
    if ended or tail:
        return [*found, *tail, margin + closing]
    found[-1] += closing
    return found


def _fits_plain(text: str) -> bool:
    """Tell whether an expression needs no quotes after `key: `, outside brackets."""
    bare = text.translate(_BRACKETS)
    return is_plain(bare) and text[0] not in "[{"


def _is_even(text: str) -> bool:
    """Tell whether a text can be broken at blanks and come back the same."""
    return text.isprintable() and text == " ".join(text.split(" ")) and text == text.strip()
