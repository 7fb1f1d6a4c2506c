"""A simulated week over the real rules of tempo and health: which notices come, and which lie.

`python -m tests.simulation.run --seeds 20 --sources 1000` prints a table and ends with 1 when a
promise does not hold. A notice is false when its source served polite clients at that moment.
"""

import argparse
import heapq
import math
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any, overload

from monitor.intake import quiet, trust
from monitor.intake.admission import Admitted
from monitor.intake.cadence import first_due, next_due
from monitor.intake.found import Found
from monitor.intake.health import Notice
from monitor.intake.horizon import Horizon
from monitor.intake.settling import Polled, Settled, settled
from monitor.manners import Alarm
from monitor.model import Article, Problem, Source
from monitor.net.problems import problem
from monitor.ports import Claim, SourceState
from tests.fakes.idle import idle_work
from tests.simulation.world import DAY, HISTORY, WEEK, Fault, Kind, Site, World, world

MONDAY = datetime(2026, 10, 19, tzinfo=UTC)
LOSS = 0.01
LOST = ("timeout", "reset", "5xx", "connect")
KEPT = 0.75  # of what an hour of the week counted, a week later (`store/hours.py`)
TOLD_BY = 3  # polls
ANSWERS: tuple[Kind, ...] = ("outage", "wall", "drift")  # faults that answers show
SHOWN_BY: Mapping[str, tuple[Kind, ...]] = {"quiet": ("frozen", "lying"), "degraded": ("lying",)}
ENTRY = Article(id="e", version="1", key="e")
ENTRIES = [(ENTRY,) * n for n in range(51)]


@dataclass(slots=True)
class Pattern(Sequence[float]):
    """New articles by hour of the week, as the store keeps them."""

    first: int | None = None  # hour counted first
    now: int = 0
    counted: dict[int, int] = field(default_factory=dict)

    def add(self, at: float, new: int) -> None:
        self.now = math.floor(at)
        self.first = self.now if self.first is None else self.first
        if new:
            self.counted[self.now] = self.counted.get(self.now, 0) + new

    def __len__(self) -> int:
        return 0 if self.first is None else WEEK

    @overload
    def __getitem__(self, cell: int) -> float: ...

    @overload
    def __getitem__(self, cell: slice) -> Sequence[float]: ...

    def __getitem__(self, cell: int | slice) -> float | Sequence[float]:
        if isinstance(cell, slice):
            return [self._rate(n) for n in range(WEEK)[cell]]
        if not 0 <= cell < len(self):
            raise IndexError(cell)
        return self._rate(cell)

    def _rate(self, cell: int) -> float:
        hour = self.now - (self.now - cell) % WEEK
        total, weights, weight = 0.0, 0.0, 1.0
        while self.first is not None and hour >= self.first:
            total += weight * self.counted.get(hour, 0)
            weights += weight
            weight, hour = weight * KEPT, hour - WEEK
        return total / weights if weights else -1.0


@dataclass(slots=True)
class Watched:
    """A site as we see it."""

    site: Site
    source: Source
    state: SourceState
    pattern: Pattern
    shown: int = 0  # articles its document had at the last look
    met: Counter[Fault] = field(default_factory=Counter)  # polls that met a fault and count
    lost: float = -math.inf  # when it last showed that articles had left it unseen


@dataclass(slots=True)
class Tally:
    """What came of some weeks."""

    weeks: int = 0  # of one source
    polls: int = 0
    notices: Counter[str] = field(default_factory=Counter)  # by their first word
    false: Counter[str] = field(default_factory=Counter)
    lies: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)  # met by enough polls
    late: list[str] = field(default_factory=list)
    found: dict[str, list[float]] = field(default_factory=dict)  # hours to the word, of others

    @property
    def per_100(self) -> float:
        """Give the false notices in a hundred weeks of a source."""
        return 100 * self.false.total() / max(1, self.weeks)

    def __add__(self, other: "Tally") -> "Tally":
        names = self.found.keys() | other.found.keys()
        return Tally(
            self.weeks + other.weeks,
            self.polls + other.polls,
            self.notices + other.notices,
            self.false + other.false,
            self.lies + other.lies,
            self.faults + other.faults,
            self.late + other.late,
            {n: self.found.get(n, []) + other.found.get(n, []) for n in names},
        )


class Run:
    """One week of one world."""

    def __init__(self, seed: int, sources: int, *, alarm: Alarm | None = None) -> None:
        self.world: World = world(seed, sources)
        self.alarm = alarm or Alarm()
        self.chance = Random(seed + 1)
        self.pace = partial(next_due, uniform=self.chance.uniform, next_fire=_never)
        self.horizon = Horizon()
        self.told: dict[str, Notice] = {}
        self.tally = Tally(weeks=sources)
        self.work = idle_work()

    def week(self) -> Tally:
        watched = [self._met(site) for site in self.world.sites]
        due = [(self._first(one), n) for n, one in enumerate(watched)]
        heapq.heapify(due)
        while due[0][0] < WEEK:
            at, n = due[0]
            heapq.heapreplace(due, (self._poll(watched[n], at), n))
        self._undetected(watched)
        return self.tally

    def _met(self, site: Site) -> Watched:
        """Begin to watch a site, most of them with four weeks behind us."""
        source = Source(
            id=site.name, kind="list" if site.is_list else "feed", url=f"https://{site.host}/x",
            outlet=site.name, outlet_id=site.name, tier=site.tier, config_hash="c",
            alarm=self.alarm,
        )  # fmt: skip
        one = Watched(site, source, SourceState(), Pattern())
        if site.is_new:
            return one
        one.pattern.add(-HISTORY, 0)
        past = site.articles[: bisect_left(site.articles, 0.0)]
        for at in past:
            one.pattern.add(at, 1)
        one.pattern.add(0, 0)
        one.shown = len(past)
        one.state = SourceState(
            health="ok", since=_ms(-HISTORY), baseline="c", etag=f'"{len(past)}"', interval_s=900,
            last_success=_ms(-0.2), last_attempt=_ms(-0.2), audited=_ms(-12), polls=2000,
            articles=len(past), last_new=_ms(past[-1]) if past else 0,
            rate_h=len(past) / HISTORY, lull=_worst(past, one.pattern),
        )  # fmt: skip
        return one

    def _first(self, one: Watched) -> float:
        among = len(self.world.sites)
        return _hour(first_due(one.source, now=_at(0), among=among, next_fire=_never))

    def _poll(self, one: Watched, at: float) -> float:
        """Poll as the line does, and judge what is told of it."""
        now = _at(at)
        found, new = self._answer(one, at)
        claim = Claim(
            source=one.source.id, token=1, tries=0, due=0, hours=one.pattern, state=one.state
        )
        sky = self.horizon.saw(one.source, found, now)
        admitted = Admitted(new=new, unseen=ENTRIES[new])
        polled = Polled(claim, one.source, now, found, (), admitted, self.work, sky)
        last = settled(polled, now, self.pace)
        one.state = last.settlement.state
        self.horizon.noted(one.source, one.state, now)
        if isinstance(found, Found):
            one.pattern.add(at, new)
        self.tally.polls += 1
        self._heard(one, last, at)
        fault = one.site.fault(at)
        if fault and isinstance(found, Problem) and fault.problem and not sky.is_offline:
            self._third(one, fault, at)
        return _hour(last.settlement.next_due)

    def _answer(self, one: Watched, at: float) -> tuple[Found | Problem, int]:
        """Give what a poll gets, and how many new articles."""
        fault = one.site.fault(at, *ANSWERS)
        if self.world.is_offline(at):
            return problem(self.chance.choice(("connect", "timeout", "dns")), "no way out"), 0
        if self.chance.random() < LOSS:
            return problem(self.chance.choice(LOST), "lost"), 0
        if fault:
            return problem(fault.problem, "as its fault says"), 0
        return self._served(one, at)

    def _served(self, one: Watched, at: float) -> tuple[Found, int]:
        """Give what a site serves, as the validators say that a request carries."""
        asks = trust.conditions(one.state, _at(at))
        has, lies = one.site.published(at), one.site.fault(at, "lying")
        if asks.are_any and (lies or asks.etag == f'"{has}"'):
            return Found(
                is_new=False, etag=asks.etag, body_hash=one.state.body_hash, status=304,
                is_conditional=True,
            ), 0  # fmt: skip
        new, shown = has - one.shown if one.state.polls else 0, min(has, one.site.window)
        one.shown = has
        one.lost = at if new > one.site.window else one.lost
        etag = one.state.etag or "lie" if lies else f'"{has}"'
        found = Found(
            articles=ENTRIES[shown], etag=etag, body_hash=str(has), is_conditional=asks.are_any,
            is_audit=asks.is_audit, is_new=str(has) != one.state.body_hash,
        )  # fmt: skip
        return found, min(new, shown)

    def _heard(self, one: Watched, last: Settled, at: float) -> None:
        """Take the notices in, each id once, and tell which are false."""
        for notice in last.notices:
            if notice.id in self.told:
                continue
            self.told[notice.id] = notice
            what = _what(notice)
            self.tally.notices[what] += 1
            if what in ("works", "online", "stored"):
                continue
            if not self._is_true(one, what, at):
                self.tally.false[what] += 1
                habit = f"{one.site.tier} {len(one.site.articles) / 5:.0f}/week"
                self.tally.lies.append(f"{at:.1f} h, {habit}: {notice.text}")
            for fault in one.site.faults:
                if fault.begin <= at < fault.end and fault.kind in ("frozen", "lying"):
                    self.tally.found.setdefault(fault.kind, []).append(at - max(0, fault.begin))

    def _is_true(self, one: Watched, what: str, at: float) -> bool:
        """Tell whether something was wrong at that moment, or, for flapping, that day."""
        if what == "offline":
            return self.world.is_offline(at)
        if what == "flapping":
            today = any(f.begin <= at and f.end > at - DAY for f in one.site.faults)
            return today or one.lost > at - DAY
        if what == "degraded" and one.lost > at - TOLD_BY:
            return True
        return one.site.fault(at, *SHOWN_BY.get(what, ANSWERS)) is not None

    def _third(self, one: Watched, fault: Fault, at: float) -> None:
        """By the third poll that met a fault it must have been told."""
        one.met[fault] += 1
        if one.met[fault] != TOLD_BY:
            return
        self.tally.faults[fault.kind] += 1
        is_silent = one.state.silent_until > _ms(at)
        if not (one.state.told in self.told or is_silent):
            self.tally.late.append(f"{one.source.id} {fault} at {at:.1f} h: {one.state.health}")

    def _undetected(self, watched: Sequence[Watched]) -> None:
        """Count the faults that answers do not show."""
        for one in watched:
            self.tally.faults.update(
                f.kind for f in one.site.faults if not f.problem and f.begin < WEEK
            )


def _worst(past: Sequence[float], pattern: Pattern) -> float:
    """Give the most that four weeks expected in vain, over gaps of an hour and more."""
    gaps = ((b, e) for b, e in pairwise(past) if e - b >= 1)
    found = (quiet.expected(pattern, _ms(begin), _ms(end)) for begin, end in gaps)
    return round(max(found, default=0.0), 2)


def _what(notice: Notice) -> str:
    """Name the kind of a notice."""
    if notice.source == "network":
        return notice.id.split(".")[2]
    word = notice.text.split()[1]
    return word.partition("(")[0].rstrip(":")


def _never(*_: Any) -> datetime:
    raise AssertionError("no source here has a cron")


def _at(hour: float) -> datetime:
    return MONDAY + timedelta(hours=hour)


def _ms(hour: float) -> int:
    return round((MONDAY.timestamp() + hour * 3600) * 1000)


def _hour(ms: int) -> float:
    return (ms / 1000 - MONDAY.timestamp()) / 3600


def rows(tally: Tally) -> Iterator[str]:
    """Write a table."""
    yield f"{tally.weeks} source-weeks, {tally.polls} polls"
    for what, n in tally.notices.most_common():
        yield f"  {what:10} {n:7} notices  {tally.false[what]:5} false"
    for kind, n in sorted(tally.faults.items()):
        hours = sorted(tally.found.get(kind, []))
        said = (
            f", {len(hours)} told, half of them within {hours[len(hours) // 2]:.0f} h"
            if hours
            else ""
        )
        yield f"  {kind:10} {n:7} faults{said}"
    yield f"false notices in 100 source-weeks: {tally.per_100:.2f}"
    yield f"faults not told by the third poll: {len(tally.late)}"


def main(arguments: Sequence[str]) -> int:
    """Run and print; 1 when a promise does not hold."""
    parser = argparse.ArgumentParser(description="simulate weeks of sources")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--show", type=int, default=5, help="false notices shown")
    given = parser.parse_args(arguments)
    total = Tally()
    for seed in range(given.first, given.first + given.seeds):
        tally = Run(seed, given.sources).week()
        print(f"seed {seed}: {tally.per_100:.2f} false, {len(tally.late)} late", flush=True)
        total += tally
    print("\n".join(rows(total)))
    print("\n".join([*total.lies[: given.show], *total.late[: given.show]]))
    return int(total.per_100 >= 1 or bool(total.late))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
