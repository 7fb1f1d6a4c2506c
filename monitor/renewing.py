"""Renewing: the rules in force are built as one again, and kept for the next start, apart.

A process of its own does it, at low priority, while edits and articles go on; the daemon then
takes the engine it wrote. It ends with the daemon, and after a time that nothing should take.
"""

import gc
import os
import signal
import socket
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from monitor.clock import Clock
from monitor.nursery import settle_in
from monitor.rulebook import Rulebook
from monitor.rulebook.cachefile import CacheFile
from monitor.rulebook.folder import Named, Stamp
from monitor.rulebook.ground import Ground
from monitor.rulebook.storing import recall, stored

MANY = 200  # edited rules: each 40 cost an article some 2 %
QUIET_S = 3.0  # after a change: it is seldom the only one
AGAIN_S = 600.0  # after a failure
_LONGEST_S = 600  # of CPU and waiting: 100,000 rules take 30
_NICE = 10


class Apart:
    """A function that runs once in a process of its own, for what it leaves behind."""

    def __init__(self, function: Callable[[], bool]) -> None:
        """Fork; whether the function gave True is heard by `ended`."""
        self._good: bool | None = None
        parent = os.getpid()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # no thread lives on in there
            self._pid = os.fork()
        if self._pid == 0:
            code = 1
            try:
                _alone(parent)
                code = 0 if function() else 1
            finally:  # whatever happens, the daemon's code never goes on in here
                os._exit(code)

    def ended(self) -> bool | None:
        """Tell whether it went well; None while it runs."""
        if self._good is None:
            with suppress(ChildProcessError):
                pid, status = os.waitpid(self._pid, os.WNOHANG)
                if pid:
                    self._good = status == 0
        return self._good

    def kill(self) -> None:
        """End it, if it has not ended."""
        if self.ended() is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._good = False


def _alone(parent: int) -> None:
    """Leave the daemon's things behind, and end when it ends."""
    ours, theirs = socket.socketpair()
    settle_in(ours.fileno())
    theirs.detach()
    gc.disable()
    os.nice(_NICE)
    seconds = 0

    def look(number: int, frame: FrameType | None) -> None:
        nonlocal seconds
        del number, frame
        seconds += 1
        if os.getppid() != parent or seconds > _LONGEST_S:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)


@dataclass(slots=True, kw_only=True)
class Renewal:
    """When the rules in force are built and kept anew, and what came of it."""

    cache: CacheFile
    clock: Clock
    _kept: tuple[Ground, Named] | None = None  # what the rules in the file stand on
    _then: Rulebook | None = None  # what the process was begun with
    _apart: Apart | None = None
    _from: float = 0.0  # not before

    def kept(self, book: Rulebook) -> None:
        """Note that the file holds this rulebook, or one that it came from by edits of rules."""
        self._kept = book.ground, book.named

    @property
    def is_kept(self) -> bool:
        """Tell whether the file holds what is in force, edits aside."""
        return self._kept is not None

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way."""
        return self._apart is None

    def changed(self) -> None:
        """Note that something has changed just now."""
        self._from = max(self._from, self.clock.monotonic() + QUIET_S)

    def is_due(self, book: Rulebook) -> bool:
        """Tell whether it is time to begin."""
        if self._apart is not None or self.clock.monotonic() < self._from:
            return False
        ground, named = self._kept or (None, None)
        is_other = ground is not book.ground or named != book.named
        return is_other or len(book.engine.rules.moved) >= MANY

    def begin(self, book: Rulebook, stamps: Mapping[str, Stamp]) -> None:
        """Have it done; `stamps` = of files that say what is in force of them."""
        cache, program = self.cache, self.cache.program
        self._then = book
        self._apart = Apart(lambda: cache.write(stored(book, stamps, program=program)))

    def ended(self, book: Rulebook) -> Rulebook | None:
        """Give this rulebook, with what came since, over a new engine once there is one."""
        then, good = self._then, self._apart.ended() if self._apart else None
        if then is None or good is None:
            return None
        self._apart = self._then = None
        if not good:
            self._from = self.clock.monotonic() + AGAIN_S
            return None
        self.kept(then)
        if not then.engine.rules.moved or book.ground.reader is not then.ground.reader:
            return None
        data = self.cache.read()
        found = recall(data, program=self.cache.program) if data else None
        engine = found and then.reading().restored(found.engine, "", found.policed)
        return book.renewed(engine, then) if engine else None

    def close(self) -> None:
        """End the process that is under way."""
        if self._apart is not None:
            self._apart.kill()
            self._apart = None
