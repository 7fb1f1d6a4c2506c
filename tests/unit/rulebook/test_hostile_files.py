"""Bombs and hostile files: one line each, no crash; and many files keep their order."""

from pathlib import Path

import pytest

from monitor.rulebook.book import Checked
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named, contents, paths
from monitor.rulebook.yamlfile import MAX_LIST_BYTES
from tests.fakes.books import check

HEAD = "rule: r\ntitle: t\n"


def checked(data: bytes | str) -> tuple[Checked, list[str]]:
    faults = Faults()
    text = data.encode() if isinstance(data, str) else data
    found = check({"rules/r.yaml": text}, named=Named(), folder=Path("gone"), faults=faults)
    return found, [str(fault).removeprefix("rules/r.yaml:") for fault in faults.sorted()]


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcd", "bcde", strict=True)
)
BOMBS: dict[str, tuple[bytes | str, str]] = {
    "laughs": (LAUGHS, "1:4: E004"),
    "flow": (HEAD + "match: " + "[" * 50_000, "3:208: E005"),
    "flow-maps": (HEAD + "match: " + "{a: " * 50_000, "3:808: E005"),
    "block": ("".join(" " * n + "a:\n" for n in range(500)), "21:21: E005"),
    "dashes": ("- " * 5_000 + "a\n", "1:41: E005"),
    "python": (HEAD + "match: !!python/object/apply:os.system ['true']\n", "3:8: E004"),
    "binary": (HEAD + "match: !!binary aGVsbG8=\n", "3:8: E004"),
    "timestamp": (HEAD + "match: !!timestamp 2026-01-01\n", "3:8: E004"),
    "directive": ("%TAG ! tag:x,2000:\n---\n" + HEAD, "1:1: E004"),
    "brackets": (HEAD + "match: " + "(" * 10_000 + "\n", "3:28: E106"),
    "nots": (HEAD + "match: " + "NOT " * 4_000 + "a\n", "3:88: E106"),
    "long": (HEAD + "match: " + "a OR " * 5_000 + "a\n", "3:8: E106"),
    "regex": (HEAD + "match: a AND /(a{1,100}){1,100}{1,100}/\n", "3:14: E310"),
    "nested-regex": (HEAD + "match: a AND /" + "(" * 100 + "a" + ")" * 100 + "/\n", "3:14: E310"),
    "null-bytes": (HEAD + "match: a\x00b\n", "3:9: E005"),
    "override": (HEAD + "match: a\u2028b\n", "3:9: E005"),
    "utf-16": ((HEAD + "match: a\n").encode("utf-16"), "1:1: E005"),
    "large": (HEAD + "match: a\nabout: " + "b" * (1 << 20), "1:1: E005"),
    "number": (HEAD + "match: a\nstory: {window: " + "9" * 400 + "d}\n", "4:17: E105"),
    "id": ("rule: " + "r" * 10_000 + "\ntitle: t\nmatch: a\n", "1:7: E108"),
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_one_line_at_its_place(name: str) -> None:
    data, line = BOMBS[name]
    found, faults = checked(data)
    assert len(faults) == 1
    assert faults[0].startswith(line)
    assert len(faults[0]) < 300
    assert found.rules == ()


def test_a_flood_of_unknown_keys_is_cut_with_their_number() -> None:
    text = HEAD + "match: a\n" + "".join(f"k{n}: 1\n" for n in range(20_000))
    _, faults = checked(text)
    assert len(faults) == 51
    assert faults[-1] == "54:1: E101 and 19,950 more keys that nobody knows"


def test_a_list_kind_does_not_lift_the_limit_for_all() -> None:
    faults = Faults()
    data = b"entities: r\n" + b"#" * MAX_LIST_BYTES
    check({"rules/r.yaml": data}, named=Named(), folder=Path("gone"), faults=faults)
    assert [fault.code for fault in faults] == ["E005"]


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(MAX_LIST_BYTES * 4)
    found = contents(tmp_path, faults=Faults())
    assert [len(data) for data in found.values()] == [MAX_LIST_BYTES + 1]


def test_three_thousand_files_are_checked_together_in_order() -> None:
    faults = Faults()
    texts = {
        f"rules/{n:04}.yaml": f"rule: {n:04}\ntitle: t\nmatch: strike AND port\n".encode()
        for n in reversed(range(3_000))
    }
    texts["rules/1500.yaml"] = b"rule: '1500'\ntitle: t\nmatch: titel:x\n"
    found = check(texts, named=Named(), folder=Path("gone"), faults=faults)
    assert [str(fault)[:23] for fault in faults] == ["rules/1500.yaml:3:8: E2"]
    ids = [rule.rule.id for rule in found.rules]
    assert len(ids) == 2_999
    assert ids == sorted(ids)


def test_files_are_listed_in_one_order_everywhere(tmp_path: Path) -> None:
    for name in ("b/z.yaml", "a.yaml", "b.yaml", "b/a.yml", "C.yaml"):
        path = tmp_path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("rule: x\n", encoding="utf-8")
    listed = list(paths(tmp_path / "rules"))
    assert set(listed) == {
        f"rules/{name}" for name in ("b/z.yaml", "a.yaml", "b.yaml", "b/a.yml", "C.yaml")
    }
    assert listed == list(paths(tmp_path / "rules"))


@pytest.mark.parametrize("name", ["a.yaml~", "#a.yaml#", ".a.yaml.swp", "4913", "a.yaml.bak"])
def test_what_an_editor_leaves_is_no_rule(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("[broken", encoding="utf-8")
    assert paths(tmp_path) == {}


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "a.yaml").symlink_to(rules / "a.yaml")
    (rules / "d.yaml").mkdir()
    (rules / "ok.yaml").write_text("rule: ok\n", encoding="utf-8")
    faults = Faults()
    assert list(contents(rules, faults=faults)) == ["rules/ok.yaml"]
    assert len(faults) == 0
