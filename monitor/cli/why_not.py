"""`monitor why-not`: why a rule did not alert on an article."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Archives, Dir, Json
from monitor.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from monitor.matching.trace import Trace
    from monitor.model import Article, Story
    from monitor.rulebook import Rulebook
    from monitor.workspace import Workspace

_RECENT = 1_000  # stories looked at


def why_not(
    rule: Annotated[str, typer.Argument(help="The rule, whatever its status.")],
    text: Annotated[
        str,
        typer.Argument(
            help="File, address, - for stdin, or an archived article's id.",
            metavar="FILE|URL|ARTICLE",
        ),
    ],
    *,
    lang: Annotated[str, typer.Option(help="Take the text to be in this language.")] = "",
    archive: Archives = None,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Tell the first clause that failed on the branch that came furthest, and where it stands.

    When every clause holds: which exception, status or gate kept it back, or which story had
    told it already.
    """
    from monitor.cli._past import known_rule
    from monitor.insight.blame import blame
    from monitor.insight.whynot import WhyNot, as_json, lines
    from monitor.recalling import files_to_match
    from monitor.rulebook.clauses import place_of
    from monitor.rulebook.folder import text_of
    from monitor.workspace import find

    space = find(directory)
    files = files_to_match(space)
    asked = files.rulebook.rules[known_rule(files, rule)]
    article = _article(text, space, lang, archive)
    why, file = blame(_traced(article, rule, files.rulebook)), asked.place.file
    became, stories = _fate(space, article, rule)
    found = WhyNot(
        article=article,
        rule=asked,
        blame=why,
        place=place_of(why.first, text_of(files.folder, file) or b"", file),
        became=became,
        stories=stories,
    )
    if json:
        _output.as_json(as_json(found))
        return
    print(f"{rule}  {article.title}  ({article.lang})")
    for line in lines(found):
        print(f" {line}")


def _traced(article: "Article", rule: str, book: "Rulebook") -> "Trace":
    """Trace the rule; what holds is judged as if the article came alone."""
    from monitor.stories.newsroom import alone

    trace = book.engine.trace(article, rule)
    if trace.match is None:
        return trace
    (match,) = alone(article, [trace.match], book.rules)
    return replace(trace, match=match)


def _article(text: str, space: "Workspace", lang: str, archives: list[Path] | None) -> "Article":
    """Read a file, an address or stdin, else look the id up in the archive."""
    from monitor.cli._article import article_of, is_address
    from monitor.intake.archived import find as archived

    if text == "-" or is_address(text) or _is_there(text):
        return article_of(text, space, lang=lang)
    folders = tuple(archives or (space.data / "archive",))
    found = archived(folders, text.partition(".")[0])
    if found is None:
        raise SettingsError(f"{text}: no such file, and no archived article has this id")
    return found


def _is_there(text: str) -> bool:
    try:
        return Path(text).exists()
    except OSError:  # too long for a path
        return False


def _fate(space: "Workspace", article: "Article", rule: str) -> tuple[str, tuple["Story", ...]]:
    """Look up what the stream made of the article; nothing where no store is."""
    from monitor.cli._workspace import reading
    from monitor.insight.whynot import telling

    async def look() -> tuple[str, tuple["Story", ...]]:
        async with reading(space) as store:
            trail = await store.articles.trail_of(article.id)
            if rule not in trail:
                return "", ()
            stories = await store.stories.recent(_RECENT)
            return trail[rule], telling(stories, article, rule)

    if not space.data.is_dir():
        return "", ()
    try:
        return asyncio.run(look())
    except StoreError as error:
        _output.note(f"{error}; what became of the article is not told")
        return "", ()
