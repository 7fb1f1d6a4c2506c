"""Compute with real processes: results, deadlines, deaths, and nobody left behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from monitor.errors import ParseError
from monitor.model import Article, Document, Evidence, Match, Parsed, Request
from monitor.reasons import Reason
from monitor.workers import Compute

pytestmark = pytest.mark.process

T = TypeVar("T")


def double(n: int) -> int:
    return 2 * n


def treble(n: int) -> int:
    return 3 * n


def spin(seconds: float) -> int:
    while seconds:
        pass
    return 0


def fill(size: int) -> int:
    return len(bytearray(size))


def die_once(mark: str) -> int:
    if not Path(mark).exists():
        Path(mark).touch()
        os._exit(1)
    return os.getpid()


def die(code: int) -> int:
    os._exit(code)


def refuse(detail: str) -> Parsed:
    raise ParseError("contract", detail, sample="<html>")


def stumble(word: str) -> int:
    raise LookupError(word + "\ud800")


def who() -> tuple[int, int]:
    return os.getpid(), os.getppid()


def environment() -> tuple[str, ...]:
    return tuple(os.environ)


def follow(document: Document) -> Parsed:
    return Parsed(articles=(), follow=(Request(url=document.url, body=document.body),))


def judge(article: Article) -> tuple[Match, ...]:
    spans = (Evidence(field="title", start=0, end=2, text=article.title[:2]),)
    return (Match(rule="r", reason=Reason.BACKGROUND, captures={"who": ("A",)}, evidence=spans),)


JOBS: dict[str, Callable[..., object]] = {
    job.__name__: job
    for job in (double, spin, fill, die_once, die, refuse, stumble, who, environment, follow, judge)
}


def run(use: Callable[[Compute], Awaitable[T]], *, workers: int = 1) -> T:
    async def whole() -> T:
        try:
            return await use(compute)
        finally:
            await compute.close()

    compute = Compute.start(JOBS, workers=workers)
    return asyncio.run(whole())


def test_results_come_back_to_the_calls_they_belong_to() -> None:
    async def use(compute: Compute) -> Sequence[object]:
        calls = (compute.call("double", n) for n in range(20))
        return list(await asyncio.gather(*calls))

    assert run(use, workers=2) == [2 * n for n in range(20)]


def test_documents_and_matches_cross_unchanged() -> None:
    document = Document(
        url="https://a.example",
        status=200,
        headers={"etag": 'W/"a b"'},
        body=bytes(range(256)),
        fetched=datetime(2026, 11, 24, tzinfo=UTC),
    )
    article = Article(id="1", version="2", key="k", title="Çağ")

    async def use(compute: Compute) -> tuple[object, object]:
        return await compute.call("follow", document), await compute.call("judge", article)

    assert run(use) == (follow(document), judge(article))


def test_a_job_over_its_deadline_is_killed_and_the_others_are_done() -> None:
    async def use(compute: Compute) -> Sequence[object]:
        calls = [
            compute.call("spin", 1.0, deadline_s=0.2),
            *(compute.call("double", n) for n in (1, 2)),
        ]
        return list(await asyncio.gather(*calls, return_exceptions=True))

    slow, *others = run(use)

    assert isinstance(slow, ParseError)
    assert (slow.kind, slow.detail) == ("parse", "too costly: over 0.2 s")
    assert others == [2, 4]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the address space")
def test_a_job_that_takes_too_much_memory_ends_alone() -> None:
    async def use(compute: Compute) -> tuple[object, object]:
        with pytest.raises(ParseError) as caught:
            await compute.call("fill", 2 << 30)
        return caught.value.kind, await compute.call("fill", 1 << 20)

    assert run(use) == ("parse", 1 << 20)


def test_a_worker_killed_from_outside_costs_a_repeat_only(tmp_path: Path) -> None:
    async def use(compute: Compute) -> int:
        return int(await compute.call("die_once", str(tmp_path / "mark")))

    assert run(use) > 0


def test_a_job_that_kills_its_worker_twice_is_too_costly() -> None:
    async def use(compute: Compute) -> int:
        with pytest.raises(ParseError, match="died twice"):
            await compute.call("die", 1)
        return int(await compute.call("double", 4))

    assert run(use) == 8


def test_a_parse_error_comes_back_as_itself() -> None:
    async def use(compute: Compute) -> None:
        await compute.call("refuse", "0 rows")

    with pytest.raises(ParseError) as caught:
        run(use)
    assert (caught.value.kind, caught.value.detail, caught.value.sample) == (
        "contract",
        "0 rows",
        "<html>",
    )


def test_any_other_exception_tells_its_name_and_where_it_was_raised() -> None:
    async def use(compute: Compute) -> None:
        await compute.call("stumble", "key")

    with pytest.raises(RuntimeError, match="LookupError: key") as caught:
        run(use)
    assert "in stumble" in caught.value.__notes__[0]


def test_a_cancelled_call_frees_its_place() -> None:
    async def use(compute: Compute) -> int:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await compute.call("spin", 1.0, deadline_s=60)
        return int(await compute.call("double", 5))

    assert run(use) == 10


def test_workers_have_no_environment() -> None:
    async def use(compute: Compute) -> object:
        return await compute.call("environment")

    assert run(use) == ()


def test_replaced_jobs_are_used_from_the_next_call_on() -> None:
    async def use(compute: Compute) -> tuple[list[object], int]:
        await compute.call("double", 1)
        busy = asyncio.ensure_future(compute.call("spin", 1.0, deadline_s=0.3))
        await asyncio.sleep(0)
        compute.replace({"double": treble})
        after = [await compute.call("double", n) for n in (1, 2)]
        with pytest.raises(ParseError, match="too costly"):
            await busy
        return after, len(compute._nurseries)

    after, nurseries = run(use, workers=2)

    assert after == [3, 6]
    assert nurseries <= 2  # the old one goes as soon as it has been waited for


def test_a_killed_nursery_is_replaced() -> None:
    async def use(compute: Compute) -> tuple[int, int]:
        _, nursery = await compute.call("who")
        os.kill(nursery, signal.SIGKILL)
        with pytest.raises(ParseError, match="too costly"):
            await compute.call("spin", 1.0, deadline_s=0.1)
        _, other = await compute.call("who")
        return nursery, other

    nursery, other = run(use)

    assert nursery != other


def test_sigint_and_sigterm_to_the_group_leave_workers_alone() -> None:
    async def use(compute: Compute) -> tuple[int, int]:
        before, nursery = await compute.call("who")
        for pid in (before, nursery):
            os.kill(pid, signal.SIGINT)
            os.kill(pid, signal.SIGTERM)
        after, _ = await compute.call("who")
        return before, after

    before, after = run(use)

    assert before == after


DAEMON = """
import asyncio, os
from tests.process.test_workers import JOBS
from monitor.workers import Compute

async def main(compute):
    print(*await compute.call("who"), flush=True)
    await compute.call("spin", 1.0, deadline_s=3600)

asyncio.run(main(Compute.start(JOBS, workers=2)))
"""


def test_no_process_outlives_a_killed_daemon() -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", DAEMON], stdout=subprocess.PIPE, cwd=root, text=True
    ) as daemon:
        assert daemon.stdout is not None
        pids = [int(pid) for pid in daemon.stdout.readline().split()]
        daemon.kill()
        rest = daemon.stdout.read()  # its end comes when the last process that has it is gone

    assert rest == ""
    assert len(pids) == 2


class Shelf:
    """What workers have, changed by edits."""

    def __init__(self) -> None:
        self.words: list[str] = ["first"]

    def add(self, word: str) -> None:
        if word == "broken":
            raise ValueError(word)
        self.words.append(word)

    def all(self) -> tuple[str, ...]:
        return tuple(self.words)


def test_every_worker_makes_every_edit_before_its_next_job_and_new_ones_too() -> None:
    shelf = Shelf()
    compute = Compute.start({"add": shelf.add, "all": shelf.all}, workers=2)

    async def use() -> list[tuple[str, ...]]:
        before = await compute.call("all")
        compute.edit("add", "second")
        compute.edit("add", "third")
        after = await asyncio.gather(*(compute.call("all") for _ in range(4)))
        compute.replace({"add": shelf.add, "all": shelf.all})
        fresh = await compute.call("all")
        await compute.close()
        return [before, *after, fresh]

    found = asyncio.run(use())
    assert found == [("first",), *[("first", "second", "third")] * 4, ("first",)]


def test_an_edit_that_fails_costs_its_worker() -> None:
    shelf = Shelf()
    compute = Compute.start({"add": shelf.add, "all": shelf.all}, workers=1)

    async def use() -> None:
        compute.edit("add", "broken")
        try:
            await compute.call("all")
        finally:
            await compute.close()

    with pytest.raises(ParseError, match="died twice"):
        asyncio.run(use())
