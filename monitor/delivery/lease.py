"""A lease as its holder sees it: whether something may still be sent under it."""

from collections.abc import Callable
from dataclasses import dataclass

GUARD = 35 / 60  # of a lease: the longest request (half of it) and some slack


@dataclass(slots=True, kw_only=True)
class Lease:
    """Counts from before the last claim or renewal was *sent*: never longer than the store's.

    `elapsed` must run on while the process is stopped; `stopping` tells that no send may
    begin any more.
    """

    length_s: float
    since: float
    elapsed: Callable[[], float]
    stopping: Callable[[], bool] = lambda: False
    lost: bool = False

    def renewed(self, since: float) -> None:
        """Count from the moment before the renewal was sent."""
        self.since = since

    def alive(self) -> bool:
        """Whether a request that begins now is over before the lease is."""
        left = self.since + self.length_s - self.elapsed()
        return not self.lost and not self.stopping() and left >= self.length_s * GUARD
