"""A week of many sites: when they publish, and what goes wrong, all by one seed.

Times are hours since the world's first Monday 00:00 UTC; the four weeks before it are history.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

HISTORY, WEEK, DAY = 28 * 24, 168, 24
MINUTE = 1 / 60
COUNTRIES = 6

Kind = Literal["outage", "wall", "drift", "frozen", "lying"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is wrong with a site for a while."""

    kind: Kind
    begin: float
    end: float
    problem: str = ""  # kind of the problem a poll meets, empty = it seems fine


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a kind of site publishes."""

    share: float  # of all sites
    weekly: tuple[float, float]  # articles, from to
    night: float  # rate at night, of that by day
    weekend: float
    tier: Literal["primary", "wire", "outlet"]


HABITS = (
    Habit(share=0.1, weekly=(300, 2000), night=0.4, weekend=0.5, tier="wire"),
    Habit(share=0.4, weekly=(80, 500), night=0.05, weekend=0.6, tier="outlet"),
    Habit(share=0.3, weekly=(10, 100), night=0.0, weekend=0.02, tier="outlet"),
    Habit(share=0.2, weekly=(0.3, 6), night=0.0, weekend=0.0, tier="primary"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """Where people get up, and have days off, at the same time."""

    zone: int  # hours from UTC
    holidays: frozenset[int]  # days of the week
    shifts: float  # when its summer time ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site's articles and troubles."""

    name: str
    host: str
    tier: Literal["primary", "wire", "outlet"]
    is_list: bool
    is_new: bool  # to us: nothing is known of it
    articles: Sequence[float]  # when each appeared
    window: int  # entries its document shows
    faults: Sequence[Fault] = field(default_factory=tuple)
    churns: Sequence[float] = field(default_factory=tuple)  # all its keys change

    def fault(self, at: float, *kinds: Kind) -> Fault | None:
        """Give what is wrong at a time, of all faults or of some kinds."""
        for one in self.faults:
            if one.begin <= at < one.end and (not kinds or one.kind in kinds):
                return one
        return None

    def published(self, at: float) -> int:
        """Count the articles that its document has had by now."""
        frozen = self.fault(at, "frozen")
        return bisect_right(self.articles, frozen.begin if frozen else at)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All sites, and when we ourselves are offline."""

    sites: Sequence[Site]
    offline: Sequence[tuple[float, float]]

    def is_offline(self, at: float) -> bool:
        """Tell whether we are cut off."""
        return any(begin <= at < end for begin, end in self.offline)


def world(seed: int, sites: int) -> World:
    """Make a world."""
    chance = Random(seed)
    offline = [_span(chance, 3 * MINUTE, 6) for _ in range(_poisson(chance, 1.0))]
    shifts = chance.uniform(100, WEEK) if chance.random() < 0.3 else math.inf
    countries = [
        Country(
            zone=4 * n - 8,
            holidays=frozenset({chance.randrange(5)} if chance.random() < 0.2 else ()),
            shifts=shifts,
        )
        for n in range(COUNTRIES)
    ]
    made: list[Site] = []
    while len(made) < sites:
        host, outages = f"h{len(made)}.example", _outages(chance)
        for _ in range(5 if chance.random() < 0.02 else 1):  # some share a host
            country = chance.choice(countries)
            made.append(_site(chance, f"s{len(made)}", host, country=country, outages=outages))
    return World(sites=made[:sites], offline=offline)


def _site(
    chance: Random, name: str, host: str, *, country: Country, outages: Sequence[Fault]
) -> Site:
    """Make a site: its habit, its articles, and what befalls it."""
    habit = chance.choices(HABITS, [h.share for h in HABITS])[0]
    is_list = chance.random() < 0.3
    return Site(
        name=name,
        host=host,
        tier=habit.tier,
        is_list=is_list,
        is_new=chance.random() < 0.3,
        articles=_articles(chance, _rates(chance, habit, country)),
        window=chance.choice((10, 20, 30, 50)),
        faults=(*outages, *_own_faults(chance, is_list=is_list)),
        churns=(chance.uniform(0, WEEK),) if chance.random() < 0.1 else (),
    )


def _rates(chance: Random, habit: Habit, country: Country) -> Callable[[int], float]:
    """Give the articles an hour expects: by day and night, weekdays, holidays, moods, bursts."""
    low, high = habit.weekly
    weekly = math.exp(chance.uniform(math.log(low), math.log(high)))
    begin, end = 7 + chance.randrange(3), 18 + chance.randrange(4)
    busy = (end - begin) + habit.night * (24 - end + begin)
    each = weekly / (busy * (5 + 2 * habit.weekend))
    rests = chance.uniform(0.05, 0.3)  # what is left on a holiday
    burst = chance.uniform(0, WEEK) if chance.random() < 0.2 else -math.inf
    moods = [chance.lognormvariate(0, 0.25) for _ in range(HISTORY // DAY + 8)]

    def rate(hour: int) -> float:
        local = hour + country.zone - (1 if hour > country.shifts else 0)
        day, of_day = divmod(local, DAY)
        found = each * (1.0 if begin <= of_day < end else habit.night)
        found *= habit.weekend if day % 7 >= 5 else 1.0
        if day in country.holidays:
            found *= min(1.0, rests / (habit.weekend or 1.0)) if habit.weekend else rests
        if burst <= hour < burst + 3:
            found *= 5
        return found * moods[(day + HISTORY // DAY) % len(moods)]

    return rate


def _articles(chance: Random, rate: Callable[[int], float]) -> tuple[float, ...]:
    """Draw articles; an hour's own mood makes them come in clusters."""
    found: list[float] = []
    for hour in range(-HISTORY, WEEK):
        mean = rate(hour)
        if mean > 0:
            n = _poisson(chance, mean * chance.gammavariate(2, 0.5))
            found += (hour + chance.random() for _ in range(n))
    return tuple(sorted(found))


def _outages(chance: Random) -> tuple[Fault, ...]:
    """Draw a host's outages: three minutes to two days."""
    found = []
    for _ in range(_poisson(chance, 0.3)):
        begin, end = _span(chance, 3 * MINUTE, 48)
        kind = chance.choice(("connect", "timeout", "5xx", "dns", "reset"))
        found.append(Fault(kind="outage", begin=begin, end=end, problem=kind))
    return tuple(found)


def _own_faults(chance: Random, *, is_list: bool) -> tuple[Fault, ...]:
    """Draw what befalls a site alone."""
    found = []
    if chance.random() < 0.03:
        begin, end = _span(chance, 1, 48)
        kind = chance.choice(("blocked", "403"))
        found.append(Fault(kind="wall", begin=begin, end=end, problem=kind))
    if is_list and chance.random() < 0.05:
        begin, end = _span(chance, 2, 48)
        found.append(Fault(kind="drift", begin=begin, end=end, problem="contract"))
    if chance.random() < 0.02:
        begin, end = _span(chance, 12, 72)
        found.append(Fault(kind="frozen", begin=begin, end=end))
    if chance.random() < 0.02:
        found.append(Fault(kind="lying", begin=chance.uniform(0, 4 * DAY), end=math.inf))
    return tuple(found)


def _span(chance: Random, shortest: float, longest: float) -> tuple[float, float]:
    """Draw a span of the week, its length evenly by orders of magnitude."""
    begin = chance.uniform(0, WEEK)
    return begin, begin + math.exp(chance.uniform(math.log(shortest), math.log(longest)))


def _poisson(chance: Random, mean: float) -> int:
    """Draw a count: from the sum of its odds, a normal one where they are many."""
    if mean > 30:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    n, odds, drawn = 0, math.exp(-mean), chance.random()
    total = odds
    while drawn > total and n < 200:
        n += 1
        odds *= mean / n
        total += odds
    return n
