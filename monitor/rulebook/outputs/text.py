"""`--format text`: one line a fault, as people and editors read it."""

from collections.abc import Sequence

from monitor.rulebook.diagnostic import Diagnostic

SUMMED = True  # a sum of all follows


def render(found: Sequence[Diagnostic], *, root: str = "") -> str:
    """Write `file:line:column: code message (did you mean "x"?)`, never wrapped."""
    del root
    return "\n".join(map(str, found))
