"""The tree of a file: what a node is, where it stands, what stands inside it."""

import pytest

from monitor.rulebook.diagnostic import Faults, Mark
from monitor.rulebook.nodes import Items, Node, Scalar, Table, find, plain, scalars, shape
from monitor.rulebook.yamlfile import parse


def tree(text: str) -> Node:
    faults = Faults()
    node = parse(text.encode(), "f.yaml", faults=faults)
    assert node is not None, [str(fault) for fault in faults]
    return node


def scalar(text: str, key: str = "m") -> Scalar:
    found = find(tree(text), key)
    assert isinstance(found, Scalar)
    return found


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("TRUE", True),
        ("FALSE", False),
        ("+7", 7),
        ("00", 0),
        ("0o10", 8),
        ("0xFF", 255),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5e-3", -0.0015),
        ("6E2", 600.0),
    ],
)
def test_a_plain_scalar_is_more_than_text_by_the_core_schema(written: str, value: object) -> None:
    found = scalar(f"m: {written}\n").value
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "No",
        "NO",
        "yes",
        "Y",
        "n",
        "on",
        "Off",
        "nULL",
        "tRUE",
        "22:00",
        "1:30:00",
        "2024-08-05",
        "2024-08-05T10:00:00Z",
        "1_000",
        "1,000",
        "0b11",
        "0o8",
        "0xZZ",
        "1e",
        ".",
        "+",
        "1.2.3",
        "12e99999",
        ".inf",
        ".nan",
        "007b",
        "=",
    ],
)
def test_all_else_is_text(written: str) -> None:
    assert scalar(f"m: {written}\nn: x\n").value == written


@pytest.mark.parametrize("quoted", ['"null"', "'null'", '"true"', "'12'", '""', "''", "'~'"])
def test_a_quoted_scalar_is_always_text(quoted: str) -> None:
    assert scalar(f"m: {quoted}\n").value == quoted[1:-1]


@pytest.mark.parametrize("mark", ["|", ">", "|-", ">-", "|+", ">+"])
def test_a_block_is_always_text(mark: str) -> None:
    value = scalar(f"m: {mark}\n  12\n").value
    assert isinstance(value, str)
    assert value.strip() == "12"


def places(text: str, words: str) -> list[tuple[int, int]]:
    value = scalar(text)
    spots = [value.at(value.text.index(word), len(word)) for word in words.split()]
    return [(spot.start.line, spot.start.column) for spot in spots]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("m: one two six\n", [(1, 4), (1, 8), (1, 12)]),
        ("m:   one\n  two\n\n\n  six\n", [(1, 6), (2, 3), (5, 3)]),
        ("m: >\n  one\n  two\n  six\n", [(2, 3), (3, 3), (4, 3)]),
        ("m: >2\n  one\n    two\n  six\n", [(2, 3), (3, 5), (4, 3)]),
        ("m: >-\n\n\n  one two\n\n  six\n", [(4, 3), (4, 7), (6, 3)]),
        ("m: |\n     one\n       two\n     six\n", [(2, 6), (3, 8), (4, 6)]),
        ("m: > # note\n  one\n  two six\n", [(2, 3), (3, 3), (3, 7)]),
        ("m: 'one '' two ''''six'\n", [(1, 5), (1, 12), (1, 20)]),
        ('m: "one\\ttwo\\n\\x20six"\n', [(1, 5), (1, 10), (1, 19)]),
        ('m: "one \\\n    two\\\n    six"\n', [(1, 5), (2, 5), (3, 5)]),
        ('m: "one\\u00a0two\\U0001F6A2six"\n', [(1, 5), (1, 14), (1, 27)]),
        ("m: 'one\n\n\n  two\n  six'\n", [(1, 5), (4, 3), (5, 3)]),
        ("m: 🚢one 中two ésix\n", [(1, 5), (1, 10), (1, 15)]),
    ],
)
def test_each_word_of_a_value_is_found_in_the_file(text: str, marks: list[tuple[int, int]]) -> None:
    assert places(text, "one two six") == marks


def test_a_stretch_over_two_lines_ends_where_its_last_letter_does() -> None:
    value = scalar("m: >\n  one\n  two\n")
    spot = value.at(0, len("one two"))
    assert (spot.start.line, spot.start.column) == (2, 3)
    assert (spot.end.line, spot.end.column) == (3, 6)


def test_a_place_in_an_empty_value_is_where_the_value_stands() -> None:
    spot = scalar("m: ''\n").at(0)
    assert (spot.start.line, spot.start.column) == (1, 5)


def test_white_space_is_placed_after_what_stands_before_it() -> None:
    spot = scalar("m: 'one   two'\n").at(3)
    assert (spot.start.line, spot.start.column) == (1, 8)


def test_a_path_leads_through_keys_and_indices() -> None:
    node = tree("a:\n  - {b: [x, y]}\n")
    found = find(node, "a", 0, "b", 1)
    assert isinstance(found, Scalar)
    assert (found.text, str(found.place)) == ("y", "f.yaml:2:13")


@pytest.mark.parametrize("path", [("a", 5), ("a", "b"), ("z",), ("a", 0, 0)])
def test_a_path_that_ends_early_gives_the_nearest_node(path: tuple[str | int, ...]) -> None:
    node = tree("a:\n  - {b: 1}\n")
    assert find(node, *path) in (node, find(node, "a"), find(node, "a", 0))


def test_a_mapping_gives_keys_and_values_by_name() -> None:
    node = tree("a: 1\nb: [2]\n")
    assert isinstance(node, Table)
    key, value = node.key("b"), node.get("b")
    assert key is not None
    assert str(key.place) == "f.yaml:2:1"
    assert isinstance(value, Items)
    assert (node.key("c"), node.get("c")) == (None, None)


def test_the_first_key_of_an_empty_mapping_is_the_mapping() -> None:
    node = find(tree("a: {}\n"), "a")
    assert isinstance(node, Table)
    assert node.first is node


def test_values_come_in_the_order_written_and_keys_are_none() -> None:
    node = tree("a: [b, {c: d}]\ne: {f: {g: h}}\n")
    assert [one.text for one in scalars(node)] == ["b", "d", "h"]
    assert list(scalars(None)) == []


def test_a_node_tells_from_where_to_where_it_goes() -> None:
    value = scalar("m: >\n  one\n  two\n")
    assert (value.start, value.end) == (Mark(1, 4), Mark(4, 1))
    assert str(value.place) == f"{value.file}:1:4"


def test_bare_data_has_texts_as_written_and_no_keys_of_ones_own() -> None:
    node = tree("a: 1.10\nx-note: {b: c}\nl: [true, no, null, {k: '1'}]\n")
    assert plain(node) == {"a": "1.10", "l": [True, "no", None, {"k": "1"}]}


def test_a_long_or_broken_text_is_shown_short_and_on_one_line() -> None:
    assert shape(scalar("m: |\n  one\n  two\n")) == '"one two"'
    assert shape(scalar("m: " + "a" * 60 + "\n")) == '"' + "a" * 37 + '..."'
    assert shape(scalar("m: null\n")) == "nothing"
    assert shape(scalar("m: 'null'\n")) == '"null"'
