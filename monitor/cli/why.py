"""`monitor why`: why an alert came."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.insight.why import Why


def why(
    name: Annotated[str, typer.Argument(help="Alert, delivery or story: s7kq2m4x[.1[@receiver]].")],
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Explain an alert: what matched, what joined, which route, what was told when."""
    from monitor.cli._workspace import reading
    from monitor.insight.why import Why, as_json
    from monitor.insight.why import why as explained
    from monitor.recalling import files_to_match
    from monitor.workspace import find

    space = find(directory)
    files = files_to_match(space)

    async def look() -> Why | None:
        async with reading(space) as store:
            return await explained(
                name,
                stories=store.stories,
                outbox=store.outbox,
                routes=files.routes.routes,
                rules=files.rulebook.rules,
            )

    found = asyncio.run(look())
    if found is None:
        raise SettingsError(f'no story "{name}" here; `monitor alerts` lists them')
    if json:
        _output.as_json(as_json(found))
    else:
        _screen(found)


def _screen(found: "Why") -> None:
    from monitor.insight.why import versions

    story = found.story
    print(f"{story.headline}   {story.rule} · {story.severity} · {story.first_seen[:16]}")
    for mention in story.mentions[:5]:
        if mention.quote:
            print(f' matched  "{mention.quote.text}"  ({mention.lang}, {mention.outlet})')
    outlets, langs = len(story.outlets), len(story.langs)
    print(f" joined   {len(story.mentions)} articles · {outlets} outlets · {langs} languages")
    for rule, version, commit in versions(story):
        at = f" (commit {commit[:7]})" if commit else ""
        print(f" rule     {rule} version {version[:8]}{at}")
    for rule in story.pending:
        print(f" waits    {rule}: below_threshold")
    for name, matched, because in found.route:
        print(f" route    {name}: {'yes' if matched else 'no'}, {because}")
    for row in found.rows:
        more = f", {row.reason}" if row.reason else f", {row.error}" if row.error else ""
        print(f" {row.kind:<8} {row.id} {row.state}{more} · attempts {row.attempts}")
