"""libyaml's complaints in an analyst's words, at the place where the mistake begins.

libyaml reports where it gave up; a quote or bracket that is never closed is reported lines
later. Here each complaint is traced back to its cause.
"""

import re
from dataclasses import dataclass

Point = tuple[int, int]  # line and column from 0

_KEY = re.compile(r"\s*(?:- +)*(?:\"[^\"]*\"|'[^']*'|[^\s\"'\[{#:][^:]*?):(?:\s|$)")
_COMMENT = re.compile(r"\s#")
_QUOTED_BEFORE = re.compile(r"[\"']\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What libyaml says: in which construct, opened where, and what it met where."""

    context: str
    opened: Point | None
    problem: str
    at: Point


def explain(complaint: Complaint, lines: tuple[str, ...]) -> tuple[Point, str]:
    """Give the point where the mistake begins and a message that says what to do."""
    problem, context = complaint.problem, complaint.context
    if "Unicode character escape" in problem and complaint.opened:
        return complaint.opened, "an escape in these quotes is no character; write it as it is"
    if "escape" in problem or "hexdecimal" in problem:
        escape = _rest(lines, complaint.at)[:2]
        return complaint.at, f'"{escape}" is no escape in double quotes; write single quotes'
    if "quoted scalar" in context and complaint.opened:
        return complaint.opened, "quote is not closed"
    if "flow" in context and complaint.opened:
        return _flow(complaint, complaint.opened, lines)
    if "cannot start any token" in problem:
        mark = _rest(lines, complaint.at)[:1]
        return complaint.at, f'a value that starts with "{mark}" needs quotes'
    if "mapping values are not allowed" in problem:
        return _colon(complaint.at, lines)
    return _block(complaint, lines)


def _flow(complaint: Complaint, opened: Point, lines: tuple[str, ...]) -> tuple[Point, str]:
    """Explain a list or mapping in brackets that does not go on as it should."""
    line, column = complaint.at
    before = _rest(lines, (line, 0))[:column]
    met = _rest(lines, complaint.at)[:1]
    if met and met in "{[" and before[-1:].strip() and before[-1:] not in ",[{":
        start = max(before.rfind(c) for c in "[,") + 1
        start += len(before[start:]) - len(before[start:].lstrip())
        return (line, start), "text with { } or [ ] in a list needs quotes"
    if met and _QUOTED_BEFORE.search(before):
        return complaint.at, "text after a quoted value; write the whole in single quotes"
    if met == ":" and line == opened[0]:
        return complaint.at, '": " inside plain text; put the text in quotes'
    return opened, f'"{_rest(lines, opened)[:1]}" is not closed'


def _colon(at: Point, lines: tuple[str, ...]) -> tuple[Point, str]:
    """Explain a colon that makes no key: inside a value, or in a line indented wrongly."""
    text = lines[at[0]]
    first = _KEY.match(text)
    if first and first.end() <= at[1]:
        return at, '": " inside plain text; put the text in quotes or under >'
    if re.search(r"\S\s", text[: at[1]].strip()):
        return at, '": " inside plain text, or a key indented too deep; use quotes or >'
    return (at[0], len(text) - len(text.lstrip())), "indentation does not fit the lines above"


def _block(complaint: Complaint, lines: tuple[str, ...]) -> tuple[Point, str]:
    """Explain a line that libyaml cannot fit into the mapping or list around it."""
    point = complaint.at
    if "could not find expected ':'" in complaint.problem and complaint.opened:
        point = complaint.opened
    line, column = point
    before, met = _rest(lines, (line, 0))[:column], _rest(lines, point)[:1]
    if met and _QUOTED_BEFORE.search(before):
        return point, "text after a quoted value; write the whole after >"
    comment = _commented(lines, line)
    if comment is not None:
        return comment, '"#" starts a comment inside the text; put it in quotes or under >'
    if met and met in "]}":
        return point, f'"{met}" closes nothing'
    if "sequence entries" in complaint.problem:
        return point, "a list starts on the line after its key"
    if "<document start>" in complaint.problem:
        return (max(0, line - 1), 0), "no second document in a file"
    if "block scalar" in complaint.context:
        return point, "after > or | the text starts on the next line, indented"
    if met == "-" or "'-' indicator" in complaint.problem:
        return point, "a list and keys at one level; check the indentation"
    if "could not find expected ':'" in complaint.problem:
        return point, 'no key: ":" is missing, or the line must be indented'
    return point, "indentation does not fit the lines above"


def _commented(lines: tuple[str, ...], line: int) -> Point | None:
    """Find a comment after plain text on the nearest line above that is not empty."""
    above = min(line, len(lines)) - 1
    while above > 0 and not lines[above].strip():
        above -= 1
    if above < 0 or lines[above].lstrip().startswith("#"):
        return None
    found = _COMMENT.search(lines[above])
    return None if found is None else (above, found.start() + 1)


def _rest(lines: tuple[str, ...], point: Point) -> str:
    line, column = point
    return lines[line][column:] if line < len(lines) else ""
