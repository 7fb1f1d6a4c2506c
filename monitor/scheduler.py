"""Wall-clock work: the tick that drives the due-queue, and a few jobs by cron or interval."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

Run = Callable[[], Awaitable[None]]

TICK_S = 0.1
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NEVER = datetime.max.replace(tzinfo=UTC)


def next_fire(cron: str, zone: str, after: datetime) -> datetime:
    """Give the first time after `after` that a five-field cron expression names in a zone.

    A wall time that a clock change leaves out fires right after the gap; one that comes twice
    fires once, unless every hour is named. Days are as in crontab (0 and 7 are Sunday), but
    day of month and day of week must both hold. An expression that never comes true gives the
    end of time. Raises ValueError with what is wrong with the expression.
    """
    trigger = _trigger(cron, zone)
    hourly = cron.split()[1].startswith("*")
    at = after
    while (found := trigger.get_next_fire_time(None, at + timedelta(microseconds=1))) is not None:
        local: datetime = found.astimezone(ZoneInfo(zone))
        again = local.fold == 1 and local.utcoffset() != local.replace(fold=0).utcoffset()
        if hourly or not again:
            return local.astimezone(UTC)
        at = found.astimezone(UTC)
    return _NEVER


def _trigger(cron: str, zone: str) -> Any:
    """Read an expression into the vendor's trigger, whose weekdays begin on Monday."""
    fields = cron.split()
    if len(fields) != 5:
        raise ValueError(f"a cron expression has five fields, not {len(fields)}")
    minute, hour, day, month, weekday = fields
    return CronTrigger(
        minute=minute,
        hour=hour,
        day=day,
        month=month,
        day_of_week=",".join(_weekday(part) for part in weekday.lower().split(",")),
        timezone=ZoneInfo(zone),
    )


def _weekday(part: str) -> str:
    """Write out one part of crontab's last field by day names, ranges and steps resolved."""
    span, _, step = part.partition("/")
    if span == "*" and not step:
        return "*"
    first, dash, last = ("0", "-", "6") if span == "*" else span.partition("-")
    begin = _day_number(first)
    end = _day_number(last) if dash else (6 if step else begin)
    if end < begin:
        end += 7
    return ",".join(_WEEKDAYS[n % 7] for n in range(begin, end + 1, int(step or 1)))


def _day_number(text: str) -> int:
    number = int(text) if text.isdecimal() else _WEEKDAYS.index(text)
    if number > 7:
        raise ValueError(f"{text} is no day of the week")
    return number


class _Cron(BaseTrigger):  # type: ignore[misc]  # the vendor has no types
    """Fires as `next_fire` says."""

    def __init__(self, cron: str, zone: str) -> None:
        """Take a valid expression and a zone."""
        self._cron, self._zone = cron, zone

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Give the next time after the last one, or after now at first."""
        at = next_fire(self._cron, self._zone, previous or now)
        return None if at == _NEVER else at


class Scheduler:
    """Runs coroutines by the wall clock; a run that is late or still going is not doubled."""

    def __init__(self) -> None:
        """Make an empty one; nothing runs before `start`."""
        self._running: set[asyncio.Task[Any]] = set()
        log = logging.getLogger("monitor.scheduler")
        log.setLevel(logging.ERROR)  # that a tick was left out because the last runs is no news
        self._jobs = AsyncIOScheduler(
            timezone=UTC,
            logger=log,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def every(self, name: str, seconds: float, run: Run) -> None:
        """Run by interval: the first time one interval after the start."""
        self._add(name, run, IntervalTrigger(seconds=seconds, timezone=UTC))

    def at(self, name: str, cron: str, zone: str, run: Run) -> None:
        """Run by cron expression in a zone; raises ValueError with what is wrong with it."""
        _trigger(cron, zone)
        self._add(name, run, _Cron(cron, zone))

    def remove(self, name: str) -> None:
        """Forget a job, so that its name can be given again."""
        self._jobs.remove_job(name)

    def start(self) -> None:
        """Begin, inside a running loop."""
        self._jobs.start()

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is running."""
        self._jobs.pause()
        while self._running:
            await asyncio.wait(set(self._running))
        self._jobs.shutdown(wait=False)
        await asyncio.sleep(0)  # the vendor puts its last step on the loop

    def _add(self, name: str, run: Run, trigger: Any) -> None:
        async def once() -> None:
            me = asyncio.current_task()
            if me is None:
                return
            self._running.add(me)
            try:
                await run()
            finally:
                self._running.discard(me)

        self._jobs.add_job(once, trigger, id=name, name=name)
