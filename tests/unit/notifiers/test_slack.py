"""The slack notifier, through slack_sdk and real sockets, against the fake Slack."""

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import pytest

from monitor.errors import DeliveryError, Outcome, SettingsError
from monitor.fakeslack.faults import Fault
from monitor.fakeslack.server import FakeSlack
from monitor.notifiers.slack import Options, Slack, make
from monitor.outgoing import Handle, Message
from tests.fakes.serving import fake_slack, serving
from tests.fakes.tools import TOKEN, tools

T = TypeVar("T")
CARD = Message(
    id="s1.1@exec-abc",
    delivery="s1.1@exec",
    kind="card",
    text="OpenAI: Greg Brockman takes leave",
    headline="OpenAI",
    blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "*Greg*"}},),
    metadata={"delivery": "s1.1@exec", "attempt": 1, "v": 1, "near": "n", "facts": "f1,f2"},
)
REPLY = replace(
    CARD,
    id="s1.2@exec-def",
    delivery="s1.2@exec",
    kind="reply",
    metadata={"delivery": "s1.2@exec", "attempt": 1, "v": 1, "near": "n", "facts": "f3"},
)
FACTS = ("f1", "f2")


@dataclass
class Bench:
    """A notifier, and the Slack it speaks to."""

    far: Slack
    slack: FakeSlack
    passed: list[str]

    def send(self, message: Message = CARD, under: Handle | None = None) -> Handle:
        handle = asyncio.run(self.far.send(message, under=under, alive=lambda: True))
        assert handle is not None
        return handle

    def fails(self, call: Callable[[], Awaitable[Any]]) -> DeliveryError:
        async def work() -> DeliveryError:
            with pytest.raises(DeliveryError) as caught:
                await call()
            return caught.value

        return asyncio.run(work())

    def send_fails(self, message: Message = CARD) -> DeliveryError:
        return self.fails(lambda: self.far.send(message, under=None, alive=lambda: True))

    def find(self, facts: tuple[str, ...] = FACTS, **more: Any) -> Handle | None:
        given: dict[str, Any] = {"since": "0", "under": None}
        return asyncio.run(self.far.find("s1.1@exec", facts, **(given | more)))

    def script(self, do: str, **more: Any) -> None:
        self.slack.faults.replace([Fault(do=do, **more)])

    @property
    def shown(self) -> list[dict[str, Any]]:
        return self.slack.workspace.dump()


class Place:
    """One server for all tests of this file; each test puts its own Slack there."""

    url = ""
    slack: FakeSlack | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert self.slack is not None
        await self.slack(scope, receive, send)


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    place = Place()
    with serving(place) as port:
        place.url = f"http://127.0.0.1:{port}/api/"
        yield place


@pytest.fixture
def bench(place: Place) -> Iterator[Bench]:
    passed: list[str] = []
    place.slack = FakeSlack(now=time.time, pace=False)
    with tools(slack_url=place.url, passed=passed) as held:
        far = make(Options(channel="#exec-moves"), held)
        yield Bench(far=far, slack=place.slack, passed=passed)


def test_a_card_arrives_with_blocks_metadata_and_flags(bench: Bench) -> None:
    handle = bench.send()
    assert bench.shown[0]["ts"] == handle.ts
    assert bench.shown[0]["metadata"]["event_payload"] == CARD.metadata
    call = next(call for method, call in bench.slack.calls if method == "chat.postMessage")
    flags = ("mrkdwn", "link_names", "unfurl_links", "unfurl_media")
    assert [call[flag] for flag in flags] == [False] * 4
    assert call["parse"] == "none"
    assert bench.passed == ["delivery.posted"]


def test_the_channel_name_is_looked_up_once(bench: Bench) -> None:
    bench.send()
    bench.send(REPLY)
    assert [method for method, _ in bench.slack.calls].count("conversations.list") == 1


def test_a_reply_goes_into_the_thread(bench: Bench) -> None:
    card = bench.send()
    bench.send(REPLY, under=card)
    assert bench.shown[1]["thread_ts"] == card.ts


def test_a_reply_under_a_deleted_card_becomes_a_message_of_its_own(bench: Bench) -> None:
    gone = Handle(channel=bench.send().channel, ts="1.000000")
    bench.send(REPLY, under=gone)
    assert "thread_ts" not in bench.shown[1]


def test_an_edit_replaces_text_and_blocks_and_keeps_the_metadata(bench: Bench) -> None:
    handle = bench.send()
    asyncio.run(bench.far.edit(handle, replace(CARD, text="changed", blocks=())))
    assert (bench.shown[0]["text"], bench.shown[0]["blocks"]) == ("changed", [])
    assert bench.shown[0]["metadata"]["event_payload"]["delivery"] == "s1.1@exec"


def test_a_sent_card_is_found_by_delivery_and_facts(bench: Bench) -> None:
    handle = bench.send()
    assert bench.find() == handle


def test_other_facts_under_the_same_delivery_are_not_it(bench: Bench) -> None:
    bench.send()
    assert bench.find(("f1", "f9")) is None


def test_a_message_of_another_app_is_not_ours(bench: Bench) -> None:
    bench.send()
    for message in bench.slack.workspace.find("#exec-moves").messages.values():
        message["bot_id"] = "B0OTHER"
    assert bench.find() is None


def test_what_is_older_than_the_floor_is_not_looked_at(bench: Bench) -> None:
    handle = bench.send()
    assert bench.find(since=f"{float(handle.ts) + 1:.6f}") is None


def test_a_reply_is_found_in_its_thread_only(bench: Bench) -> None:
    card = bench.send()
    reply = bench.send(REPLY, under=card)
    looked = bench.far.find("s1.2@exec", ("f3",), since="0", under=card)
    assert asyncio.run(looked) == reply
    assert asyncio.run(bench.far.find("s1.2@exec", ("f3",), since="0", under=None)) is None


def test_a_reply_whose_card_is_gone_is_looked_for_in_the_channel(bench: Bench) -> None:
    gone = Handle(channel=bench.send().channel, ts="1.000000")
    reply = bench.send(REPLY, under=gone)
    assert asyncio.run(bench.far.find("s1.2@exec", ("f3",), since="0", under=gone)) == reply


def test_all_pages_are_read(bench: Bench) -> None:
    first = bench.send()
    channel = bench.slack.workspace.find("#exec-moves")
    for n in range(450):
        bench.slack.workspace.post(channel, {"text": str(n)}, now=float(first.ts) + n)
    assert bench.find() == first


def test_of_two_the_older_is_kept_and_the_other_deleted(bench: Bench) -> None:
    first = bench.send()
    bench.send()
    assert bench.find() == first
    assert [message["ts"] for message in bench.shown] == [first.ts]


def test_deleting_what_is_gone_is_fine(bench: Bench) -> None:
    handle = bench.send()
    asyncio.run(bench.far.delete(handle))
    asyncio.run(bench.far.delete(handle))
    assert bench.shown == []


def test_the_floor_is_the_newest_ts_or_slacks_own_clock(bench: Bench) -> None:
    by_date = float(asyncio.run(bench.far.floor()))
    handle = bench.send()
    assert abs(by_date - float(handle.ts)) < 60
    assert asyncio.run(bench.far.floor()) == handle.ts


def test_a_public_channel_is_joined_once_when_needed(bench: Bench) -> None:
    bench.script("error", error="not_in_channel", method="chat.postMessage", nth=1)
    bench.send()
    assert [m for m, _ in bench.slack.calls].count("conversations.join") == 1
    assert len(bench.shown) == 1


def test_a_probe_joins_and_reads(bench: Bench) -> None:
    bench.slack.workspace.find("#exec-moves").member = False
    assert asyncio.run(bench.far.probe()).read
    assert bench.slack.workspace.find("#exec-moves").member


def test_a_channel_that_may_be_posted_to_but_not_read_is_unreadable(bench: Bench) -> None:
    bench.script("error", error="missing_scope", method="conversations.history")
    assert not asyncio.run(bench.far.probe()).read
    assert not bench.far.abilities.read


def test_a_channel_nobody_knows_parks_the_receiver() -> None:
    with fake_slack() as (_slack, url), tools(slack_url=url) as held:
        far = make(Options(channel="#nowhere"), held)
        with pytest.raises(DeliveryError) as caught:
            asyncio.run(far.send(CARD, under=None, alive=lambda: True))
    assert (caught.value.outcome, caught.value.detail) == (Outcome.PARKED, "channel_not_found")


def test_a_failed_look_up_is_only_a_failed_try(bench: Bench) -> None:
    bench.script("500", method="conversations.list")
    assert bench.send_fails().outcome is Outcome.RETRY


def test_nothing_is_sent_when_the_guard_says_no(bench: Bench) -> None:
    error = bench.fails(lambda: bench.far.send(CARD, under=None, alive=lambda: False))
    assert error.outcome is Outcome.RETRY
    assert (bench.shown, bench.passed) == ([], [])


@pytest.mark.parametrize(
    ("do", "error", "outcome"),
    [
        ("429", "", Outcome.RETRY),
        ("error", "request_timeout", Outcome.RETRY),
        ("500", "", Outcome.AMBIGUOUS),
        ("503", "", Outcome.AMBIGUOUS),
        ("error", "internal_error", Outcome.AMBIGUOUS),
        ("error", "fatal_error", Outcome.AMBIGUOUS),
        ("reset_before", "", Outcome.AMBIGUOUS),
        ("reset_after_accept", "", Outcome.AMBIGUOUS),
        ("500_after_accept", "", Outcome.AMBIGUOUS),
        ("truncate", "", Outcome.AMBIGUOUS),
        ("bad_json", "", Outcome.AMBIGUOUS),
        ("error", "token_revoked", Outcome.PARKED),
        ("error", "restricted_action_read_only_channel", Outcome.PARKED),
        ("error", "is_archived", Outcome.PARKED),
        ("error", "invalid_blocks_format", Outcome.REFUSED),
        ("error", "metadata_too_large", Outcome.REFUSED),
        ("error", "some_code_of_tomorrow", Outcome.AMBIGUOUS),
    ],
)
def test_each_failure_has_its_class(bench: Bench, do: str, error: str, outcome: Outcome) -> None:
    bench.script(do, error=error, method="chat.postMessage")
    assert bench.send_fails().outcome is outcome


def test_exactly_one_post_goes_out_when_the_connection_is_reset(bench: Bench) -> None:
    bench.script("reset_after_accept", method="chat.postMessage")
    bench.send_fails()
    assert [m for m, _ in bench.slack.calls].count("chat.postMessage") == 1
    assert bench.find() is not None


def test_an_unknown_code_is_a_refusal_at_the_third_attempt(bench: Bench) -> None:
    bench.script("error", error="some_code_of_tomorrow", method="chat.postMessage")
    third = replace(CARD, metadata={**CARD.metadata, "attempt": 3})
    assert bench.send_fails(third).outcome is Outcome.REFUSED


def test_retry_after_is_handed_on(bench: Bench) -> None:
    bench.script("429", retry_after=17, method="chat.postMessage")
    assert bench.send_fails().retry_after_s == 17


@pytest.mark.parametrize("code", ["message_not_found", "edit_window_closed"])
def test_an_edit_of_what_cannot_be_edited_is_pointless(bench: Bench, code: str) -> None:
    handle = bench.send()
    bench.script("error", error=code, method="chat.update")
    assert bench.fails(lambda: bench.far.edit(handle, CARD)).outcome is Outcome.POINTLESS


def test_a_bad_token_parks_and_is_never_quoted() -> None:
    with fake_slack() as (_slack, url), tools(slack_url=url, secrets={"T": "wrong"}) as held:
        far = make(Options(channel="C001EXECMO", token="env:T"), held)
        with pytest.raises(DeliveryError) as caught:
            asyncio.run(far.send(CARD, under=None, alive=lambda: True))
    assert (caught.value.outcome, caught.value.detail) == (Outcome.PARKED, "invalid_auth")
    assert "wrong" not in repr(caught.value)


def test_an_unsafe_base_url_is_refused() -> None:
    with tools(slack_url="http://slack.example/api/") as held, pytest.raises(SettingsError):
        make(Options(channel="#x"), held)


def test_an_unset_token_is_named() -> None:
    with tools(secrets={}) as held, pytest.raises(KeyError, match="SLACK_BOT_TOKEN"):
        make(Options(channel="#x"), held)


def test_nobody_listening_is_not_sent() -> None:
    with socket.socket() as unused, tools() as held:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/api/"
        error = _raised(url, held)
    assert error.outcome is Outcome.RETRY
    assert TOKEN not in repr(error)


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Answer one connection by hand."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                answer(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/"
        thread.join(10)
        assert not thread.is_alive()


def _raised(url: str, held: Any, **more: Any) -> DeliveryError:
    far = make(Options(channel="C1"), replace(held, slack_url=url, **more))
    with pytest.raises(DeliveryError) as caught:
        asyncio.run(far.send(CARD, under=None, alive=lambda: True))
    return caught.value


def test_a_dripping_server_is_left_at_the_deadline() -> None:
    def drip(line: socket.socket) -> None:
        line.recv(65536)
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            for _header in range(2000):
                line.sendall(b"x: y\r\n")
                if not _quiet_for(line, 0.05):
                    return
        except OSError:
            return

    with raw_server(drip) as url, tools() as held:
        error = _raised(url, held, request_s=0.3)
    assert error.outcome is Outcome.AMBIGUOUS


def _quiet_for(line: socket.socket, seconds: float) -> bool:
    """Wait for the other side to go; True while it stays."""
    line.settimeout(seconds)
    try:
        return line.recv(1) != b""
    except TimeoutError:
        return True


def test_a_redirect_is_not_followed() -> None:
    def redirect(line: socket.socket) -> None:
        line.recv(65536)
        line.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        )

    with raw_server(redirect) as url, tools() as held:
        error = _raised(url, held)
    assert (error.outcome, error.detail) == (Outcome.AMBIGUOUS, "status 302")


def test_a_body_is_never_quoted() -> None:
    def page(line: socket.socket) -> None:
        line.recv(65536)
        line.sendall(b"HTTP/1.1 502 Bad\r\nContent-Length: 19\r\n\r\n<b>internal-host</b>")

    with raw_server(page) as url, tools() as held:
        error = _raised(url, held)
    assert (error.outcome, error.detail) == (Outcome.AMBIGUOUS, "status 502")


def test_an_answer_without_ts_is_ambiguous() -> None:
    def no_ts(line: socket.socket) -> None:
        line.recv(65536)
        line.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"ok":true}')

    with raw_server(no_ts) as url, tools() as held:
        assert _raised(url, held).detail == "an answer without ts"


def test_a_proxy_of_the_environment_is_not_used() -> None:
    with fake_slack() as (slack, url), tools(slack_url=url) as held:
        far = make(Options(channel="#exec-moves"), held)
        with proxied():
            asyncio.run(far.send(CARD, under=None, alive=lambda: True))
        assert len(slack.workspace.dump()) == 1


@contextmanager
def proxied() -> Iterator[None]:
    import os

    names = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "http://127.0.0.1:1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
