"""The table of addresses, range by range: its first and last are in, the next ones are out."""

import ipaddress

import pytest

from monitor.net.addresses import verdict

# range, a word of the refusal, and whether the address before it and after it are public
RANGES_4 = [
    ("0.0.0.0/8", "this network", None, True),
    ("10.0.0.0/8", "private", True, True),
    ("100.64.0.0/10", "shared", True, True),
    ("127.0.0.0/8", "loopback", True, True),
    ("169.254.0.0/16", "metadata", True, True),
    ("172.16.0.0/12", "private", True, True),
    ("192.0.0.0/24", "protocol", True, True),
    ("192.0.2.0/24", "documentation", True, True),
    ("192.31.196.0/24", "special", True, True),
    ("192.52.193.0/24", "special", True, True),
    ("192.88.99.0/24", "6to4 relay", True, True),
    ("192.168.0.0/16", "private", True, True),
    ("192.175.48.0/24", "special", True, True),
    ("198.18.0.0/15", "benchmarking", True, True),
    ("198.51.100.0/24", "documentation", True, True),
    ("203.0.113.0/24", "documentation", True, True),
    ("224.0.0.0/4", "multicast", True, False),
    ("240.0.0.0/4", "reserved", False, None),
    ("168.63.129.16/32", "cloud wire server", True, True),
]
RANGES_6 = [
    ("2001::/23", "protocol", True, True),
    ("2001:db8::/32", "documentation", True, True),
    ("2002::/16", "6to4", True, True),
    ("3fff::/20", "documentation", True, True),
    ("2620:4f:8000::/48", "special", True, True),
    ("fc00::/7", "private or reserved", False, False),
    ("fe80::/10", "private or reserved", False, False),
    ("fec0::/10", "private or reserved", False, False),
    ("ff00::/8", "multicast", False, None),
    ("::/128", "this network", None, False),
    ("::1/128", "loopback", False, False),
    ("4000::/3", "private or reserved", True, False),
    ("::/3", "", None, True),
]
ALL = [*RANGES_4, *RANGES_6]
EVERYTHING = ("0.0.0.0/0", "::/0")


@pytest.mark.parametrize(("net", "word"), [row[:2] for row in ALL if row[0] != "::/3"])
def test_both_ends_of_a_range_are_refused_and_named(net: str, word: str) -> None:
    known = ipaddress.ip_network(net)
    for end in (known.network_address, known.broadcast_address):
        refusal = verdict(str(end))
        assert refusal is not None, end
        assert word in refusal.why
        assert str(refusal).startswith(f"{end}: ")


@pytest.mark.parametrize(("net", "public"), [(row[0], row[2]) for row in ALL if row[2] is not None])
def test_the_address_before_a_range_is_judged_for_itself(net: str, *, public: bool) -> None:
    before = ipaddress.ip_network(net).network_address - 1
    assert (verdict(str(before)) is None) is public, before


@pytest.mark.parametrize(("net", "public"), [(row[0], row[3]) for row in ALL if row[3] is not None])
def test_the_address_after_a_range_is_judged_for_itself(net: str, *, public: bool) -> None:
    after = ipaddress.ip_network(net).broadcast_address + 1
    assert (verdict(str(after)) is None) is public, after


@pytest.mark.parametrize(("net", "word"), [row[:2] for row in RANGES_4])
@pytest.mark.parametrize("clothes", ["::ffff:{}", "64:ff9b::{}"])
def test_an_ipv4_address_in_ipv6_clothes_is_judged_as_what_it_is(
    net: str, word: str, clothes: str
) -> None:
    known = ipaddress.ip_network(net)
    for end in (known.network_address, known.broadcast_address):
        refusal = verdict(clothes.format(end))
        assert refusal is not None
        assert word in refusal.why


@pytest.mark.parametrize("ip", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "223.255.255.255"])
@pytest.mark.parametrize("clothes", ["{}", "::ffff:{}", "64:ff9b::{}"])
def test_a_public_ipv4_address_stays_public_in_them(ip: str, clothes: str) -> None:
    assert verdict(clothes.format(ip)) is None


@pytest.mark.parametrize("clothes", ["::{}", "::ffff:0:{}", "64:ff9b:1::{}", "2002::{}"])
def test_clothes_of_other_cuts_are_refused_even_around_a_public_address(clothes: str) -> None:
    assert verdict(clothes.format("8.8.8.8")) is not None


@pytest.mark.parametrize(
    "ip",
    [
        *("8.8.8.8 ", " 8.8.8.8", "8.8.8", "8.8.8.8.8", "08.8.8.8", "0x8.8.8.8", "8.8.8.256"),
        *("[2606:4700::1]", "2606:4700::1%1", "fe80::1%", "::g", "2606:4700", "example.org", "*"),
    ],
)
def test_what_is_not_written_as_an_address_is_refused(ip: str) -> None:
    assert verdict(ip) is not None


@pytest.mark.parametrize(
    ("allowed", "ip"),
    [
        ("127.0.0.0/8", "127.0.0.1"),
        ("10.1.2.3/16", "10.1.255.255"),  # a host inside the range names the range
        ("192.168.1.5/32", "192.168.1.5"),
        ("fd00::/8", "fd12::1"),
        ("::1/128", "::1"),
        ("10.0.0.0/8", "::ffff:10.0.0.1"),
        ("10.0.0.0/8", "64:ff9b::a00:1"),
    ],
)
def test_a_range_a_source_names_is_open_for_it(allowed: str, ip: str) -> None:
    assert verdict(ip) is not None
    assert verdict(ip, (allowed,)) is None


@pytest.mark.parametrize(
    ("allowed", "ip"),
    [
        ("10.1.0.0/16", "10.2.0.0"),
        ("10.1.0.0/16", "10.0.255.255"),
        ("192.168.1.5/32", "192.168.1.6"),
        ("::/0", "10.0.0.1"),
        ("0.0.0.0/0", "fd00::1"),
        ("::ffff:10.0.0.0/104", "10.0.0.1"),
    ],
)
def test_and_nothing_beside_it(allowed: str, ip: str) -> None:
    assert verdict(ip, (allowed,)) is not None


@pytest.mark.parametrize("net", [row[0] for row in ALL if "never" in str(verdict(row[0][:-3]))])
def test_what_is_never_open_says_so(net: str) -> None:
    first = str(ipaddress.ip_network(net).network_address)
    refusal = verdict(first, EVERYTHING)
    assert refusal is not None
    assert refusal.why.endswith("never allowed")


def test_a_refusal_says_what_would_open_the_address() -> None:
    assert str(verdict("10.0.0.1")) == "10.0.0.1: private address; allow_private opens it"
    assert str(verdict("169.254.169.254")) == (
        "169.254.169.254: link-local or metadata address, never allowed"
    )
