import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.try_ import try_

RULES = {
    "strike": "rule: strike\ntitle: t\nmatch: strike NEAR/S port\n",
    "quiet": "rule: quiet\ntitle: t\nmatch: volcano\n",
}


@pytest.fixture
def space(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    for name, text in RULES.items():
        (tmp_path / "rules" / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


def verb(space: Path, *arguments: str, stdin: str = "Dockers strike at the port") -> Result:
    app = typer.Typer()
    app.command()(try_)
    return CliRunner().invoke(app, ["-", "--dir", str(space), *arguments], input=stdin)


def test_a_page_is_written_with_every_rule_and_its_verdict(space: Path) -> None:
    out = space / "page.html"
    result = verb(space, "--html", str(out))
    text = out.read_text("utf-8")
    assert result.exit_code == 0
    assert "strike  ALERT" in result.output
    assert 'strike <span class="verdict alert">alert</span>' in text
    assert "<th>quiet</th><td>needs volcano</td>" in text


def test_one_rule_that_does_not_hold_says_what_it_needs(space: Path) -> None:
    told = verb(space, "--rule", "quiet").output.splitlines()
    assert told[-2:] == ["quiet  needs volcano", "more: monitor why-not quiet -"]


def test_one_rule_is_tried_alone(space: Path) -> None:
    out = space / "page.html"
    verb(space, "--rule", "quiet", "--html", str(out))
    assert "verdict" not in out.read_text("utf-8").partition("</style>")[2]
    said = json.loads(verb(space, "--rule", "strike", "--json").output)
    assert [match["rule"] for match in said["matches"]] == ["strike"]
    assert set(said["matches"][0]) >= {"rule", "verdict", "reason", "captures", "events"}
    assert set(said) == {"article", "matches"}


def test_a_page_that_cannot_be_written_is_one_line(space: Path) -> None:
    result = verb(space, "--html", str(space / "absent" / "page.html"))
    assert result.exit_code == 1
    assert "No such file" in str(result.exception)


def test_a_rule_whose_threshold_one_article_does_not_reach_is_below_it(space: Path) -> None:
    trigger = "trigger: {distinct: {of: outlet, at_least: 2, within: 6h}}\n"
    (space / "rules" / "twice.yaml").write_text(
        f"rule: twice\ntitle: t\nmatch: strike\n{trigger}", "utf-8"
    )
    told = verb(space, "--rule", "twice").output
    assert "twice  below_threshold  distinct: one article does not reach it" in told
    (found,) = json.loads(verb(space, "--rule", "twice", "--json").output)["matches"]
    assert found["verdict"] == "below_threshold"
