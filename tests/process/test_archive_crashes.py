"""The archive's care, killed by SIGKILL at each of its points: every line is read once."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.intake.archive import Archive
from monitor.intake.archived import stream
from monitor.intake.lines import Line
from tests.fakes.clock import START
from tests.fakes.reading import entry

pytestmark = pytest.mark.process

DAY = timedelta(days=1)


def written(folder: Path) -> list[str]:
    """Write three days by two writers, with repeats; gives the articles in order."""

    async def use(archive: Archive, first: int) -> None:
        for n in range(first, 60, 2):
            at = START + n * DAY / 20
            await archive.append([Line(article=entry(f"n{n}", seen=at))] * 2, now=at)

    for number, writer in enumerate(("main", "other")):
        archive = Archive(folder, writer=writer)
        asyncio.run(use(archive, number))
        archive.close()
    return [f"n{n}" for n in range(60)]


def care(folder: Path, *, days: int = 365, kill_at: str = "") -> int:
    environ = {**os.environ, "MONITOR_CHAOS": "1", "MONITOR_KILL_AT": kill_at}
    today = (START + 4 * DAY).date().isoformat()
    command = [sys.executable, "-m", "monitor.intake.compaction", str(folder), today]
    return subprocess.run(
        [*command, str(days), str(10**9), "0"], env=environ, check=False, stdout=subprocess.PIPE
    ).returncode


def keys(folder: Path) -> list[str]:
    return list(dict.fromkeys(line.article.key for line in stream([folder])))


@pytest.mark.parametrize("point", ["written", "indexed", "merged"])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_killed_merge_loses_and_doubles_nothing(point: str, nth: int, tmp_path: Path) -> None:
    wanted = written(tmp_path)

    assert care(tmp_path, kill_at=f"archive.{point}:{nth}") == -signal.SIGKILL

    assert keys(tmp_path) == wanted
    assert care(tmp_path) == 0
    assert [line.article.key for line in stream([tmp_path])] == wanted
    assert {path.suffix for path in tmp_path.iterdir()} == {".zst", ".idx"}


def test_a_killed_pruning_takes_whole_days_at_the_next_care(tmp_path: Path) -> None:
    wanted = written(tmp_path)
    assert care(tmp_path) == 0

    assert care(tmp_path, days=2, kill_at="archive.pruned:1") == -signal.SIGKILL

    assert keys(tmp_path) == wanted
    assert care(tmp_path, days=2) == 0
    kept = [n for n in wanted if START + int(n[1:]) * DAY / 20 >= (START + 2 * DAY).replace(hour=0)]
    assert keys(tmp_path) == kept
