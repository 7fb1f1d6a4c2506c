"""Fixes: what to write instead, as a change that an editor can apply by itself.

A fault names in its message, in quotes, what is wrong, and suggests or says what to write. Where
the file has just that at the fault's place, the change is known; anywhere else it is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.rulebook.diagnostic import Diagnostic, Fix

_QUOTED = re.compile(r'"([^"\n]+)"')
_WRITE = re.compile(r"; write ([^\s,;]+)$")  # `"7 days" is no duration; write 7d`
_FILE = re.compile(r"^no file (\S+)")
_CAPITALS = re.compile(r"operators in capitals: ([A-Z]+)$")
_MARKS = "\"'"


def with_fix(found: Diagnostic, lines: Sequence[str]) -> Diagnostic:
    """Give a fault with its fix, if the lines of its file show that there is one."""
    if not 0 < found.line <= len(lines):
        return found
    rest = lines[found.line - 1][found.column - 1 :]
    for wrong, right in _changes(found, rest):
        skipped = 1 if rest[:1] in _MARKS and rest[:1] else 0
        if rest[skipped:].startswith(wrong) and wrong != right:
            column = found.column + skipped
            end = column + len(wrong)
            fix = Fix(
                line=found.line, column=column, end_line=found.line, end_column=end, text=right
            )
            return replace(found, fix=fix)
    return found


def _changes(found: Diagnostic, rest: str) -> list[tuple[str, str]]:
    """Give what may be wrong and what is right then, the surest first."""
    if capitals := _CAPITALS.search(found.message):
        word = rest[: len(capitals[1])]
        return [(word, capitals[1])] if word.upper() == capitals[1] else []
    quoted = _QUOTED.search(found.message) or _FILE.search(found.message)
    if quoted is None:
        return []
    wrong, right = quoted[1], found.suggestion or _written(found, quoted[1])
    if found.code == "E101" and "." in right:  # a key of a mapping that is not there yet
        return []
    shared = _shared(wrong, right)
    changes = [(wrong, right), (wrong[shared:], right[shared:])]
    return [(old, new) for old, new in changes if old and new]


def _written(found: Diagnostic, wrong: str) -> str:
    """Give what a message says to write, unless it is a mere example with other digits."""
    written = _WRITE.search(found.message)
    if written is None:
        return ""
    if found.code == "E105" and _digits(written[1]) != _digits(wrong):
        return ""
    return written[1]


def _digits(text: str) -> list[str]:
    return sorted(c for c in text if c.isdigit())


def _shared(wrong: str, right: str) -> int:
    """Count the letters of a mark that both begin with and the place leaves out: `org:`."""
    head, mark, _ = right.partition(":")
    return len(head) + 1 if mark and wrong.startswith(head + mark) else 0
