"""A tried article as one HTML file: nothing in it runs, and nothing is fetched by it."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from monitor.cli._marks import Line, clauses_of, lines_of
from monitor.cli._spans import told
from monitor.insight.blame import blame, phrase
from monitor.insight.page import head
from monitor.matching.trace import Trace
from monitor.model import Article, Match

_COLOURS = 8
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --quiet: #59636e;
  --edge: #d5dae0; --alert: #b3261e; --held: #8a5a00; --none: #59636e;
  --c0: #b6e3ff; --c1: #ffd8b5; --c2: #c4f0c5; --c3: #f3d1f7; --c4: #fdeb9c; --c5: #cfd6ff;
  --c6: #ffc9cf; --c7: #bdf0e8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ee; --paper: #14171b; --quiet: #9aa4b0; --edge: #363c44; --alert: #ff8a80;
    --held: #f2c063; --none: #9aa4b0; --c0: #0c4a6e; --c1: #7c3f0c; --c2: #1d5a24; --c3: #65296e;
    --c4: #6b5a06; --c5: #333f8f; --c6: #7a2230; --c7: #0f5a50; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 0; }
h3 { font-size: .85rem; color: var(--quiet); margin: 1rem 0 .35rem; font-weight: 600; }
.about { color: var(--quiet); margin: 0 0 2rem; }
section { border: 1px solid var(--edge); border-radius: .5rem; padding: 1rem 1.25rem;
  margin: 0 0 1rem; }
.verdict { font-weight: 600; margin-left: .5rem; color: var(--held); }
.alert { color: var(--alert); }
.because { color: var(--quiet); margin: .25rem 0 0; }
ul { margin: .5rem 0 0; padding-left: 1.25rem; }
p { margin: .35rem 0; }
.field { color: var(--quiet); font-size: .8rem; margin-right: .5rem; user-select: none; }
mark { color: inherit; border-radius: .2rem; padding: .05rem .1rem; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
.legend li { border-radius: .2rem; padding: .05rem .45rem; font-size: .85rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-top: 1px solid var(--edge); }
th { overflow-wrap: break-word; }
td { color: var(--quiet); }
""" + "".join(f".c{n} {{ background: var(--c{n}); }}\n" for n in range(_COLOURS))


def page(article: Article, found: Sequence[Match], others: Mapping[str, Trace]) -> str:
    """Write the whole page; `others` are the rules that say nothing, by id, with their traces."""
    day = f", {article.published:%Y-%m-%d}" if article.published else ""
    parts = [
        f'<!doctype html>\n<html lang="{escape(article.lang or "und")}">\n<head>',
        f"{head(article.title, _STYLE)}\n</head>\n<body>",
        f'<h1 dir="auto">{escape(article.title)}</h1>',
        f'<p class="about">{escape(article.lang)}{day} {escape(article.url)}</p>',
        *(_section(article, match) for match in found),
        *_silent(others),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _section(article: Article, match: Match) -> str:
    """Show what one rule says, the article's lines marked by clause."""
    loud = ' alert"' if match.reason is None else '"'
    verdict = str(match.reason or "alert")
    clauses = clauses_of(match)
    lines = "\n".join(_line(line, clauses) for line in lines_of(article, match, all_lines=True))
    events = "".join(f"<li>{escape(line)}</li>" for line in told(match))
    return "\n".join(
        part
        for part in (
            f'<section>\n<h2>{escape(match.rule)} <span class="verdict{loud}>{verdict}</span></h2>',
            f'<p class="because">{escape(match.because)}</p>' if match.because else "",
            f"<ul>{events}</ul>" if events else "",
            f'<h3>Clauses</h3>\n<ul class="legend">{"".join(_legend(clauses))}</ul>',
            f"<h3>Article</h3>\n{lines}\n</section>",
        )
        if part
    )


def _legend(clauses: Sequence[str]) -> Iterator[str]:
    for number, clause in enumerate(clauses):
        yield f'<li class="c{number % _COLOURS}">{escape(clause)}</li>'


def _line(line: Line, clauses: Sequence[str]) -> str:
    pieces = []
    for piece in line.pieces:
        text = escape(piece.text)
        if piece.clauses:
            names = escape(" + ".join(clauses[number] for number in piece.clauses))
            text = f'<mark class="c{piece.clauses[0] % _COLOURS}" title="{names}">{text}</mark>'
        pieces.append(text)
    shown = "".join(pieces)
    return f'<p><span class="field">{line.field}</span><span dir="auto">{shown}</span></p>'


def _silent(others: Mapping[str, Trace]) -> Iterator[str]:
    """List the rules that say nothing, each with the clause that failed."""
    if not others:
        return
    yield "<section>\n<h2>Rules that say nothing</h2>\n<table>"
    yield "<tr><th>rule</th><th>first clause that failed</th></tr>"
    for rule, trace in others.items():
        yield f"<tr><th>{escape(rule)}</th><td>{escape(phrase(blame(trace)))}</td></tr>"
    yield "</table>\n</section>"
