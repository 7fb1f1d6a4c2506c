"""Canonical form: analysts' files the same way everywhere, their meaning and comments kept."""

from collections.abc import Mapping, Sequence

from monitor.matching.grammar import parse as parse_expression
from monitor.matching.printing import print_query
from monitor.matching.syntax import ExpressionError, Part
from monitor.rulebook.comments import comments
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Items, Node, Scalar, Table
from monitor.rulebook.wrapping import plain_expression
from monitor.rulebook.writer import Path, Writer
from monitor.rulebook.yamlfile import parse

# Which keys come first, and which last, by where they stand: keys not named keep their place
# after the one they follow.
_FIRST: Mapping[Path, tuple[str, ...]] = {
    ("rule",): (
        *("rule", "was", "title", "about", "owner", "status", "lang", "full_text"),
        *("let", "match", "facts", "except", "story", "trigger", "realert", "budget", "boost"),
        *("alert", "tests"),
    ),
    ("rule", "except", "*"): ("name", "why", "match", "until"),
    ("rule", "story"): ("then", "material", "same_if", "window"),
    ("rule", "alert"): ("severity", "labels", "headline", "to", "quiet_hours"),
    ("rule", "tests", "*"): ("name",),
    ("rule", "tests", "*", "steps", "*"): ("at",),
    ("concept",): ("concept", "about", "any"),
    ("entities",): ("entities", "kind", "about", "list"),
    ("entities", "list", "*"): ("id", "name"),
    ("entities", "list", "*", "people", "*"): ("id", "name"),
    ("watch",): ("watch", "kind", "about", "include", "exclude"),
    ("calendar",): ("calendar",),
    ("lexicon",): ("lexicon", "lang"),
    ("language",): ("language",),
    ("sources", "sources", "*"): ("id", "kind", "url"),
    ("routes", "routes", "*"): ("name", "if", "to", "continue"),
}
_LAST: Mapping[Path, tuple[str, ...]] = {
    ("rule", "tests", "*"): ("expect",),
    ("concept",): ("not", "tests"),
    ("lexicon",): ("tests",),
}
_EXPRESSIONS: frozenset[Path] = frozenset({
    ("rule", "match"),
    ("rule", "let", "?"),
    ("rule", "facts", "?"),
    ("rule", "except", "*", "match"),
})  # fmt: skip
_KINDS = ("rule", "concept", "entities", "watch", "calendar", "lexicon", "language")


def formatted(data: bytes, file: str, *, faults: Faults) -> str | None:
    """Give a file's text in canonical form; None when it cannot be read, which is noted."""
    root = parse(data, file, faults=faults)
    if root is None or len(faults):
        return None
    if not isinstance(root, Table) or not root.pairs:
        faults.add(root, "E103", "a file wants keys")
        return None
    lines = root.pairs[0][0].lines
    shape = _Shape(_kind(root))
    text = Writer(root=root, lines=lines, order=shape.order, expression=shape.expression).write()
    again = parse(text.encode(), file, faults=Faults())
    kept = isinstance(again, Table) and shape.is_same((), root, again)
    if not kept or _comments(root) != _comments(again):  # pragma: no cover - a fault of ours
        faults.add(root.first, "E005", "cannot be formatted without changing what it says")
        return None
    return text


class _Shape:
    """What one kind of file asks of the writer."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def order(self, path: Path, names: Sequence[str]) -> Sequence[int]:
        """Give the keys' order, as positions in the order they were written."""
        first = _FIRST.get((self._kind, *path), ())
        last = _LAST.get((self._kind, *path), ())
        rank = 0.0
        ranks: list[float] = []
        for name in names:
            if name in last:
                rank = 1000.0 + last.index(name)
            elif name in first:
                rank = float(first.index(name))
            elif not name.startswith("x-"):  # what is yours stays below what it followed
                rank = max(len(first), rank) if rank < 1000 else len(first)
            ranks.append(rank)
        return sorted(range(len(names)), key=lambda index: ranks[index])

    def expression(self, path: Path, scalar: Scalar) -> Part | None:
        """Give the tree of a scalar that is an expression and can be written anew."""
        whole = (self._kind, *path)
        if whole not in _EXPRESSIONS and (*whole[:-1], "?") not in _EXPRESSIONS:
            return None
        try:
            tree = parse_expression(scalar.text)
        except ExpressionError:
            return None
        return tree if "\n" not in plain_expression(tree) else None

    def is_same(self, path: Path, one: Node, other: Node) -> bool:
        """Tell whether two trees say the same."""
        if isinstance(one, Table) and isinstance(other, Table):
            mine = {key.text: value for key, value in one.pairs}
            theirs = {key.text: value for key, value in other.pairs}
            return mine.keys() == theirs.keys() and all(
                self.is_same((*path, key), value, theirs[key]) for key, value in mine.items()
            )
        if isinstance(one, Items) and isinstance(other, Items):
            return len(one.items) == len(other.items) and all(
                self.is_same((*path, "*"), a, b)
                for a, b in zip(one.items, other.items, strict=True)
            )
        if not isinstance(one, Scalar) or not isinstance(other, Scalar):
            return False
        tree, again = self.expression(path, one), self.expression(path, other)
        if tree is not None and again is not None:
            return _meaning(tree) == _meaning(again)
        return (one.text, one.value) == (other.text, other.value)


def _meaning(part: Part) -> str:
    return " ".join(print_query(part).split())


def _comments(root: Node | None) -> list[str]:
    """Give the comments of a file, in no order: none may get lost."""
    if not isinstance(root, Table):
        return []
    return sorted(one.text for one in comments(root, root.pairs[0][0].lines))


def _kind(root: Table) -> str:
    names = [key.text for key, _ in root.pairs]
    kind = next((name for name in names if name in _KINDS), "")
    if kind:
        return kind
    return next((name for name in ("routes", "receivers") if name in names), "sources")
