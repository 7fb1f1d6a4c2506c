"""The embedded server with real processes: killed, adopted, refused, borrowed."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from monitor.clock import SystemClock
from monitor.errors import StoreError
from monitor.store import open_store
from monitor.store.locks import Lock
from monitor.store.opened import Store
from tests.fakes.rows import row, write_rows
from tests.process.store_owner import ONE_AT_A_TIME

pytestmark = [pytest.mark.process, pytest.mark.store]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Give a short folder; a server that a failed test left there is ended."""
    folder = Path(tempfile.mkdtemp(prefix="nm-"))
    yield folder
    left = server_pid(folder)
    if left and not Lock(folder / "store" / "server.lock").is_free():
        os.kill(left, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def server_pid(data_dir: Path) -> int:
    """Give the pid that the server's lock names, 0 if none."""
    return Lock(data_dir / "store" / "server.lock").holder().pid


class Heard:
    """Keeps what the store logs."""

    def __init__(self) -> None:
        self.events: list[str] = []

    def __call__(self, event: str, **_fields: object) -> None:
        self.events.append(event)


@asynccontextmanager
async def opened(
    data_dir: Path, log: Callable[..., None] | None = None, *, one_shot: bool = False
) -> AsyncIterator[Store]:
    """Open the embedded store as a daemon, or as a verb does."""
    async with open_store(
        "embedded:", data_dir=data_dir, clock=SystemClock(), log=log or Heard(), one_shot=one_shot
    ) as store:
        yield store


async def until(condition: Callable[[], bool], within_s: float = 20) -> None:
    """Wait on a condition."""
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
def owner(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a process that owns the directory, after its tenth write."""
    line = [sys.executable, "-m", "tests.process.store_owner", str(data_dir)]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for n in range(1, 11):
            assert process.stdout.readline().strip() == str(n)
        yield process
        process.kill()


def kill(process: "subprocess.Popen[str]") -> int:
    """Kill an owner and give the last write it was sure of."""
    process.kill()
    assert process.stdout is not None
    whole = ["10", *process.stdout.read().splitlines(keepends=True)[:-1]]
    return int(whole[-1])


def test_a_killed_server_comes_back_and_no_answered_write_is_lost(data_dir: Path) -> None:
    log = Heard()

    async def run() -> None:
        async with opened(data_dir, log) as store:
            answered = 0
            for kills in range(1, 4):
                for _ in range(200):
                    await write_rows(store, row(f"s{answered}.1@desk"))
                    answered += 1
                os.kill(server_pid(data_dir), signal.SIGKILL)
                await write_rows(store, row(f"s{answered}.1@desk"))
                answered += 1
                assert len(await store.outbox.rows(limit=9999)) == answered
                assert log.events.count("store.started") == kills + 1
        assert "store.waiting" in log.events

    asyncio.run(run())


def test_a_killed_daemons_server_is_adopted_and_its_leases_are_over(
    data_dir: Path, owner: "subprocess.Popen[str]"
) -> None:
    log, pid = Heard(), server_pid(data_dir)

    async def run(sure: int) -> None:
        async with opened(data_dir, log) as store:
            assert server_pid(data_dir) == pid
            assert (await store.articles.counts())["n"] >= sure
            states = {row.id: row.state for row in await store.outbox.rows()}
            assert sorted(states.values()) == ["queued", "unknown"]
            again = await store.outbox.claim(worker="new", rate_ms=0)
            assert again is not None
            assert states[again.id] == "queued"
            (claim,) = await store.sources.claim(1, worker="new", hosts=ONE_AT_A_TIME)
            assert (claim.tries, claim.token) == (1, 2)

    asyncio.run(run(kill(owner)))
    assert log.events == ["store.adopted", "store.stopped"]


def test_a_killed_daemon_and_server_lose_nothing_answered(
    data_dir: Path, owner: "subprocess.Popen[str]"
) -> None:
    sure = kill(owner)
    os.kill(server_pid(data_dir), signal.SIGKILL)
    log = Heard()

    async def run() -> None:
        await until(Lock(data_dir / "store" / "server.lock").is_free)
        async with opened(data_dir, log) as store:
            assert (await store.articles.counts())["n"] >= sure

    asyncio.run(run())
    assert log.events == ["store.started", "store.stopped"]


def test_a_second_daemon_is_refused_in_one_line(
    data_dir: Path, owner: "subprocess.Popen[str]"
) -> None:
    async def run() -> None:
        async with opened(data_dir):
            pytest.fail("two daemons own one directory")

    with pytest.raises(StoreError) as refused:
        asyncio.run(run())
    found = re.fullmatch(
        re.escape(str(data_dir))
        + rf": in use by pid {owner.pid} since \d\d:\d\d; stop it or set data_dir",
        str(refused.value),
    )
    assert found


def test_a_verb_looks_through_the_running_daemons_server(
    data_dir: Path, owner: "subprocess.Popen[str]"
) -> None:
    async def run() -> None:
        async with opened(data_dir, one_shot=True) as store:
            states = sorted(row.state for row in await store.outbox.rows())
            assert states == ["leased", "sending"]

    asyncio.run(run())
    assert owner.poll() is None
    assert not Lock(data_dir / "store" / "server.lock").is_free()


def test_a_verb_alone_starts_the_server_and_stops_it(data_dir: Path) -> None:
    async def run() -> None:
        async with opened(data_dir) as store:
            await store.articles.count({"n": 1})
        for _ in range(2):
            async with opened(data_dir, one_shot=True) as store:
                assert await store.articles.counts() == {"n": 1}
            assert Lock(data_dir / "store" / "server.lock").is_free()
            assert Lock(data_dir / "daemon.lock").is_free()

    asyncio.run(run())


def test_a_verb_leaves_a_killed_daemons_server_as_it_was(
    data_dir: Path, owner: "subprocess.Popen[str]"
) -> None:
    kill(owner)

    async def run() -> None:
        async with opened(data_dir, one_shot=True) as store:
            states = sorted(row.state for row in await store.outbox.rows())
            assert states == ["leased", "sending"]

    asyncio.run(run())
    assert not Lock(data_dir / "store" / "server.lock").is_free()


def test_a_daemon_waits_for_a_verb_that_is_looking(data_dir: Path) -> None:
    async def daemon() -> dict[str, int]:
        async with opened(data_dir) as store:
            return dict(await store.articles.counts())

    async def run() -> None:
        async with opened(data_dir, one_shot=True) as store:
            waiting = asyncio.create_task(daemon())
            await store.articles.count({"n": 7})
        assert await waiting == {"n": 7}

    asyncio.run(run())


def test_everything_in_the_data_directory_is_ours_alone(data_dir: Path) -> None:
    async def run() -> None:
        async with opened(data_dir) as store:
            await store.articles.count({"n": 1})
            for path in [data_dir, *data_dir.rglob("*")]:
                assert path.lstat().st_mode & 0o077 == 0, path

    asyncio.run(run())


def test_a_very_long_path_gets_a_short_way_to_its_socket(data_dir: Path) -> None:
    deep = data_dir / ("d" * 60) / ("e" * 70)
    deep.mkdir(parents=True)

    async def run() -> None:
        async with opened(deep) as store:
            await store.articles.count({"n": 1})
            assert (deep / "store" / "redis.sock").is_socket()
        async with opened(deep, one_shot=True) as store:
            assert await store.articles.counts() == {"n": 1}

    asyncio.run(run())


def test_a_left_over_socket_is_no_obstacle(data_dir: Path) -> None:
    (data_dir / "store").mkdir()
    (data_dir / "store" / "redis.sock").write_text("left over")

    async def run() -> None:
        async with opened(data_dir) as store:
            await store.articles.count({"n": 1})

    asyncio.run(run())
    assert not (data_dir / "store" / "redis.sock").exists()


def test_a_damaged_file_is_said_in_one_line_and_the_directory_is_free_again(
    data_dir: Path,
) -> None:
    async def fill() -> None:
        async with opened(data_dir) as store:
            await write_rows(store, *(row(f"s{i}.1@desk") for i in range(50)))

    async def fail() -> None:
        async with opened(data_dir):
            pytest.fail("a damaged file was loaded")

    asyncio.run(fill())
    (grown,) = (data_dir / "store" / "appendonlydir").glob("*.incr.aof")
    raw = bytearray(grown.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 40] = b"#" * 40
    grown.write_bytes(raw)
    with pytest.raises(StoreError, match=r"store does not start: .*format"):
        asyncio.run(fail())
    assert Lock(data_dir / "daemon.lock").is_free()


def test_a_cut_tail_loses_only_the_command_that_was_cut(data_dir: Path) -> None:
    async def fill(n: int) -> None:
        async with opened(data_dir) as store:
            for _ in range(n):
                await store.articles.count({"n": 1})

    async def look() -> int:
        async with opened(data_dir, one_shot=True) as store:
            return dict(await store.articles.counts())["n"]

    asyncio.run(fill(20))
    (grown,) = (data_dir / "store" / "appendonlydir").glob("*.incr.aof")
    with grown.open("rb+") as file:
        file.truncate(grown.stat().st_size - 5)
    assert asyncio.run(look()) == 19


def test_an_operators_server_that_is_away_is_waited_for(data_dir: Path) -> None:
    async def run() -> None:
        async with opened(data_dir) as ours:
            url = f"unix://{data_dir}/store/redis.sock"
            async with open_store(
                url, data_dir=data_dir, clock=SystemClock(), prefix="nm"
            ) as other:
                await ours.articles.count({"n": 1})
                with contextlib.suppress(ProcessLookupError):
                    os.kill(server_pid(data_dir), signal.SIGKILL)
                assert await other.articles.counts() == {"n": 1}

    asyncio.run(run())
