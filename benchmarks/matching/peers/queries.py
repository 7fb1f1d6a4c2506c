"""Queries: generated rules in the languages of the peers, NEAR as AND, patterns as their name.

Both are given folded text, so that case and accents are nobody's advantage.
"""

import re
from collections.abc import Sequence

from monitor.matching import syntax
from monitor.matching.syntax import Part
from monitor.matching.text import fold

_NAME = re.compile(r"[a-z]{3,}")


def folded(text: str) -> str:
    """Give a text's folded words."""
    return " ".join(fold(text).words)


def tantivy(part: Part) -> str:
    """Write a rule for tantivy's query parser."""
    return _tantivy(part, "")


def _tantivy(part: Part, field: str) -> str:
    if isinstance(part, syntax.Fielded):
        return _tantivy(part.part, part.field)
    if isinstance(part, syntax.And):
        return f"({' '.join(_clause(p, field) for p in part.parts)})"
    if isinstance(part, syntax.Near):
        return f"({' '.join('+' + _tantivy(p, field) for p in part.parts)})"
    if isinstance(part, syntax.Or):
        return f"({' '.join(_tantivy(p, field) for p in part.parts)})"
    shown, fields = _tantivy_term(part), (field,) if field else ("title", "body")
    return f"({' '.join(f'{name}:{shown}' for name in fields)})"


def _clause(part: Part, field: str) -> str:
    if isinstance(part, syntax.Not):
        return f"-{_tantivy(part.part, field)}"
    return f"+{_tantivy(part, field)}"


def _tantivy_term(part: Part) -> str:
    """Give a phrase; a beginning is a range of words, there is no other way for one word."""
    shown = " ".join(_words(part))
    if isinstance(part, syntax.Word) and part.ending == "*":
        return f"[{shown} TO {shown}\uffff]"
    return f'"{shown}"'


def fts5(part: Part) -> str:
    """Write a rule for SQLite's FTS5."""
    return _fts5(part, "")


def _fts5(part: Part, field: str) -> str:
    if isinstance(part, syntax.Fielded):
        return _fts5(part.part, part.field)
    if isinstance(part, syntax.And):
        wanted = [_fts5(p, field) for p in part.parts if not isinstance(p, syntax.Not)]
        vetoes = [_fts5(p.part, field) for p in part.parts if isinstance(p, syntax.Not)]
        shown = f"({' AND '.join(wanted)})"
        for veto in vetoes:
            shown = f"({shown} NOT {veto})"
        return shown
    if isinstance(part, syntax.Near):
        return f"({' AND '.join(_fts5(p, field) for p in part.parts)})"
    if isinstance(part, syntax.Or):
        return f"({' OR '.join(_fts5(p, field) for p in part.parts)})"
    star = " *" if isinstance(part, syntax.Word) and part.ending == "*" else ""
    shown = f'"{" ".join(_words(part))}"{star}'
    return f"{field} : {shown}" if field else shown


def _words(part: Part) -> Sequence[str]:
    if isinstance(part, syntax.Pattern):
        found = _NAME.search(part.source)
        return (found.group(),) if found else ()
    if isinstance(part, syntax.Word | syntax.Phrase):
        return fold(part.text).words
    raise TypeError(part)
