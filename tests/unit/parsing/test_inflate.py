"""Decoding content encodings never costs more than it may."""

import gzip
import random
import subprocess
import sys
import tracemalloc
import zlib

import brotli
import pytest
from backports import zstd

from monitor.errors import ParseError
from monitor.parsing.inflate import ENCODINGS, Inflater, inflate, zstd_frame

TEXT = b"".join(f"{n} news from the harbour\n".encode() for n in range(20_000))


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:9]) + gzip.compress(TEXT[9:]) + b"\0" * 20,
    "deflate": zlib.compress(TEXT),
    "Deflate": raw_deflate(TEXT),
    "br": brotli.compress(TEXT, quality=3),
    "zstd": zstd.compress(TEXT),
    "ZSTD": zstd_frame(TEXT[:1000]) + zstd_frame(TEXT[1000:]),
    "identity": TEXT,
    "": TEXT,
}


@pytest.mark.parametrize("encoding", PACKED)
@pytest.mark.parametrize("size", [1_000_000_000, 1000, 7])
def test_a_body_comes_back_in_pieces_of_any_size(encoding: str, size: int) -> None:
    data = PACKED[encoding] if size > 7 else PACKED[encoding][:3]
    if size == 7:
        data = PACKED[encoding]
    inflater = Inflater(encoding, cap=10_000_000)
    step = min(size, max(1, len(data)))
    for at in range(0, len(data), step):
        inflater.feed(data[at : at + step])
    assert inflater.end() == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_cut_or_damaged_body_is_a_reset(encoding: str) -> None:
    packed = PACKED[encoding]
    for damaged in (packed[: len(packed) // 2], b"\x01\x02\x03 nonsense" * 10):
        with pytest.raises(ParseError) as error:
            inflate(damaged, encoding, cap=10_000_000)
        assert error.value.kind == "reset"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_an_empty_body_needs_no_proper_end(encoding: str) -> None:
    assert Inflater(encoding, cap=10).end() == b""


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,br"])
def test_more_than_one_layer_is_a_bomb(encoding: str) -> None:
    with pytest.raises(ParseError) as error:
        inflate(b"x", encoding, cap=10)
    assert error.value.kind == "bomb"


def test_an_unknown_encoding_is_a_bomb() -> None:
    with pytest.raises(ParseError) as error:
        inflate(b"x", "lzma", cap=10)
    assert error.value.kind == "bomb"


def bomb(encoding: str, size: int) -> bytes:
    zeros = bytes(size)
    if encoding == "gzip":
        return gzip.compress(zeros)
    if encoding == "deflate":
        return zlib.compress(zeros)
    if encoding == "br":
        return bytes(brotli.compress(zeros, quality=5))
    return zstd.compress(zeros)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_stopped_in_little_memory(encoding: str) -> None:
    packed = bomb(encoding, 200_000_000)
    tracemalloc.start()
    with pytest.raises(ParseError) as error:
        inflate(packed, encoding, cap=10_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.value.kind in ("bomb", "too-large")
    assert peak < 32_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", ""])
def test_honest_text_over_the_cap_is_too_large(encoding: str) -> None:
    packed = PACKED[encoding] if encoding else TEXT
    with pytest.raises(ParseError) as error:
        inflate(packed, encoding, cap=100_000)
    assert error.value.kind == "too-large"


def test_a_window_over_eight_megabytes_is_refused() -> None:
    noise = random.Random(1).randbytes(1000)
    options = {int(zstd.CompressionParameter.window_log): 27}
    packer = zstd.ZstdCompressor(options=options)
    packed = packer.compress(noise) + packer.flush()
    with pytest.raises(ParseError) as error:
        inflate(packed, "zstd", cap=10_000_000)
    assert error.value.kind == "reset"


def test_brotli_is_asked_for_only_where_it_is_installed() -> None:
    code = (
        "import sys; sys.modules['brotli'] = None\n"
        "from monitor.errors import ParseError\n"
        "from monitor.parsing.inflate import ENCODINGS, inflate\n"
        "print(*ENCODINGS)\n"
        "try: inflate(b'x', 'br', cap=10)\n"
        "except ParseError as error: print(error)\n"
    )
    told = subprocess.check_output([sys.executable, "-c", code], text=True).splitlines()

    assert "br" in ENCODINGS
    assert told == ["gzip deflate zstd", "unknown content encoding 'br'"]
