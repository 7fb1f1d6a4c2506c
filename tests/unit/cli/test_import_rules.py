import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.import_rules import import_rules

SEARCH = "# Port strikes\nstrik* NEAR/5 port\n"
LOSSY = "# Lossy\nstrike odd:x\n"


@pytest.fixture
def space(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "good.txt").write_text(SEARCH, "utf-8")
    (tmp_path / "lossy.txt").write_text(LOSSY, "utf-8")
    return tmp_path


def verb(space: Path, *arguments: str, stdin: str = "") -> Result:
    app = typer.Typer()
    app.command()(import_rules)
    return CliRunner().invoke(app, [*arguments, "--dir", str(space)], input=stdin)


def test_drafts_are_printed_and_nothing_is_written(space: Path) -> None:
    result = verb(space, "boolean", str(space / "good.txt"))
    assert result.exit_code == 0
    assert "rule: port-strikes\n" in result.stdout
    assert result.stderr == "1 draft, 0 left out\n"
    assert list((space / "rules").iterdir()) == []


def test_drafts_are_written_into_a_folder(space: Path) -> None:
    out = space / "rules" / "drafts"
    result = verb(space, "boolean", str(space / "good.txt"), "--out", str(out))
    assert result.stdout == f"{out}/port-strikes.yaml\n"
    text = (out / "port-strikes.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema/rule.schema.json\n")
    assert "status: draft" in text


def test_an_id_that_is_taken_gets_a_number(space: Path) -> None:
    out = space / "rules"
    for _ in range(2):
        assert verb(space, "boolean", str(space / "good.txt"), "--out", str(out)).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "port-strikes-2.yaml",
        "port-strikes.yaml",
    ]


def test_a_file_that_is_there_is_never_overwritten(space: Path) -> None:
    out = space / "out"
    out.mkdir()
    (out / "port-strikes.yaml").write_text("mine\n", "utf-8")
    result = verb(space, "boolean", str(space / "good.txt"), "--out", str(out))
    assert "File exists" in str(result.exception)
    assert (out / "port-strikes.yaml").read_text("utf-8") == "mine\n"


def test_what_is_left_out_is_told_and_fails(space: Path) -> None:
    result = verb(space, "boolean", str(space / "lossy.txt"))
    assert result.exit_code == 1
    assert f'{space}/lossy.txt:2:8: left out: field "odd"' in result.stderr
    assert "1 draft, 1 left out" in result.stderr


def test_a_field_is_mapped(space: Path) -> None:
    result = verb(space, "boolean", str(space / "lossy.txt"), "--map", "odd=title")
    assert result.exit_code == 0
    assert "match: strike AND title:x" in result.stdout


@pytest.mark.parametrize("mapped", ["odd", "=title", "odd=titel"])
def test_a_field_mapped_to_nothing_of_ours_is_wrong_usage(space: Path, mapped: str) -> None:
    assert verb(space, "boolean", str(space / "lossy.txt"), "--map", mapped).exit_code == 2


def test_an_unknown_form_is_wrong_usage(space: Path) -> None:
    result = verb(space, "splunk", str(space / "good.txt"))
    assert result.exit_code == 2
    assert "sigma" in result.output


def test_a_draft_that_would_not_pass_here_is_left_out(space: Path) -> None:
    result = verb(space, "boolean", "-", stdin="NOT strike\n\nstrike\n")
    assert result.exit_code == 1
    assert "E311 only NOT: nothing is required" in result.stderr
    assert result.stdout.count("\nrule: ") == 1


def test_a_file_that_is_not_there_is_one_line(space: Path) -> None:
    result = verb(space, "sigma", str(space / "absent.yml"))
    assert result.exit_code == 1
    assert "No such file" in str(result.exception)


def test_everything_comes_as_json(space: Path) -> None:
    paths = [str(space / "good.txt"), str(space / "lossy.txt")]
    found = json.loads(verb(space, "boolean", *paths, "--json").stdout)
    assert [one["rule"] for one in found["rules"]] == ["port-strikes", "lossy"]
    assert len(found["left_out"]) == 1


HOSTILE = {
    "fields in fields": ("boolean", "title:" * 3_000 + "x\n"),
    "counts in counts": ("boolean", "atleast2(" * 2_000 + "x\n"),
    "escapes": ("boolean", "# \x1b[31mtitle\n\x1b]0;x\x07fire AND b\n"),
    "many words": (
        "sigma",
        "title: t\ndetection:\n  sel:\n    title|contains: ["
        + ", ".join(f"w{n}" for n in range(9_000))
        + "]\n  condition: sel\n",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_left_out_line_by_line(space: Path, name: str) -> None:
    form, text = HOSTILE[name]
    (space / "hostile").write_text(text, "utf-8")
    result = verb(space, form, str(space / "hostile"))
    assert result.exit_code == 1
    assert result.stderr.endswith(" left out\n")
    assert all(": left out: " in line for line in result.stderr.splitlines()[:-1])
    assert not set(result.output) & {"\x1b", "\x07"}


def test_a_title_is_a_file_name_and_never_a_path(space: Path) -> None:
    (space / "t.txt").write_text("# ../../../etc/passwd\x1b[2J\nfire\n", "utf-8")
    result = verb(space, "boolean", str(space / "t.txt"), "--out", str(space / "out"))
    assert result.stdout == f"{space}/out/etc-passwd-2j.yaml\n"
    text = (space / "out" / "etc-passwd-2j.yaml").read_text("utf-8")
    assert 'title: "../../../etc/passwd[2J"\n' in text
