"""One request on its way: what may be asked next, and which headers go with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from monitor.errors import FetchError
from monitor.model import Hop, Request
from monitor.net.addresses import Refusal, Target, gate
from monitor.parsing.inflate import ENCODINGS
from monitor.parsing.urls import join

MAX_HOPS = 5
_KEPT_ACROSS_ORIGINS = frozenset({"accept", "accept-language"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One fetch on its way through redirects."""

    request: Request
    allowed: tuple[str, ...]
    headers: Mapping[str, str]  # the source's own and its auth: for its origin only
    conditions: Mapping[str, str]
    max_body: int
    max_time_s: float
    own_port: int | None = None
    claimed: bool = True
    robots: bool = False  # ask robots.txt before every hop
    is_cut: bool = False  # a body over its limit ends there and is no failure
    visited: tuple[str, ...] = ()
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: names in lower case, the body decoded from its encoding."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def gated(ask: Ask, url: str) -> Target:
    """Let a URL through the gate; raises FetchError `address`."""
    found = gate(url, own_port=ask.own_port or _named_port(ask.request.url))
    if isinstance(found, Refusal):
        raise FetchError("address", str(found))
    return found


def _named_port(url: str) -> int | None:
    """Give the port a configured URL names."""
    try:
        return urlsplit(url).port
    except ValueError:
        return None


def redirected(ask: Ask, target: Target, raw: Answer) -> Target:
    """Judge where an answer sends us; raises FetchError `redirect` or `address`."""
    location = raw.headers.get("location", "")
    joined = join(target.url, location)
    if not joined or "\\" in location:
        shown = ascii(location[:80])
        raise FetchError("redirect", f"status {raw.status} without a usable Location ({shown})")
    onward = gated(ask, joined)
    if target.scheme == "https" and onward.scheme == "http":
        raise FetchError("redirect", f"from https to {onward.url}")
    if onward.url in (*ask.visited, target.url):
        raise FetchError("redirect", f"loop at {onward.url}")
    if len(ask.visited) + 1 > MAX_HOPS:
        raise FetchError("redirect", f"more than {MAX_HOPS} redirects, last {onward.url}")
    return onward


def moved(ask: Ask, target: Target, onward: Target, status: int) -> Ask:
    """Make the next hop's request: without secrets when its origin is another one."""
    same = onward.origin == target.origin
    headers = {
        name: value
        for name, value in ask.headers.items()
        if same or name.lower() in _KEPT_ACROSS_ORIGINS
    }
    request = ask.request
    if status == 303 or (status in (301, 302) and request.method == "POST"):
        request = replace(request, method="GET", body=None)
    if not same and request.body is not None:
        raise FetchError("redirect", f"a POST is not repeated at {onward.host}")
    visited = (*ask.visited, target.url)
    hops = (*ask.hops, Hop(status, onward.url))
    return replace(ask, request=request, headers=headers, visited=visited, hops=hops, claimed=False)


def header_lines(ask: Ask, agent: str) -> list[tuple[bytes, bytes]]:
    """Give the whole header, byte for byte; nothing is added to it but Host and length."""
    plain = {
        "user-agent": agent,
        "accept": "*/*",
        "accept-encoding": ", ".join(ENCODINGS),
        **{name.lower(): value for name, value in ask.headers.items()},
        **ask.conditions,
    }
    return [(name.encode("latin-1", "replace"), _octets(value)) for name, value in plain.items()]


def _octets(value: str) -> bytes:
    """Give back the bytes that `readable` read; line ends cannot stand in a header."""
    return value.replace("\r", "").replace("\n", "").encode("latin-1", "replace")


def readable(raw: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Read header lines so that every byte comes back; repeated ones are joined."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers
