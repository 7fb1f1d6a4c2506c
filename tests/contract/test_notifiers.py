"""What every notifier keeps, against a far end on real sockets (or a stream).

A new file under `monitor/notifiers/` needs a bench of its name here.
"""

import asyncio
import io
import logging
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from monitor import kinds
from monitor.errors import DeliveryError, Outcome
from monitor.fakeslack.faults import Fault
from monitor.fakeslack.server import FakeSlack
from monitor.model import Quote
from monitor.net.fetch import Fetcher
from monitor.net.politeness import HostGate, free_slot
from monitor.net.serve import serve
from monitor.notifiers import console, slack, webhook
from monitor.outgoing import Abilities, Cited, Handle, Message, Notifier, Row
from tests.fakes.clock import FakeClock
from tests.fakes.tools import KEY, TOKEN, tools
from tests.fakes.webserver import Answer, WebServer

KINDS = kinds.names("monitor.notifiers")
LONG = "x" * 20_000
HOSTILE = (
    "<!channel> <@U1> <https://evil|bank.example> \u202egnp\u2069 \x1b]8;;http://evil\x07 \ud800"
)


@dataclass(kw_only=True)
class Bench:
    """A notifier, what its far end has taken, and how to break it."""

    far: Notifier
    taken: Callable[[], list[str]]  # a key for each message that arrived
    faults: Mapping[str, Outcome] = field(default_factory=dict)
    fail: Callable[[str], None] = lambda _name: None
    passed: list[str]
    retry_after: str = ""  # the fault that asks to wait 17 s
    drip: str = ""  # the fault that answers without end
    secrets: tuple[str, ...] = ()

    async def send(self, message: Message) -> Handle:
        handle = await self.far.send(message, under=None, alive=lambda: True)
        assert handle is not None
        return handle

    async def refusal(self, message: Message) -> DeliveryError:
        with pytest.raises(DeliveryError) as caught:
            await self.send(message)
        return caught.value


def message(n: int = 1, **more: Any) -> Message:
    delivery = f"s1.{n}@there"
    given: dict[str, Any] = {
        "id": f"{delivery}-abc",
        "delivery": delivery,
        "kind": "card",
        "text": f"Alert {n}",
        "headline": f"Alert {n}",
        "metadata": {"delivery": delivery, "attempt": 1, "v": 1, "near": "", "facts": f"f{n}"},
        "payload": {"v": 1, "delivery": delivery},
    }
    return Message(**(given | more))


@asynccontextmanager
async def slack_bench() -> AsyncIterator[Bench]:
    fake = FakeSlack(now=time.time, pace=False)

    def fail(name: str) -> None:
        do, _, error = name.partition(":")
        fault = Fault(do=do, error=error, method="chat.postMessage", retry_after=17)
        fake.faults.replace([fault])

    passed: list[str] = []
    async with serve(fake) as port:
        url = f"http://127.0.0.1:{port}/api/"
        with tools(slack_url=url, passed=passed, request_s=0.5) as held:
            yield Bench(
                far=slack.make(slack.Options(channel="#exec-moves"), held),
                taken=lambda: [m["client_msg_id"] for m in fake.workspace.dump()],
                passed=passed,
                fail=fail,
                retry_after="429",
                drip="hang",
                secrets=(TOKEN,),
                faults={
                    "429": Outcome.RETRY,
                    "500": Outcome.AMBIGUOUS,
                    "reset_after_accept": Outcome.AMBIGUOUS,
                    "bad_json": Outcome.AMBIGUOUS,
                    "error:token_revoked": Outcome.PARKED,
                    "error:invalid_blocks": Outcome.REFUSED,
                },
            )


@asynccontextmanager
async def webhook_bench() -> AsyncIterator[Bench]:
    answers = {
        "429": Answer(status=429, headers={"Retry-After": "17"}),
        "503 with a time": Answer(status=503, headers={"Retry-After": "17"}),
        "500": Answer(status=500, body=b"secret-page"),
        "503": Answer(status=503),
        "reset": Answer(reset="head"),
        "401": Answer(status=401),
        "410": Answer(status=410),
        "302": Answer(status=302, headers={"Location": "http://127.0.0.1:1/"}),
        "400": Answer(status=400),
        "hang": Answer(hang="head"),
    }
    passed: list[str] = []
    clock = FakeClock(driving=True)
    async with WebServer() as web:
        web.on("/hook", Answer(status=204))
        fetcher = Fetcher(
            agent="monitor",
            hosts=HostGate(slot=free_slot, clock=clock),
            clock=clock,
            random=random.Random(1),
        )
        secrets = {"HOOK": web.url("/hook"), "HOOK_KEY": KEY}
        with tools(post=fetcher.post, secrets=secrets, passed=passed, request_s=0.5) as held:
            options = webhook.Options(
                url="env:HOOK", sign="env:HOOK_KEY", allow_private=("127.0.0.0/8",)
            )
            yield Bench(
                far=webhook.make(options, held),
                taken=lambda: [request.headers["webhook-id"] for request in web.requests],
                passed=passed,
                fail=lambda name: web.on("/hook", answers[name]),
                retry_after="429",
                drip="hang",
                secrets=(KEY, KEY.removeprefix("whsec_"), web.url("/hook"), "secret-page"),
                faults={
                    "429": Outcome.RETRY,
                    "503 with a time": Outcome.RETRY,
                    "500": Outcome.AMBIGUOUS,
                    "503": Outcome.AMBIGUOUS,
                    "reset": Outcome.AMBIGUOUS,
                    "hang": Outcome.AMBIGUOUS,
                    "401": Outcome.PARKED,
                    "410": Outcome.PARKED,
                    "302": Outcome.REFUSED,
                    "400": Outcome.REFUSED,
                },
            )
        await fetcher.close()


@asynccontextmanager
async def console_bench() -> AsyncIterator[Bench]:
    stream, passed = io.StringIO(), list[str]()
    with tools(stream=stream, passed=passed) as held:
        yield Bench(
            far=console.make(console.Options(), held),
            taken=lambda: [b for b in stream.getvalue().split("\n\n") if b],
            passed=passed,
        )


BENCHES: Mapping[str, Callable[[], AbstractAsyncContextManager[Bench]]] = {
    "console": console_bench,
    "slack": slack_bench,
    "webhook": webhook_bench,
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def test_every_kind_has_a_bench() -> None:
    assert set(KINDS) == set(BENCHES)


@every_kind
def test_options_document_themselves(kind: str) -> None:
    module = kinds.load("monitor.notifiers", kind)
    assert module.__doc__
    assert module.Options.__doc__


@every_kind
def test_one_message_arrives_once_and_the_handle_says_where(kind: str) -> None:
    async def play(bench: Bench) -> None:
        handle = await bench.send(message())
        assert len(bench.taken()) == 1
        assert handle.ts
        assert bench.passed == ["delivery.posted"]

    asyncio.run(_on(kind, play))


@every_kind
def test_other_news_has_another_key(kind: str) -> None:
    async def play(bench: Bench) -> None:
        first = await bench.send(message(1))
        second = await bench.send(message(2))
        assert first != second
        assert len(set(bench.taken())) == 2

    asyncio.run(_on(kind, play))


@every_kind
def test_nothing_is_sent_when_the_guard_says_no(kind: str) -> None:
    async def play(bench: Bench) -> None:
        with pytest.raises(DeliveryError) as caught:
            await bench.far.send(message(), under=None, alive=lambda: False)
        assert caught.value.outcome is Outcome.RETRY
        assert (bench.taken(), bench.passed) == ([], [])

    asyncio.run(_on(kind, play))


@every_kind
def test_each_fault_has_its_class(kind: str) -> None:
    async def play(bench: Bench) -> None:
        found = {}
        for name in bench.faults:
            bench.fail(name)
            found[name] = (await bench.refusal(message())).outcome
        assert found == bench.faults

    asyncio.run(_on(kind, play))


@every_kind
def test_a_wait_asked_for_is_handed_on(kind: str) -> None:
    async def play(bench: Bench) -> float | None:
        if not bench.retry_after:
            return 17.0
        bench.fail(bench.retry_after)
        return (await bench.refusal(message())).retry_after_s

    assert asyncio.run(_on(kind, play)) == 17.0


@every_kind
def test_the_deadline_is_kept_on_a_silent_server(kind: str) -> None:
    async def play(bench: Bench) -> Outcome:
        if not bench.drip:
            return Outcome.AMBIGUOUS
        bench.fail(bench.drip)
        return (await bench.refusal(message())).outcome

    assert asyncio.run(_on(kind, play)) is Outcome.AMBIGUOUS


@every_kind
def test_no_secret_is_in_errors_or_logs(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def play(bench: Bench) -> list[str]:
        told = []
        for name in bench.faults:
            bench.fail(name)
            told.append(repr(await bench.refusal(message())))
        # httpx writes whole addresses at INFO: telemetry.py silences it, not we
        told += [r.getMessage() for r in caplog.records if r.name != "httpx"]
        return [secret for secret in bench.secrets if secret in "\n".join(told)]

    assert asyncio.run(_on(kind, play)) == []


@every_kind
@pytest.mark.parametrize("text", ["", LONG, HOSTILE], ids=["empty", "long", "hostile"])
def test_any_text_arrives(kind: str, text: str) -> None:
    async def play(bench: Bench) -> int:
        await bench.send(
            message(
                text=text[:300].encode("utf-16", "ignore").decode("utf-16") or "-",
                headline=text,
                lines=(text,),
                people=(Row(who=text, role=text, what=text),),
                quotes=(Cited(quote=Quote(text=text), outlet=text, url=text, lang="", at=""),),
                links=((text, text),),
                payload={"headline": text},
            )
        )
        return len(bench.taken())

    assert asyncio.run(_on(kind, play)) == 1


@every_kind
def test_abilities_are_honest(kind: str) -> None:
    async def play(bench: Bench) -> None:
        able = await bench.far.probe()
        assert able == bench.far.abilities
        handle = await bench.send(message())
        if able.read:
            assert await bench.far.floor()
            assert await _find(bench, 1) == handle
            assert await _find(bench, 2) is None
        if able.edit:
            await bench.far.edit(handle, replace(message(), text="edited"))
            assert len(bench.taken()) == 1
        if able.delete:
            await bench.far.delete(handle)
            assert bench.taken() == []
        if able == Abilities():
            assert await _find(bench, 1) is None

    asyncio.run(_on(kind, play))


async def _find(bench: Bench, n: int) -> Handle | None:
    return await bench.far.find(f"s1.{n}@there", (f"f{n}",), since="0", under=None)


async def _on(kind: str, play: Callable[[Bench], Any]) -> Any:
    async with BENCHES[kind]() as bench:
        return await play(bench)
