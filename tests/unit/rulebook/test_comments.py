"""Comments are found where they stand, and nothing else is taken for one."""

import pytest

from monitor.rulebook.comments import comments, scalars
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Table
from monitor.rulebook.yamlfile import parse


def root_of(text: str) -> Table:
    faults = Faults()
    root = parse(text.encode(), "f", faults=faults)
    assert isinstance(root, Table), [str(fault) for fault in faults]
    return root


def found(text: str) -> list[tuple[int, int, str, bool]]:
    root = root_of(text)
    return [(c.line, c.column, c.text, c.own) for c in comments(root, root.pairs[0][0].lines)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: b\n", []),
        ("# top\na: b\n", [(1, 1, "# top", True)]),
        ("a: b  # side\n", [(1, 7, "# side", False)]),
        ("a:  # head\n  b: c\n", [(1, 5, "# head", False)]),
        ("a:\n  # deep\n  b: c\n", [(2, 3, "# deep", True)]),
        ("a: b\n# end\n", [(2, 1, "# end", True)]),
        ("a: b\n# end", [(2, 1, "# end", True)]),
        ("a: [b,  # in\n  c]\n", [(1, 9, "# in", False)]),
        ("a: [  # first\n  b]\n", [(1, 7, "# first", False)]),
        ("a: >  # fold\n  text\n", [(1, 7, "# fold", False)]),
        ("a: |\n  text\n# after\nb: c\n", [(3, 1, "# after", True)]),
        ("- a\n".replace("- a", "x:\n  - a  # item"), [(2, 8, "# item", False)]),
        ("a: b #c  \n", [(1, 6, "#c", False)]),
        ("a: b\n\n\n# one\n# two\nc: d\n", [(4, 1, "# one", True), (5, 1, "# two", True)]),
    ],
)
def test_a_comment_has_a_place(text: str, wanted: list[tuple[int, int, str, bool]]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "a: b#c\n",
        'a: "b # c"\n',
        "a: 'b # c'\n",
        "a: |\n  # text\n  more\n",
        "a: >\n  one # two\n",
        'a: "b\n  # c"\n',
        '"# a": b\n',
        "a: x#y#z\n",
    ],
)
def test_a_mark_inside_a_value_is_no_comment(text: str) -> None:
    assert found(text) == []


def test_keys_and_values_come_as_they_stand() -> None:
    texts = [one.text for one in scalars(root_of("a: [b, {c: d}]\ne:\n  - f\n  - g: h\n"))]
    assert texts == ["a", "b", "c", "d", "e", "f", "g", "h"]
