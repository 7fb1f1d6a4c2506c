"""Fixtures of all tests: a real server for the session, a fresh prefix for each test."""

import asyncio
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from socket import AF_UNIX, socket

import pytest

from monitor.clock import SystemClock
from monitor.store import open_store
from monitor.store.binary import arguments, find_program
from monitor.store.opened import Store
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore

OpenStore = Callable[..., AbstractAsyncContextManager[Store]]
Scenario = Callable[[Store], Awaitable[None]]
Play = Callable[[Scenario], None]
PREFIXES = itertools.count()


def _is_up(path: Path) -> bool:
    with socket(AF_UNIX) as line:
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def run_server(program: Path, folder: Path, *, maxmemory: str = "256mb") -> Iterator[Path]:
    """Run a server in a folder until the generator is closed; gives its socket."""
    options = arguments(program, folder, fsync="no", maxmemory=maxmemory)
    server = subprocess.Popen(
        [*options, "--appendonly", "no"], cwd=folder, stdin=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 20
        while not _is_up(folder / "redis.sock"):
            if server.poll() is not None or time.monotonic() > until:
                pytest.fail((folder / "server.log").read_text("utf-8"))
            time.sleep(0.01)
        yield folder / "redis.sock"
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """Give a folder whose path is short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="nm-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def store_socket(short_folder: Path) -> Iterator[Path]:
    """Give the socket of the shared server, the one that the package carries."""
    folder = short_folder / "valkey"
    folder.mkdir()
    yield from run_server(find_program(), folder)


def opener(socket_path: Path, prefix: str) -> OpenStore:
    """Make what opens a store under one prefix, as often as a test wants."""

    @asynccontextmanager
    async def opened(**options: object) -> AsyncIterator[Store]:
        async with open_store(
            f"unix://{socket_path}",
            data_dir=socket_path.parent,
            clock=SystemClock(),
            prefix=prefix,
            **options,  # type: ignore[arg-type]
        ) as store:
            yield store

    return opened


def fresh_prefix() -> str:
    """Give a prefix that no other test has."""
    return f"t{os.getpid()}-{next(PREFIXES)}"[-16:]


@pytest.fixture(scope="session")
def redis_socket(short_folder: Path) -> Iterator[Path]:
    """Give the socket of a server that the machine brings along (Debian's Redis)."""
    program = shutil.which("redis-server")
    if program is None:
        if "redis" in os.environ.get("MONITOR_REQUIRE", ""):
            pytest.fail("MONITOR_REQUIRE names redis, and redis-server is not on PATH")
        pytest.skip("redis-server is not on PATH")
    folder = short_folder / "redis"
    folder.mkdir()
    yield from run_server(Path(program), folder)


@pytest.fixture
def store(store_socket: Path) -> OpenStore:
    """Open the real store on a prefix of this test's own: `async with store() as s:`.

    Takes open_store's options (`now_ms=clock.now_ms`, `lease_ms=...`); opened again in the
    same test it finds what was written.
    """
    return opener(store_socket, fresh_prefix())


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that only the test moves; `memory_store` runs on it."""
    return FakeClock()


@pytest.fixture
def memory_store(clock: FakeClock) -> MemoryStore:
    """Give the store in plain Python, on the test's clock."""
    return MemoryStore(now_ms=clock.now_ms)


def as_store(memory: MemoryStore) -> Store:
    """Give the plain store as what `open_store` gives."""
    return Store(
        sources=memory.sources,
        articles=memory.articles,
        stories=memory.stories,
        outbox=memory.outbox,
        windows=memory.windows,
    )


@pytest.fixture(
    params=[
        "memory",
        pytest.param("valkey", marks=pytest.mark.store),
        pytest.param("redis", marks=pytest.mark.store),
    ]
)
def play(request: pytest.FixtureRequest, clock: FakeClock, memory_store: MemoryStore) -> Play:
    """Run a scenario over the store in plain Python, the packaged server and Debian's Redis.

    Times are the test's `clock`; played again in one test, it finds what was written.
    """
    if request.param == "memory":
        return lambda scenario: asyncio.run(_awaited(scenario(as_store(memory_store))))
    server = "store_socket" if request.param == "valkey" else "redis_socket"
    opened = opener(request.getfixturevalue(server), fresh_prefix())

    async def run(scenario: Scenario) -> None:
        async with opened(now_ms=clock.now_ms) as real:
            await scenario(real)

    return lambda scenario: asyncio.run(run(scenario))


async def _awaited(scenario: Awaitable[None]) -> None:
    await scenario
