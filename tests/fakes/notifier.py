"""A far end in memory whose answers a test writes down beforehand."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from monitor.errors import DeliveryError, Outcome
from monitor.outgoing import Abilities, Handle, Message

EVERYTHING = Abilities(read=True, edit=True, thread=True, delete=True)
NOTHING = Abilities()


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The far end takes the message, and then this goes wrong."""

    then: Exception


@dataclass(kw_only=True)
class Shown:
    """A message as a reader sees it."""

    handle: Handle
    message: Message
    under: Handle | None = None
    edits: list[Message] = field(default_factory=list)


Step = Exception | Accepted | None  # refuse, accept and fail, accept


def ambiguous() -> DeliveryError:
    return DeliveryError(Outcome.AMBIGUOUS, "reset after the request")


class ScriptedNotifier:
    """Keeps what was sent; each send, edit, read or probe takes the next step of its script."""

    def __init__(
        self,
        *,
        abilities: Abilities = EVERYTHING,
        sends: Iterable[Step] = (),
        edits: Iterable[Step] = (),
        reads: Iterable[Step] = (),
        probes: Iterable[Step] = (),
        floor: str = "1000.000000",
        before_wire: Callable[[], None] = lambda: None,
        frozen: asyncio.Event | None = None,
        frozen_after: bool = False,
    ) -> None:
        self.abilities = abilities
        self.shown: list[Shown] = []
        self.deleted: list[Handle] = []
        self.finds: list[tuple[str, str, Handle | None]] = []
        self.probed = 0
        self._count = 0
        self._sends, self._edits = list(sends), list(edits)
        self._reads, self._probes = list(reads), list(probes)
        self._floor = floor
        self._before_wire = before_wire
        self._frozen, self._frozen_after = frozen, frozen_after  # stops the first send

    def calm(self) -> None:
        """Let all faults be over."""
        for script in (self._sends, self._edits, self._reads, self._probes):
            script.clear()

    async def send(
        self, message: Message, *, under: Handle | None, alive: Callable[[], bool]
    ) -> Handle | None:
        self._before_wire()
        if not alive():
            raise DeliveryError(Outcome.RETRY, "too late; nothing was sent")
        step = self._sends.pop(0) if self._sends else None
        if step is not None and not isinstance(step, Accepted):
            raise step
        if not self._frozen_after:
            await self._thaw()
        self._count += 1
        handle = Handle(channel="C1", ts=f"{2000 + self._count}.000000")
        self.shown.append(Shown(handle=handle, message=message, under=under))
        if self._frozen_after:
            await self._thaw()
        if isinstance(step, Accepted):
            raise step.then
        return handle

    async def _thaw(self) -> None:
        """Stand still until the test says so; later sends go straight through."""
        frozen, self._frozen = self._frozen, None
        if frozen is not None:
            await frozen.wait()

    async def edit(self, handle: Handle, message: Message) -> None:
        step = self._edits.pop(0) if self._edits else None
        if step is not None and not isinstance(step, Accepted):
            raise step
        next(s for s in self.shown if s.handle == handle).edits.append(message)
        if isinstance(step, Accepted):
            raise step.then

    async def find(
        self, delivery: str, facts: Sequence[str], *, since: str, under: Handle | None
    ) -> Handle | None:
        self.finds.append((delivery, since, under))
        step = self._reads.pop(0) if self._reads else None
        if isinstance(step, Exception):
            raise step
        wanted = ",".join(facts)
        for shown in self.shown:
            named = shown.message.metadata
            if (named["delivery"], named["facts"]) == (delivery, wanted) and shown.under == under:
                return shown.handle
        return None

    async def delete(self, handle: Handle) -> None:
        self.deleted.append(handle)
        self.shown = [shown for shown in self.shown if shown.handle != handle]

    async def probe(self) -> Abilities:
        self.probed += 1
        step = self._probes.pop(0) if self._probes else None
        if isinstance(step, Exception):
            raise step
        return self.abilities

    async def floor(self) -> str:
        return self._floor
