"""What a source's document is expected to hold: `expect:` of a source file, and what breaks it."""

from collections.abc import Mapping, Sequence

from monitor.errors import ParseError
from monitor.intake.sourcefile import ExpectKeys
from monitor.manners import Expect
from monitor.matching.patterns import compile_pattern, line_of
from monitor.model import Article, Document, Parsed
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import shape

FIELDS = ("url", "title", "lead", "date", "author")
_NO_COUNT = 1 << 60


def held(expect: Expect | None, document: Document, parsed: Parsed) -> Parsed:
    """Compare what a document gave with what is expected; raises ParseError `contract`.

    A document that only leads to others is not counted, nor is a later page's number of rows.
    """
    if expect is None or (parsed.follow and not parsed.articles):
        return parsed
    rows = [row_of(article) for article in parsed.articles]
    rows += [{}] * parsed.skipped
    what = f' for "{parsed.hints["rows"]}"' if "rows" in parsed.hints else ""
    fault = unmet(expect, rows, what=what, is_first=not document.role)
    if fault:
        raise ParseError("contract", f"{fault} at {document.url}")
    return parsed


def row_of(article: Article) -> Mapping[str, str]:
    """Give an article as the fields that may be expected of it."""
    return {
        "url": article.url,
        "title": article.title,
        "lead": article.lead,
        "date": "" if article.published is None else article.published.isoformat(),
        "author": ", ".join(article.authors),
    }


def unmet(
    expect: Expect, rows: Sequence[Mapping[str, str]], *, what: str = "", is_first: bool = True
) -> str:
    """Say which promise the rows break, empty when they hold all; an empty row was skipped.

    `what` says how rows are found; only the first document's number of rows is looked at.
    """
    most = _NO_COUNT if expect.most is None else expect.most
    if is_first and not expect.least <= len(rows) <= most:
        return f"{len(rows)} rows{what}, expected {expect.items}"
    rows = [row for row in rows if row]
    if expect.title:
        wanted = compile_pattern(expect.title, (0, len(expect.title)))
        other = [row["title"] for row in rows if not any(wanted.places(line_of(row["title"])))]
        if other:
            return f'{len(other)} titles unlike "{expect.title}", first "{other[0][:60]}"'
    for name in expect.required:
        lacking = sum(not row.get(name) for row in rows)
        if lacking:
            return f"{lacking} of {len(rows)} rows without {name}"
    if expect.unique:
        values = [row.get(expect.unique, "") for row in rows]
        if len(set(values)) < len(values):
            return f"rows that share their {expect.unique}"
    return ""


def bounds(text: str) -> tuple[int, int | None]:
    """Read `5..200`, `5..`, `..200` or `5`; raises ValueError for anything else."""
    low, dots, high = text.replace(" ", "").partition("..")
    if not (low or high) or any(p and not (p.isascii() and p.isdecimal()) for p in (low, high)):
        raise ValueError(text)
    if not dots:
        return int(low), int(low)
    least, most = int(low or 0), int(high) if high else None
    if most is not None and least > most:
        raise ValueError(text)
    return least, most


def read(keys: ExpectKeys, faults: Faults) -> Expect:
    """Make what a source file expects; what it cannot mean is noted."""
    least, most = 1, None
    if keys.items is not None:
        try:
            least, most = bounds(keys.items.text)
        except ValueError:
            message = f"{shape(keys.items)} is no number of rows; write 5..200, 5.. or 5"
            faults.add(keys.items, "E105", message)
    for name in (*filter(None, [keys.unique]), *keys.required):
        if name.text not in FIELDS:
            known = ", ".join(FIELDS)
            faults.add(name, "E105", f"{shape(name)} is no field of a row; known: {known}")
    return Expect(
        least=least,
        most=most,
        title=keys.title,
        unique=keys.unique.text if keys.unique is not None else "",
        required=tuple(name.text for name in keys.required),
    )
