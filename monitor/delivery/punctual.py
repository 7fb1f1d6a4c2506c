"""A notifier that never keeps its caller waiting beyond a limit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from monitor.errors import DeliveryError, Outcome
from monitor.outgoing import Abilities, Handle, Message, Notifier

T = TypeVar("T")


class Punctual:
    """Wraps a notifier: a call that takes longer than `limit_s` is ambiguous."""

    def __init__(self, far: Notifier, *, limit_s: float) -> None:
        """Wrap `far`; `limit_s` is what a request may take in all."""
        self._far = far
        self._limit_s = limit_s

    @property
    def abilities(self) -> Abilities:
        """What the wrapped one can do."""
        return self._far.abilities

    async def send(
        self, message: Message, *, under: Handle | None, alive: Callable[[], bool]
    ) -> Handle | None:
        """Send within the limit."""
        return await self._within(self._far.send(message, under=under, alive=alive))

    async def edit(self, handle: Handle, message: Message) -> None:
        """Edit within the limit."""
        await self._within(self._far.edit(handle, message))

    async def find(
        self, delivery: str, facts: Sequence[str], *, since: str, under: Handle | None
    ) -> Handle | None:
        """Look within half as long again: there may be many pages."""
        looking = self._far.find(delivery, facts, since=since, under=under)
        return await self._within(looking, limit_s=1.5 * self._limit_s)

    async def delete(self, handle: Handle) -> None:
        """Delete within the limit."""
        await self._within(self._far.delete(handle))

    async def probe(self) -> Abilities:
        """Probe within the limit."""
        return await self._within(self._far.probe())

    async def floor(self) -> str:
        """Ask within the limit."""
        return await self._within(self._far.floor())

    async def _within(self, call: Awaitable[T], *, limit_s: float = 0.0) -> T:
        limit_s = limit_s or self._limit_s
        try:
            async with asyncio.timeout(limit_s):
                return await call
        except TimeoutError:
            detail = f"no answer within {limit_s:g} s"
            raise DeliveryError(Outcome.AMBIGUOUS, detail) from None
