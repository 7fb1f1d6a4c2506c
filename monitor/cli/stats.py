"""`monitor stats`: what each rule held on, told, and kept back on the stream."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json

if TYPE_CHECKING:
    from monitor.insight.stats import RuleStats, Stats

_SHARE_OF_BUDGET = "{:.0%} of {}"


def stats(
    rule: Annotated[str, typer.Argument(help="One rule in detail; else all.")] = "",
    *,
    days: Annotated[int, typer.Option(help="How far back.", min=1, max=100)] = 30,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Sum up what the stream counted of every rule; the monitor need not be running."""
    from monitor.cli._past import known_rule
    from monitor.cli._workspace import reading
    from monitor.insight.stats import as_json, lines
    from monitor.insight.stats import stats as collected
    from monitor.recalling import files_to_match
    from monitor.workspace import find

    space = find(directory)
    files = files_to_match(space)
    rules = files.rulebook.rules
    asked = [rules[known_rule(files, rule)]] if rule else [rules[name] for name in sorted(rules)]

    async def look() -> "Stats":
        async with reading(space) as store:
            return await collected(asked, store.articles, days=days)

    found = asyncio.run(look())
    if json:
        _output.as_json(as_json(found))
    elif rule:
        print(f"{rule}  {found.rules[0].status}, last {days} d")
        for line in lines(found.rules[0]):
            print(line)
    else:
        _table(found)


def _table(found: "Stats") -> None:
    _output.table(
        ("rule", "status", "held", "kept back", "stories", "worst day", "budget", "precision"),
        [_row(one) for one in found.rules],
        empty="no rules",
    )
    print(f"{_output.many(found.articles, 'article')} read; last {found.days} d")


def _row(one: "RuleStats") -> tuple[str, ...]:
    from monitor.insight.stats import precision

    used = "" if one.use is None else _SHARE_OF_BUDGET.format(one.use, one.budget)
    kept = ", ".join(f"{reason} {n}" for reason, n in one.reasons.items())
    return (
        *(one.rule, one.status, str(one.held), kept),
        *(str(one.alerts), str(one.worst_day), used, precision(one)),
    )
