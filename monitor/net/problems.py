"""The words for what goes wrong with a poll, and how heavy each weighs."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from monitor.model import Hop, Problem

T = TypeVar("T")

TEMPORARY, SOFT, HARD = 0.25, 0.5, 1.0

WEIGHTS = {
    "timeout": TEMPORARY,
    "connect-timeout": TEMPORARY,
    "connect": TEMPORARY,
    "reset": TEMPORARY,
    "5xx": TEMPORARY,
    "429": TEMPORARY,
    "dns": SOFT,
    "tls": SOFT,
    "404": SOFT,
    "empty": SOFT,
    "401": HARD,
    "403": HARD,
    "410": HARD,
    "4xx": HARD,
    "blocked": HARD,
    "robots": HARD,
    "redirect": HARD,
    "too-large": HARD,
    "bomb": HARD,
    "address": HARD,
    "not-a-feed": HARD,
    "charset": HARD,
    "parse": HARD,
    "contract": HARD,
}

# A request that failed in one of these ways never reached the server.
NOT_SENT = frozenset({"address", "dns", "connect", "connect-timeout", "tls"})


def weight(kind: str) -> float:
    """Tell how much a failure of this kind slows the next polls down."""
    return WEIGHTS.get(kind, HARD)


def problem(
    kind: str,
    detail: str,
    *,
    sample: str = "",
    retry_after_s: float | None = None,
    status: int | None = None,
    hops: tuple[Hop, ...] = (),
) -> Problem:
    """Make the value a failed poll ends in."""
    return Problem(
        kind=kind,
        weight=weight(kind),
        detail=detail,
        sample=sample[:500],
        retry_after_s=retry_after_s,
        status=status,
        hops=hops,
    )


def status_kind(status: int) -> str:
    """Name the kind of failure an HTTP status stands for."""
    if status in (401, 403, 404, 410, 429):
        return str(status)
    return "5xx" if status >= 500 else "4xx"


def cleaned(found: T | Problem, clean: Callable[[str], str]) -> T | Problem:
    """Take secrets out of what a problem says: servers echo what they were sent."""
    if not isinstance(found, Problem):
        return found
    return replace(found, detail=clean(found.detail), sample=clean(found.sample))
