"""CSV, what a spreadsheet writes: `id,kind,url,outlet,tier,lang,tags,every`."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from monitor.errors import ParseError
from monitor.intake.carried import Carried, Take, name_of, tags_of
from monitor.intake.draft import Draft, duration
from monitor.model import TIERS, Source
from monitor.parsing.charset import decode
from monitor.rulebook.forms import Wrong
from monitor.rulebook.forms import duration as seconds_of
from monitor.rulebook.suggest import suggest

SAYS = "CSV with a header line"
COLUMNS = ("id", "kind", "url", "outlet", "tier", "lang", "tags", "every")
_DELIMITERS = ",;\t"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def is_mine(data: bytes, name: str) -> bool:
    """Tell a CSV file by a header line that names a column `url`."""
    first = data[:4096].decode("utf-8-sig", "replace").splitlines()[:1]
    return name.endswith((".csv", ".tsv")) or any("url" in _cells(line) for line in first)


def read(data: bytes, file: str) -> Carried:
    """Read a row a source; raises ParseError when the header names no column `url`."""
    text = decode(data).removeprefix("\ufeff")
    head = text.splitlines()[0] if text.strip() else ""
    names = _cells(head)
    if "url" not in names:
        raise ParseError("parse", f"the first line names no column `url`; {','.join(COLUMNS)}")
    take = Take(file=file)
    for name in names:
        if name and name not in COLUMNS:
            hint = suggest(name, COLUMNS)
            near = f' (did you mean "{hint}"?)' if hint else ""
            take.leave(1, f'column "{name}"{near}')
    try:
        for line, row in _rows(text, head, names):
            draft = _draft(row, take, line)
            take.drafts += [draft] if draft else []
    except csv.Error as error:
        raise ParseError("parse", f"no CSV: {error}") from None
    return take.all()


def _delimiter(head: str) -> str:
    return max(_DELIMITERS, key=head.count)


def _cells(head: str) -> list[str]:
    row = next(csv.reader([head], delimiter=_delimiter(head)), [])
    return [cell.strip().lower() for cell in row]


def _rows(text: str, head: str, names: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row's cells by column, with its line; what guards a cell is taken off."""
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(head))
    next(reader)
    line = reader.line_num + 1
    for cells in reader:
        row = {name: _bare(cell.strip()) for name, cell in zip(names, cells, strict=False)}
        if any(row.values()):
            yield line, row
        line = reader.line_num + 1


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def _draft(row: Mapping[str, str], take: Take, line: int) -> Draft | None:
    url = row.get("url", "")
    if not url:
        take.leave(line, "a row without url")
        return None
    every = seconds_of(row["every"]) if row.get("every") else None
    if isinstance(every, Wrong):
        take.leave(line, f'every "{row["every"]}": write 15m, 2h')
        every = None
    tier = row.get("tier", "").lower()
    if tier and tier not in TIERS:
        take.leave(line, f'tier "{tier}"; known: {", ".join(TIERS)}')
        tier = ""
    return Draft(
        kind=row.get("kind", "").lower() or "feed",
        url=url,
        id=row.get("id", ""),
        outlet=name_of(row.get("outlet", "")),
        tier=tier,
        langs=tuple(row.get("lang", "").replace(";", " ").split()),
        tags=tags_of(row.get("tags", "").replace(",", ";").replace(" ", ";").split(";")),
        every_s=every,
        line=line,
    )


def write(sources: Iterable[Source]) -> str:
    """Write a row a source; a cell a spreadsheet would run as a formula is guarded."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in sources:
        every = duration(one.every_s) if one.every_s else ""
        cells = (one.id, one.kind, one.url, one.outlet, one.tier)
        more = (" ".join(one.langs), ";".join(one.tags), every)
        rows.writerow([_guarded(cell) for cell in (*cells, *more)])
    return out.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
