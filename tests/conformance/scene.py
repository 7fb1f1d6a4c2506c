"""A scene: a scripted web, a clock, and the whole intake as it ships between them."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from monitor.gathering import Gathering
from monitor.intake.line import Means
from monitor.intake.pool import IntakePool
from monitor.model import Source
from monitor.ports import SourceState
from monitor.store.opened import Store
from monitor.workers import Compute
from monitor.workspace import Files
from tests.conformance.clock import SceneClock
from tests.conformance.faults import Faults
from tests.conformance.verdict import Unmet
from tests.conformance.web import Web

LOOK_S = 0.0005  # real seconds between looks at whether all wait for the clock
STUCK = 100  # looks after which the clock moves though one may still be under way
MOST_LOOKS = 60_000


class Intake(Gathering):
    """Intake with its seams: what `faults` puts around its parts."""

    faults: Faults

    @property
    def running(self) -> int:
        """Give how many polls are under way."""
        return self._pool.running

    @property
    def pool(self) -> IntakePool:
        """Give what runs the polls."""
        return self._pool

    def _line(self, means: Means) -> partial[Any]:
        fetcher: Any = self.fetcher
        texts: Any = means.complete
        fetcher.get = texts._fetch = self.faults.fetch(fetcher.get)
        line = super()._line(means)
        parts = {
            "read": self.faults.read(line.keywords["read"]),
            "pace": self.faults.pace(line.keywords["pace"]),
        }
        return partial(line, **parts)


class Counting(Compute):
    """Computes here, and counts what is computed."""

    def __init__(self, jobs: Mapping[str, Any], *, workers: int) -> None:
        super().__init__(jobs, workers=workers)
        self.calls: dict[str, int] = {}

    async def call(self, name: str, *args: Any, deadline_s: float = 3.0) -> Any:
        """Run a job."""
        self.calls[name] = self.calls.get(name, 0) + 1
        return await super().call(name, *args, deadline_s=deadline_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a poll, as the log has it; `at` in seconds since the scene began."""

    at: float
    source: str
    result: str
    detail: str
    new: int


@dataclass(kw_only=True)
class Scene:
    """What a point plays in and looks at."""

    clock: SceneClock
    web: Web
    store: Store
    compute: Counting
    stack: AsyncExitStack
    files: Files
    intakes: list[Intake] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)  # occasion -> notice to ops
    troubles: list[str] = field(default_factory=list)

    def log(self, event: str, /, **facts: Any) -> None:
        """Take note of what intake says."""
        if event == "source.polled":
            self.outcomes.append(
                Outcome(
                    at=self.clock.monotonic(),
                    source=facts["source"],
                    result=facts["outcome"],
                    detail=facts["detail"],
                    new=facts["new"],
                )
            )
        elif event in ("source.failed", "tick.failed"):
            self.troubles.append(f"{facts.get('source', event)}: {facts['error']}")

    @property
    def now(self) -> float:
        """Give the seconds since the scene began."""
        return self.clock.monotonic()

    @property
    def sources(self) -> Sequence[Source]:
        """Give the sources of the scene."""
        return tuple(self.files.sources.sources.values())

    def results(self, source: str = "") -> list[str]:
        """Give what became of the polls of a source, in order."""
        return [o.result for o in self.outcomes if source in ("", o.source)]

    def notices(self, word: str = "") -> list[str]:
        """Give the notices to ops that have a word in them."""
        return [text for text in self.told.values() if word in text]

    async def state(self, source: str) -> SourceState:
        """Give what is remembered of a source."""
        found = await self.store.sources.state(source)
        if found is None:
            raise Unmet(f"{source} is on the queue no more")
        return found[0]

    async def due(self) -> float:
        """Give when the next source is due."""
        found = await asyncio.gather(*(self.store.sources.state(s.id) for s in self.sources))
        dues = [due for _, due in filter(None, found)]
        if not dues:
            raise Unmet("no source is on the queue any more")
        return (min(dues) - self.clock.began_ms) / 1000

    async def polls(self, n: int, source: str = "") -> list[Outcome]:
        """Go on until a source, or all together, has been polled n times more; how they ended."""
        before = len(self._of(source))
        while len(self._of(source)) < before + n:
            await self.step()
        return self._of(source)[before:]

    async def until(self, at: float) -> None:
        """Go on until a time."""
        while await self.due() <= at:
            await self.step()
        self.clock.advance(max(0.0, at - self.now))

    async def step(self) -> None:
        """Go to the next due time, poll what is due then, and let it come to its end."""
        self.clock.advance(max(0.0, await self.due() - self.now))
        for intake in self.intakes:
            await intake.tick()
        if not any(intake.is_busy for intake in self.intakes):
            self.clock.advance(0.05)  # none had a free slot yet
        await self.ended()
        if self.troubles:
            raise Unmet(self.troubles[0])

    async def ended(self) -> None:
        """Wait for the polls under way; the clock moves when all of them wait for it."""
        same, turns = 0, -1
        for _ in range(MOST_LOOKS):
            running = sum(intake.running for intake in self.intakes)
            if not running:
                return
            same = same + 1 if turns == self.clock.turns else 0
            turns = self.clock.turns
            if self.clock.waiting and (self.clock.waiting >= running or same > STUCK):
                self.clock.on()
                same = 0
                await asyncio.sleep(0)
                continue
            await asyncio.sleep(LOOK_S)
        raise Unmet(f"a poll does not end: {[o.source for o in self.outcomes[-1:]]}")

    def _of(self, source: str) -> list[Outcome]:
        return [o for o in self.outcomes if source in ("", o.source)]
