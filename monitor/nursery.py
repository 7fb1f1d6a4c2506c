"""The nursery: a clean process that forks workers, and what the workers do.

What crosses to a worker and back is JSON, typed by the job's own annotations: a worker that
hostile bytes have taken over can answer with data only. Every process ends when its socket
closes.
"""

import gc
import inspect
import json
import os
import resource
import signal
import socket
import struct
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pydantic import ConfigDict, TypeAdapter

from monitor.errors import ParseError

MEMORY = 1 << 30  # bytes of address space a worker may add to what it was forked with
GRACE_S = 1.0  # the kernel ends a worker this long after its deadline if nobody else does

ORDER = struct.Struct("!cq")  # daemon to nursery: verb, pid
BORN = struct.Struct("!q")  # nursery to daemon: pid, and the worker's socket beside it
WORK = struct.Struct("!BId")  # daemon to worker: job, bytes of arguments, deadline
DONE = struct.Struct("!?I")  # worker to daemon: is it a result, bytes of it
FORK, KILL = b"f", b"k"


def typed(*types: Any) -> TypeAdapter[Any]:
    """Make the JSON form of a tuple of these types; bytes go as base64."""
    every: Any = tuple.__class_getitem__(types)
    return TypeAdapter(every, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))


@dataclass(frozen=True, slots=True)
class Job:
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
            takes=typed(*(p.annotation for p in taken)),
            gives=typed(signature.return_annotation),
        )


def exactly(sock: socket.socket, size: int) -> bytes:
    """Read `size` bytes, or fewer at the end of the stream."""
    got = bytearray()
    while len(got) < size and (chunk := sock.recv(min(size - len(got), 1 << 20))):
        got += chunk
    return bytes(got)


def answer(job: Job, raw: bytes) -> tuple[bool, bytes]:
    """Run one job; an exception is an answer too, but running out of memory is not."""
    try:
        return True, job.gives.dump_json((job.function(*job.takes.validate_json(raw)),))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a job may raise anything; the caller gets it
        own = (getattr(error, "kind", ""), str(error), getattr(error, "sample", ""))
        told = (type(error).__name__, *own, traceback.format_exc())
        return False, json.dumps(told).encode()  # escaped, so that lone surrogates pass too


def raised(raw: bytes) -> Exception:
    """Give the exception a worker told of: ParseError as itself, any other as RuntimeError."""
    name, kind, detail, sample, trace = (str(part) for part in json.loads(raw))
    if name == "ParseError":
        return ParseError(kind, detail, sample=sample)
    error = RuntimeError(f"{name}: {detail}")
    error.add_note(trace)
    return error


def work(sock: socket.socket, jobs: tuple[Job, ...]) -> None:
    """Do one job after the other until the daemon closes the socket.

    The timer ends the process even inside a C parser, should the nursery be dead too.
    """
    while len(head := exactly(sock, WORK.size)) == WORK.size:
        which, size, deadline_s = WORK.unpack(head)
        raw = exactly(sock, size)
        signal.setitimer(signal.ITIMER_REAL, deadline_s + GRACE_S)
        good, told = answer(jobs[which], raw)
        signal.setitimer(signal.ITIMER_REAL, 0)
        sock.sendall(DONE.pack(good, len(told)) + told)


def _limit_memory() -> None:
    """Bound the address space, where the system counts it; never keep a core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, ValueError):  # macOS has no such count
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def settle_in(keep: int) -> None:
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


def _bear(control: socket.socket, jobs: tuple[Job, ...]) -> int:
    """Fork one worker and send the daemon its end of the worker's socket."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            theirs.close()
            _limit_memory()
            work(ours, jobs)
        finally:
            os._exit(0)
    ours.close()
    with theirs:
        socket.send_fds(control, [BORN.pack(pid)], [theirs.fileno()])
    return pid


def nurse(control: socket.socket, jobs: tuple[Job, ...]) -> None:
    """Fork and kill as told; when the daemon is gone, end the workers still busy."""
    alive: set[int] = set()
    while len(order := exactly(control, ORDER.size)) == ORDER.size:
        verb, pid = ORDER.unpack(order)
        if verb == FORK:
            alive.add(_bear(control, jobs))
        elif pid in alive:  # not yet waited for, so the number is still its own
            os.kill(pid, signal.SIGKILL)
        while alive and (ended := os.waitpid(-1, os.WNOHANG)[0]):
            alive.discard(ended)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
