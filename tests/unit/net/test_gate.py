"""The gate every URL passes before any resolver sees it, and what came of each odd form."""

import asyncio
import ssl
from collections.abc import Sequence

import pytest

from monitor.errors import FetchError
from monitor.net.addresses import MAX_URL, Refusal, Target, ascii_host, gate
from monitor.net.connect import Connector
from tests.fakes.dialled import Dialled

INSIDE = {
    "localhost": ["127.0.0.1"],
    "a.localhost": ["127.0.0.1"],
    "private.example": ["10.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "zero.example": ["::"],
    "nat64.example": ["64:ff9b::a00:1"],
    "sixtofour.example": ["2002:a00:1::1"],
    "multicast.example": ["224.0.0.1"],
    "mixed.example": ["8.8.8.8", "10.0.0.1"],
    "mixed6.example": ["fd00::1", "2606:4700::1"],
    "xn--exmple-4nf.example": ["192.168.0.1"],  # a Cyrillic letter in it
}
# URLs that lead inside, and where they must be stopped
HOSTILE = [
    *(f"http://{host}/" for host in ("127.1", "0", "2130706433", "0x7f000001", "0x7f.0.0.1")),
    *(f"http://{host}/" for host in ("0177.0.0.1", "017700000001", "010.0.0.1", "127.0.1")),
    *(f"http://{host}/" for host in ("127.0.0.1", "127.0.0.1.", "10.0.0.1", "169.254.169.254")),
    *(f"http://{host}/" for host in ("0.0.0.0", "100.100.100.200", "168.63.129.16", "0x0a000001")),
    *(f"http://{host}/" for host in ("1.2.3.4.5", "256.1.1.1", "1.2.3", "a.0x7f", "a.127", "0x")),
    *(f"http://[{ip}]/" for ip in ("::", "::1", "::ffff:127.0.0.1", "::ffff:a00:1", "fe80::1")),
    *(f"http://[{ip}]/" for ip in ("::127.0.0.1", "fe80::1%25lo", "64:ff9b::a00:1", "fec0::1")),
    *(f"http://[{ip}]/" for ip in ("2002:a00:1::1", "fd00:ec2::254", "ff02::1", "3fff::1")),
    "http://[0000:0000:0000:0000:0000:FFFF:7F00:0001]/",
    *(f"http://{host}/" for host in ("localhost", "LOCALHOST.", "a.localhost", "private.example")),
    *(f"http://{host}/" for host in ("metadata.example", "zero.example", "nat64.example")),
    *(f"http://{host}/" for host in ("sixtofour.example", "multicast.example", "mixed.example")),
    *(f"http://{host}/" for host in ("mixed6.example", "ex\u0430mple.example")),
    *("http://\uff11\uff12\uff17.0.0.1/", "http://\u2460\u2461\u2466.0.0.1/"),
    *("http://127\u30020\u30020\u30021/", "http://127\uff0e0\uff0e0\uff0e1/"),
    *("http://public.example@10.0.0.1/", "http://a@b@10.0.0.1/", "http://;@10.0.0.1/"),
    *("http://a.example#@10.0.0.1\\", "http://a.example\\@10.0.0.1/", "http:\\\\10.0.0.1"),
    *("http://10.0.0.1\t/", "http://10.0.\n0.1/", " http://10.0.0.1/", "http://10.0.0.1%00/"),
    *("http://10%2e0%2e0%2e1/", "http://%31%30.0.0.1/", "http://a.example%2f@10.0.0.1/"),
    *("file:///etc/passwd", "gopher://10.0.0.1/", "data:text/plain,x", "unix:///run/docker.sock"),
    *("ftp://10.0.0.1/", "dict://10.0.0.1:11211/", "ws://10.0.0.1/", "javascript:fetch('//x')"),
    *("//10.0.0.1/", "/latest/meta-data/", "10.0.0.1", "http:10.0.0.1", "http:/10.0.0.1"),
    *("http:///10.0.0.1", "http://:80/", "http://", "https://", "http://?x", "http://#x"),
    *("http://10.0.0.1:22/", "http://a.example:6379/", "http://a.example:0/", "http://a.example:-1/"),
    *("http://a.example:080808/", "http://a.example:8o/", "http://[::1", "http://::1/", "http://[]/"),
    *("http://a..example/", "http://.example/", "http://a_b.example/", "http://a!.example/"),
    *("http://a*.example/", f"http://{'a' * 64}.example/", f"http://{'a.' * 130}x/"),
    "http://a.example/" + "x" * MAX_URL,
]  # fmt: skip


async def resolve(host: str, port: int) -> Sequence[str]:
    return INSIDE.get(host, ["93.184.216.34"])


def reached(url: str) -> list[str]:
    """Send a URL through gate and connector; give the addresses connected to."""

    async def run(target: Target) -> list[str]:
        to = Dialled()
        connector = Connector(
            allowed=(), resolve=resolve, tls=ssl.create_default_context(), dial=to
        )
        try:
            channel = await connector.open(target.host, target.port, secured=False)
            channel.close()
        except FetchError as error:
            assert error.kind == "address"  # noqa: PT017 - the message is judged, not the raise
        to.close()
        return to.reached

    target = gate(url)
    return asyncio.run(run(target)) if isinstance(target, Target) else []


def test_there_are_enough_hostile_urls() -> None:
    assert len(HOSTILE) == len(set(HOSTILE)) >= 88


@pytest.mark.parametrize("url", HOSTILE, ids=lambda url: ascii(url)[:60])
def test_no_hostile_url_reaches_anything(url: str) -> None:
    assert reached(url) == []


def test_an_honest_url_does() -> None:
    assert reached("https://news.example/feed.xml") == ["93.184.216.34"]
    assert reached("http://8.8.8.8/") == ["8.8.8.8"]
    assert reached("http://[2606:4700::1]/") == ["2606:4700::1"]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://a.example/", "not http or https"),
        ("http://u:p@a.example/", "user or password"),
        ("http://a.example/ x", "space"),
        ("http://a.example:25/", "port 25"),
        ("http://a.example:x/", "no URL"),
        ("http://127.1/", "no valid host name"),
        ("http://a.example/" + "x" * MAX_URL, "2048"),
    ],
)
def test_a_refusal_says_why(url: str, why: str) -> None:
    refusal = gate(url)
    assert isinstance(refusal, Refusal)
    assert why in refusal.why
    assert len(refusal.what) <= 80


def test_a_refusal_shows_nothing_that_a_terminal_would_obey() -> None:
    refusal = gate("http://a.example/\x1b[2J\u202e")
    assert isinstance(refusal, Refusal)
    assert refusal.what.isprintable()
    assert refusal.what.isascii()


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("HTTPS://A.example", "https://a.example/"),
        ("http://a.example./x", "http://a.example/x"),
        ("http://a.example:80/x", "http://a.example:80/x"),
        ("http://a.example?x=1", "http://a.example/?x=1"),
        ("http://a.example/x#part", "http://a.example/x"),
        ("http://a.example/%2e%2e/x", "http://a.example/%2e%2e/x"),
        ("http://a.example/a;b?c=d&e=%20", "http://a.example/a;b?c=d&e=%20"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://новости.example/", "https://xn--b1amnebsh.example/"),
        ("http://[2606:4700:0:0::1]:8080/x", "http://[2606:4700::1]:8080/x"),
        ("http://a-b.c1.example/", "http://a-b.c1.example/"),
        ("http://x.0a/", "http://x.0a/"),
    ],
)
def test_what_passes_is_written_plainly(url: str, sent: str) -> None:
    target = gate(url)
    assert isinstance(target, Target)
    assert target.url == sent


def test_an_origin_is_scheme_host_and_port() -> None:
    found = [
        gate(url)
        for url in ("http://a.example/", "http://a.example:80/x", "https://a.example/", "http://b.example/")
    ]  # fmt: skip
    origins = [target.origin for target in found if isinstance(target, Target)]
    assert origins[0] == origins[1]
    assert len(set(origins)) == 3


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("News.Example.", "news.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("\u2460.example", "1.example"),
        ("日本.example", "xn--wgv71a.example"),
        ("a_b.example", None),
        ("", None),
        (".", None),
        ("a..b", None),
        ("a b", None),
        ("x" * 64, None),
        ("x" * 63, "x" * 63),
        ("é" * 60, None),
    ],
)
def test_a_name_is_asked_for_in_ascii_or_not_at_all(host: str, name: str | None) -> None:
    assert ascii_host(host) == name
