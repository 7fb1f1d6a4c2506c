"""Compute inline, and the worker's side of a socket, without a process."""

import asyncio
import signal
import socket
import threading
from functools import partial

import pytest

from monitor.errors import ParseError
from monitor.nursery import DONE, WORK, Job, answer, exactly, raised, work
from monitor.workers import Compute


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
    job = Job.of(partial(greet, greeting="Ciao"))

    assert answer(job, b'["Roma"]') == (True, b'["Ciao Roma"]')


def test_an_exception_is_an_answer() -> None:
    good, raw = answer(Job.of(refuse), b'["no rows"]')

    error = raised(raw)
    assert not good
    assert isinstance(error, ParseError)
    assert (error.kind, error.detail) == ("contract", "no rows")


def test_arguments_of_a_wrong_type_are_told_as_an_error() -> None:
    good, raw = answer(Job.of(refuse), b"[1]")

    assert not good
    assert "ValidationError" in str(raised(raw))


def test_running_out_of_memory_is_no_answer() -> None:
    with pytest.raises(MemoryError):
        answer(Job.of(starve), b'["x"]')


def test_a_worker_answers_until_its_socket_closes() -> None:
    ours, theirs = socket.socketpair()
    asked = b'["Roma"]'

    def ask() -> None:
        with theirs:
            theirs.sendall(WORK.pack(0, len(asked), 60.0) + asked)
            good, size = DONE.unpack(exactly(theirs, DONE.size))
            answers.append((good, exactly(theirs, size)))

    answers: list[tuple[bool, bytes]] = []
    asker = threading.Thread(target=ask)
    asker.start()
    with ours:
        work(ours, (Job.of(partial(greet, greeting="Ciao")),))
    asker.join()

    assert answers == [(True, b'["Ciao Roma"]')]
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_without_workers_an_edit_is_made_at_once() -> None:
    made: list[str] = []

    def change(word: str) -> None:
        made.append(word)

    Compute.start({"change": change}, workers=0).edit("change", "now")

    assert made == ["now"]
