"""Heads of answers: what is taken, what is refused, whatever the pieces they come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError
from monitor.net.wire import HEAD_LINE, HEAD_LINES, INTERIM, Head, HeadReader, request_head


def read(data: bytes, size: int = 1 << 20) -> tuple[Head | None, bytes]:
    """Read an answer in pieces of a size; give its head and what came behind it."""
    reader = HeadReader()
    for at in range(0, len(data), size):
        head = reader.feed(data[at : at + size])
        if head is not None:
            return head, reader.rest + data[at + size :]
    return None, b""


def kind_of(data: bytes, size: int = 1 << 20) -> str:
    """Name what is wrong with an answer's head, empty when nothing is."""
    try:
        read(data, size)
    except FetchError as error:
        return error.kind
    return ""


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_head_is_the_same_in_pieces_of_any_size(size: int) -> None:
    whole = b'HTTP/1.1 200 OK\r\nETag: W/"a b\xe9"\r\nX-Two:\t b \r\nx-two: c\r\n\r\nbody\r\n\r\n'
    head, rest = read(whole, size)
    assert head == Head(
        status=200,
        minor=1,
        lines=((b"ETag", b'W/"a b\xe9"'), (b"X-Two", b"b"), (b"x-two", b"c")),
    )
    assert rest == b"body\r\n\r\n"
    assert head.named(b"x-two") == [b"b", b"c"]


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize(
    "first", [b"HTTP/1.1 200 OK", b"HTTP/1.0 404", b"HTTP/1.1 204 ", b"HTTP/1.1 200 \xe9t\xe9"]
)
def test_line_ends_and_reasons_are_what_servers_make_of_them(first: bytes, end: bytes) -> None:
    head, _ = read(end.join((first, b"A: b", b"", b"")))
    assert head is not None
    assert (head.status, head.lines) == (int(first[9:12]), ((b"A", b"b"),))


def test_a_line_may_go_on_in_the_next() -> None:
    head, _ = read(b"HTTP/1.1 200 OK\r\nA: b\r\n  c\r\n\td\r\nB: e\r\n\r\n")
    assert head is not None
    assert head.lines == ((b"A", b"b c d"), (b"B", b"e"))


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/2.0 200 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1  200 OK\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"http/1.1 200 OK\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        b" HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n going on\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nspace before : x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding\x0b: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\x00c\r\n\r\n",
        b"HTTP/1.1 200 O\x00K\r\n\r\n",
        b"<html>",
        b"\x16\x03\x01\x02\x00",
    ],
)
@pytest.mark.parametrize("size", [1, 1000])
def test_what_is_no_head_is_a_reset(raw: bytes, size: int) -> None:
    assert kind_of(raw, size) == "reset"


def lines(number: int, end: bytes = b"\r\n") -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * number + end


@pytest.mark.parametrize("size", [1, 4096, 1 << 20])
def test_a_head_has_so_many_lines_and_no_more(size: int) -> None:
    assert kind_of(lines(HEAD_LINES), size) == ""
    assert kind_of(lines(HEAD_LINES + 1), size) == "too-large"
    assert kind_of(lines(100_000, end=b"")) == "too-large"


@pytest.mark.parametrize("size", [999, 1 << 20])
def test_a_line_has_so_many_bytes_and_no_more(size: int) -> None:
    begun = b"HTTP/1.1 200 OK\r\n"
    assert kind_of(begun + b"A: " + b"b" * (HEAD_LINE - 3) + b"\r\n\r\n", size) == ""
    assert kind_of(begun + b"A: " + b"b" * (HEAD_LINE - 2) + b"\r\n\r\n", size) == "too-large"
    assert kind_of(begun + b"b" * 100_000, size) == "too-large"
    assert kind_of(b"HTTP/1.1 200 " + b"b" * 100_000, size) == "too-large"


@pytest.mark.parametrize("size", [1, 3, 7, 1 << 20])
def test_so_many_interim_answers_are_read_over_and_no_more(size: int) -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    head, rest = read(hint * INTERIM + b"HTTP/1.1 200 OK\r\n\r\nx", size)
    assert head is not None
    assert (head.status, rest) == (200, b"x")
    assert kind_of(hint * (INTERIM + 1), size) == "too-large"


def test_a_switch_of_protocols_is_a_final_answer() -> None:
    head, rest = read(b"HTTP/1.1 101 Switching Protocols\r\n\r\nzz")
    assert head is not None
    assert (head.status, rest) == (101, b"zz")


def test_a_request_is_written_as_it_is() -> None:
    written = request_head(b"GET", b"/a?b=c", [(b"Host", b"a.example"), (b"accept", b"*/*")])
    assert written == b"GET /a?b=c HTTP/1.1\r\nHost: a.example\r\naccept: */*\r\n\r\n"


@pytest.mark.parametrize("bad", [b"b\r\nC: d", b"b\nC: d", b"b\rc", b"b\x00c"])
def test_nothing_can_be_smuggled_into_a_request(bad: bytes) -> None:
    for target, lines in ((bad, []), (b"/", [(b"A", bad)]), (b"/", [(bad, b"b")])):
        with pytest.raises(FetchError):
            request_head(b"GET", target, lines)


HEADS = st.lists(
    st.sampled_from(
        [
            *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 x\r\n", b"HTTP/1.0 304\n", b"HTTP/", b"\r\n"),
            *(b"\n", b"A: b\r\n", b" c\r\n", b"\x00", b":", b"x" * 3000, b"A: b\r\n" * 60, b"\xff"),
        ]
    )
    | st.binary(max_size=20),
    max_size=12,
).map(b"".join)


def outcome(raw: bytes, size: int) -> str:
    """Tell what comes of an answer: its head, an error, or that more is to come."""
    return kind_of(raw, size) or str(read(raw, size)[0])


@given(HEADS, st.integers(1, 5000))
def test_whatever_comes_is_a_head_an_error_of_ours_or_not_yet_over(raw: bytes, size: int) -> None:
    whole, pieces = outcome(raw, 1 << 20), outcome(raw, size)
    assert whole == pieces or {whole, pieces} == {"reset", "too-large"}
