"""Bodies: each ends where its head says, or is an error."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError
from monitor.net.framing import SKIPPED, Chunked, Framing, Length, UntilClose, framing, stays_open
from monitor.net.wire import HEAD_LINE, Head


def head(*lines: tuple[bytes, bytes], status: int = 200, minor: int = 1) -> Head:
    return Head(status=status, minor=minor, lines=lines)


LENGTH, CHUNKED = (b"Content-Length", b"5"), (b"Transfer-Encoding", b"Chunked")


def read(body: Framing, data: bytes, size: int = 1 << 20) -> bytes:
    """Let a body take bytes in pieces of a size, then the end of the connection."""
    parts = [b""]
    for at in range(0, len(data), size):
        if body.is_over:
            break
        parts.append(body.feed(data[at : at + size]))
    if not body.is_over:
        body.cut()
    return b"".join(parts)


def kind_of(body: Framing, data: bytes, size: int = 1 << 20) -> str:
    try:
        read(body, data, size)
    except FetchError as error:
        return error.kind
    return ""


@pytest.mark.parametrize(
    ("found", "method", "kind"),
    [
        (head(LENGTH), "GET", Length),
        (head((b"content-length", b"5, 5"), LENGTH), "GET", Length),
        (head(CHUNKED), "GET", Chunked),
        (head(LENGTH, CHUNKED), "GET", Chunked),
        (head(), "GET", UntilClose),
        (head(LENGTH, status=304), "GET", Length),
        (head(CHUNKED), "HEAD", Length),
        (head(status=204), "GET", Length),
        (head(status=101), "GET", Length),
    ],
)
def test_the_head_says_how_a_body_ends(found: Head, method: str, kind: type[Framing]) -> None:
    assert isinstance(framing(found, method=method), kind)


@pytest.mark.parametrize(("status", "method"), [(304, "GET"), (204, "GET"), (200, "HEAD")])
def test_some_answers_have_no_body_whatever_they_say(status: int, method: str) -> None:
    assert framing(head(LENGTH, status=status), method=method).is_over


@pytest.mark.parametrize(
    "lines",
    [
        ((b"Content-Length", b"5"), (b"Content-Length", b"6")),
        ((b"Content-Length", b"5, 6"),),
        *(((b"Content-Length", bad),) for bad in (b"-5", b"+5", b"0x5", b"5 5", b"", b"5,")),
        ((b"Content-Length", b"9" * 19),),
        ((b"Transfer-Encoding", b"gzip, chunked"),),
        ((b"Transfer-Encoding", b"chunked, chunked"),),
        ((b"Transfer-Encoding", b"chunked"), (b"Transfer-Encoding", b"identity")),
        ((b"Transfer-Encoding", b"xchunked"),),
        ((b"Transfer-Encoding", b""),),
    ],
)  # fmt: skip
def test_a_head_that_does_not_say_it_clearly_is_refused(
    lines: Sequence[tuple[bytes, bytes]],
) -> None:
    with pytest.raises(FetchError) as error:
        framing(head(*lines), method="GET")
    assert error.value.kind == "reset"


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_a_body_of_a_length_is_that_long(size: int) -> None:
    assert read(Length(5), b"hello", size) == b"hello"
    assert kind_of(Length(6), b"hello", size) == "reset"


def test_what_comes_behind_a_body_is_noticed() -> None:
    length, chunked = Length(5), Chunked()
    assert length.feed(b"helloHTTP/1.1") == b"hello"
    assert chunked.feed(b"5\r\nhello\r\n0\r\n\r\nHTTP/1.1") == b"hello"
    assert length.is_over
    assert length.has_more
    assert chunked.is_over
    assert chunked.has_more


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_chunks_are_joined_whatever_the_pieces(size: int) -> None:
    raw = b'3\r\nabc\r\n0A ; name="value"\r\n0123456789\r\n000\r\nTrailer: x\r\nOther: y\r\n\r\n'
    assert read(Chunked(), raw, size) == b"abc0123456789"


@pytest.mark.parametrize(
    "raw",
    [
        *(b"zz\r\nab", b"-1\r\nabc", b"0x3\r\nabc\r\n0\r\n\r\n", b"\r\nabc"),
        b" 3\r\nabc\r\n0\r\n\r\n",
        *(b"3\nabc\n0\n\n", b"3\r\nabcdef", b"3\r\nabc\n0\r\n\r\n", b"3\r\nabc0\r\n\r\n"),
        *(b"F" * 17 + b"\r\nabc", b"3\r\nab", b"3\r\nabc\r\n", b"3\r\nabc\r\n0\r\n", b""),
        b"3 3\r\nabc",
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 1000])
def test_bad_chunks_are_a_reset(raw: bytes, size: int) -> None:
    assert kind_of(Chunked(), raw, size) == "reset"


@pytest.mark.parametrize(
    "raw",
    [
        b"3;" + b"x" * HEAD_LINE + b"\r\nabc" * 2,
        b"3;" + b"x" * (HEAD_LINE + 1),
        b"1;" + (b"x" * 1000 + b"\r\na\r\n1;") * (SKIPPED // 1000 + 1),
        b"0\r\n" + b"A: b\r\n" * SKIPPED,
        b"0\r\nA: " + b"x" * (HEAD_LINE + 1),
    ],
)
def test_nobody_reads_extensions_and_trailers_for_ever(raw: bytes) -> None:
    assert kind_of(Chunked(), raw, 4096) in ("too-large", "reset")
    assert kind_of(Chunked(), raw) in ("too-large", "reset")


@pytest.mark.parametrize(
    ("found", "is_kept"),
    [
        (head(LENGTH), True),
        (head(CHUNKED), True),
        (head(LENGTH, CHUNKED), False),
        (head(LENGTH, (b"Connection", b"Close")), False),
        (head(LENGTH, (b"Connection", b"x, close")), False),
        (head(LENGTH, minor=0), False),
        (head(LENGTH, (b"Connection", b"Keep-Alive"), minor=0), True),
        (head(), False),
        (head(status=304), True),
        (head(status=101), False),
    ],
)
def test_a_connection_is_used_again_only_when_nothing_is_in_doubt(
    found: Head, *, is_kept: bool
) -> None:
    body = framing(found, method="GET")
    if isinstance(body, Chunked):
        body.feed(b"5\r\nhello\r\n0\r\n\r\n")
    elif not body.is_over:
        body.feed(b"hello")
    assert stays_open(found, body) is is_kept


def test_a_body_that_was_not_read_to_its_end_leaves_no_connection() -> None:
    body = Length(5)
    body.feed(b"hell")
    assert not stays_open(head(LENGTH), body)
    body.feed(b"o!")
    assert not stays_open(head(LENGTH), body)


@given(
    st.lists(st.binary(min_size=1, max_size=300), max_size=8),
    st.integers(1, 400),
    st.binary(max_size=10),
)
def test_what_is_chunked_comes_back(parts: list[bytes], size: int, behind: bytes) -> None:
    raw = b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    assert read(Chunked(), raw + behind, size) == b"".join(parts)


@given(
    st.lists(
        st.sampled_from([b"5\r\n", b"hello", b"\r\n", b"0", b";", b"\n", b"A: b\r\n", b"ff"])
        | st.binary(max_size=6),
        max_size=20,
    ).map(b"".join),
    st.integers(1, 50),
)
def test_whatever_comes_ends_in_a_body_or_an_error_of_ours(raw: bytes, size: int) -> None:
    outcome: bytes | str
    try:
        outcome = read(Chunked(), raw, size)
    except FetchError as error:
        outcome = error.kind
    assert isinstance(outcome, bytes) or outcome in ("reset", "too-large")
