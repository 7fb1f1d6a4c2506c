"""`monitor try`: what the rules say about one article."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import _output
from monitor.cli._options import Dir, Json
from monitor.errors import SettingsError


def try_(
    text: Annotated[
        str, typer.Argument(help="File, address, or - for stdin.", metavar="FILE|URL|-")
    ],
    *,
    directory: Dir = Path(),
    rule: Annotated[str, typer.Option(help="Only this rule.")] = "",
    lang: Annotated[str, typer.Option(help="Take the text to be in this language.")] = "",
    html: Annotated[Path | None, typer.Option(help="Write a page with marked text.")] = None,
    json: Json = False,
) -> None:
    """Match one article (plain text, HTML, or a line of JSON) against every rule.

    Drafts are tried too. Nothing is stored or sent. With --html OUT a page that needs nothing
    else shows every rule's verdict, and the article's words marked clause by clause.
    """
    from monitor.cli._article import article_of
    from monitor.cli._page import page
    from monitor.cli._spans import show
    from monitor.insight.blame import blame, phrase
    from monitor.insight.forms import article_form, match_form
    from monitor.recalling import files_to_match
    from monitor.stories.newsroom import alone
    from monitor.workspace import find

    space = find(directory)
    article = article_of(text, space, lang=lang)
    files = files_to_match(space)
    for fault in files.faults.sorted():
        _output.note(str(fault))
    if rule and rule not in files.rulebook.rules:
        raise SettingsError(f'no rule "{rule}"; known: {", ".join(sorted(files.rulebook.rules))}')
    engine = files.rulebook.engine
    matches = engine.match(article, statuses=("draft", "shadow", "live"))
    asked = [match for match in matches if rule in {"", match.rule}]
    found = alone(article, asked, files.rulebook.rules)
    if html is not None:
        spoken = {match.rule for match in found}
        silent = [id_ for id_ in files.rulebook.rules if rule in {"", id_} and id_ not in spoken]
        _save(html, page(article, found, {id_: engine.trace(article, id_) for id_ in silent}))
    if json:
        forms = [match_form(match) for match in found]
        _output.as_json({"article": article_form(article), "matches": forms})
        return
    show(article, found)
    if rule and not found:
        print(f"{rule}  {phrase(blame(engine.trace(article, rule)))}")
        print(f"more: monitor why-not {rule} {text}")
    if html is not None:
        _output.note(f"{html}: written")


def _save(path: Path, text: str) -> None:
    """Write the page; raises SettingsError when that cannot be."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from None
