"""Names of keys."""

import pytest

from monitor.store.keys import SHARDS, base, host_of, safe, shard_of


def crc16(tag: str) -> int:
    """Hash a tag as Redis Cluster does (CRC16/XMODEM)."""
    crc = 0
    for byte in tag.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def test_the_shards_are_spread_evenly_over_the_slots() -> None:
    assert [crc16(tag) % 16384 // 1024 for tag in SHARDS] == list(range(16))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example/feed.xml", "news.example"),
        ("https://news.example.:8443/feed", "news.example"),
        ("https://bücher.example/feed", "xn--bcher-kva.example"),
        ("http://127.0.0.1:8001/feed", "127.0.0.1:8001"),
        ("http://127.0.0.1/feed", "127.0.0.1:80"),
        ("https://[::1]/feed", "::1:443"),
    ],
)
def test_a_host_is_a_name_or_an_address_with_its_port(url: str, host: str) -> None:
    assert host_of(url) == host


def test_a_name_that_has_no_ascii_form_is_kept_apart() -> None:
    broken = "https://" + "ü" * 70 + ".example/feed"
    assert host_of(broken).startswith("~")
    assert host_of(broken) != host_of(broken.replace("ü", "ö"))


@pytest.mark.parametrize("raw", ["", "openai", "exec|openai", "s7kq2m4x.1@exec-moves", "阿里"])
def test_an_ordinary_id_stands_in_a_key_as_it_is(raw: str) -> None:
    assert safe(raw) == raw


@pytest.mark.parametrize("raw", ["{x}", "a b", "a\nb", "x" * 65, "\ud800", "阿" * 22])
def test_an_odd_id_stands_as_its_digest(raw: str) -> None:
    assert safe(raw) == safe(raw)
    assert safe(raw).startswith("~")
    assert len(safe(raw)) == 33


def test_hosts_are_spread_over_the_shards() -> None:
    shards = [shard_of(f"host{i}.example") for i in range(1600)]
    assert set(shards) == set(SHARDS)
    assert max(shards.count(tag) for tag in SHARDS) < 160


def test_a_key_begins_with_prefix_and_tag() -> None:
    assert base("nm", "q41") == "nm:{q41}:"
