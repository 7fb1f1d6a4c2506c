"""Letters are read from a checked address, left unread, and trouble is a value."""

import asyncio
import base64
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from monitor.model import Document, Problem, Request
from monitor.net.imap import FIRST, MAX_MESSAGE, MOST, Mailboxes
from tests.fakes.clock import FakeClock
from tests.fakes.imapserver import ImapServer, Trouble

PAIR = Path(__file__).resolve().parent / "tls"  # self-signed for news.example
LETTERS = {4: b"Subject: four\r\n\r\nx\r\n", 9: b"Subject: nine\r\n\r\ny\r\n"}
GOOD = {"Authorization": "Basic " + base64.b64encode(b"ann:good").decode()}
INSIDE = ("127.0.0.0/8",)


async def loopback(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def served(letters: Mapping[int, bytes] = LETTERS, **more: Any) -> ImapServer:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(PAIR / "cert.pem", PAIR / "key.pem")
    return ImapServer(tls, letters=letters, **more)


def got(
    port: int,
    *,
    after: str = "",
    folder: str = "News",
    host: str = "news.example",
    auth: Mapping[str, str] = GOOD,
    allowed: Sequence[str] = INSIDE,
    **more: Any,
) -> Document | Problem:
    async def run() -> Document | Problem:
        trusted = ssl.create_default_context(cafile=PAIR / "cert.pem")
        mail = Mailboxes(resolve=loopback, tls=trusted, clock=FakeClock())
        asked = f"?after={after}" if after else ""
        url = f"imaps://{host}:{port}/{folder}{asked}"
        result = await mail.get(Request(url=url), allow_private=allowed, auth=auth, **more)
        mail.close()
        return result

    return asyncio.run(run())


def read(server: ImapServer, **more: Any) -> dict[str, Any]:
    result = got(server.port, **more)
    assert isinstance(result, Document)
    data: dict[str, Any] = orjson.loads(result.body)
    data["messages"] = [base64.b64decode(text) for text in data["messages"]]
    return data


def failed(server: ImapServer, **more: Any) -> Problem:
    result = got(server.port, **more)
    assert isinstance(result, Problem)
    return result


def test_messages_come_whole_with_the_cursor() -> None:
    with served() as server:
        assert read(server) == {
            "messages": [LETTERS[4], LETTERS[9]],
            "validity": 7,
            "last": 9,
            "more": False,
        }


def test_only_later_messages_come_again() -> None:
    with served() as server:
        assert read(server, after="7.4")["messages"] == [LETTERS[9]]
        assert read(server, after="7.9") == {
            "messages": [],
            "validity": 7,
            "last": 9,
            "more": False,
        }


def test_another_validity_starts_over() -> None:
    with served() as server:
        assert len(read(server, after="6.9")["messages"]) == 2


def test_the_folder_is_opened_read_only_and_nothing_is_marked_as_read() -> None:
    with served() as server:
        read(server)
        words = " ".join(server.said)
    assert 'EXAMINE "News"' in words
    assert "BODY.PEEK[]" in words
    assert "SELECT" not in words
    assert "STORE" not in words


def test_a_long_folder_is_read_from_its_end_then_bit_by_bit() -> None:
    letters = {n: b"Subject: %d\r\n\r\n" % n for n in range(1, 400)}
    with served(letters) as server:
        first = read(server)
        assert (len(first["messages"]), first["last"], first["more"]) == (FIRST, 399, False)
        later = read(server, after="7.100")
    assert (len(later["messages"]), later["last"], later["more"]) == (MOST, 150, True)


def test_a_message_that_is_too_large_is_passed_over() -> None:
    with served({1: b"x" * (MAX_MESSAGE + 1), 2: LETTERS[4]}) as server:
        found = read(server)
    assert (found["messages"], found["last"]) == ([LETTERS[4]], 2)


def test_what_has_no_room_is_left_for_the_next_time() -> None:
    with served({1: b"x" * 900, 2: b"y" * 900}) as server:
        found = read(server, max_body=1000)
    assert (found["messages"], found["last"], found["more"]) == ([b"x" * 900], 1, True)


def test_a_wrong_password_is_told_and_not_shown() -> None:
    wrong = {"Authorization": "Basic " + base64.b64encode(b"ann:hush").decode()}
    with served() as server:
        problem = failed(server, auth=wrong)
    assert problem.kind == "401"
    assert "hush" not in problem.detail


@pytest.mark.parametrize("auth", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic !"}])
def test_a_mailbox_without_credentials_says_what_it_needs(auth: Mapping[str, str]) -> None:
    with served() as server:
        assert "basic" in failed(server, auth=auth).detail


def test_a_folder_that_is_not_there_is_not_found() -> None:
    with served() as server:
        assert failed(server, folder="Olds").kind == "404"


def test_an_inside_address_is_refused_before_anything_is_said() -> None:
    with served() as server:
        assert failed(server, allowed=()).kind == "address"
        assert server.said == []


def test_a_certificate_of_another_name_is_refused() -> None:
    with served() as server:
        assert failed(server, host="other.example").kind == "tls"
        assert server.said == []


def test_no_server_at_all_is_a_connection_that_failed() -> None:
    with served() as server:
        port = server.port
    result = got(port)
    assert isinstance(result, Problem)
    assert result.kind == "connect"


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [("huge", "contract"), ("cut", "reset"), ("silent", "timeout"), ("drip", "timeout")],
)
def test_a_server_in_trouble_or_hostile_ends_as_a_problem(trouble: Trouble, kind: str) -> None:
    with served(trouble=trouble) as server:
        assert failed(server, max_time_s=1.0).kind == kind


def test_an_answer_of_another_form_loses_that_message_only() -> None:
    with served(trouble="odd") as server:
        assert read(server)["messages"] == []
