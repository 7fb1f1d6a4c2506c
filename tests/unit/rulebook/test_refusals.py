"""What the rulebook's small parts refuse, lose openly or leave as it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.matching.grammar import parse as expression
from monitor.matching.syntax import Let
from monitor.rulebook.comments import comments
from monitor.rulebook.diagnostic import Faults, Mark
from monitor.rulebook.drafts import text_of
from monitor.rulebook.explain import _read, page
from monitor.rulebook.folder import Named, contents, shelve, stamps
from monitor.rulebook.foreign import Notes, pattern
from monitor.rulebook.format import _comments, _Shape, formatted
from monitor.rulebook.implying import At, Logic
from monitor.rulebook.nodes import Items, Node, Table
from monitor.rulebook.packs import packs_of
from monitor.rulebook.yamlfile import parse
from tests.unit.rulebook.test_compiled import HEAD, loaded
from tests.unit.rulebook.test_drafts import FULL
from tests.unit.rulebook.test_edition import RULE, Room


def node_of(text: str) -> Node:
    node = parse(text.encode(), "f.yaml", faults=Faults())
    assert node is not None
    return node


# --- files ---------------------------------------------------------------------------------------


def test_a_file_that_is_gone_when_it_is_read_is_told_and_has_no_stamp(tmp_path: Path) -> None:
    (tmp_path / "here.yaml").write_text("rule: here\n")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    faults = Faults()
    found = contents(tmp_path, faults=faults)
    name = f"{tmp_path.name}/here.yaml"
    assert set(stamps(tmp_path)) == {name}
    assert found == {name: b"rule: here\n"}


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file that never reads")
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to("/proc/self/mem")
    faults = Faults()
    assert contents(tmp_path, faults=faults) == {}
    assert ["E005 cannot be read" in str(fault) for fault in faults] == [True]


# --- canonical form ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ['rule: x\ntitle: "b"#c\nmatch: a\n', "rule: x\nx-a: [b,#c\n  d]\n"]
)
def test_a_comment_right_behind_a_value_is_found_and_kept(text: str) -> None:
    root = node_of(text)
    assert isinstance(root, Table)
    assert [one.text for one in comments(root, root.pairs[0][0].lines)] == ["#c"]
    written = formatted(text.encode(), "rules/x.yaml", faults=Faults())
    assert written is not None
    assert "  #c\n" in written


def test_a_list_is_not_the_same_as_a_word() -> None:
    items, word = node_of("x: [a]\n"), node_of("x: a\n")
    shape = _Shape("rule")
    assert not shape.is_same((), items, word)
    assert shape.is_same((), word, word)


def test_what_is_no_mapping_has_no_comments() -> None:
    assert _comments(None) == []
    assert _comments(Items(items=(), span=(1, 1, 1, 1), file="f")) == []


def test_a_draft_that_is_no_yaml_is_a_fault_of_its_importer() -> None:
    with pytest.raises(ValueError, match="x:"):
        text_of(replace(FULL, kept={"a: b": "c"}), "x", origin="ports.yml")


# --- words ---------------------------------------------------------------------------------------


def test_a_pattern_that_is_too_long_is_left_out() -> None:
    notes = Notes(file="f", fields={})
    assert pattern("a" * 501, Mark(), notes) is None
    (left,) = notes.left
    assert left.what.endswith("a pattern has at most 500 characters")


def test_lets_that_go_round_are_followed_only_so_far() -> None:
    logic = Logic(lets={"a": expression("$b"), "b": expression("$a")})
    inside = logic.inside(At(part=expression("$a")))
    assert isinstance(inside.part, Let)


# --- rules and packs -----------------------------------------------------------------------------


def test_a_rule_is_compiled_without_an_exception_that_cannot_be() -> None:
    slow = "except:\n  - {name: e, why: Told., match: 'port AND /(strike.{0,40}){2}/'}\n"
    book, faults = loaded(HEAD + "match: port\n" + slow, slow=True)
    assert [line.partition(" ")[2][:4] for line in faults] == ["E310"]
    assert book.checked is not None


def test_an_unknown_pack_is_not_there() -> None:
    packs = packs_of(shelve({}, faults=Faults()), faults=Faults())
    with pytest.raises(KeyError):
        packs.packs["nobody"]


def test_a_rule_that_names_sources_is_read_again_when_they_change() -> None:
    waits = "trigger:\n  absence: {for: 6h, sources: [wire]}\n"
    room = Room({"rules/quiet.yaml": RULE.format("quiet", "port") + waits})
    assert "quiet" in room.book.asked
    room.named = Named(receivers=("desk",), sources=("wire",))
    room.save({})
    assert ("rules/quiet.yaml" in room.read, room.told) == (True, [])
    room.named = Named(receivers=("desk",), sources=("desk",))
    room.save({})
    (line,) = room.told
    assert line.endswith('E208 unknown source "wire"')


# --- codes ---------------------------------------------------------------------------------------


def test_the_page_of_codes_has_each_with_its_examples() -> None:
    text = page()
    assert text.startswith("# Codes")
    for code in ("E101", "E601", "W701"):
        assert f"## {code} " in text


@pytest.mark.parametrize(
    ("name", "text"), [("E101.yaml", "- a\n"), ("E999.yaml", "title: t\n"), ("E101.yaml", "a: [")]
)
def test_a_page_of_a_code_must_be_whole(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=name):
        _read(name, text.encode())
