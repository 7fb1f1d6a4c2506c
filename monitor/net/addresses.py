"""Where we may connect: our own table of address ranges, and the gate every URL passes.

`ipaddress.is_global` is not asked: what it says changes with Python's patch releases.
"""

import ipaddress
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

MAX_URL = 2048
PORTS = frozenset({80, 443, 8080, 8443})

_Net = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _table(ranges: Sequence[tuple[str, str]]) -> tuple[tuple[_Net, str], ...]:
    return tuple((ipaddress.ip_network(text), name) for text, name in ranges)


# No `allow_private` opens these: machine metadata, this host, multicast.
_NEVER = _table(
    (
        ("169.254.0.0/16", "link-local or metadata"),
        ("100.100.100.200/32", "metadata"),
        ("168.63.129.16/32", "cloud wire server"),
        ("fd00:ec2::254/128", "metadata"),
        ("0.0.0.0/8", "this network"),
        ("::/128", "this network"),
        ("224.0.0.0/4", "multicast"),
        ("ff00::/8", "multicast"),
    )
)
_REFUSED_4 = _table(
    (
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared"),
        ("127.0.0.0/8", "loopback"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "special"),
        ("192.52.193.0/24", "special"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "special"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("240.0.0.0/4", "reserved"),
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_6 = _table(
    (
        ("2001::/23", "protocol"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("2620:4f:8000::/48", "special"),
    )
)
_CARRY_4 = (ipaddress.IPv6Network("::ffff:0:0/96"), ipaddress.IPv6Network("64:ff9b::/96"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an address or a URL is not connected to."""

    what: str
    why: str

    def __str__(self) -> str:
        """Give one line for people."""
        return f"{self.what}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A URL that passed the gate; `url` has its host in ASCII."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    url: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Give what an auth header may be sent to."""
        return (self.scheme, self.host, self.port)


def verdict(ip: str, allowed: Sequence[str] = ()) -> Refusal | None:
    """Judge one address; None = it may be connected to.

    `allowed` are the CIDRs of a source's `allow_private`; they never open metadata
    addresses, 0/8 or multicast.
    """
    if "%" in ip:
        return Refusal(what=ip, why="has a zone")
    try:
        address = _unwrapped(ipaddress.ip_address(ip))
    except ValueError:
        return Refusal(what=ip, why="is no address")
    never = _found(address, _NEVER)
    if never:
        return Refusal(what=ip, why=f"{never} address, never allowed")
    if any(_inside(address, _network(net)) for net in allowed):
        return None
    why = _class_of(address)
    return Refusal(what=ip, why=f"{why} address; allow_private opens it") if why else None


def gate(url: str, *, own_port: int | None = None) -> Target | Refusal:
    """Judge a URL before any resolver sees it.

    `own_port` is the port the source's own `url` names: it is open besides the usual four.
    Literal addresses are judged by `verdict` when they are connected to.
    """
    shown = ascii(url[:80])[1:-1]
    if len(url) > MAX_URL:
        return Refusal(what=shown, why=f"URL over {MAX_URL} characters")
    if any(c <= " " or c in "\\\x7f" for c in url):
        return Refusal(what=shown, why="URL with a space, control character or backslash")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Refusal(what=shown, why="no URL")
    if parts.scheme not in ("http", "https"):
        return Refusal(what=shown, why="not http or https")
    if "@" in parts.netloc:
        return Refusal(what=shown, why="user or password in the URL")
    host = _host(parts.hostname or "", bracketed=parts.netloc.startswith("["))
    if host is None:
        return Refusal(what=shown, why="no valid host name")
    scheme: Literal["http", "https"] = "https" if parts.scheme == "https" else "http"
    real_port = (443 if scheme == "https" else 80) if port is None else port
    if real_port not in PORTS and real_port != own_port:
        return Refusal(what=shown, why=f"port {real_port}")
    netloc = (f"[{host}]" if ":" in host else host) + ("" if port is None else f":{port}")
    clean = urlunsplit((scheme, netloc, parts.path or "/", parts.query, ""))
    return Target(scheme=scheme, host=host, port=real_port, url=clean)


def ascii_host(host: str) -> str | None:
    """Write a name as it is asked for in DNS; None = it is no name.

    Compatibility forms (full-width, circled, ideographic dot) become what they stand for.
    """
    folded = unicodedata.normalize("NFKC", host).replace("\u3002", ".").lower()
    labels = folded.removesuffix(".").split(".")
    encoded = ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in labels
    )
    good = all(0 < len(label) <= 63 for label in encoded.split(".")) and len(encoded) <= 253
    plain = all(c in "abcdefghijklmnopqrstuvwxyz0123456789.-" for c in encoded)
    return encoded if good and plain else None


def _host(host: str, *, bracketed: bool) -> str | None:
    """Give the host as we connect to it, None when it is one of the odd forms."""
    if bracketed:
        try:
            return None if "%" in host else str(ipaddress.IPv6Address(host))
        except ValueError:
            return None
    encoded = ascii_host(host)
    if encoded is None:
        return None
    if _numeric(encoded.rpartition(".")[2]):
        return encoded if _strict_quad(encoded) else None
    return encoded


def _numeric(label: str) -> bool:
    """Tell whether resolvers may take this last label for part of an address."""
    return label.isdigit() or (
        label.startswith("0x") and all(c in "0123456789abcdef" for c in label[2:])
    )


def _strict_quad(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and all(
        p.isdigit() and len(p) <= 3 and int(p) < 256 and (p == "0" or p[0] != "0") for p in parts
    )


@lru_cache(maxsize=256)
def _network(text: str) -> _Net:
    """Read a CIDR of `allow_private`; a handful serve for ever."""
    return ipaddress.ip_network(text, strict=False)


def _unwrapped(address: _Address) -> _Address:
    """Take an IPv4 address out of its IPv6 clothes."""
    if isinstance(address, ipaddress.IPv6Address) and any(address in net for net in _CARRY_4):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _inside(address: _Address, net: _Net) -> bool:
    return address.version == net.version and address in net


def _found(address: _Address, table: Sequence[tuple[_Net, str]]) -> str:
    return next((name for net, name in table if _inside(address, net)), "")


def _class_of(address: _Address) -> str:
    """Name the refused class an address is in, empty when it is public."""
    if isinstance(address, ipaddress.IPv4Address):
        return _found(address, _REFUSED_4)
    if address == ipaddress.IPv6Address("::1"):
        return "loopback"
    if address not in _GLOBAL_6:
        return "private or reserved"
    return _found(address, _REFUSED_6)
