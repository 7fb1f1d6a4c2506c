"""Formatting keeps what any file says, with its comments, and is done after one time."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from monitor.matching.grammar import parse as parse_expression
from monitor.matching.syntax import Part
from monitor.rulebook.comments import comments
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.format import formatted
from monitor.rulebook.nodes import Items, Node, Scalar, Table
from monitor.rulebook.quoting import in_quotes
from monitor.rulebook.wrapping import plain_expression, wrapped
from monitor.rulebook.yamlfile import parse
from tests.property.test_matching_grammar import TREES, bare

WORDS = ("a", "NO", "22:00", "1.10", "true", "~", "null", "a: b", "x #y", "- z", "d'un", 'q"t', "é")
TEXT = st.one_of(
    st.sampled_from(WORDS),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=12),
    st.lists(st.sampled_from([*WORDS, "long", "words", "here"]), max_size=30).map(" ".join),
)
NAMES = st.sampled_from(["rule", "title", "about", "x-mine", "tests", "alert", "story", "zz"])
TREE: st.SearchStrategy[Any] = st.recursive(
    TEXT,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES, below, max_size=4),
    max_leaves=12,
)
ROOT = st.dictionaries(NAMES, TREE, min_size=1, max_size=5)


class Scribe:
    """Writes a tree as people do: any style, any indentation, comments everywhere."""

    def __init__(self, draw: st.DataObject) -> None:
        self._draw = draw
        self._count = 0

    def coin(self) -> bool:
        return self._draw.draw(st.booleans())

    def comment(self) -> str:
        self._count += 1
        return f"  # note {self._count}" if self._draw.draw(st.integers(0, 4)) == 0 else ""

    def flow(self, value: Any) -> str:
        gap = self._draw.draw(st.sampled_from([" ", "", "\n      ", " # in\n      "]))
        if isinstance(value, dict):
            inside = f",{gap}".join(f"{k}: {self.flow(v)}" for k, v in value.items())
            return f"{{{inside}}}"
        if isinstance(value, list):
            return f"[{gap}" + f",{gap}".join(map(self.flow, value)) + "]" if value else "[]"
        return in_quotes(value) if self.coin() or "'" in value else self.single(value)

    @staticmethod
    def single(value: str) -> str:
        return f"'{value}'" if value.isprintable() else in_quotes(value)

    def block(self, value: Any, indent: int) -> str:
        """Write what comes after `key:` or a dash."""
        margin = " " * indent
        if not value or isinstance(value, str) or self._draw.draw(st.integers(0, 2)) == 0:
            return f" {self.flow(value)}{self.comment()}\n"
        head = self.comment() + "\n"
        blank = "\n" if self.coin() else ""
        if isinstance(value, dict):
            step = self._draw.draw(st.integers(1, 4))
            rows = [f"{margin}{k}:{self.block(v, indent + step)}" for k, v in value.items()]
        else:
            rows = [f"{margin}-{self.block(item, indent + 2)}" for item in value]
        return head + blank.join(f"{self.above(margin)}{row}" for row in rows)

    def above(self, margin: str) -> str:
        said = self.comment().strip()
        return f"{margin}{said}\n" if said else ""


def plain(node: Node) -> Any:
    if isinstance(node, Table):
        return {key.text: plain(value) for key, value in node.pairs}
    return [plain(item) for item in node] if isinstance(node, Items) else (node.text, node.value)


def read(text: str) -> Table:
    faults = Faults()
    root = parse(text.encode(), "f", faults=faults)
    assert isinstance(root, Table), [str(fault) for fault in faults]
    return root


def said(root: Table) -> list[str]:
    return sorted(one.text for one in comments(root, root.pairs[0][0].lines))


def judge(text: str) -> None:
    faults = Faults()
    once = formatted(text.encode(), "f", faults=faults)
    assert once is not None, [str(fault) for fault in faults]
    assert formatted(once.encode(), "f", faults=faults) == once
    before, after = read(text), read(once)
    assert plain(before) == plain(after)
    assert said(before) == said(after)


@given(ROOT, st.data())
def test_any_file_keeps_what_it_says_and_stays_as_it_is_then(
    tree: Any, data: st.DataObject
) -> None:
    rows = [f"{key}:{Scribe(data).block(value, 2)}" for key, value in tree.items()]
    judge("".join(rows))


@given(TEXT)
@example("yes")
@example(" a")
@example("1:30")
def test_a_quoted_text_is_the_same_text_without_its_quotes(text: str) -> None:
    once = formatted(f"zz: {in_quotes(text)}\n".encode(), "f", faults=Faults())
    assert once is not None
    value = read(once).get("zz")
    assert isinstance(value, Scalar)
    assert (value.text, value.value) == (text, text)


@given(TREES, st.integers(20, 100))
def test_an_expression_reads_back_from_one_line_and_from_many(tree: Part, width: int) -> None:
    assert bare(parse_expression(plain_expression(tree))) == bare(tree)
    lines = wrapped(tree, width)
    assert bare(parse_expression("\n".join(lines))) == bare(tree)
    assert wrapped(parse_expression(" ".join(lines)), width) == lines
