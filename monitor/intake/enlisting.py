"""Enlisting: the files' sources on the due-queue, and their polls by the rules' boosts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor.intake import cadence
from monitor.intake.boosts import Boosted, spell
from monitor.intake.cadence import Next, NextFire, Spell, Uniform
from monitor.manners import CROWD, CROWDED, HostLimit
from monitor.model import Source
from monitor.parsing.urls import host_of
from monitor.ports import Sources, SourceState

Boosts = Mapping[str, Sequence[Boosted]]


@dataclass(slots=True, kw_only=True)
class Pacer:
    """Plans polls with the boosts in force; a reload replaces those."""

    uniform: Uniform
    next_fire: NextFire
    boosts: Boosts = field(default_factory=dict)

    def __call__(self, source: Source, state: SourceState, *, now: datetime, **more: Any) -> Next:
        """Plan a source's next poll."""
        return cadence.next_due(
            source,
            state,
            now=now,
            uniform=self.uniform,
            next_fire=self.next_fire,
            spell=self.spell(source.id, now),
            **more,
        )

    def spell(self, source_id: str, now: datetime) -> Spell:
        """Give what a source's boosts come to now."""
        return spell(self.boosts.get(source_id, ()), now, self.next_fire)


def limits(listed: Iterable[Source], said: Mapping[str, HostLimit]) -> Mapping[str, HostLimit]:
    """Give what files say of hosts, and those that many sources share and no file speaks of."""
    shared = Counter(host_of(source.url) for source in listed)
    return {**{host: CROWDED for host, n in shared.items() if n > CROWD}, **said}


async def enlist(
    listed: Mapping[str, Source], *, sources: Sources, pacer: Pacer, now: datetime
) -> None:
    """Put the sources on the due-queue, and take off those whose files are gone."""
    for source in listed.values():
        due = cadence.first_due(source, now=now, among=len(listed), next_fire=pacer.next_fire)
        await sources.put(source, first_due=due)
    for gone in set(await sources.known()) - listed.keys():
        await sources.drop(gone)
    for name in listed.keys() & pacer.boosts.keys():
        await _hasten(name, sources=sources, pacer=pacer, now=now)


async def _hasten(name: str, *, sources: Sources, pacer: Pacer, now: datetime) -> None:
    """Bring a source's next poll forward to a window that its last poll knew nothing of."""
    found, coming = await sources.state(name), pacer.spell(name, now)
    if found is None or found[0].health == "gone":
        return
    state, due = found
    now_ms = round(now.timestamp() * 1000)
    if coming.every_s is not None:
        waits = round(1000 * coming.every_s * (1 + state.failures))
        wanted = max(now_ms, state.last_attempt + waits, state.asked_until)
    elif coming.opens is not None:
        wanted = max(round(coming.opens.timestamp() * 1000), state.asked_until)
    else:
        return
    if wanted < due:
        await sources.hasten(name, wanted)
