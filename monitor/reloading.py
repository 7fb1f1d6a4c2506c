"""Reloading: changed files are tried in a worker, then come in force in daemon and workers.

watch = Reloading(space)
swept = watch.start()
...
swept = await watch.look(compute)
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from monitor.clock import cpu_s
from monitor.delivery.ops import Notices
from monitor.errors import ParseError
from monitor.inforce import jobs
from monitor.recalling import cache_of
from monitor.renewing import Renewal
from monitor.rulebook import Rulebook
from monitor.rulebook.diagnostic import Diagnostic, Faults, Mark, Stretch
from monitor.rulebook.edition import Changes, Editor, uncollected
from monitor.rulebook.folder import Stamp, is_elsewhere, is_surely_rule
from monitor.rulebook.reload import Swept
from monitor.telemetry import Log
from monitor.watching import watching
from monitor.workers import Compute
from monitor.workspace import Files, Workspace

TRIAL_S = 5.0  # the longest that changed rules and their tests may take
SHARE = 0.25  # of a core, at most, for looking at files
_TICK_S = 2.0  # of the coarsest clock of a file system
WORDS_S = 60.0  # and changed words or names, on which thousands of rules may stand


class Reloading:
    """Watches a workspace's files for the daemon."""

    def __init__(self, space: Workspace) -> None:
        """Watch a workspace; nothing is read yet."""
        self._space = space
        self._news: list[Diagnostic] = []
        self._renewal = Renewal(cache=cache_of(space), clock=space.clock)
        self._watch = watching(space, self._renewal, self._news.append)
        self._files: Files
        self.is_from_cache = False  # what was started with
        self._looked = space.clock.now()  # at the files, the last time
        self._rests = 0.0  # until then, from looking
        self._swept = asyncio.Lock()

    def start(self) -> Swept[Files]:
        """Read everything; gives what is in force, and what is wrong."""
        with uncollected():
            swept = self._watch.start()
        self._files = swept.value
        self.is_from_cache = self._renewal.is_kept
        self._renewal.changed()
        return swept

    def keep(self) -> None:
        """Have the rules in force written for the next start, unless this one came from there."""
        if not self.is_from_cache:
            self._keep()

    def _keep(self) -> None:
        stamps = settled(self._watch.stamped(), self._looked)
        self._renewal.begin(self._files.rulebook, stamps)

    @property
    def is_due(self) -> bool:
        """Tell whether to look again: among very many files, looking may not take all the time."""
        return self._space.clock.monotonic() >= self._rests

    @property
    def is_keeping(self) -> bool:
        """Tell whether the rules in force are being written or built anew, apart."""
        return not self._renewal.is_idle

    def close(self) -> None:
        """End what is under way apart."""
        self._renewal.close()

    @property
    def jobs(self) -> Mapping[str, Callable[..., Any]]:
        """Give the functions of worker processes, with the rules in force."""
        return jobs(self._files, self._editor())

    def news(self) -> tuple[Diagnostic, ...]:
        """Give the faults found since they were last asked for that nobody was told yet."""
        told = tuple(self._news)
        self._news.clear()
        return told

    async def look(self, compute: Compute) -> Swept[Files] | None:
        """Bring changed files in force; None when there are none.

        The loop waits for nothing here: files are read in a thread, and tried in a worker.
        """
        async with self._swept:
            looked = self._space.clock.now()
            changes, cost_s = await asyncio.to_thread(_timed, self._watch.look)
            self._looked, self._rests = looked, self._space.clock.monotonic() + cost_s / SHARE
            if not changes:
                return await self._renewed(compute)
            self._renewal.changed()
            told = await self._trial(compute, self._watch.due(changes))
            swept = await asyncio.to_thread(self._settled, changes, told)
            self._follow(compute, swept)
            return swept

    async def _renewed(self, compute: Compute) -> Swept[Files] | None:
        """Keep the rules in force for the next start, built as one again if need be."""
        if self._renewal.is_due(self._files.rulebook):
            self._keep()
        renewed = await asyncio.to_thread(self._renewal.ended, self._files.rulebook)
        if renewed is None:
            return None
        swept = self._watch.adopt(replace(self._files, rulebook=renewed))
        self._follow(compute, swept)
        return swept

    async def _trial(self, compute: Compute, changes: Changes) -> tuple[Diagnostic, ...]:
        """Try the changes of rules in a worker; what takes too long is a fault of its file."""
        mine = {name: text for name, text in changes.items() if not is_elsewhere(name)}
        named = await asyncio.to_thread(self._space.named, self._files, changes)
        if not mine:
            return ()
        try:
            limit_s = TRIAL_S if all(is_surely_rule(t or b"") for t in mine.values()) else WORDS_S
            return tuple(await compute.call("trial", mine, named, deadline_s=limit_s))
        except ParseError:
            if len(mine) == 1:
                return _too_long(next(iter(mine)))
        told = [await self._trial(compute, {name: text}) for name, text in mine.items()]
        return tuple(fault for faults in told for fault in faults)

    def _settled(self, changes: Changes, told: tuple[Diagnostic, ...]) -> Swept[Files]:
        swept = self._watch.settle(changes, told=told)
        if swept.value.rulebook.is_made:
            return swept
        made = swept.value.rulebook.settled()  # here, off the loop
        self._watch.adopt(files := replace(swept.value, rulebook=made))
        return replace(swept, value=files)

    def _follow(self, compute: Compute, swept: Swept[Files]) -> None:
        """Bring the workers after: by the same edit, or by forking them anew."""
        before, self._files = self._files.rulebook.named, swept.value
        mine = {n: text for n, text in swept.edits.changes.items() if not is_elsewhere(n)}
        book = swept.value.rulebook
        if not book.edits:  # the engine was built as one: other names, or many edits before
            compute.replace(self.jobs)
        elif mine or book.named != before:
            compute.edit("edit", mine, swept.edits.keep, book.named)

    def _editor(self) -> Editor:
        return self._space.editor(
            self._files.rulebook.named, faults=Faults(), reads=self._watch.reads, whole=False
        )


def settled(stamps: Mapping[str, Stamp], at: datetime) -> Mapping[str, Stamp]:
    """Give those of files that had lain unchanged for a while when they were looked at.

    What changes twice within one tick of a file system's clock has the same stamp.
    """
    latest = (at.timestamp() - _TICK_S) * 1e9
    return {name: stamp for name, stamp in stamps.items() if max(stamp[1:3]) < latest}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Tells the owners of rules what is wrong with them: in the log, and by the ops receiver."""

    log: Log
    notices: Notices

    async def told(self, faults: Iterable[Diagnostic], book: Rulebook) -> None:
        """Tell faults of files."""
        for fault in faults:
            self.log("rules.faulty", fault=str(fault), level="warning")
            rule = book.known[fault.file].id if fault.file in book.known else ""
            owner = book.rules[rule].owner if rule in book.rules else ""
            await self.notices.faulty(str(fault), owner=owner)

    async def parked(self, pattern: str, book: Rulebook) -> None:
        """Tell that a pattern was too slow."""
        for rule in await asyncio.to_thread(book.asking, pattern):
            line = f"{rule.place}: E310 /{pattern}/ took over 20 ms three times and is parked"
            self.log("pattern.parked", fault=line, level="warning")
            await self.notices.faulty(f"{line}; write NEAR instead", owner=rule.owner)


def rules_of(swept: Swept[Files]) -> tuple[str, ...]:
    """Give the rules that are not in force as their files have them."""
    known = swept.value.rulebook.known
    files = (*swept.stale, *swept.out)
    return tuple(known[f].id if f in known else PurePosixPath(f).stem for f in files)


def _timed(look: Callable[[], Changes]) -> tuple[Changes, float]:
    """Look, and tell what it cost in CPU seconds."""
    began = cpu_s()
    return look(), cpu_s() - began


def _too_long(name: str) -> tuple[Diagnostic, ...]:
    faults = Faults()
    top = Stretch(file=name, start=Mark(), end=Mark())
    faults.add(top, "E501", f"checks and tests take over {TRIAL_S:g} s")
    return faults.sorted()
