"""The embedded store: our own server on a socket in the data directory, started and watched."""

import asyncio
import contextlib
import hashlib
import os
import signal
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis.exceptions import BusyLoadingError, RedisError

from monitor.clock import Clock
from monitor.errors import StoreError
from monitor.store.address import connect, socket_address
from monitor.store.binary import LOG, SOCKET, arguments, find_program
from monitor.store.client import Log
from monitor.store.locks import Holder, Lock, own_folder

LONGEST_SOCKET = 100  # bytes; Linux takes 107, macOS 103
ADOPT_S, TERM_S, GONE_S, START_S = 5.0, 30.0, 60.0, 120.0
PING_S, MISSES = 1.0, 5
FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 5.0
FAILURES, WITHIN_S = 5, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the operator may choose about the embedded server."""

    fsync: str = "everysec"
    maxmemory: str = ""  # half of the memory


class EmbeddedServer:
    """One server process of ours; `start` or adopt, `watch` over it, `stop`.

    `server.lock` is held by the server itself, through a descriptor it inherits: free means
    that no server runs on this directory, whoever started it.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        clock: Clock,
        log: Log,
        options: Options,
        find: Callable[[], Path] = find_program,
    ) -> None:
        """Name the directory; nothing is started yet."""
        self.folder = own_folder(data_dir / "store")
        self.broken: StoreError | None = None
        self._left = False
        self._lock = Lock(self.folder / "server.lock")
        self._clock = clock
        self._log = log
        self._options = options
        self._find = find
        self._child: subprocess.Popen[bytes] | None = None
        self._suspect = asyncio.Event()

    @property
    def socket(self) -> Path:
        """Give the path to connect to: a short way round if the real one is too long."""
        path = self.folder.absolute() / SOCKET
        return path if len(os.fsencode(path)) <= LONGEST_SOCKET else short_way(self.folder) / SOCKET

    def suspect(self) -> None:
        """Look at the server now: a connection broke."""
        self._suspect.set()

    async def start(self) -> str:
        """Start the server, or adopt the one that a killed daemon left; tells which."""
        if self._lock.take():
            await self._reap()
            await self._begin()
            return "started"
        if await self._is_ours():
            self._log("store.adopted", pid=self._pid())
            return "adopted"
        await self._evict()
        await self._begin()
        return "restarted"

    async def _begin(self) -> None:
        """Start a server; `server.lock` is ours and goes over to it."""
        (self.folder / SOCKET).unlink(missing_ok=True)
        try:
            program = self._find()
            self._child = self._spawn(program)
        finally:
            self._lock.drop()
        started = self._clock.monotonic()
        while not await self.answers():
            if self._child.poll() is not None:
                raise StoreError(f"store does not start: {self._last_line()}")
            if self._clock.monotonic() - started > START_S:
                raise StoreError(
                    f"store does not answer after {START_S:.0f} s: {self._last_line()}"
                )
            await self._clock.sleep(0.01)
        self._log("store.started", pid=self._child.pid, program=str(program))

    def _spawn(self, program: Path) -> subprocess.Popen[bytes]:
        """Run the server in a session of its own, so that Ctrl-C reaches us only."""
        folder = self.folder.resolve()
        line = arguments(
            program, folder, fsync=self._options.fsync, maxmemory=self._options.maxmemory
        )
        log_fd = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(log_fd, "ab") as out:
            child = subprocess.Popen(
                line,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                umask=0o077,
                pass_fds=(self._lock.fd,),
            )
        self._lock.sign(Holder(pid=child.pid, since=self._clock.now().isoformat(), what="server"))
        return child

    async def _ask(self, *command: str) -> Any:
        """Ask the server on a connection of its own; None when there is no answer."""
        redis: Any = connect(socket_address(self.socket))
        try:
            async with asyncio.timeout(ADOPT_S):
                return await redis.execute_command(*command)
        except BusyLoadingError:
            return "LOADING"
        except (RedisError, OSError):
            return None
        finally:
            await redis.aclose()

    async def answers(self) -> bool:
        """Tell whether a server is there and has loaded."""
        answer = await self._ask("PING")
        return answer is not None and answer != "LOADING"

    async def _is_ours(self) -> bool:
        """Tell whether a running server is on our directory, with our options."""
        if await self._ask("PING") is None:
            return False
        while not await self.answers():  # it loads, or has gone
            if self._lock.is_free():
                return False
            await self._clock.sleep(0.05)
        wanted = {
            "dir": str(self.folder.resolve()),
            "appendonly": "yes",
            "appendfsync": self._options.fsync,
            "maxmemory-policy": "noeviction",
        }
        for name, value in wanted.items():
            found = await self._ask("CONFIG GET", name)
            if not isinstance(found, dict) or _text(found).get(name) != value:
                return False
        return True

    def _pid(self) -> int:
        return self._child.pid if self._child else self._lock.holder().pid

    async def _evict(self) -> None:
        """End a server that is not as it should be, never by force; takes `server.lock`."""
        await self._ask("SHUTDOWN")
        started, has_asked = self._clock.monotonic(), False
        while not self._lock.take():
            waited = self._clock.monotonic() - started
            if waited > TERM_S and not has_asked:
                has_asked = True
                _terminate(self._pid())
            if waited > GONE_S:
                raise StoreError(
                    f"{self.folder}: the server with pid {self._pid()} does not end; stop it"
                )
            await self._clock.sleep(0.02)
        await self._reap()

    async def _reap(self) -> None:
        """Take leave of a child whose lock is free, so that it is no zombie."""
        while self._child is not None and self._child.poll() is None:
            await self._clock.sleep(0.005)
        self._child = None

    async def watch(self) -> None:
        """Ping the server each second; start it again when it has gone. Runs until cancelled.

        Five failures in 60 s: `broken` is set, and every call of the store raises it.
        """
        failures: deque[float] = deque(maxlen=FAILURES)
        misses = 0
        while self.broken is None and not self._left:
            await self._pause(PING_S)
            misses = 0 if await self.answers() else misses + 1
            if misses == 0 or not (self._lock.is_free() or misses >= MISSES):
                continue
            misses = 0
            await self._revive(failures)

    def leave(self) -> None:
        """Watch no longer: besides the cancellation, which may meet a finished wait and be lost."""
        self._left = True
        self._suspect.set()

    async def _pause(self, seconds: float) -> None:
        """Wait a while, or until somebody suspects the server."""
        self._suspect.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._suspect.wait()

    async def _revive(self, failures: deque[float]) -> None:
        """Start the server again, waiting longer each time it fails."""
        wait_s = FIRST_WAIT_S
        self._log("store.lost", pid=self._pid(), why=self._last_line())
        while not self._left:
            failures.append(self._clock.monotonic())
            if len(failures) == FAILURES and failures[-1] - failures[0] < WITHIN_S:
                self.broken = StoreError(f"store does not stay up: {self._last_line()}")
                return
            await self._clock.sleep(wait_s)
            wait_s = min(LONGEST_WAIT_S, wait_s * 2)
            try:
                await self.start()
            except StoreError as error:
                self._log("store.failed", why=str(error))
            else:
                return

    async def stop(self) -> None:
        """End the server and wait until it has gone; everything it was told is on disk."""
        await self._evict()
        self._lock.drop()
        way = self.socket.parent
        if way.is_symlink():
            with contextlib.suppress(OSError):
                way.unlink()
                way.parent.rmdir()
        self._log("store.stopped")

    def _last_line(self) -> str:
        """Give the last line of the server's log."""
        try:
            lines = (self.folder / LOG).read_text("utf-8", "replace").splitlines()
        except OSError:
            lines = []
        return next((line for line in reversed(lines) if line.strip()), "no word from the server")


def short_way(folder: Path) -> Path:
    """Make a short path to a folder whose own is too long for a socket: a link in a 0700 folder."""
    real = folder.resolve()
    name = hashlib.blake2b(os.fsencode(real), digest_size=6).hexdigest()
    way = own_folder(Path(tempfile.gettempdir()) / f"nm-{os.getuid()}-{name}")
    link = way / "s"
    if not link.is_symlink() or link.readlink() != real:
        link.unlink(missing_ok=True)
        link.symlink_to(real)
    return link


def _terminate(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if pid > 1:
            os.kill(pid, signal.SIGTERM)


def _text(found: dict[Any, Any]) -> dict[str, str]:
    return {_str(name): _str(value) for name, value in found.items()}


def _str(raw: object) -> str:
    return raw.decode() if isinstance(raw, bytes) else str(raw)
