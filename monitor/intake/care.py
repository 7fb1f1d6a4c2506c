"""The archive's daily care, done by a process of its own at the lowest priority."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

import orjson

from monitor.clock import Clock
from monitor.intake.archive import Archive
from monitor.intake.compaction import Cared, Keep
from monitor.intake.disk import MB
from monitor.settings import ArchiveSettings

EVERY_S = 600.0
LONGEST_S = 3600.0
GRACE = timedelta(hours=1)  # a poll that began before midnight writes to the day it began on


def keep_of(settings: ArchiveSettings) -> Keep:
    """Give in bytes what the settings say."""
    most = round(settings.most_gb * 1000 * MB)
    return Keep(days=settings.days, most=most, spare=settings.spare_mb * MB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Keeps an archive small: called now and then, it does what is due."""

    folder: Path
    keep: Keep
    archive: Archive
    clock: Clock

    async def __call__(self) -> Cared:
        """Merge days that are over, take away the oldest; the daemon's own file is let go."""
        now = self.clock.now()
        await self.archive.rest(now=now)
        today = (now - GRACE).astimezone(UTC).date()
        keep = (str(n) for n in (self.keep.days, self.keep.most, self.keep.spare))
        said = [str(self.folder), today.isoformat(), *keep]
        caring = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "monitor.intake.compaction", *said),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            stdin=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(LONGEST_S):
                out, wrong = await caring.communicate()
        finally:
            if caring.returncode is None:
                caring.kill()
                await caring.wait()
        if caring.returncode:
            last = wrong.decode("utf-8", "replace").strip().splitlines()[-1:]
            return Cared(problem=f"ended with {caring.returncode}: {''.join(last)}")
        return Cared(**orjson.loads(out))
