import json
import shutil
import subprocess
from pathlib import Path

import pytest

from monitor.errors import SettingsError
from tests.fakes.desk import Desk, desk, lines

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", folder, *who, *words], check=True, capture_output=True)


@pytest.fixture
def port(tmp_path: Path) -> Desk:
    made = desk(tmp_path / "desk")
    made.archived(
        made.entry("Strike at the port of Antwerp", hours=30),
        made.entry("Dockers walkouts close a harbour", hours=20),
        made.entry("Football strike near the port", hours=10),
        made.entry("Protest closes a port in Greece", hours=5),
    )
    git(made.folder, "init", "-q")
    git(made.folder, "add", "rules")
    git(made.folder, "commit", "-qm", "rules")
    return made


def day(port: Desk, hours: float) -> str:
    return (port.entry("x", hours=hours).published or port.now).date().isoformat()


def test_without_an_edit_no_rule_differs(port: Desk) -> None:
    assert lines(port.call("diff")) == ["no rule differs from HEAD"]


def test_what_an_edit_loses_and_gains_is_told_with_the_clause(port: Desk) -> None:
    port.edit("(strike OR walkout*)", "(strike OR protest)")
    port.edit("AND NOT title:football", "AND NOT title:cricket")
    refused = 'before refuses title:football: "Football" title 0-8'
    assert lines(port.call("diff")) == [
        "port-strike  2 -> 3 alerts: lost 1, gained 2",
        f"- {day(port, 20)}  Dockers walkouts close a harbour   now needs strike OR protest",
        f"+ {day(port, 10)}  Football strike near the port   {refused}",
        f"+ {day(port, 5)}  Protest closes a port in Greece   before needs strike OR walkout*",
    ]


def test_an_edit_that_changes_nothing_says_so(port: Desk) -> None:
    port.edit("# the id", "# its id")
    assert lines(port.call("diff", "HEAD", "port-strike")) == ["port-strike  2 -> 2 alerts"]


def test_a_rule_is_named_alone_or_after_a_revision(port: Desk) -> None:
    git(port.folder, "tag", "then")
    port.edit("# the id", "# its id")
    for words in (("port-strike",), ("then", "port-strike"), ("then",)):
        assert lines(port.call("diff", *words)) == ["port-strike  2 -> 2 alerts"]


def test_a_new_rule_gains_all_it_tells(port: Desk) -> None:
    text = port.rule.read_text("utf-8").replace("rule: port-strike", "rule: other")
    (port.folder / "rules" / "other.yaml").write_text(text, encoding="utf-8")
    told = lines(port.call("diff"))
    assert told[0] == "other  0 -> 2 alerts: lost 0, gained 2"
    assert told[1].endswith("before no such rule")


def test_a_renamed_rule_is_compared_with_what_it_was(port: Desk) -> None:
    port.edit("rule: port-strike  # the id", "rule: dock-strike\nwas: port-strike")
    port.rule.rename(port.rule.with_name("dock-strike.yaml"))
    assert lines(port.call("diff")) == ["dock-strike  2 -> 2 alerts"]


def test_a_concept_that_changed_changes_its_rules(port: Desk) -> None:
    concept = port.folder / "rules" / "stops.yaml"
    concept.write_text("concept: stops\nen: [strike]\n", encoding="utf-8")
    port.edit("(strike OR", "(@stops OR")
    git(port.folder, "add", "rules")
    git(port.folder, "commit", "-qm", "concept")
    concept.write_text("concept: stops\nen: [protest]\n", encoding="utf-8")
    assert lines(port.call("diff"))[0] == "port-strike  2 -> 2 alerts: lost 1, gained 1"


def test_a_diff_as_json_is_one_document(port: Desk) -> None:
    port.edit("walkout*", "protest")
    told = json.loads(port.call("diff", "--json").stdout)
    assert told["revision"] == "HEAD"
    (rule,) = told["rules"]
    assert (rule["rule"], rule["before"], rule["after"]) == ("port-strike", 2, 2)
    assert [change["why"] for change in rule["lost"]] == ["now needs strike OR protest"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--output=x", "port-strike"), "No such option"),
        (("nowhere",), 'no revision "nowhere" in the repository of'),
        (("HEAD", "nothing"), 'no rule "nothing", now or then'),
    ],
)
def test_what_is_not_there_is_told(port: Desk, words: tuple[str, ...], says: str) -> None:
    result = port.call("diff", *words)
    told = str(result.exception) if isinstance(result.exception, SettingsError) else result.stderr
    assert says in told


def test_a_workspace_may_be_a_folder_of_a_repository(tmp_path: Path) -> None:
    made = desk(tmp_path / "repository" / "desks" / "one")
    made.archived(made.entry("Strike at the port of Antwerp"))
    top = tmp_path / "repository"
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-qm", "all")
    made.edit("strike OR", "protest OR")
    assert lines(made.call("diff"))[0] == "port-strike  1 -> 0 alerts: lost 1, gained 0"


def test_outside_a_repository_it_says_so(tmp_path: Path) -> None:
    made = desk(tmp_path / "desk")
    result = made.call("diff")
    assert str(result.exception).endswith(
        "not in a git repository; `diff` compares with what git keeps"
    )


def test_a_revision_without_rules_is_told(port: Desk) -> None:
    git(port.folder, "rm", "-rq", "--cached", "rules")
    git(port.folder, "commit", "-qm", "none")
    result = port.call("diff")
    assert str(result.exception).startswith("HEAD: no rules/ in it")
