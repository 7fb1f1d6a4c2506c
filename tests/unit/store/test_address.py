"""What `store.url` may be."""

import pytest

from monitor.errors import StoreError
from monitor.store.address import Address, parse_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("embedded:", Address(embedded=True)),
        ("unix:///run/redis.sock", Address(socket="/run/redis.sock")),
        ("unix:///run/redis.sock?db=3", Address(socket="/run/redis.sock", db=3)),
        ("unix://u:p@/r.sock", Address(socket="/r.sock", user="u", password="p")),
        ("redis://db.example", Address(host="db.example")),
        ("redis://db.example:7000/2", Address(host="db.example", port=7000, db=2)),
        ("redis://:p%40ss@db.example", Address(host="db.example", password="p@ss")),
        ("rediss://u:p@db.example", Address(host="db.example", tls=True, user="u", password="p")),
        ("valkey://db.example", Address(host="db.example")),
        ("valkeys://db.example", Address(host="db.example", tls=True)),
        ("redis://[::1]:6380", Address(host="::1", port=6380)),
    ],
)
def test_a_url_names_a_server(url: str, address: Address) -> None:
    assert parse_address(url) == address


def test_the_setting_wins_over_the_password_of_the_url() -> None:
    assert parse_address("redis://:old@db.example", password="new").password == "new"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("redis+sentinel://h1:26379,h2:26379/mymaster/0", "Sentinel comes later"),
        ("rediss+cluster://h1:6379", "Cluster comes later"),
        ("valkey+sentinel://h1/m", "Sentinel comes later"),
        ("http://db.example", "is no address; use embedded:, redis://"),
        ("redis://", "is no address"),
        ("unix://", "is no address"),
        ("", "is no address"),
        ("redis://db.example:port", "no number for port or database"),
        ("redis://db.example/one", "no number for port or database"),
    ],
)
def test_what_is_no_server_is_said_in_one_line(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as raised:
        parse_address(url)
    assert "\n" not in str(raised.value)
    assert raised.value.kind == "refused"


@pytest.mark.parametrize(
    "url", ["ftp://me:hunter22@db.example", "redis://me:hunter22@db.example/x"]
)
def test_a_password_is_never_repeated(url: str) -> None:
    with pytest.raises(StoreError) as raised:
        parse_address(url)
    assert "hunter22" not in str(raised.value)
    assert "db.example" in str(raised.value)
