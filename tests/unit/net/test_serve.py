"""Serving inside our own loop."""

import asyncio
import socket
from typing import Any

import pytest

from monitor.net.serve import listen, serve


async def hello(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


def test_a_socket_names_its_protocol_so_that_answers_are_sent_at_once() -> None:
    with listen("127.0.0.1", 0) as sock:  # asyncio sets TCP_NODELAY only where it knows
        assert sock.proto == socket.IPPROTO_TCP


def test_a_port_that_is_taken_is_an_error() -> None:
    with listen("127.0.0.1", 0) as sock:
        sock.listen()
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", sock.getsockname()[1])


def test_an_app_is_served_until_the_block_ends() -> None:
    async def play() -> bytes:
        async with serve(hello) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
        return answer

    answer = asyncio.run(play())
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"hello" in answer
