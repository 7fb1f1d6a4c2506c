"""Computing off the loop: processes forked from a clean parent, killed when they cost too much.

The daemon forks one *nursery* before it has threads or a loop. The nursery forks workers on
demand, so a worker never inherits a lock that some thread of the daemon was holding. What is
the same for all jobs may change: an edit is applied by every worker before its next job.
"""

import asyncio
import os
import socket
import warnings
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from monitor.errors import ParseError
from monitor.nursery import BORN, DONE, FORK, KILL, ORDER, WORK, Job, nurse, raised, settle_in

LONGEST_ANSWER = 1 << 26  # bytes
EDIT_S = 60.0  # the longest that an edit may take


class _Nursery:
    """The daemon's side of a nursery: asks it for workers and for their deaths."""

    def __init__(self, jobs: Mapping[str, Callable[..., Any]]) -> None:
        """Fork it; `jobs` and all they refer to are inherited, never sent."""
        self.jobs = {name: (n, Job.of(job)) for n, (name, job) in enumerate(jobs.items())}
        self.edits: list[tuple[str, tuple[Any, ...]]] = []  # since it was forked
        self.ended = False
        self.lent = 0  # workers born here that have a job
        self._waiting: deque[asyncio.Future[tuple[int, int]]] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._control, theirs = socket.socketpair()
        known = tuple(job for _, job in self.jobs.values())
        with warnings.catch_warnings():
            # On a reload the daemon has threads; none lives on in the nursery, which only
            # waits and forks.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            try:
                settle_in(theirs.fileno())
                nurse(theirs, known)
            finally:  # whatever happens, the daemon's code never goes on in here
                os._exit(0)
        theirs.close()
        self._control.setblocking(False)

    async def fork(self) -> "_Worker":
        """Get a new worker; raises ConnectionError when the nursery is dead."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._loop.add_reader(self._control, self._born)
        born = self._loop.create_future()
        self._tell(FORK, 0)
        self._waiting.append(born)
        pid, fd = await born
        sock = socket.socket(fileno=fd)
        sock.setblocking(False)
        return _Worker(nursery=self, pid=pid, sock=sock)

    def kill(self, pid: int) -> None:
        """Have a worker killed; a dead nursery's workers end with their sockets."""
        with suppress(OSError):
            self._tell(KILL, pid)

    def close(self) -> None:
        """Let it end, and with it every worker that is still busy."""
        if not self.ended:
            self.ended = True
            if self._loop is not None and not self._loop.is_closed():
                self._loop.remove_reader(self._control)
            self._control.close()
            for born in self._waiting:
                if not born.done():
                    born.set_exception(ConnectionResetError("the nursery has ended"))

    def _tell(self, verb: bytes, pid: int) -> None:
        if self.ended:
            raise ConnectionResetError("the nursery has ended")
        self._control.send(ORDER.pack(verb, pid))

    def _born(self) -> None:
        """Take a worker's socket from the nursery and hand it to who waits longest."""
        try:
            raw, fds, _, _ = socket.recv_fds(self._control, BORN.size, 1)
        except OSError:
            raw, fds = b"", []
        if len(raw) < BORN.size or not fds:
            self.close()
            return
        born = self._waiting.popleft()
        if born.done():  # who asked was cancelled; closing the socket ends the worker
            os.close(fds[0])
        else:
            born.set_result((BORN.unpack(raw)[0], fds[0]))


@dataclass(slots=True)
class _Worker:
    """One worker process and our end of its socket."""

    nursery: _Nursery
    pid: int
    sock: socket.socket
    edits: int = 0  # of its nursery's that it has applied

    async def ask(self, name: str, args: tuple[Any, ...], deadline_s: float) -> tuple[bool, bytes]:
        """Have a job done; raises TimeoutError, or OSError when the worker has died."""
        which, job = self.nursery.jobs[name]
        raw = job.takes.dump_json(args)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(deadline_s):
            await loop.sock_sendall(self.sock, WORK.pack(which, len(raw), deadline_s) + raw)
            good, size = DONE.unpack(await self._read(DONE.size))
            return good, bytes(await self._read(size))

    async def _read(self, size: int) -> bytearray:
        if size > LONGEST_ANSWER:
            raise ConnectionAbortedError(f"an answer of {size} bytes")
        got, loop = bytearray(size), asyncio.get_running_loop()
        left = memoryview(got)
        while left:
            if not (n := await loop.sock_recv_into(self.sock, left)):
                raise ConnectionResetError("the worker has died")
            left = left[n:]
        return got


class Compute:
    """Runs pure functions in worker processes, each at most to its deadline.

    A job's parameters and result are annotated: texts, numbers, bytes, tuples, mappings,
    enums, dataclasses.
    """

    def __init__(self, jobs: Mapping[str, Callable[..., Any]], *, workers: int) -> None:
        self._jobs = dict(jobs)
        self._nurseries = [_Nursery(jobs)] if workers else []  # the last one gives new workers
        self._idle: asyncio.Queue[_Worker | None] = asyncio.Queue()
        for _ in range(workers):
            self._idle.put_nowait(None)  # a vacancy: filled when first needed

    @classmethod
    def start(cls, jobs: Mapping[str, Callable[..., Any]], *, workers: int) -> Self:
        """Fork the nursery, before there are threads; `workers=0`, for tests, runs inline."""
        return cls(jobs, workers=workers)

    async def call(self, name: str, *args: Any, deadline_s: float = 3.0) -> Any:
        """Run the job `name` in a worker and give its result, or raise what it raised.

        Over its deadline or out of memory it is a ParseError of kind `parse`. A worker that
        just dies is replaced and the job repeated once: it may have been killed from outside.
        """
        if not self._nurseries:
            return self._jobs[name](*args)
        try:
            return await self._done(name, args, deadline_s)
        except ConnectionError:
            pass
        try:
            return await self._done(name, args, deadline_s)
        except ConnectionError:
            raise ParseError("parse", "too costly: its process died twice") from None

    def replace(self, jobs: Mapping[str, Callable[..., Any]]) -> None:
        """Go over to newly loaded functions; busy workers finish the job they are at."""
        self._jobs = dict(jobs)
        if self._nurseries:
            self._nurseries.append(_Nursery(jobs))
            self._empty()

    def edit(self, name: str, *args: Any) -> None:
        """Have the job `name` done once in every worker, now and to come, before other jobs."""
        if self._nurseries:
            self._nurseries[-1].edits.append((name, args))
        else:
            self._jobs[name](*args)

    async def close(self) -> None:
        """End every process and wait for the nurseries."""
        self._empty()
        for nursery in self._nurseries:
            nursery.close()
            with suppress(ChildProcessError):
                await asyncio.to_thread(os.waitpid, nursery.pid, 0)

    async def _done(self, name: str, args: tuple[Any, ...], deadline_s: float) -> Any:
        """Have a job done by the next free worker; ConnectionError when that dies."""
        worker = await self._hire()
        try:
            await _edited(worker)
            good, raw = await worker.ask(name, args, deadline_s)
        except TimeoutError:
            self._dismiss(worker)
            raise ParseError("parse", f"too costly: over {deadline_s:g} s") from None
        except BaseException:  # dead, or cancelled in the middle: its answer has no taker
            self._dismiss(worker)
            raise
        self._keep(worker)
        if not good:
            raise raised(raw)
        return worker.nursery.jobs[name][1].gives.validate_json(raw)[0]

    async def _hire(self) -> _Worker:
        """Wait for a free place and give its worker, a new one where there is none."""
        worker = await self._idle.get()
        nursery = self._nurseries[-1] if worker is None else worker.nursery
        nursery.lent += 1
        if worker is not None:
            return worker
        try:
            return await nursery.fork()
        except BaseException:
            self._vacate(nursery)
            if nursery.ended and nursery is self._nurseries[-1]:
                self.replace(self._jobs)
            raise

    def _keep(self, worker: _Worker) -> None:
        """Take a worker back; one of an earlier nursery has done its last job."""
        if worker.nursery is self._nurseries[-1]:
            worker.nursery.lent -= 1
            self._idle.put_nowait(worker)
        else:
            worker.sock.close()
            self._vacate(worker.nursery)

    def _dismiss(self, worker: _Worker) -> None:
        """Kill a worker and leave its place empty."""
        worker.sock.close()
        worker.nursery.kill(worker.pid)
        self._vacate(worker.nursery)

    def _vacate(self, nursery: _Nursery) -> None:
        """Free a place; an earlier nursery goes with its last busy worker."""
        self._idle.put_nowait(None)
        nursery.lent -= 1
        self._clear_out()

    def _empty(self) -> None:
        """End the idle workers."""
        for _ in range(self._idle.qsize()):
            if (worker := self._idle.get_nowait()) is not None:
                worker.sock.close()
            self._idle.put_nowait(None)
        self._clear_out()

    def _clear_out(self) -> None:
        """Close the earlier nurseries that have no busy worker, and forget those that ended."""
        for nursery in self._nurseries[:-1]:
            if not nursery.lent:
                nursery.close()
                if os.waitpid(nursery.pid, os.WNOHANG)[0]:
                    self._nurseries.remove(nursery)


async def _edited(worker: _Worker) -> None:
    """Apply what has changed since a worker was forked; ConnectionError when it cannot."""
    while worker.edits < len(worker.nursery.edits):
        name, args = worker.nursery.edits[worker.edits]
        good, raw = await worker.ask(name, args, EDIT_S)
        if not good:
            raise ConnectionAbortedError(f"an edit failed: {raised(raw)}")
        worker.edits += 1
