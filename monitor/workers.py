"""Computing off the loop: processes forked from a clean parent, killed when they cost too much.

The daemon forks one *nursery* before it has threads or a loop. The nursery forks workers on
demand, so a worker never inherits a lock that some thread of the daemon was holding. What
crosses to a worker and back is JSON, typed by the job's own annotations: a worker that hostile
bytes have taken over can answer with data only. Every process ends when its socket closes.
"""

import asyncio
import gc
import inspect
import json
import os
import resource
import signal
import socket
import struct
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pydantic import ConfigDict, TypeAdapter

from monitor.errors import ParseError

MEMORY = 1 << 30  # bytes of address space a worker may add to what it was forked with
GRACE_S = 1.0  # the kernel ends a worker this long after its deadline if nobody else does
LONGEST_ANSWER = 1 << 26  # bytes

_ORDER = struct.Struct("!cq")  # daemon to nursery: verb, pid
_BORN = struct.Struct("!q")  # nursery to daemon: pid, and the worker's socket beside it
_WORK = struct.Struct("!BId")  # daemon to worker: job, bytes of arguments, deadline
_DONE = struct.Struct("!?I")  # worker to daemon: is it a result, bytes of it
_FORK, _KILL = b"f", b"k"


def _typed(*types: Any) -> TypeAdapter[Any]:
    """Make the JSON form of a tuple of these types; bytes go as base64."""
    every: Any = tuple.__class_getitem__(types)
    return TypeAdapter(every, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))


@dataclass(frozen=True, slots=True)
class _Job:
    """A function with the types of what it takes and gives."""

    function: Callable[..., Any]
    takes: TypeAdapter[Any]
    gives: TypeAdapter[Any]

    @classmethod
    def of(cls, function: Callable[..., Any]) -> Self:
        """Read the types off the function's annotations."""
        signature = inspect.signature(function, eval_str=True)
        taken = (p for p in signature.parameters.values() if p.kind <= p.POSITIONAL_OR_KEYWORD)
        return cls(
            function=function,
            takes=_typed(*(p.annotation for p in taken)),
            gives=_typed(signature.return_annotation),
        )


# --- in the worker and in the nursery -------------------------------------------------------


def _exactly(sock: socket.socket, size: int) -> bytes:
    """Read `size` bytes, or fewer at the end of the stream."""
    got = bytearray()
    while len(got) < size and (chunk := sock.recv(min(size - len(got), 1 << 20))):
        got += chunk
    return bytes(got)


def _answer(job: _Job, raw: bytes) -> tuple[bool, bytes]:
    """Run one job; an exception is an answer too, but running out of memory is not."""
    try:
        return True, job.gives.dump_json((job.function(*job.takes.validate_json(raw)),))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a job may raise anything; the caller gets it
        own = (getattr(error, "kind", ""), str(error), getattr(error, "sample", ""))
        told = (type(error).__name__, *own, traceback.format_exc())
        return False, json.dumps(told).encode()  # escaped, so that lone surrogates pass too


def _raised(raw: bytes) -> Exception:
    """Give the exception a worker told of: ParseError as itself, any other as RuntimeError."""
    name, kind, detail, sample, trace = (str(part) for part in json.loads(raw))
    if name == "ParseError":
        return ParseError(kind, detail, sample=sample)
    error = RuntimeError(f"{name}: {detail}")
    error.add_note(trace)
    return error


def _work(sock: socket.socket, jobs: tuple[_Job, ...]) -> None:
    """Do one job after the other until the daemon closes the socket.

    The timer ends the process even inside a C parser, should the nursery be dead too.
    """
    while len(head := _exactly(sock, _WORK.size)) == _WORK.size:
        which, size, deadline_s = _WORK.unpack(head)
        raw = _exactly(sock, size)
        signal.setitimer(signal.ITIMER_REAL, deadline_s + GRACE_S)
        good, answer = _answer(jobs[which], raw)
        signal.setitimer(signal.ITIMER_REAL, 0)
        sock.sendall(_DONE.pack(good, len(answer)) + answer)


def _limit_memory() -> None:
    """Bound the address space, where the system counts it; never keep a core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, ValueError):  # macOS has no such count
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _settle_in(keep: int) -> None:
    """Leave the daemon's signals, descriptors and environment behind.

    A signal to the whole group must not end workers whose answers the daemon waits for.
    """
    gc.freeze()  # nothing inherited is collected: a finalizer would close a number now ours
    signal.set_wakeup_fd(-1)
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    for plain in (signal.SIGALRM, signal.SIGCHLD):
        signal.signal(plain, signal.SIG_DFL)
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1 << 20)
    os.closerange(3, keep)
    os.closerange(keep + 1, most if most > 0 else 1 << 16)
    os.environ.clear()


def _bear(control: socket.socket, jobs: tuple[_Job, ...]) -> int:
    """Fork one worker and send the daemon its end of the worker's socket."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            theirs.close()
            _limit_memory()
            _work(ours, jobs)
        finally:
            os._exit(0)
    ours.close()
    with theirs:
        socket.send_fds(control, [_BORN.pack(pid)], [theirs.fileno()])
    return pid


def _nurse(control: socket.socket, jobs: tuple[_Job, ...]) -> None:
    """Fork and kill as told; when the daemon is gone, end the workers still busy."""
    alive: set[int] = set()
    while len(order := _exactly(control, _ORDER.size)) == _ORDER.size:
        verb, pid = _ORDER.unpack(order)
        if verb == _FORK:
            alive.add(_bear(control, jobs))
        elif pid in alive:  # not yet waited for, so the number is still its own
            os.kill(pid, signal.SIGKILL)
        while alive and (ended := os.waitpid(-1, os.WNOHANG)[0]):
            alive.discard(ended)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


# --- in the daemon --------------------------------------------------------------------------


class _Nursery:
    """The daemon's side of a nursery: asks it for workers and for their deaths."""

    def __init__(self, jobs: Mapping[str, Callable[..., Any]]) -> None:
        """Fork it; `jobs` and all they refer to are inherited, never sent."""
        self.jobs = {name: (n, _Job.of(job)) for n, (name, job) in enumerate(jobs.items())}
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
                _settle_in(theirs.fileno())
                _nurse(theirs, known)
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
        self._tell(_FORK, 0)
        self._waiting.append(born)
        pid, fd = await born
        sock = socket.socket(fileno=fd)
        sock.setblocking(False)
        return _Worker(nursery=self, pid=pid, sock=sock)

    def kill(self, pid: int) -> None:
        """Have a worker killed; a dead nursery's workers end with their sockets."""
        with suppress(OSError):
            self._tell(_KILL, pid)

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
        self._control.send(_ORDER.pack(verb, pid))

    def _born(self) -> None:
        """Take a worker's socket from the nursery and hand it to who waits longest."""
        try:
            raw, fds, _, _ = socket.recv_fds(self._control, _BORN.size, 1)
        except OSError:
            raw, fds = b"", []
        if len(raw) < _BORN.size or not fds:
            self.close()
            return
        born = self._waiting.popleft()
        if born.done():  # who asked was cancelled; closing the socket ends the worker
            os.close(fds[0])
        else:
            born.set_result((_BORN.unpack(raw)[0], fds[0]))


@dataclass(frozen=True, slots=True)
class _Worker:
    """One worker process and our end of its socket."""

    nursery: _Nursery
    pid: int
    sock: socket.socket

    async def ask(self, name: str, args: tuple[Any, ...], deadline_s: float) -> tuple[bool, bytes]:
        """Have a job done; raises TimeoutError, or OSError when the worker has died."""
        which, job = self.nursery.jobs[name]
        raw = job.takes.dump_json(args)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(deadline_s):
            await loop.sock_sendall(self.sock, _WORK.pack(which, len(raw), deadline_s) + raw)
            good, size = _DONE.unpack(await self._read(_DONE.size))
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
            good, raw = await worker.ask(name, args, deadline_s)
        except TimeoutError:
            self._dismiss(worker)
            raise ParseError("parse", f"too costly: over {deadline_s:g} s") from None
        except BaseException:  # dead, or cancelled in the middle: its answer has no taker
            self._dismiss(worker)
            raise
        self._keep(worker)
        if not good:
            raise _raised(raw)
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
