import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.export import export
from monitor.cli.import_ import import_

OPML = """<opml version="2.0"><body><outline text="Labs">
<outline type="rss" text="Acme" xmlUrl="https://acme.example/rss"/>
<outline type="rss" text="Acme again" xmlUrl="https://acme.example/rss/"/>
<outline type="rss" text="Login" xmlUrl="https://ann:hush@login.example/rss"/>
</outline></body></opml>
"""
OURS = "sources:\n  - {id: mine, kind: feed, url: https://mine.example/rss}\n"


@pytest.fixture
def space(tmp_path: Path) -> Path:
    (tmp_path / "rules" / "sources").mkdir(parents=True)
    (tmp_path / "rules" / "sources" / "mine.yaml").write_text(OURS, "utf-8")
    (tmp_path / "feeds.opml").write_text(OPML, "utf-8")
    return tmp_path


def verb(space: Path, *arguments: str, stdin: str = "") -> Result:
    app = typer.Typer()
    app.command()(import_)
    return CliRunner().invoke(app, [*arguments, "--dir", str(space)], input=stdin)


def written(space: Path, name: str = "imported") -> str:
    return (space / "rules" / "sources" / f"{name}.yaml").read_text("utf-8")


def test_sources_are_written_with_their_tags_unverified(space: Path) -> None:
    result = verb(space, str(space / "feeds.opml"), "--tag", "From Reader")
    assert result.exit_code == 1  # a password had no place
    assert "wrote rules/sources/imported.yaml: 2 sources, 1 known already, 1 left out" in (
        result.output
    )
    assert (
        "  - {id: acme, kind: feed, url: https://acme.example/rss, outlet: Acme, "
        "tags: [labs, from-reader], unverified: true}\n"
    ) in written(space)


def test_a_password_in_an_address_is_told_and_never_written(space: Path) -> None:
    result = verb(space, str(space / "feeds.opml"))
    assert "hush" not in result.output + written(space)
    assert "https://login.example/rss" in written(space)


def test_what_is_there_already_is_left_as_it_is(space: Path) -> None:
    result = verb(space, "-", stdin="http://www.mine.example/rss\nhttps://MINE.example/rss#top\n")
    assert result.exit_code == 0
    assert 'https://MINE.example/rss#top is source "mine" at rules/sources/mine.yaml:2:5' in (
        result.output
    )
    assert "www-mine" not in written(space)


def test_nothing_is_overwritten(space: Path) -> None:
    verb(space, "-", stdin="https://a.example/\n")
    verb(space, "-", stdin="https://b.example/\n")
    assert "a.example" in written(space)
    assert "b.example" in written(space, "imported-2")
    there = space / "rules" / "sources" / "mine.yaml"
    result = verb(space, "-", "--out", str(there), stdin="https://c.example/\n")
    assert result.exit_code == 1
    assert there.read_text("utf-8") == OURS


@pytest.mark.parametrize("out", ["feeds.yaml", "rules/sources/x.txt", "rules/x.yaml"])
def test_a_file_that_would_not_be_read_is_refused(space: Path, out: str) -> None:
    result = verb(space, "-", "--out", str(space / out), stdin="https://c.example/\n")
    assert "a source file is rules/sources/NAME.yaml" in f"{result.exception}"


def test_a_dry_run_prints_and_writes_nothing(space: Path) -> None:
    result = verb(space, "-", "--dry-run", stdin="https://a.example/\n")
    assert "https://a.example/" in result.output
    assert not (space / "rules" / "sources" / "imported.yaml").exists()


def test_a_source_with_a_fault_is_left_out_and_the_others_come(space: Path) -> None:
    rows = "url,kind\nhttps://a.example/,sitemop\nhttps://b.example/,feed\nftp://c.example/,feed\n"
    result = verb(space, "-", "--json", stdin=rows)
    said = json.loads(result.stdout)
    assert [one["url"] for one in said["sources"]] == ["https://b.example/"]
    assert [one.partition(": left out: ")[0] for one in said["left_out"]] == ["-:2:1", "-:4:1"]
    assert said["file"] == "rules/sources/imported.yaml"


def test_a_file_of_no_known_form_is_told_with_those_that_are(space: Path) -> None:
    result = verb(space, "-", stdin="hello\n")
    assert "opml (OPML of a feed reader)" in f"{result.exception}"


def test_a_misspelt_form_is_answered_with_the_nearest(space: Path) -> None:
    result = verb(space, "-", "--format", "ompl", stdin="x")
    assert result.exit_code == 2
    assert "opml" in result.output


def test_exported_sources_come_back_by_import(
    space: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = typer.Typer()
    app.command()(export)
    other = tmp_path_factory.mktemp("other")
    (other / "rules").mkdir()
    for form in ("opml", "csv"):
        result = CliRunner().invoke(app, ["--format", form, "--dir", str(space)])
        assert result.exit_code == 0
        back = verb(other, "-", "--json", "--dry-run", stdin=result.stdout)
        assert [one["url"] for one in json.loads(back.stdout)["sources"]] == [
            "https://mine.example/rss"
        ]


def test_an_export_is_never_written_over_a_file(space: Path) -> None:
    app = typer.Typer()
    app.command()(export)
    out = space / "out.yaml"
    first = CliRunner().invoke(app, ["--format", "yaml", "--out", str(out), "--dir", str(space)])
    again = CliRunner().invoke(app, ["--format", "csv", "--out", str(out), "--dir", str(space)])
    assert (first.exit_code, again.exit_code) == (0, 1)
    assert out.read_text("utf-8") == OURS
