import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Items, Node, Scalar, Table, find, shape
from monitor.rulebook.yamlfile import parse


def tree(text: str | bytes) -> tuple[Node | None, list[str]]:
    faults = Faults()
    data = text.encode() if isinstance(text, str) else text
    node = parse(data, "f.yaml", faults=faults)
    return node, [str(found) for found in faults.sorted()]


def scalar(text: str, *path: str | int) -> Scalar:
    node, faults = tree(text)
    assert node is not None, faults
    found = find(node, *path)
    assert isinstance(found, Scalar)
    return found


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("22:00", "22:00"),
        ("2024-08-05", "2024-08-05"),
        ("1_000", "1_000"),
        ("0777", 777),
        ("0o17", 15),
        ("0xff", 255),
        ("-3", -3),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ('"true"', "true"),
        ("'1'", "1"),
    ],
)
def test_plain_scalars_follow_the_core_schema_and_all_else_is_text(
    written: str, value: object
) -> None:
    found = scalar(f"a: {written}\n", "a").value
    assert found == value
    assert type(found) is type(value)


def test_a_number_keeps_the_way_it_was_written() -> None:
    assert scalar("a: 1.10\n", "a").text == "1.10"


def test_a_number_too_long_for_python_stays_text() -> None:
    digits = "9" * 5000
    assert scalar(f"a: {digits}\n", "a").value == digits


def test_every_node_knows_its_place() -> None:
    node, _ = tree("# note\nstory:\n  then: update\n  list: [a, bü, c]\n")
    assert node is not None
    assert str(find(node, "story", "then").place) == "f.yaml:3:9"
    assert str(find(node, "story", "list", 2).place) == "f.yaml:4:17"
    assert isinstance(node, Table)
    key = node.key("story")
    assert key is not None
    assert str(key.place) == "f.yaml:2:1"


def test_find_stops_at_the_nearest_node_there_is() -> None:
    node, _ = tree("a: {b: 1}\n")
    assert node is not None
    assert find(node, "a", "c", "d").place == find(node, "a").place
    assert isinstance(find(node, "x"), Table)


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    node, faults = tree("\ufeffa: 1\r\nb: 2\r\n".encode())
    assert faults == []
    assert isinstance(node, Table)
    assert [key.text for key, _ in node.pairs] == ["a", "b"]
    assert str(find(node, "b").place) == "f.yaml:2:4"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a: "abc\nb: c\n', "f.yaml:1:4: E001 quote is not closed"),
        ("a: 'abc\nb: c\n", "f.yaml:1:4: E001 quote is not closed"),
        ("a: [1, 2\nb: c\n", 'f.yaml:1:4: E001 "[" is not closed'),
        ("x:\n  - {b: [c}\n", 'f.yaml:2:9: E001 "[" is not closed'),
        ("a: 1\n  b: 2\n", "f.yaml:2:3: E001 indentation does not fit the lines above"),
        ("a:\n  b: 1\n c: 2\n", "f.yaml:3:2: E001 indentation does not fit the lines above"),
        (
            'a: "x" OR y\n',
            "f.yaml:1:8: E001 text after a quoted value; write the whole after >",
        ),
        (
            'a: ["x" OR y]\n',
            "f.yaml:1:9: E001 text after a quoted value; write the whole in single quotes",
        ),
        (
            "a: x: y\n",
            'f.yaml:1:5: E001 ": " inside plain text; put the text in quotes or under >',
        ),
        ("a: [x: y: z]\n", 'f.yaml:1:9: E001 ": " inside plain text; put the text in quotes'),
        (
            "- a b\n - b: 1\n",
            'f.yaml:2:5: E001 ": " inside plain text, or a key indented too deep; use quotes or >',
        ),
        ("a: @foo\n", 'f.yaml:1:4: E001 a value that starts with "@" needs quotes'),
        ("a: `foo`\n", 'f.yaml:1:4: E001 a value that starts with "`" needs quotes'),
        (
            "a: [scioper{no,le}, b]\n",
            "f.yaml:1:5: E001 text with { } or [ ] in a list needs quotes",
        ),
        (
            "a: foo AND #bar\n  baz\n",
            'f.yaml:1:12: E001 "#" starts a comment inside the text; put it in quotes or under >',
        ),
        ("a: [b]]\n", 'f.yaml:1:7: E001 "]" closes nothing'),
        ("a: - b\n", "f.yaml:1:4: E001 a list starts on the line after its key"),
        (
            "a: |x\n",
            "f.yaml:1:5: E001 after > or | the text starts on the next line, indented",
        ),
        (
            "- a\nb: 1\n",
            "f.yaml:2:1: E001 a list and keys at one level; check the indentation",
        ),
        (
            "m: >\n  foo\nb\nc: 1\n",
            'f.yaml:3:1: E001 no key: ":" is missing, or the line must be indented',
        ),
        (
            'a: "\\q"\n',
            'f.yaml:1:5: E001 "\\q" is no escape in double quotes; write single quotes',
        ),
        ("[a]: b\n", "f.yaml:1:1: E001 a key must be text"),
        ("a:\n\tb: 1\n", "f.yaml:2:1: E002 tab in indentation; write spaces"),
        ("a: 1\nb: 2\na: 3\n", 'f.yaml:3:1: E003 key "a" again (first 1:1)'),
        ("s: {t: 1, t: 2}\n", 'f.yaml:1:11: E003 key "t" again (first 1:5)'),
        ("a: *vorstand\n", 'f.yaml:1:4: E004 no aliases; write "*vorstand" in quotes'),
        ("a: &x 1\n", 'f.yaml:1:4: E004 no anchors; write "&x" in quotes'),
        ("a: !x y\n", "f.yaml:1:4: E004 no tags; !x is not read"),
        ("a: {<<: 1}\n", "f.yaml:1:5: E004 no merge keys; write the keys out"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: E004 no second document in a file"),
        ("a: 1\n...\nb: 2\n", "f.yaml:2:1: E004 no second document in a file"),
        ("%YAML 1.1\n---\na: 1\n", "f.yaml:1:1: E004 no directives"),
        ("", "f.yaml:1:1: E005 empty file"),
        ("# only a note\n", "f.yaml:1:1: E005 empty file"),
        ("a: 1\nb: \x07\n", "f.yaml:2:4: E005 control character U+0007"),
        ("[" * 21 + "]" * 21, "f.yaml:1:21: E005 nested deeper than 20"),
        ("[" * 100_000, "f.yaml:1:201: E005 more than 200 brackets open at once"),
        ("# \n" + "a" * (1 << 20), "f.yaml:1:1: E005 1,048,579 bytes; at most 1 MiB"),
    ],
)
def test_what_cannot_be_read_is_told_where_the_mistake_begins(text: str, line: str) -> None:
    _, faults = tree(text)
    assert faults == [line]


def test_latin_1_is_refused_at_its_byte() -> None:
    node, faults = tree("title: a\nname: caf\xe9 x\n".encode("latin-1"))
    assert node is None
    assert faults == ["f.yaml:2:10: E005 not UTF-8 at byte 19; save the file as UTF-8"]


def test_lists_may_be_larger_than_rules() -> None:
    filler = "x-note: " + "a" * (1 << 20) + "\n"
    _, large_list = tree("entities: big\n" + filler)
    _, large_rule = tree("rule: big\n" + filler)
    assert large_list == []
    assert len(large_rule) == 1


def test_a_repeated_key_does_not_hide_what_comes_after_it() -> None:
    node, faults = tree("a: 1\na: 2\na: 3\n")
    assert isinstance(node, Table)
    assert [value.text for _, value in node.pairs if isinstance(value, Scalar)] == ["1"]
    assert len(faults) == 2


STYLES = [
    ("m: strike AND port\n", "port", (1, 15)),
    ("m: strike AND\n   port\n", "port", (2, 4)),
    ("m: >\n  strike AND\n\n   port\n", "port", (4, 4)),
    ("m: |\n  strike AND\n  port\n", "port", (3, 3)),
    ("m: >-\n  # strike\n  port\n", "port", (3, 3)),
    ("m: 'it''s a port'\n", "port", (1, 13)),
    ('m: "say \\"hi\\" to port"\n', "port", (1, 19)),
    ('m: "caf\\u00e9 port"\n', "port", (1, 15)),
    ('m: "one\\n port"\n', "port", (1, 11)),
    ('m: "one\\\n  port"\n', "port", (2, 3)),
    ("m: 'ü 🚢 port'\n", "port", (1, 9)),
    ("m: 'a\n\n  b port'\n", "port", (3, 5)),
]


@pytest.mark.parametrize(("text", "word", "mark"), STYLES)
def test_a_place_inside_a_value_maps_back_to_the_file(
    text: str, word: str, mark: tuple[int, int]
) -> None:
    value = scalar(text, "m")
    spot = value.at(value.text.index(word), len(word))
    assert (spot.start.line, spot.start.column) == mark
    assert (spot.end.line, spot.end.column) == (mark[0], mark[1] + len(word))


def test_an_offset_at_the_end_lies_after_the_last_character() -> None:
    value = scalar("m: ab \n", "m")
    assert value.at(2).start.column == 6


def test_shape_names_what_stands_there() -> None:
    node, _ = tree("a: [x]\nb: {c: d}\ne:\nf: text\ng: " + "long " * 20)
    assert isinstance(node, Table)
    shapes = [shape(value) for _, value in node.pairs]
    assert shapes[:4] == ["a list", "a mapping", "nothing", '"text"']
    assert len(shapes[4]) <= 42


def test_a_list_gives_its_elements() -> None:
    node, _ = tree("- a\n- b\n")
    assert isinstance(node, Items)
    assert [item.text for item in node if isinstance(item, Scalar)] == ["a", "b"]
    assert str(node.place) == "f.yaml:1:1"


def test_a_quoted_merge_sign_is_a_key_like_any_other() -> None:
    faults = Faults()
    found = parse(b"rule: a\n'<<': b\n", "a.yaml", faults=faults)
    assert isinstance(found, Table)
    assert [key.text for key, _ in found.pairs] == ["rule", "<<"]
    assert not len(faults)


def test_an_alias_for_a_key_is_told_as_one() -> None:
    faults = Faults()
    assert parse(b"rule: a\n*b : c\n", "a.yaml", faults=faults) is None
    assert [str(f) for f in faults] == ['a.yaml:2:1: E004 no aliases; write "*b" in quotes']


def test_windows_line_ends_leave_every_place_where_an_editor_shows_it() -> None:
    faults = Faults()
    found = parse(b"rule: a\r\nmatch: >\r\n  \xc3\xa9 one\r\n  two\r\n", "a.yaml", faults=faults)
    assert isinstance(found, Table)
    match = found.get("match")
    assert isinstance(match, Scalar)
    assert match.text == "é one two\n"
    assert match.at(match.text.index("two")).start == (4, 3)
    assert match.at(match.text.index("one")).start == (3, 5)
