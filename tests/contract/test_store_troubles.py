"""Trouble with the server: each is one StoreError, or waited out; nothing is half written."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis import Redis

from monitor.clock import SystemClock
from monitor.errors import StoreError
from monitor.outgoing import Handle
from monitor.ports import Claim, Joining, Settlement, SourceState
from monitor.store import open_store
from monitor.store.binary import find_program
from monitor.store.keys import shard_of
from monitor.store.opened import Store
from tests.conftest import fresh_prefix, opener, run_server
from tests.fakes.clock import FakeClock
from tests.fakes.rows import report, row, source, story, write_rows

pytestmark = pytest.mark.store
Event = Callable[[Store], Awaitable[object]]


async def claim_source(store: Store) -> None:
    await store.sources.claim(1, worker="w", hosts={})


async def join(store: Store) -> None:
    await store.stories.join(
        Joining(
            versions={"exec|acme": 0},
            reports=(report(),),
            stories=(story(),),
            rows=(row("s1.1@desk"), row("s1.2@desk", kind="edit", delay_ms=9)),
            trail={"a1": {"r": "alert"}},
        )
    )


async def claim_row(store: Store) -> None:
    await store.outbox.claim(worker="w")


async def mark_push(store: Store) -> None:
    claim = Claim(source="acme", token=0, tries=0, due=0, state=SourceState())
    left = Settlement(state=SourceState(), next_due=0, seen=[("k", "v")])
    await store.sources.mark(claim, left, push="m1")


SHARD = f"{{{shard_of('acme.example')}}}"
SOURCE_KEYS = ("due", "src:acme", "host:acme.example", "busy:acme.example")
JOIN_KEYS = (
    *("near:exec|acme", "story:s1", "recent", "trail:a1", "rows", "of:s1", "told:s1@desk"),
    *("timers", "later", "ready", "recv:desk", "due:desk", "lane:s1@desk", "row:s1.1@desk"),
)
CLAIM_KEYS = ("row:s9.1@desk", "lane:s9@desk", "due:desk", "ready", "later")
PUSH_KEYS = ("due", "src:acme", *(f"{k}:acme" for k in ("hook", "seen", "text", "art", "held")))
PLANTED: list[tuple[str, Event]] = [
    *((f"{SHARD}:{key}", mark_push) for key in PUSH_KEYS),
    *((f"{SHARD}:{key}", claim_source) for key in SOURCE_KEYS),
    *((f"{{s}}:{key}", join) for key in JOIN_KEYS),
    *((f"{{s}}:{key}", claim_row) for key in CLAIM_KEYS),
]


@pytest.mark.parametrize(("key", "event"), PLANTED, ids=lambda p: p if isinstance(p, str) else "")
def test_a_key_of_a_wrong_type_strikes_before_anything_is_written(
    store_socket: Path, key: str, event: Event
) -> None:
    prefix = fresh_prefix()
    with Redis(unix_socket_path=str(store_socket)) as plain:

        def dump() -> dict[bytes, object]:
            return {k: plain.dump(k) for k in plain.scan_iter(f"{prefix}:*")}

        async def run() -> None:
            async with opener(store_socket, prefix)() as store:
                await store.sources.put(source(), first_due=0)
                await write_rows(store, row("s9.1@desk"))
                plain.delete(f"{prefix}:{key}")
                plain.set(f"{prefix}:{key}", "planted")
                before = dump()
                with pytest.raises(StoreError, match="of a wrong type") as raised:
                    await event(store)
                assert f"{prefix}:{key}" in str(raised.value)
                assert raised.value.kind == "wrong"
                assert dump() == before

        asyncio.run(run())


def test_scripts_that_a_server_forgot_are_loaded_again(store_socket: Path) -> None:
    async def run() -> None:
        async with opener(store_socket, fresh_prefix())() as store:
            for _ in range(2):
                with Redis(unix_socket_path=str(store_socket)) as plain:
                    plain.script_flush()
                assert await store.outbox.claim(worker="w") is None
                await store.outbox.throttle("desk", 5)

    asyncio.run(run())


def test_a_cancelled_call_leaves_its_answer_to_nobody_else(store_socket: Path) -> None:
    async def run() -> None:
        async with opener(store_socket, fresh_prefix())() as store:
            await store.articles.count({"n": 7})
            for _ in range(50):
                call = asyncio.create_task(store.sources.now_ms())
                await asyncio.sleep(0)
                call.cancel()
                await asyncio.gather(call, return_exceptions=True)
                assert await store.articles.counts() == {"n": 7}

    asyncio.run(run())


@asynccontextmanager
async def at(url: str, tmp_path: Path, **options: object) -> AsyncIterator[Store]:
    clock = FakeClock(driving=True)
    async with open_store(url, data_dir=tmp_path, clock=clock, **options) as store:  # type: ignore[arg-type]
        yield store


def refused(url: str, tmp_path: Path, **options: object) -> StoreError:
    async def run() -> None:
        async with at(url, tmp_path, **options):
            pytest.fail("opened")

    with pytest.raises(StoreError) as raised:
        asyncio.run(run())
    return raised.value


def test_a_server_that_is_not_there_is_given_up_at_the_start(tmp_path: Path) -> None:
    error = refused(f"unix://{tmp_path}/nobody.sock", tmp_path)
    assert error.kind == "busy"
    assert "store does not answer" in str(error)


def test_a_wrong_password_is_no_reason_to_wait(store_socket: Path, tmp_path: Path) -> None:
    error = refused(f"unix://{store_socket}", tmp_path, password="wrong")
    assert "check store.url and store.password" in str(error)
    assert error.kind == "refused"


def test_a_server_that_evicts_is_refused(tmp_path: Path, short_folder: Path) -> None:
    folder = short_folder / "evicts"
    folder.mkdir()
    running = run_server(find_program(), folder)
    socket = next(running)
    with Redis(unix_socket_path=str(socket)) as plain:
        plain.config_set("maxmemory-policy", "allkeys-lru")
        assert "set it to noeviction" in str(refused(f"unix://{socket}", tmp_path))
        plain.config_set("maxmemory-policy", "noeviction")
        plain.hset("nm:{m}:schema", "version", 2)
        assert "store is at version 2, this program knows 1" in str(
            refused(f"unix://{socket}", tmp_path)
        )
        plain.config_set("replica-serve-stale-data", "yes")
        plain.execute_command("REPLICAOF", "127.0.0.1", "1")
        assert "is a replica" in str(refused(f"unix://{socket}", tmp_path))
    running.close()  # type: ignore[attr-defined]


def test_a_full_server_writes_nothing_of_a_join_and_delivers_what_it_has(
    short_folder: Path,
) -> None:
    folder = short_folder / "full"
    folder.mkdir()
    running = run_server(find_program(), folder)
    socket = next(running)

    async def run() -> None:
        async with open_store(
            f"unix://{socket}", data_dir=folder, clock=SystemClock(), prefix="nm"
        ) as store:
            await store.sources.put(source(), first_due=0)
            (claim,) = await store.sources.claim(1, worker="w", hosts={})
            with Redis(unix_socket_path=str(socket)) as plain:
                plain.config_set("maxmemory", "1mb")
                with pytest.raises(StoreError) as raised:
                    await join(store)
                assert raised.value.kind == "full"
                assert await store.stories.story("s1") is None
                assert await store.outbox.rows() == ()
                plain.config_set("maxmemory", "64mb")
            await join(store)
            found = await store.outbox.claim(worker="w")
            assert found is not None
            await store.outbox.begin(found, news=["out:ada"], version=1, floor="")
            assert await store.outbox.record(found, Handle(channel="C", ts="1"))
            left = Settlement(state=SourceState(), next_due=0)
            assert await store.sources.settle(claim, left)

    asyncio.run(run())
    running.close()  # type: ignore[attr-defined]
