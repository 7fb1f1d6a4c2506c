"""Importer of boolean search strings: a text file, searches set apart by blank lines.

A first line that begins with `#` is the search's title; a search may go over several lines.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from monitor.rulebook.diagnostic import Mark
from monitor.rulebook.drafts import Draft, Imported, slug
from monitor.rulebook.foreign import Notes
from monitor.rulebook.searching import search

_MOST_BYTES = 1 << 20


def convert(data: bytes, file: str, fields: Mapping[str, str]) -> Imported:
    """Read the searches of a file; what cannot be read of one is noted at its place."""
    notes = Notes(file=file, fields=fields)
    if len(data) > _MOST_BYTES:
        notes.leave(Mark(), "the whole file: over 1 MiB")
        return Imported(left=tuple(notes.left))
    stem = PurePosixPath(file).stem
    drafts: list[Draft] = []
    for number, (line, title, text) in enumerate(_searches(data), start=1):
        part = search(text, Mark(line=line), notes)
        if part is None:
            notes.leave(Mark(line=line), "the search: nothing of it is left")
            continue
        shown = title or f"{stem} {number}"
        drafts.append(Draft(id=slug(shown, f"search-{number}"), title=shown, match=part, line=line))
    return Imported(drafts=tuple(drafts), left=tuple(notes.left))


def _searches(data: bytes) -> Iterator[tuple[int, str, str]]:
    """Give line, title and text of each search."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    at = 1
    for block in re.split(r"(\n[ \t]*(?=\n))", text):
        lines = block.split("\n")
        titles = [line.lstrip("# ").strip() for line in lines if line.lstrip().startswith("#")]
        rows = [
            (number, line)
            for number, line in enumerate(lines)
            if line.strip() and not line.lstrip().startswith("#")
        ]
        if rows:
            first = rows[0][0]
            body = "\n".join("" if n.lstrip().startswith("#") else n for n in lines[first:])
            yield at + first, " ".join(titles), body
        at += block.count("\n")
