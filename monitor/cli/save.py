"""`monitor save`: an article becomes a test of a rule."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.model import Rule
    from monitor.rulebook.diagnostic import Diagnostic
    from monitor.workspace import Workspace


def save(
    text: Annotated[str, typer.Argument(help="File, address or - for stdin.", metavar="URL|FILE")],
    *,
    rule: Annotated[str, typer.Option("--as-test", help="The rule that gets the test.")],
    name: Annotated[str, typer.Option(help="The test's name; else its title.")] = "",
    lang: Annotated[str, typer.Option(help="Take the text to be in this language.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Keep an article under rules/samples/ and add a test that expects what the rule says now.

    The test is shown first. When it should say something else, edit it: that is your next
    rule to write. Comments and layout of the file stay.
    """
    from monitor.cli._article import article_of
    from monitor.cli._files import write
    from monitor.cli._past import known_rule
    from monitor.insight.saving import expectation, item, sample, sample_name
    from monitor.rulebook.editing import with_item
    from monitor.workspace import find

    space = find(directory)
    files = space.files()
    asked = files.rulebook.rules[known_rule(files, rule)]
    article = article_of(text, space, lang=lang)
    match = next(iter(files.rulebook.trial(rule).match(article)), None)
    path = f"samples/{sample_name(article)}"
    if (space.rules / path).exists():
        raise SettingsError(f"rules/{path}: this article is a sample already")
    added = item(path, expectation(match), name=name)
    file = asked.place.file
    edited = with_item(files.texts[file], file, "tests", added)
    if not json:
        print(f"{file}\n  tests:\n    - {added}")
    if not yes:
        typer.confirm("Add this test?", abort=True, err=True)
    write(space.rules / path, sample(article))
    wrong = _failing(space, asked, edited)
    if wrong:
        (space.rules / path).unlink()
        raise typer.Exit(_told(wrong))
    write(space.folder / file, edited)
    if json:
        _output.as_json({"rule": rule, "file": file, "sample": f"rules/{path}", "test": added})
    else:
        print(f"{space.rules.name}/{path}: written; {file}: test added")


def _failing(space: "Workspace", rule: "Rule", edited: bytes) -> tuple["Diagnostic", ...]:
    """Load the edited rule with its new sample; give what is wrong with it or its new test."""
    from monitor.rulebook.diagnostic import Faults
    from monitor.rulebook.suite import run_tests

    files = space.files(instead={rule.place.file: edited})
    faults = Faults()
    run_tests(files.rulebook, only=(rule.id,), faults=faults)
    node = files.rulebook.tests[rule.id][-1].node if rule.id in files.rulebook.tests else None
    own = [f for f in files.faults.sorted() if f.file == rule.place.file and f.severity == "error"]
    line = node.start.line if node is not None else 0
    return (*own, *(fault for fault in faults.sorted() if fault.line == line))


def _told(wrong: tuple["Diagnostic", ...]) -> int:
    for fault in wrong:
        _output.note(str(fault))
    _output.note("nothing was changed")
    return 1
