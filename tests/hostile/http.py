"""Hostile HTTP: answers as bytes, and what may come of each; '' = it is read like any other."""

from collections.abc import Mapping
from dataclasses import dataclass

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = OK + b"Content-Length: 4\r\n\r\nnews"
EVIL = OK + b"Content-Length: 4\r\n\r\nevil"


@dataclass(frozen=True, slots=True)
class Attack:
    """An answer, the kinds of problem that may come of it, and what it repeats for ever."""

    raw: bytes
    kinds: tuple[str, ...]
    endless: bytes = b""


ATTACKS: Mapping[str, Attack] = {
    # two readers that disagree about where an answer ends
    "two lengths": Attack(OK + b"Content-Length: 4\r\nContent-Length: 40\r\n\r\nnews", ("reset",)),
    "a list of lengths": Attack(OK + b"Content-Length: 4, 40\r\n\r\nnews", ("reset",)),
    "the same length twice": Attack(OK + b"Content-Length: 4, 4\r\n\r\nnews", ("",)),
    "length and chunks": Attack(
        OK + b"Content-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnews\r\n0\r\n\r\n",
        ("",),
    ),
    "chunks of an unknown coding": Attack(
        OK + b"Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\nnews", ("reset",)
    ),
    "chunked twice": Attack(
        OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", ("reset",)
    ),
    "length with a sign": Attack(OK + b"Content-Length: +4\r\n\r\nnews", ("reset",)),
    "length in hex": Attack(OK + b"Content-Length: 0x4\r\n\r\nnews", ("reset",)),
    "length of very many digits": Attack(
        OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\nnews", ("reset",)
    ),
    "bare line feeds": Attack(b"HTTP/1.1 200 OK\nContent-Length: 4\n\nnews", ("",)),
    "bare carriage return": Attack(OK + b"X: y\rContent-Length: 4\r\n\r\nnews", ("reset",)),
    "a line that goes on": Attack(OK + b"X: y\r\n Content-Length: 400\r\nA: b\r\n\r\nnews", ("",)),
    "a space before the colon": Attack(OK + b"Content-Length : 4\r\n\r\nnews", ("reset",)),
    "a NUL": Attack(OK + b"X: y\0z\r\nContent-Length: 4\r\n\r\nnews", ("reset",)),
    "an answer behind the answer": Attack(WHOLE + EVIL, ("",)),
    "an answer behind the chunks": Attack(CHUNKED + b"4\r\nnews\r\n0\r\n\r\n" + EVIL, ("",)),
    # chunks
    "a chunk of all the world": Attack(CHUNKED + b"F" * 16 + b"\r\nnews", ("reset",)),
    "a chunk below nothing": Attack(CHUNKED + b"-4\r\nnews\r\n0\r\n\r\n", ("reset",)),
    "a chunk longer than it says": Attack(CHUNKED + b"2\r\nnews\r\n0\r\n\r\n", ("reset",)),
    "chunks ended by line feeds": Attack(CHUNKED + b"4\nnews\n0\n\n", ("reset",)),
    "an endless extension": Attack(CHUNKED + b"4;", ("too-large",), endless=b"x" * 4096),
    "endless extensions": Attack(
        CHUNKED, ("too-large",), endless=b"1;" + b"x" * 999 + b"\r\na\r\n"
    ),
    "endless trailers": Attack(CHUNKED + b"0\r\n", ("too-large",), endless=b"X: yyyyyyyy\r\n"),
    "endless small chunks": Attack(CHUNKED, ("too-large", "timeout"), endless=b"1\r\na\r\n" * 999),
    "no last chunk": Attack(CHUNKED + b"4\r\nnews\r\n", ("reset",)),
    # heads
    "an endless first line": Attack(b"HTTP/1.1 200 ", ("too-large",), endless=b"x" * 4096),
    "an endless line": Attack(OK + b"X: ", ("too-large",), endless=b"y" * 4096),
    "endless lines": Attack(OK, ("too-large",), endless=b"X: y\r\n" * 99),
    "endless hints": Attack(b"", ("too-large",), endless=b"HTTP/1.1 103 Early\r\nX: y\r\n\r\n" * 9),
    "no status": Attack(b"HTTP/1.1\r\n\r\n", ("reset",)),
    "a status of four digits": Attack(b"HTTP/1.1 2000 OK\r\n\r\n", ("reset",)),
    "another version": Attack(b"HTTP/3.0 200 OK\r\nContent-Length: 4\r\n\r\nnews", ("reset",)),
    "another protocol": Attack(b"SSH-2.0-x\r\n", ("reset",), endless=b"x" * 4096),
    "no head at all": Attack(b"<rss/>", ("reset",)),
    "a switch of protocols": Attack(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", ("4xx",), endless=b"x" * 99
    ),
    # bodies
    "an endless body": Attack(OK + b"\r\n", ("too-large",), endless=b"x" * 65536),
    "a body that is cut": Attack(OK + b"Content-Length: 400\r\n\r\nnews", ("reset",)),
    "a body where none is": Attack(b"HTTP/1.1 204 No\r\nContent-Length: 4\r\n\r\nevil", ("empty",)),
}
