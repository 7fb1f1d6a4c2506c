"""URLs as articles are known by: joined, made canonical, and what their host is called."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

MAX_URL = 2048
_DEFAULT_PORTS = {"http": 80, "https": 443}
# An address that stands as it is: no port, query, escape, dot segment or empty one.
_SETTLED = re.compile(
    r"https?://(?:[a-z0-9][a-z0-9_-]*\.)+[a-z][a-z0-9-]*/"
    r"(?:[A-Za-z0-9_~-][A-Za-z0-9_~.-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)?"
)
_WHOLE = re.compile(
    r"https?://(?:[a-z0-9][a-z0-9_-]*\.)+[a-z][a-z0-9-]*/"
    r"(?:[A-Za-z0-9_~-][A-Za-z0-9_~.-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)?"
    r"(?:\?[A-Za-z0-9_=&.~%+-]+)?"
)  # the same with a query: absolute already
_TRACKING_PREFIXES = ("utm_", "at_", "ns_")
_TRACKING = frozenset(
    [
        *("fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid"),
        *("_hsenc", "_hsmi", "cmpid", "ocid", "smid", "xtor", "spm", "guccounter"),
    ]
)
_FROM_FEED = frozenset({"ref", "src", "partner"})
_TARGET_KEYS = ("url", "u", "q", "target", "dest", "destination", "redirect", "to")
_REDIRECTORS = (
    "www.google.com/url",
    "news.google.com/news/url",
    "l.facebook.com/l.php",
    "lm.facebook.com/l.php",
    "out.reddit.com/",
    "go.redirectingat.com/",
    "www.bing.com/news/apiclick.aspx",
    "slack-redir.net/link",
    "feeds.feedblitz.com/~/",
)
_SAFE_PATH = "/:@!$&'()*+,;=~-._%"


def join(base: str, link: str) -> str:
    """Resolve a link against the page it stands on; empty when it leads nowhere over http(s)."""
    if _WHOLE.fullmatch(link) and len(link) <= MAX_URL:
        return link
    cleaned = "".join(c for c in link.strip() if c > " " and c != "\x7f")[: MAX_URL * 2]
    try:
        joined = urljoin(base, cleaned)
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
        return ""
    return joined if len(joined) <= MAX_URL else ""


def canonical(url: str, *, depth: int = 0) -> str:
    """Write a URL the one way we know it by; empty when it is no http(s) URL."""
    url = join("", url)
    if not url or _SETTLED.fullmatch(url):
        return url
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return ""
    host = _host(parts.hostname or "")
    if not host:
        return ""
    target = _target(host + parts.path, parts.query) if depth == 0 else ""
    if target:
        return canonical(target, depth=1)
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit(
        (parts.scheme, netloc, _path(parts.path), _query(parts.query), quote(fragment, safe="!/=&"))
    )


def hash_form(canonical_url: str) -> str:
    """Write a canonical URL as an article's id is made of it: https, no last slash."""
    if not canonical_url:
        return ""
    parts = urlsplit(canonical_url)
    return urlunsplit(("https", parts.netloc, parts.path.rstrip("/"), parts.query, parts.fragment))


def slug_of(url: str) -> str:
    """Make a title of an address: the words of its last part that has some."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    for part in reversed(unquote(path).split("/")):
        stem = part.rpartition(".")[0] or part
        words = "".join(c if c.isalnum() else " " for c in stem).split()
        if sum(any(c.isalpha() for c in word) for word in words) >= 2:
            return " ".join(words)
    return ""


def host_of(url: str) -> str:
    """Name the host that politeness counts by: the name, or address:port for a literal."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        return ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port or _DEFAULT_PORTS.get(parts.scheme, 80)}"


def domain_of(url: str) -> str:
    """Give the host name without a leading `www.`."""
    return host_of(url).removeprefix("www.")


def same_site(one: str, other: str) -> bool:
    """Tell whether two URLs are of one registrable domain, as far as their labels tell."""
    return _registrable(domain_of(one)) == _registrable(domain_of(other)) != ""


def _registrable(host: str) -> str:
    """Cut a name to two labels, or three where the second is a registry's (`co.uk`)."""
    if ":" in host:
        return host
    labels = host.split(".")
    deep = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if deep else labels[-2:])


def _host(host: str) -> str:
    host = unicodedata.normalize("NFKC", host).lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    return ".".join(
        part if part.isascii() else "xn--" + part.encode("punycode").decode()
        for part in host.split(".")
    )


def _path(path: str) -> str:
    """Normalise dots and escapes: what may stand plainly does, the rest is %XX in capitals."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(_segment(segment))
    if segments[-1] in (".", ".."):
        kept.append("")
    joined = "/".join(kept)
    return joined if joined.startswith("/") else "/" + joined


def _segment(segment: str) -> str:
    if "%" not in segment:
        return quote(segment, safe=_SAFE_PATH)
    plain = unquote(segment, errors="strict") if _is_utf8(segment) else segment
    if "/" in plain or "%" in plain:  # an escaped slash is no slash
        return quote(segment, safe=_SAFE_PATH)
    return quote(plain, safe=_SAFE_PATH.replace("%", ""))


def _is_utf8(segment: str) -> bool:
    try:
        unquote(segment, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return [(query, "")]


def _query(query: str) -> str:
    """Sort the query and take trackers out; each remaining part stays as it was written."""
    kept = []
    for part in query.split("&")[:100]:
        key, _, value = part.partition("=")
        if part and not _is_tracking(unquote(key), value):
            kept.append(quote(part, safe="=%+" + _SAFE_PATH))
    return "&".join(sorted(kept))


def _is_tracking(key: str, value: str) -> bool:
    low = key.lower()
    if low in _TRACKING or low.startswith(_TRACKING_PREFIXES):
        return True
    return low in _FROM_FEED and value.lower() in ("rss", "feed")


def _target(where: str, query: str) -> str:
    """Give where a known redirector leads, when its query says so."""
    if not where.startswith(_REDIRECTORS):
        return ""
    found: Iterable[str] = (
        value
        for key, value in _pairs(query)
        if key.lower() in _TARGET_KEYS and value.startswith(("http://", "https://"))
    )
    return next(iter(found), "")
