"""A tried article on a terminal: each rule's verdict, its events, and the words that decided."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from monitor.model import Article, Match


def show(article: Article, found: list[Match]) -> None:
    """Show what each rule says about an article, its evidence marked."""
    console = Console(highlight=False, soft_wrap=True)
    day = f", {article.published:%Y-%m-%d}" if article.published else ""
    console.print(Text(f"{article.title}  ({article.lang}{day})", style="bold"))
    if not found:
        console.print("no rule holds, nor would but for a reason")
    for match in found:
        verdict = str(match.reason or "ALERT")
        style = "red" if match.reason is None else "yellow"
        because = f"  {match.because}" if match.because else ""
        console.print(Text.assemble(f"{match.rule}  ", (verdict, style), because))
        for line in _lines(match):
            console.print(Text(f"  {line}"))
        for quoted in _quoted(article, match):
            console.print(Text("  ") + quoted)


def _lines(match: Match) -> Iterator[str]:
    """Say each event in a line: who, what, where, and how it stands."""
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


def _quoted(article: Article, match: Match) -> Iterator[Text]:
    """Show the lines in which evidence stands, each span in colour."""
    fields = {"title": article.title, "lead": article.lead, "body": article.body}
    for name, text in fields.items():
        spans = [(s.start, s.end) for s in match.evidence if s.field == name]
        at = 0
        for line in text.split("\n"):
            inside = [(a - at, b - at) for a, b in spans if at <= a < at + len(line) + 1]
            if inside:
                shown = Text(f"{name}  ", style="dim")
                words = Text(line)
                for start, end in inside:
                    words.stylize("reverse", start, end)
                yield shown + words
            at += len(line) + 1
