"""`monitor diff`: alerts gained and lost against a git revision."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Archives, Dir, Json
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.insight.compare import Comparison, Difference
    from monitor.rulebook import Rulebook
    from monitor.workspace import Files, Workspace


def diff(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[GITREF] [RULE..]", help="A revision, then rules; HEAD, all."),
    ] = None,
    *,
    since: Annotated[str, typer.Option(help="How far back: 30d, 12h.")] = "30d",
    archive: Archives = None,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Play the archive through changed rules as they are and as they were.

    A rule is changed when its file is, or anything it refers to: concepts, lists, packs.
    """
    from monitor.cli._git import at_revision
    from monitor.cli._past import past, progress
    from monitor.insight.compare import as_json
    from monitor.workspace import find

    space = find(directory)
    files = space.files()
    revision, wanted = _named(space, files, names or [])
    with at_revision(space, revision) as earlier:
        before = earlier.files().rulebook
        rules = wanted or _changed(before, files.rulebook)
        _refuse_unknown(rules, before, files.rulebook)
        pairs = [_comparison(rule, before, files.rulebook, space) for rule in rules]
        stretch = past(space, archive, since) if pairs else None
        for article in progress(stretch.articles() if stretch else (), "diff"):
            for pair in pairs:
                pair.article(article)
    found = [pair.result() for pair in pairs]
    if json:
        _output.as_json({"revision": revision, "rules": as_json(found)})
    else:
        _screen(found, revision)


def _named(space: "Workspace", files: "Files", names: Sequence[str]) -> tuple[str, list[str]]:
    """Tell the revision from the rules: the first name is one unless it is a rule's."""
    from monitor.cli._git import is_revision

    first = names[0] if names else ""
    if first and (first not in files.rulebook.rules or is_revision(space, first)):
        return first, list(names[1:])
    return "HEAD", list(names)


def _changed(before: "Rulebook", after: "Rulebook") -> list[str]:
    every = sorted({*after.rules, *before.rules} - after.was.keys())
    return [rule for rule in every if _version(before, rule) != _version(after, rule)]


def _version(book: "Rulebook", rule: str) -> str:
    found = book.rules.get(rule)
    return found.version if found else ""


def _refuse_unknown(rules: Collection[str], *books: "Rulebook") -> None:
    for rule in rules:
        if not any(rule in book.rules for book in books):
            raise SettingsError(f'no rule "{rule}", now or then')


def _comparison(
    rule: str, before: "Rulebook", after: "Rulebook", space: "Workspace"
) -> "Comparison":
    from monitor.insight.compare import Comparison

    former = next((was for was, now in after.was.items() if now == rule), rule)
    name = rule if rule in before.rules else former
    return Comparison(
        rule,
        before=before.trial(name) if name in before.rules else None,
        after=after.trial(rule) if rule in after.rules else None,
        timer=space.clock.monotonic,
    )


def _screen(found: Sequence["Difference"], revision: str) -> None:
    if not found:
        print(f"no rule differs from {revision}")
    width = max((len(one.rule) for one in found), default=0)
    for one in found:
        moved = f": lost {len(one.lost)}, gained {len(one.gained)}"
        moved = moved if one.lost or one.gained else ""
        print(f"{one.rule:<{width}}  {one.before} -> {one.after} alerts{moved}")
        for sign, changes in (("-", one.lost), ("+", one.gained)):
            for change in changes:
                print(f"{sign} {change.at[:10] or 'undated   '}  {change.headline}   {change.why}")
