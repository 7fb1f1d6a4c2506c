"""`monitor test`: the tests that stand in rules, concepts and lexicons."""
# ruff: noqa: PT028 - the verb is called test and is no test function

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json


def test(
    only: Annotated[
        list[str] | None,
        typer.Argument(metavar="RULE", help="A rule, @concept or pack/language; else all."),
    ] = None,
    *,
    named: Annotated[str, typer.Option("-k", help="Only rules' tests named like this.")] = "",
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Run the tests inside rules, concepts and lexicons.

    Exit status 0: all passed; 1: some failed, or a file has a fault; 2: wrong usage.
    """
    from monitor.rulebook.diagnostic import Faults
    from monitor.rulebook.suite import names, run_tests
    from monitor.workspace import find

    files = find(directory).files()
    wanted = frozenset(only or ())
    faulty = [fault for fault in files.faults.sorted() if fault.severity == "error"]
    if wanted:
        faulty = [fault for fault in faulty if Path(fault.file).stem in wanted]
    _refuse_unknown(wanted, (*names(files.rulebook), *(Path(f.file).stem for f in faulty)))
    faults = Faults()
    results = run_tests(files.rulebook, only=wanted, named=named, faults=faults)
    told = [*faulty, *faults.sorted()]
    if json:
        _output.as_json(
            {"results": [asdict(r) for r in results], "faults": [asdict(f) for f in told]}
        )
    else:
        for fault in told:
            print(fault)
        width = max((len(result.name) for result in results), default=0)
        for result in results:
            failed = f", {result.failed} failed" if result.failed else ""
            print(f"{result.name:<{width}}  {result.passed} passed{failed}")
        if not results:
            print("no tests")
    if told:
        raise typer.Exit(1)


def _refuse_unknown(wanted: frozenset[str], known: tuple[str, ...]) -> None:
    from monitor.rulebook.suggest import suggest

    for name in sorted(wanted.difference(known)):
        hint = suggest(name, known)
        said = f' (did you mean "{hint}"?)' if hint else ""
        raise typer.BadParameter(f'nothing to test is called "{name}"{said}', param_hint="RULE")
