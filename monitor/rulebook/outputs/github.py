"""`--format github`: workflow commands that annotate a pull request at the line."""

from collections.abc import Sequence

from monitor.rulebook.diagnostic import Diagnostic

SUMMED = True
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(found: Sequence[Diagnostic], *, root: str = "") -> str:
    """Write `::error file=..,line=..,col=..,endLine=..,endColumn=..,title=E204::message`."""
    return "\n".join(_command(fault, root) for fault in found)


def _command(fault: Diagnostic, root: str) -> str:
    properties = {
        "file": root + fault.file,
        "line": fault.line,
        "col": fault.column,
        "endLine": fault.end_line,
        "endColumn": fault.end_column,
        "title": fault.code,
    }
    shown = ",".join(f"{name}={_escaped(str(v), _PROPERTY)}" for name, v in properties.items())
    return f"::{fault.severity} {shown}::{_escaped(fault.told, _DATA)}"


def _escaped(text: str, codes: dict[str, str]) -> str:
    return "".join(codes.get(c, c) for c in text)
