"""`monitor backtest`: what a rule would have found and told in articles of the past."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Archives, Dir, Json

if TYPE_CHECKING:
    from monitor.cli._past import Past
    from monitor.insight.backtest import Backtested
    from monitor.matching import Engine
    from monitor.model import Article
    from monitor.workspace import Workspace


def backtest(
    rule: Annotated[str, typer.Argument(help="The rule, whatever its status.")],
    *,
    since: Annotated[str, typer.Option(help="How far back: 30d, 12h.")] = "",
    articles: Annotated[
        Path | None, typer.Option(help="Play these lines of JSON instead of the archive.")
    ] = None,
    archive: Archives = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with every alert.")] = None,
    directory: Dir = Path(),
    json: Json = False,
) -> None:
    """Play a rule over archived articles, or over a file of them, as if it were live.

    Nothing is stored or sent. `--articles FILE --json` prints one line per line of the file.
    Exit status 0: within budget; 1: above it, or (rows) a line could not be read; 2: wrong usage.
    """
    from monitor.cli._files import write
    from monitor.cli._past import known_rule, past
    from monitor.insight.backtest import as_json
    from monitor.insight.page import page
    from monitor.insight.playing import Play
    from monitor.recalling import files_to_match
    from monitor.workspace import find

    if articles and (since or archive):
        raise typer.BadParameter("not beside --since or --archive", param_hint="--articles")
    space = find(directory)
    files = files_to_match(space)
    engine = files.rulebook.trial(known_rule(files, rule))
    if articles and json:
        from monitor.cli._lines import told

        play = Play(engine, rule, timer=space.clock.monotonic, threshold=False)
        raise typer.Exit(told(articles, play))
    over = articles or past(space, archive, since or "30d")
    found = _played(engine, rule, over, space)
    if html:
        write(html, page(found).encode())
        _output.note(f"{html}: written")
    if json:
        _output.as_json(as_json(found))
    else:
        _screen(found)
    raise typer.Exit(int(found.is_over))


def _played(engine: "Engine", rule: str, over: "Path | Past", space: "Workspace") -> "Backtested":
    """Play a file's articles, or a stretch of archive, through a rule and its variants."""
    from monitor.cli._past import Past, progress
    from monitor.insight.backtest import Tally
    from monitor.insight.playing import Play
    from monitor.insight.variants import variants

    play = Play(variants(engine, rule), rule, timer=space.clock.monotonic)
    tally = Tally(play)
    for article in progress(_articles(over), "backtest"):
        tally.add(play.article(article))
    if isinstance(over, Past):
        return tally.result(since=over.since, now=over.now)
    return tally.result()


def _articles(over: "Path | Past") -> "Iterator[Article]":
    from monitor.cli._lines import readable

    return readable(over) if isinstance(over, Path) else over.articles()


def _screen(found: "Backtested") -> None:
    counted = ", ".join(f"{word} {number}" for word, number in found.verdicts.items())
    print(f"{_output.many(found.articles, 'article')}, {found.days:.0f} d: {counted}")
    budget = f" (budget {found.budget})" if found.budget else ""
    dropped = "".join(f"; {clause} dropped {n:,}" for clause, n in found.dropped.items())
    print(
        f"{_output.many(len(found.alerts), 'alert')}, {found.per_day:.1f}/day, "
        f"worst {found.period} {found.worst}{budget}{dropped}"
    )
    for card in found.alerts:
        outlets = _output.many(len(card.outlets), "outlet")
        at = _output.minute(card.at) or "undated         "
        print(f"{at}  {card.headline}   {outlets}  {' '.join(card.langs)}")
    if found.is_over:
        _output.note(f"above budget: {found.worst} alerts in one {found.period}")
