"""The door for pushes: bodies within limits only, any host name, and what the intake answers."""

import http.client
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from monitor.intake.push import Answer
from monitor.web.app import status_app
from monitor.web.doors import MOST, READERS
from tests.fakes.serving import serving
from tests.unit.web.test_app import board


@dataclass
class Taker:
    """Answers as it is told, and keeps what it was given."""

    answer: Answer = field(default_factory=lambda: Answer(status=202, text="1 taken"))
    early: Answer | None = None
    given: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def refused(self, source_id: str) -> Answer | None:
        return self.early

    async def __call__(self, source_id: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.given.append((source_id, headers, body))
        return self.answer


@contextmanager
def door(taker: Taker | None) -> Iterator[http.client.HTTPConnection]:
    with serving(status_app(board(inbox=taker))) as port:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            yield line
        finally:
            line.close()


def posted(taker: Taker | None, body: Any = b"{}", **headers: str) -> http.client.HTTPResponse:
    with door(taker) as line:
        line.request("POST", "/inbox/desk", body, headers)
        answer = line.getresponse()
        answer.text = answer.read().decode()  # type: ignore[attr-defined]
        return answer


def test_a_push_is_handed_on_under_any_host_name() -> None:
    taker = Taker()
    answer = posted(taker, b"[1]", Host="monitor.acme.example", **{"Webhook-Id": "m1"})
    assert answer.status == 202
    ((name, headers, body),) = taker.given
    assert (name, headers["webhook-id"], body) == ("desk", "m1", b"[1]")


def test_the_pages_still_answer_only_to_their_own_host_names() -> None:
    with door(Taker()) as line:
        line.request("GET", "/", headers={"Host": "monitor.acme.example"})
        assert line.getresponse().status == 421


def test_when_to_try_again_is_said() -> None:
    answer = posted(Taker(answer=Answer(status=429, text="slow down", retry_s=7)))
    assert (answer.status, answer.getheader("retry-after")) == (429, "7")


def test_a_body_is_not_read_for_an_inbox_that_takes_none() -> None:
    taker = Taker(early=Answer(status=404, text="no such inbox"))
    assert posted(taker).status == 404
    assert taker.given == []


def test_a_length_that_is_too_much_is_refused_unread() -> None:
    taker = Taker()
    with door(taker) as line:
        line.putrequest("POST", "/inbox/desk")
        line.putheader("content-length", str(MOST + 1))
        line.endheaders()
        answer = line.getresponse()
        assert (answer.status, answer.getheader("connection")) == (413, "close")
    assert taker.given == []


def test_a_body_whose_length_is_not_said_ends_at_the_limit() -> None:
    taker = Taker()
    with door(taker) as line:
        line.putrequest("POST", "/inbox/desk")
        line.putheader("transfer-encoding", "chunked")
        line.endheaders()
        for size in (MOST, 1):
            line.send(b"%x\r\n%b\r\n" % (size, b" " * size))
        assert line.getresponse().status == 413
    assert taker.given == []


def test_a_body_of_just_the_limit_is_taken() -> None:
    taker = Taker()
    assert posted(taker, b" " * MOST).status == 202
    assert len(taker.given[0][2]) == MOST


def test_a_body_that_is_broken_off_is_handed_to_nobody() -> None:
    taker = Taker()
    with door(taker) as line:
        assert line.port is not None
        with socket.create_connection(("127.0.0.1", line.port)) as raw:
            raw.sendall(b"POST /inbox/desk HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{")
        line.request("GET", "/healthz")
        assert line.getresponse().status == 200
    assert taker.given == []


def test_only_so_many_bodies_are_read_at_once() -> None:
    taker = Taker()
    head = b"POST /inbox/desk HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n"
    head += b"content-length: 2\r\n\r\n"
    with door(taker) as line, ExitStack() as open_lines:
        assert line.port is not None
        for _ in range(READERS):
            raw = open_lines.enter_context(socket.create_connection(("127.0.0.1", line.port)))
            raw.sendall(head)
            assert raw.recv(100).startswith(b"HTTP/1.1 100")  # its body is waited for
        line.request("POST", "/inbox/desk", b"{}")
        assert line.getresponse().status == 429
        raw.sendall(b"{}")
        assert raw.recv(100).startswith(b"HTTP/1.1 202")


@pytest.mark.parametrize(("method", "status"), [("GET", 405), ("PUT", 405)])
def test_only_posts_are_pushes(method: str, status: int) -> None:
    with door(Taker()) as line:
        line.request(method, "/inbox/desk")
        assert line.getresponse().status == status


def test_without_an_inbox_there_is_no_door() -> None:
    assert posted(None).status == 404
