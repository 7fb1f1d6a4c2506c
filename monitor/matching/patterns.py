"""Patterns: regular expressions by RE2 only, within limits, tried before they are let in.

RE2 is linear but not always fast: counted repeats blow up its states. So a pattern is short,
shallow, its counted bounds small, and what counts over 8 is timed on hostile text when it is
loaded (`security.md` 4). Patterns see the folded text with its punctuation.
"""

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import re2

from monitor.matching.letters import pieces
from monitor.matching.syntax import ExpressionError

LONGEST = 500  # characters of a pattern
READ = 20_000  # characters of a field it is run on
FOUND = 1_000  # places kept
_LETTERS = 20_000  # characters whose folding is remembered
_DEEPEST = 20
_MEMORY = 1 << 20
_BOUNDS = 200  # sum of counted bounds
_UNTRIED = 8  # up to this sum none of 54,000 patterns took long
_TRIAL = 10_000  # characters
_SLOW_S = 0.005
BUDGET_S = 0.02  # CPU of one run on one field
_PATIENCE = 3  # runs over it
_FEW = 8  # characters that are looked for one by one
_RUNS = 3
_COUNTED = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_MISSING = (
    (re.compile(r"\(\?[=!]"), "look-ahead"),
    (re.compile(r"\(\?<[=!]"), "look-behind"),
    (re.compile(r"\\[1-9]"), "back-reference"),
)
_UNEVEN = b"\x81"  # cp1252 has no such character
_LITERALS = re.compile(r"[^\W_]{2,}")


@dataclass(slots=True, kw_only=True)
class Line:
    """The beginning of a text folded letter by letter, its punctuation kept."""

    source: str
    text: str
    is_even: bool  # each character became one letter
    _uneven: tuple[list[int], list[int]] | None = None

    def origin(self, place: int) -> int:
        """Give the character of the source that a folded letter comes from."""
        if self.is_even:
            return place
        if self._uneven is None:
            self._uneven = _uneven(self.source)
        chars, begins = self._uneven
        number = bisect.bisect_right(begins, place) - 1
        if number < 0:
            return place
        behind = place - begins[number] - len(_folded(self.source[chars[number]]))
        return chars[number] + max(behind + 1, 0)


class Parking:
    """Times patterns as they run: one that is slow three times is parked, and holds no more.

    The trial at load misses under one of a hundred hostile patterns; these cost an article no
    more than the budget, and three articles in all.
    """

    def __init__(self, timer: Callable[[], float]) -> None:
        """Measure with a timer (seconds)."""
        self.timer = timer
        self._slow: Counter[str] = Counter()
        self._parked: set[str] = set()
        self._news: list[str] = []

    def is_parked(self, source: str) -> bool:
        """Tell whether a pattern is not to be run."""
        return source in self._parked

    def park(self, source: str) -> None:
        """Park a pattern that was slow elsewhere."""
        self._parked.add(source)

    def note(self, source: str, seconds: float) -> None:
        """Note what a run took."""
        if seconds > BUDGET_S:
            self._slow[source] += 1
            if self._slow[source] == _PATIENCE and source not in self._parked:
                self._parked.add(source)
                self._news.append(source)

    def news(self) -> tuple[str, ...]:
        """Give the patterns parked since this was last asked."""
        found = tuple(self._news)
        self._news.clear()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A pattern ready to be run."""

    source: str
    engine: Any  # RE2's compiled object

    def places(self, line: Line, parking: Parking | None = None) -> Iterator[tuple[int, int]]:
        """Give where it holds, as code points of the original; empty matches are none.

        With a `parking` it keeps to its budget.
        """
        spans: Iterable[tuple[int, int]] = ()
        if parking is None:
            spans = _spans(self.engine, line.text[:READ])
        elif not parking.is_parked(self.source):
            spans, took = self.within(line.text[:READ], BUDGET_S, parking.timer)
            parking.note(self.source, took)
        for start, end in spans:
            yield line.origin(start), line.origin(end - 1) + 1

    def within(
        self, text: str, seconds: float, timer: Callable[[], float]
    ) -> tuple[list[tuple[int, int]], float]:
        """Run until the time is spent: gives what is found by then, and what it took.

        Each search is linear, but a pattern may look at all the rest of the text from every
        letter of it on: only the sum is bounded here.
        """
        began = timer()
        spans = list(_spans(self.engine, text, lambda: timer() - began > seconds))
        return spans, timer() - began


def _never() -> bool:
    return False


def _spans(
    engine: Any, text: str, is_over: Callable[[], bool] = _never
) -> Iterator[tuple[int, int]]:
    """Give where a pattern holds; empty matches are none, but they cost what others do."""
    kept = 0
    for found in engine.finditer(text):
        start, end = found.span()
        if end > start:
            kept += 1
            yield start, end
        if kept >= FOUND or is_over():
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
    doubtful = counted > _UNTRIED or found.engine.fullmatch("") is not None
    if timer is not None and doubtful and _is_slow(found, timer):
        raise ExpressionError("E310", "this pattern is too slow; write NEAR instead", span)
    return found


def line_of(text: str) -> Line:
    """Fold the beginning of a text for patterns: letters folded, punctuation kept."""
    source = text[:READ]
    if source.isascii():
        return Line(source=source, text=source.lower(), is_even=True)
    pieces = _western_pieces(source.replace("ß", "ss"))
    if pieces is not None:
        is_even = len(pieces) == 1 and "ß" not in source
        return Line(source=source, text="".join(pieces), is_even=is_even)
    return Line(source=source, text=source.translate(_letters()), is_even=False)


def _uneven(source: str) -> tuple[list[int], list[int]]:
    """Give the characters that do not fold to one letter, and where each begins when folded."""
    sizes = {char: size for char in set(source) if (size := len(_folded(char))) != 1}
    if len(sizes) > _FEW:
        chars = [at for at, char in enumerate(source) if char in sizes]
    else:
        chars = sorted(at for char in sizes for at in _places(source, char))
    longer = accumulate((sizes[source[at]] - 1 for at in chars), initial=0)
    return chars, [at + more for at, more in zip(chars, longer, strict=False)]


def _places(source: str, char: str) -> Iterator[int]:
    at = source.find(char)
    while at >= 0:
        yield at
        at = source.find(char, at + 1)


def _western_pieces(source: str) -> list[str] | None:
    """Fold a text that is nearly all Western letter by letter, in one piece if it stays even."""
    pieces: list[str] = []
    start = 0
    for _ in range(_FEW):
        try:
            return [*pieces, *_even_pieces(source[start:].encode("cp1252"))]
        except UnicodeEncodeError as odd:
            pieces += _even_pieces(source[start : start + odd.start].encode("cp1252"))
            pieces.append(source[start + odd.start : start + odd.end].translate(_letters()))
            start += odd.end
    return None


def _even_pieces(written: bytes) -> Iterator[str]:
    """Fold a text of one byte a character; letters that become several are pieces apart."""
    begin = 0
    for piece in written.translate(_western()).split(_UNEVEN):
        if begin:
            yield written[begin - 1 : begin].decode("cp1252").translate(_letters())
        yield piece.decode("cp1252")
        begin += len(piece) + 1


@cache
def _western() -> bytes:
    table = bytearray()
    for code in range(256):
        char = bytes([code]).decode("cp1252", "replace")
        folded = _folded(char).encode("cp1252", "replace")
        is_one = len(folded) == 1 and (folded != b"?" or char == "?")
        table += folded if is_one else _UNEVEN
    return bytes(table)


def _folded(char: str) -> str:
    return _letters()[ord(char)]


class _Letters(dict[int, str]):
    """What each character folds to, found when it is first met."""

    def __missing__(self, code: int) -> str:
        """Fold a character; the most frequent ones are met first and kept."""
        char = chr(code)
        folded = char if char.isspace() else "".join(piece.plain for piece in pieces(char))
        if len(self) < _LETTERS:
            self[code] = folded
        return folded


@cache
def _letters() -> _Letters:
    return _Letters()


def _engine(source: str, span: tuple[int, int]) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    shown = "".join(c if c.isascii() else c.translate(_letters()) for c in source)
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
    """Tell whether no run of three over one of the texts is quick."""
    return any(
        all(found.within(text, _SLOW_S, timer)[1] > _SLOW_S for _ in range(_RUNS))
        for text in _hostile(found.source)
    )


def _hostile(source: str) -> Iterator[str]:
    """Give six texts of the pattern's own literals and of what its classes admit."""
    literals = _LITERALS.findall(source.replace("\\p", " ").replace("\\b", " ")) or ["a"]
    joined, spaced = "".join(literals), " ".join(literals)
    for unit in (joined, spaced, literals[0], "a", "a 1 ", joined[:-1] + "x "):
        yield (unit * (_TRIAL // len(unit) + 1))[:_TRIAL]
