"""Every point of the contract can fail: each manner is broken on purpose, and is missed."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from monitor.intake.cadence import Next
from monitor.intake.found import Found
from monitor.model import Document, NotModified, Problem
from tests.conformance.faults import Faults
from tests.conformance.lab import lab
from tests.conformance.points import points
from tests.conformance.verdict import Unmet

POINTS = {one.number: one for one in points()}


def asking(**instead: Any) -> Faults:
    """Ask in another way than was meant."""

    def wrap(fetch: Any) -> Any:
        async def asked(request: Any, **how: Any) -> Any:
            return await fetch(request, **{**how, **instead})

        return asked

    return Faults(fetch=wrap)


def getting(change: Any) -> Faults:
    """Take an answer for another one."""

    def wrap(fetch: Any) -> Any:
        async def asked(request: Any, **how: Any) -> Any:
            return change(await fetch(request, **how))

        return asked

    return Faults(fetch=wrap)


def pacing(change: Any) -> Faults:
    """Plan other times."""

    def wrap(pace: Any) -> Any:
        def plan(source: Any, state: Any, *, now: Any, **more: Any) -> Next:
            planned: Next = change(
                pace(source, state, now=now, **more), round(now.timestamp() * 1000)
            )
            return planned

        return plan

    return Faults(pace=wrap)


def reading(change: Any) -> Faults:
    """Make something else of what was read."""

    def wrap(read: Any) -> Any:
        async def found(source: Any, state: Any) -> Any:
            return change(await read(source, state))

        return found

    return Faults(read=wrap)


class Rude:
    """A due-queue without the manners that `instead` replaces."""

    def __init__(self, sources: Any, instead: Mapping[str, Any]) -> None:
        self._sources, self._instead = sources, instead

    def __getattr__(self, name: str) -> Any:
        return self._instead.get(name) or getattr(self._sources, name)


async def always(*_: Any, **__: Any) -> int:
    return 0


def soon(plan: Next, now: int) -> Next:
    return replace(plan, due=now + 60_000)


def forgetful(sources: Any) -> Any:
    """Write nothing down before the socket opens."""

    async def claim(n: int, **how: Any) -> Any:
        claims = await sources.claim(n, **how)
        for one in claims:
            await sources.give_back(one)
        return claims

    return Rude(sources, {"claim": claim})


def telling(fetch: Any) -> Any:
    """Say more of ourselves than is asked."""

    async def asked(request: Any, **how: Any) -> Any:
        headers = {**request.headers, "Referer": "https://desk.example/"}
        return await fetch(replace(request, headers=headers), **how)

    return asked


def without_hops(got: Any) -> Any:
    return replace(got, hops=()) if isinstance(got, Document | NotModified) else got


def unblocked(got: Any) -> Any:
    if isinstance(got, Problem) and got.kind == "blocked":
        return replace(got, kind="empty", weight=0.5)
    return got


def changed(found: Any) -> Any:
    return replace(found, is_new=True, skipped=1) if isinstance(found, Found) else found


def tolerant(got: Any) -> Any:
    return replace(got, kind="parse") if isinstance(got, Problem) else got


CASES: Mapping[str, tuple[int, Faults]] = {
    "validators are not sent back": (1, asking(etag="", modified="")),
    "no request goes out without validators": (2, asking(etag='"x"')),
    "the same body is news": (3, reading(changed)),
    "freshness is not heeded": (4, pacing(soon)),
    "Retry-After is not heeded": (5, pacing(soon)),
    "redirects are not noticed": (6, getting(without_hops)),
    "gone is not known": (7, getting(tolerant)),
    "failures slow nothing down": (8, pacing(soon)),
    "unconditional requests come often": (9, pacing(soon)),
    "nothing is written before": (10, Faults(sources=forgetful)),
    "a start has no slot": (11, Faults(sources=lambda s: Rude(s, {"slot": always}))),
    "robots.txt is not read": (12, asking(robots=False)),
    "walls are empty pages": (13, getting(unblocked)),
    "a referrer is told": (14, Faults(fetch=telling)),
    "faults have other names": (15, getting(tolerant)),
    "intervals have no floor": (16, pacing(soon)),
}


@pytest.mark.parametrize("broken", CASES)
def test_a_broken_manner_is_missed(broken: str) -> None:
    number, faults = CASES[broken]

    async def play() -> None:
        async with lab(faults) as ours:
            await POINTS[number].judge(ours)

    with pytest.raises(Unmet):
        asyncio.run(play())


def test_there_are_sixteen_points_each_with_a_name() -> None:
    assert [one.number for one in points()] == list(range(1, 17))
    assert all(one.title for one in points())
