"""Patterns: regular expressions by RE2 only, within limits, tried before they are let in.

RE2 is linear but not always fast: counted repeats blow up its states. So a pattern is short,
shallow, its counted bounds small, and what counts over 8 is timed on hostile text when it is
loaded (`security.md` 4). Patterns see the folded text with its punctuation.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import re2

from monitor.matching.letters import pieces
from monitor.matching.syntax import ExpressionError

LONGEST = 500  # characters of a pattern
READ = 20_000  # characters of a field it is run on
FOUND = 1_000  # places kept
_DEEPEST = 20
_MEMORY = 1 << 20
_BOUNDS = 200  # sum of counted bounds
_UNTRIED = 8  # up to this sum none of 54,000 patterns took long
_TRIAL = 10_000  # characters
_SLOW_S = 0.005
_RUNS = 3
_COUNTED = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_MISSING = (
    (re.compile(r"\(\?[=!]"), "look-ahead"),
    (re.compile(r"\(\?<[=!]"), "look-behind"),
    (re.compile(r"\\[1-9]"), "back-reference"),
)
_LITERALS = re.compile(r"[^\W_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A folded text with punctuation; `starts[i]` and `ends[i]` lead back to the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A pattern ready to be run."""

    source: str
    engine: Any  # RE2's compiled object

    def places(self, line: Line) -> Iterator[tuple[int, int]]:
        """Give where it holds, as code points of the original; empty matches are none."""
        kept = 0
        for found in self.engine.finditer(line.text[:READ]):
            start, end = found.span()
            if end > start:
                kept += 1
                yield line.starts[start], line.ends[end - 1]
            if kept >= FOUND:
                return


def compile_pattern(
    source: str, span: tuple[int, int], *, timer: Callable[[], float] | None = None
) -> Compiled:
    """Compile a pattern; raises E310. With a `timer` (seconds) a doubtful one is tried first."""
    _refuse_missing(source, span)
    if len(source) > LONGEST:
        raise ExpressionError("E310", f"a pattern has at most {LONGEST} characters", span)
    if _depth(source) > _DEEPEST:
        raise ExpressionError("E310", f"groups nest at most {_DEEPEST} deep", span)
    counted = _counted(source)
    if counted > _BOUNDS:
        message = f"counted repeats sum up to {counted}, at most {_BOUNDS}; write NEAR instead"
        raise ExpressionError("E310", message, span)
    found = Compiled(source=source, engine=_engine(source, span))
    if timer is not None and counted > _UNTRIED and _is_slow(found, timer):
        raise ExpressionError("E310", "this pattern is too slow; write NEAR instead", span)
    return found


def line_of(text: str) -> Line:
    """Fold the beginning of a text for patterns: letters folded, punctuation kept."""
    shown: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, char in enumerate(text[:READ]):
        for letter in _folded(char):
            shown.append(letter)
            starts.append(at)
            ends.append(at + 1)
    return Line(text="".join(shown), starts=tuple(starts), ends=tuple(ends))


def _folded(char: str) -> str:
    if char.isspace():
        return char
    return "".join(piece.plain for piece in pieces(char))


def _engine(source: str, span: tuple[int, int]) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    shown = "".join(c if c.isascii() else _folded(c) for c in source)
    try:
        return re2.compile(shown, options=options)
    except re2.error as fault:
        detail = fault.args[0] if fault.args else ""
        told = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
        raise ExpressionError("E310", f"RE2: {told}", span) from None


def _refuse_missing(source: str, span: tuple[int, int]) -> None:
    plain = source.replace("\\\\", "")
    for pattern, name in _MISSING:
        if pattern.search(plain):
            raise ExpressionError("E310", f"RE2 has no {name}", span)


def _depth(source: str) -> int:
    deepest = depth = 0
    for char in source.replace("\\\\", "").replace("\\(", "").replace("\\)", ""):
        depth += {"(": 1, ")": -1}.get(char, 0)
        deepest = max(deepest, depth)
    return deepest


def _counted(source: str) -> int:
    return sum(int(found[2] or found[1]) for found in _COUNTED.finditer(source))


def _is_slow(found: Compiled, timer: Callable[[], float]) -> bool:
    return any(_best(found, text, timer) > _SLOW_S for text in _hostile(found.source))


def _best(found: Compiled, text: str, timer: Callable[[], float]) -> float:
    taken: list[float] = []
    for _ in range(_RUNS):
        began = timer()
        found.engine.search(text)
        taken.append(timer() - began)
    return min(taken)


def _hostile(source: str) -> Iterator[str]:
    """Give six texts of the pattern's own literals and of what its classes admit."""
    literals = _LITERALS.findall(source.replace("\\p", " ").replace("\\b", " ")) or ["a"]
    joined, spaced = "".join(literals), " ".join(literals)
    for unit in (joined, spaced, literals[0], "a", "a 1 ", joined[:-1] + "x "):
        yield (unit * (_TRIAL // len(unit) + 1))[:_TRIAL]
