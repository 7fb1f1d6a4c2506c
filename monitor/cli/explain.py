"""`monitor explain`: what a fault means, with a wrong and a right example."""

from dataclasses import asdict
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Json


def explain(
    code: Annotated[
        str, typer.Argument(metavar="[CODE]", help="A fault's code: E204; without it a list.")
    ] = "",
    *,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page of all codes.")
    ] = False,
    json: Json = False,
) -> None:
    """Explain a code that `check` or `test` tells: what it means and what to write instead."""
    from monitor.rulebook.explain import explained, page

    known = explained()
    if markdown:
        print(page(), end="")
        return
    if not code:
        if json:
            _output.as_json([asdict(one) for one in known.values()])
        else:
            _output.table(("code", "means"), [(c, one.title) for c, one in known.items()], empty="")
        return
    one = known.get(code.upper())
    if one is None:
        raise typer.BadParameter(_unknown(code, tuple(known)), param_hint="CODE")
    if json:
        _output.as_json(asdict(one))
        return
    print(f"{one.code} {one.title}\n")
    print(one.plain())


def _unknown(code: str, known: tuple[str, ...]) -> str:
    from monitor.rulebook.suggest import suggest

    hint = suggest(code.upper(), known)
    said = f' (did you mean "{hint}"?)' if hint else "; `monitor explain` lists them"
    return f'no code "{code}"{said}'
