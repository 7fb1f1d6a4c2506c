"""`spike:` holds when far more comes than is usual at this hour of the week."""

import math
from dataclasses import dataclass
from typing import Annotated

from monitor.kinds import Says
from monitor.windows import Scope, Window

KNOWN_AS = ("surge", "burst", "anomaly", "change")  # words of other tools
HOUR, WEEK = 3600, 7 * 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """As many articles as `ratio` times the mean of this hour of the week, or more."""

    ratio: Annotated[float, Says(doc="times the usual number", low=1)]
    within: Annotated[float, Says(doc="slides", form="duration", low=60, high=7 * 86400)]
    at_least: Annotated[int, Says(doc="articles there must be", low=1)] = 1
    baseline: Annotated[
        float, Says(doc="what is usual; 7 days must be known", form="duration", low=WEEK,
                    high=84 * 86400),
    ] = 28 * 86400.0  # fmt: skip
    by: Annotated[str, Says(doc="capture: each of its values is counted by itself")] = ""


def scope(options: Options) -> Scope:
    """Count all articles of the rule, or those of each value; the weeks before count too."""
    return Scope(
        captures={"by": options.by} if options.by else {},
        by=options.by,
        apart=True,
        within_s=options.within,
        past_s=options.baseline + options.within + HOUR,
    )


def holds(options: Options, window: Window) -> bool:
    """Tell whether there are enough articles now, and so many more than usual."""
    times = [m.at for m in window.members]
    now = sum(1 for at in times if window.at - options.within <= at <= window.at)
    usual = _usual(options, window.at, times, window.since)
    return usual is not None and now >= max(options.at_least, options.ratio * usual)


def _usual(options: Options, at: float, times: list[float], since: float | None) -> float | None:
    """Give the mean number in `within` at this hour of the week; None = under 7 days are known.

    The hours that `within` covers, this one last, are looked up in each known week before.
    """
    if since is None or at - since < WEEK:
        return None
    hours = max(1, math.ceil(options.within / HOUR))
    end = math.floor(at / HOUR) * HOUR + HOUR
    start = end - hours * HOUR
    weeks = [n for n in range(1, int(options.baseline // WEEK) + 1) if _known(at, n, since)]
    counts = [sum(1 for t in times if start <= t + n * WEEK < end) for n in weeks]
    return sum(counts) / len(counts) * options.within / (hours * HOUR)


def _known(at: float, weeks: int, since: float) -> bool:
    return at - weeks * WEEK >= since
