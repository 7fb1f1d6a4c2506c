"""What we tell an analyst about a file: one line each, at the place where the mistake begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

_LONGEST = 1_000  # characters of a message


class Mark(NamedTuple):  # hundred thousands are made: a tuple is three times quicker to make
    """A position in a file: line and column from 1, in code points."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A change that mends a fault: this stretch of the file becomes `text`."""

    line: int
    column: int
    end_line: int
    end_column: int  # the end not included
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One fault of one file; prints as `file:line:column: code message (did you mean "x"?)`."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    severity: Literal["error", "warning"] = "error"
    message: str
    suggestion: str = ""
    fix: Fix | None = None  # known once the file's text is at hand: `fixes.py`

    def __str__(self) -> str:
        """Give the one line."""
        return f"{one_line(self.file)}:{self.line}:{self.column}: {self.code} {self.told}"

    @property
    def told(self) -> str:
        """Give message and suggestion, as people read them."""
        hint = f' (did you mean "{self.suggestion}"?)' if self.suggestion else ""
        return self.message + hint

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key: by file, then place."""
        return (self.file, self.line, self.column, self.code, self.message)


class Spot(Protocol):
    """Anything that stands in a file: a node of the YAML tree, a part of an expression."""

    @property
    def file(self) -> str:
        """The file as it was given."""
        ...

    @property
    def start(self) -> Mark:
        """Where it begins."""
        ...

    @property
    def end(self) -> Mark:
        """Where it ends, the end not included."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a file that is no node of its own, such as a word in an expression."""

    file: str
    start: Mark
    end: Mark


def one_line(message: str) -> str:
    """Keep a message one line that nothing in a terminal obeys: names in it come from files."""
    if len(message) > _LONGEST:
        message = message[: _LONGEST - 3] + "..."
    if message.isprintable():
        return message
    return "".join(c if c.isprintable() else "\ufffd" if c.strip() else " " for c in message)


class Faults:
    """Collects diagnostics; equal ones are kept once."""

    def __init__(self) -> None:
        """Start empty."""
        self._found: dict[Diagnostic, None] = {}

    def add(
        self,
        spot: Spot,
        code: str,
        message: str,
        *,
        suggestion: str = "",
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        """Note a fault that begins where `spot` begins."""
        found = Diagnostic(
            file=spot.file,
            line=spot.start.line,
            column=spot.start.column,
            end_line=spot.end.line,
            end_column=spot.end.column,
            code=code,
            severity=severity,
            message=one_line(message),
            suggestion=suggestion,
        )
        self.keep(found)

    def keep(self, found: Diagnostic) -> None:
        """Note a diagnostic that is already made."""
        self._found[found] = None

    def take(self, other: "Faults") -> None:
        """Take over what another collector holds."""
        self._found.update(dict.fromkeys(other))

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Give all of them by file and place."""
        return tuple(sorted(self._found, key=lambda found: found.order))

    def __iter__(self) -> Iterator[Diagnostic]:
        """Go through them in the order they were found."""
        return iter(self._found)

    def __len__(self) -> int:
        """Count them."""
        return len(self._found)
