"""Which addresses and URLs we would connect to."""

import pytest

from monitor.net.addresses import Refusal, Target, gate, verdict

REFUSED = [
    *("0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255"),
    *("127.0.0.0", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255"),
    *("172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.0", "192.0.2.255"),
    *("192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.0", "192.168.255.255"),
    *("192.175.48.1", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.255"),
    *("224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255", "168.63.129.16"),
    *("100.100.100.200", "::", "::1", "::ffff:127.0.0.1", "::ffff:a00:1", "::FFFF:10.0.0.1"),
    *("::127.0.0.1", "fe80::1", "fe80::1%lo", "2606:4700::1%eth0", "64:ff9b::a00:1"),
    *("2002:a00:1::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "3fff::1", "5f00::1"),
    *("4000::1", "2001::1", "2001:1ff::1", "2001:db8::1", "2620:4f:8000::1", "::ffff:0:a00:1"),
    *("64:ff9b:1::1", "no address", "", "127.1", "0x7f000001"),
]
PUBLIC = [
    *("1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"),
    *("128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0"),
    *("191.255.255.255", "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0"),
    *("198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255"),
    *("2001:200::1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8", "2003::1"),
]


@pytest.mark.parametrize("ip", REFUSED)
def test_an_inside_address_is_refused(ip: str) -> None:
    assert isinstance(verdict(ip), Refusal)


@pytest.mark.parametrize("ip", PUBLIC)
def test_a_public_address_is_allowed(ip: str) -> None:
    assert verdict(ip) is None


def test_allow_private_opens_its_range_only() -> None:
    assert verdict("127.0.0.1", ("127.0.0.0/8",)) is None
    assert verdict("::ffff:127.0.0.1", ("127.0.0.0/8",)) is None
    assert verdict("fd00::1", ("fd00::/8",)) is None
    assert verdict("10.0.0.1", ("127.0.0.0/8",)) is not None


@pytest.mark.parametrize(
    "ip",
    [
        *("169.254.169.254", "100.100.100.200", "168.63.129.16", "0.0.0.0", "224.0.0.1"),
        *("fd00:ec2::254", "ff02::1", "::", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"),
    ],
)
def test_nothing_opens_metadata_addresses(ip: str) -> None:
    refusal = verdict(ip, ("0.0.0.0/0", "::/0"))
    assert refusal is not None
    assert "never" in str(refusal)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.1/", "http://0/", "http://2130706433/", "http://0x7f000001/"),
        *("http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://010.0.0.1/"),
        *("http://1.2.3.4.5/", "http://256.1.1.1/", "http://1.2.3.0x4/", "http://a.0x/"),
        *("http://[fe80::1%25lo]/", "http://[::1/", "http://[nonsense]/", "http://②。①/"),
        *("http://public@10.0.0.1/", "http://a@b@host/", "http://;@host/", "http://u:p@host/"),
        *("http://a.example#@10.0.0.1\\", "http:\\\\10.0.0.1", "http://a.example/\tx"),
        *("http://a.example/\nx", "http://a.example/ x", "http://a\x00.example/", "http://a%2eb/"),
        *("http://10%2e0%2e0%2e1/", "http://a%00/", "file:///etc/passwd", "gopher://a.example/"),
        *("data:text/html,x", "unix:/var/run/x", "//a.example/x", "a.example", "http://", ""),
        *("javascript:alert(1)", "http://a..example/", "http://-/\x7f", "http://a.example:22/"),
        *("http://a.example:99999/", "http://a.example:x/", "http://a_b.example/", "ftp://x/"),
        "http://a.example/" + "x" * 2048,
    ],
)
def test_an_odd_url_never_reaches_a_resolver(url: str) -> None:
    assert isinstance(gate(url), Refusal)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://a.example", "a.example", 80),
        ("https://A.Example./x?y#z", "a.example", 443),
        ("https://a.example:8443/", "a.example", 8443),
        ("http://10.0.0.1/", "10.0.0.1", 80),  # judged by `verdict` when connected to
        ("http://１２７.0.0.1/", "127.0.0.1", 80),
        ("http://①②⑦.0.0.1/", "127.0.0.1", 80),
        ("http://127。0。0。1/", "127.0.0.1", 80),
        ("http://bücher.example/", "xn--bcher-kva.example", 80),
        ("http://[::FFFF:7F00:1]/", "::ffff:7f00:1", 80),
        ("http://LOCALHOST./", "localhost", 80),
    ],
)
def test_a_plain_url_passes_with_its_host_in_ascii(url: str, host: str, port: int) -> None:
    target = gate(url)
    assert isinstance(target, Target)
    assert (target.host, target.port) == (host, port)
    assert "#" not in target.url


def test_the_port_a_source_names_is_open_for_it() -> None:
    assert isinstance(gate("http://a.example:9000/"), Refusal)
    assert isinstance(gate("http://a.example:9000/", own_port=9000), Target)
    assert isinstance(gate("http://a.example:9001/", own_port=9000), Refusal)
