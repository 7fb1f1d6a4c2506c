"""`monitor promote`: a rule goes one status up."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Archives, Dir, Json
from monitor.errors import RuleError, SettingsError

if TYPE_CHECKING:
    from monitor.insight.promotion import History
    from monitor.model import Rule
    from monitor.workspace import Files, Workspace

_HISTORY = "7d"


def promote(
    rule: Annotated[str, typer.Argument(help="A draft, or a rule in shadow.")],
    *,
    archive: Archives = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Take a rule from draft to shadow, or from shadow to live, in its file.

    Its tests must pass, and a backtest over the last 7 days must stay within its budget.
    Exit status 0: promoted; 1: refused, with the reason.
    """
    from monitor.cli._files import write
    from monitor.cli._past import known_rule
    from monitor.insight.promotion import as_json, following, lines
    from monitor.rulebook.editing import with_value
    from monitor.workspace import find

    space = find(directory)
    files = space.files()
    asked = files.rulebook.rules[known_rule(files, rule)]
    status = following(asked)
    file = asked.place.file
    after = ("rule", "was", "title", "about", "owner")
    edited = with_value(files.texts[file], file, "status", status, after=after)
    tests = _tested(space, asked, edited)
    history = _history(space, files, rule, archive)
    if not json:
        for line in lines(history, tests):
            print(line)
    if history.is_over:
        raise SettingsError(f"{rule}: above its budget over {_HISTORY}; narrow it, or raise it")
    if not yes:
        typer.confirm(f"{file}: {asked.status} -> {status}?", abort=True, err=True)
    write(space.folder / file, edited)
    if json:
        _output.as_json(as_json(asked, status, history, tests))
    else:
        print(f"{rule}  {asked.status} -> {status}")


def _tested(space: "Workspace", rule: "Rule", edited: bytes) -> int:
    """Load the rule with its new status and run its tests; raises RuleError on the first fault."""
    from monitor.rulebook.diagnostic import Faults
    from monitor.rulebook.suite import run_tests

    files = space.files(instead={rule.place.file: edited})
    faults = Faults()
    for fault in files.faults:
        if fault.file == rule.place.file and fault.severity == "error":
            faults.keep(fault)
    results = run_tests(files.rulebook, only=(rule.id,), faults=faults)
    told = faults.sorted()
    for fault in told[:-1]:
        _output.note(str(fault))
    if told:
        raise RuleError(str(told[-1]))
    return sum(result.passed for result in results)


def _history(
    space: "Workspace", files: "Files", rule: str, archives: list[Path] | None
) -> "History":
    """Play what is archived of the last days through the rule."""
    from monitor.cli._past import past, progress
    from monitor.insight.backtest import Tally
    from monitor.insight.playing import Play
    from monitor.insight.promotion import DAYS, History

    try:
        stretch = past(space, archives, _HISTORY)
    except SettingsError:
        return History(days=0)
    play = Play(files.rulebook.trial(rule), rule, timer=space.clock.monotonic)
    tally = Tally(play)
    for article in progress(stretch.articles(), "promote"):
        tally.add(play.article(article))
    found = tally.result(since=stretch.since, now=stretch.now)
    return History(days=min(DAYS, stretch.days), backtest=found)
