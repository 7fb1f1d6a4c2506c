"""Compute inline, and the worker's side of a socket, without a process."""

import asyncio
import signal
import socket
import threading
from functools import partial

import pytest

from monitor.errors import ParseError
from monitor.workers import _DONE, _WORK, Compute, _answer, _exactly, _Job, _raised, _work


def greet(name: str, *, greeting: str) -> str:
    return f"{greeting} {name}"


def refuse(name: str) -> str:
    raise ParseError("contract", name)


def starve(name: str) -> str:
    raise MemoryError


def test_without_workers_a_job_runs_inline_and_raises_as_itself() -> None:
    compute = Compute.start({"refuse": refuse}, workers=0)

    with pytest.raises(ParseError, match="nothing"):
        asyncio.run(compute.call("refuse", "nothing"))


def test_without_workers_replaced_jobs_count_too() -> None:
    async def use() -> object:
        compute.replace({"greet": partial(greet, greeting="Salve")})
        answer = await compute.call("greet", "Roma")
        await compute.close()
        return answer

    compute = Compute.start({"greet": partial(greet, greeting="Ciao")}, workers=0)

    assert asyncio.run(use()) == "Salve Roma"


def test_arguments_bound_beforehand_are_not_sent() -> None:
    job = _Job.of(partial(greet, greeting="Ciao"))

    assert _answer(job, b'["Roma"]') == (True, b'["Ciao Roma"]')


def test_an_exception_is_an_answer() -> None:
    good, raw = _answer(_Job.of(refuse), b'["no rows"]')

    error = _raised(raw)
    assert not good
    assert isinstance(error, ParseError)
    assert (error.kind, error.detail) == ("contract", "no rows")


def test_arguments_of_a_wrong_type_are_told_as_an_error() -> None:
    good, raw = _answer(_Job.of(refuse), b"[1]")

    assert not good
    assert "ValidationError" in str(_raised(raw))


def test_running_out_of_memory_is_no_answer() -> None:
    with pytest.raises(MemoryError):
        _answer(_Job.of(starve), b'["x"]')


def test_a_worker_answers_until_its_socket_closes() -> None:
    ours, theirs = socket.socketpair()
    asked = b'["Roma"]'

    def ask() -> None:
        with theirs:
            theirs.sendall(_WORK.pack(0, len(asked), 60.0) + asked)
            good, size = _DONE.unpack(_exactly(theirs, _DONE.size))
            answers.append((good, _exactly(theirs, size)))

    answers: list[tuple[bool, bytes]] = []
    asker = threading.Thread(target=ask)
    asker.start()
    with ours:
        _work(ours, (_Job.of(partial(greet, greeting="Ciao")),))
    asker.join()

    assert answers == [(True, b'["Ciao Roma"]')]
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
