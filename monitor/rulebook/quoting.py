"""Scalars as text again: quotes only where YAML, or a reader of it, would see something else."""

import re

from monitor.rulebook.nodes import Scalar

WIDTH = 100
_SPECIAL = re.compile(r"""[-?:,\[\]{}#&*!|>'"%@`=<~]""")  # at the start
_INSIDE = re.compile(r":(?=\s|$)|\s#|[,\[\]{}]|\s{2}|[^\S ]")
_OTHER_WORDS = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null)|\.(?i:inf|nan)")
_NUMBERS = re.compile(  # dates and 22:00 too, which some readers take for more than text
    r"[-+.]?[0-9][-0-9_:.]*([eE][-+]?[0-9]+|[Tt][0-9:.]+[Zz]?)?|0[xo][0-9a-fA-F_]+"
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def quoted(scalar: Scalar) -> str:
    """Write a scalar on one line, with quotes where it has and needs them."""
    text = scalar.text
    if scalar.style == "plain" and (text == "" or _INSIDE.search(text) is None or _is_flat(scalar)):
        return text
    if scalar.style == "plain" or is_plain(text):
        return text if is_plain(text) else in_quotes(text)
    return in_quotes(text)


def _is_flat(scalar: Scalar) -> bool:
    return scalar.start.line == scalar.end.line


def is_plain(text: str) -> bool:
    """Tell whether a text is safe without quotes, in `[lists]` too, for every reader of YAML."""
    return bool(
        text
        and text == text.strip()
        and text.isprintable()
        and not _SPECIAL.match(text)
        and not _INSIDE.search(text)
        and not _OTHER_WORDS.fullmatch(text)
        and not _NUMBERS.fullmatch(text)
    )


def in_quotes(text: str) -> str:
    """Write a text in double quotes, or in single ones where that spares escapes."""
    if ('"' in text or "\\" in text) and "'" not in text and text.isprintable():
        return f"'{text}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else (
        f"\\U{code:08x}"
    )  # fmt: skip


def filled(text: str, width: int) -> tuple[str, ...]:
    """Break a text at its blanks into lines of at most `width` where that is possible."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def block_lines(scalar: Scalar) -> tuple[str, tuple[str, ...]] | None:
    """Give header and bare lines of a `|` or `>` value; None when they say more than usual.

    Only the indentation is taken off: what is inside a block is text as it stands.
    """
    found = re.match(
        r"[|>]-?(?=\s|$)", scalar.lines[scalar.start.line - 1][scalar.start.column - 1 :]
    )
    whole = scalar.lines[scalar.start.line : scalar.end.line - (scalar.end.column == 1)]
    body = list(whole)
    while body and not body[-1].strip():
        body.pop()
    if found is None or not body or not body[0].strip():
        return None
    deep = len(body[0]) - len(body[0].lstrip(" "))
    return found[0], tuple(line[deep:] for line in body)
