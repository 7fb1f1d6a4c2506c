"""A tried article on a terminal: each rule's verdict, its events, and the words that decided."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from monitor.cli._marks import Line, clauses_of, lines_of
from monitor.model import Article, Match

COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red")


def show(article: Article, found: Sequence[Match]) -> None:
    """Show what each rule says about an article, its evidence marked clause by clause.

    On a terminal clauses have colours; elsewhere, and without colours, spans stand in brackets.
    """
    console = Console(highlight=False, soft_wrap=True)
    coloured = console.is_terminal and not console.no_color
    day = f", {article.published:%Y-%m-%d}" if article.published else ""
    console.print(Text(f"{article.title}  ({article.lang}{day})", style="bold"))
    if not found:
        console.print("no rule holds, nor would but for a reason")
    for match in found:
        verdict = str(match.reason or "ALERT")
        style = "red" if match.reason is None else "yellow"
        because = f"  {match.because}" if match.because else ""
        console.print(Text.assemble(f"{match.rule}  ", (verdict, style), because))
        for said in told(match):
            console.print(Text(f"  {said}"))
        for line in lines_of(article, match):
            console.print(Text("  ") + _marked(line, coloured=coloured))
        if coloured and clauses_of(match):
            console.print(_legend(match))


def told(match: Match) -> Iterator[str]:
    """Say each event in a line: who, what, where, and how it stands; else what is captured."""
    for event in match.events:
        who = event.person.name if event.person else event.role or "somebody"
        where = f" at {event.org.name}" if event.org else ""
        to = f" to {event.destination.name}" if event.destination else ""
        role = f" ({event.role})" if event.role and event.person else ""
        stands = (event.newness, event.certainty, event.polarity, event.sphere)
        told = " ".join(s for s in stands if s not in {"confirmed", "asserted", "company"})
        yield f"{who}{role}: {event.type}{where}{to} [{told}]"
    for name, values in match.captures.items():
        if not match.events:
            yield f"{name}: {', '.join(values)}"


def _marked(line: Line, *, coloured: bool) -> Text:
    """Show a line, its spans in the colours of their clauses or in brackets."""
    shown = Text.assemble((f"{line.field}  ", "dim"))
    for piece in line.pieces:
        if coloured and piece.clauses:
            shown.append(piece.text, style=f"{_colour(piece.clauses[0])} reverse")
        else:
            shown.append("[" * piece.begins + piece.text + "]" * piece.ends)
    return shown


def _legend(match: Match) -> Text:
    """Say which colour is which clause."""
    shown = Text.assemble(("  clauses  ", "dim"))
    for number, clause in enumerate(clauses_of(match)):
        shown.append(clause, style=_colour(number)).append("  ")
    return shown


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]
