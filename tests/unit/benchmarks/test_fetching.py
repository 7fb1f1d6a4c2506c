"""The fetching benchmark: its server, its certificates, its tables."""

import shutil
import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from benchmarks.fetching import authority, shown
from benchmarks.fetching.server import Feed, serving
from monitor.parsing.inflate import inflate

BODY = b"<rss version='2.0'><channel/></rss>"


def split(answer: bytes) -> tuple[bytes, bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


def test_a_feed_is_whole_packed_or_not_changed() -> None:
    feed = Feed(BODY, 3)
    head, body = split(feed.to(b"GET /feed/3 HTTP/1.1\r\nHost: a"))
    assert body == BODY
    assert b'ETag: "feed-3"' in head
    head, body = split(feed.to(b"GET /feed/3 HTTP/1.1\r\nAccept-Encoding: gzip, br"))
    assert inflate(body, "gzip", cap=1000) == BODY
    head, body = split(feed.to(b'GET /feed/3 HTTP/1.1\r\nIF-NONE-MATCH: "feed-3"'))
    assert head.startswith(b"HTTP/1.1 304 ")
    assert body == b""


def test_the_server_answers_under_every_loopback_address(tmp_path: Path) -> None:
    (tmp_path / "0.xml").write_bytes(BODY)
    with serving(tmp_path, slow_ms=(0, 1)) as port:
        for host in ("127.0.0.1", "127.1.0.7"):
            with urllib.request.urlopen(f"http://{host}:{port}/feed/0", timeout=10) as answer:
                assert answer.read() == BODY
        known = urllib.request.Request(
            f"http://127.0.0.1:{port}/feed/0", headers={"If-None-Match": '"feed-0"'}
        )
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(known, timeout=10)
        assert error.value.code == 304
        error.value.close()


def test_the_throw_away_authority_is_believed_by_its_root(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        with pytest.raises(FileNotFoundError, match="openssl"):
            authority.made(tmp_path)
        return
    made = authority.made(tmp_path)
    serving_, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    serving_.load_cert_chain(made.chain, made.key)
    trusting.load_verify_locations(made.root)
    assert shaken(serving_, trusting, name="h7.news.example")
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(serving_, ssl.create_default_context(), name="h7.news.example")
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(serving_, trusting, name="other.example")


def shaken(server: ssl.SSLContext, client: ssl.SSLContext, *, name: str) -> bool:
    """Shake hands in memory."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    near = client.wrap_bio(down, up, server_hostname=name)
    far = server.wrap_bio(up, down, server_side=True)
    for _ in range(4):
        for side in (near, far):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return near.version() is not None


def test_results_become_tables() -> None:
    row = {
        "case": "fresh",
        "us": {"stock": 2000, "stock-sniffio": 1800, "ours": 1000},
        "of": {"stock": [0.5, 0.4, 0.6], "stock-sniffio": [0.56, 0.5, 0.6]},
        "x_rate": {"stock": [2.0, 1.0, 3.0], "stock-sniffio": [1.8, 1.0, 3.0]},
    }
    assert "| fresh | 2,000 | 1,800 | 1,000 | 0.50 (0.40-0.60) | 0.56 (0.50-0.60) | 1.8 |" in (
        shown.transport([row])
    )
    ends = shown.exits(
        {"rows": [{"kind": "x", "runs": 200, "clean": 164, "bad": {"signal 6": 36}}]}
    )
    assert "| x | 164 of 200 | signal 6: 36 |" in ends["fetching-exits"]
