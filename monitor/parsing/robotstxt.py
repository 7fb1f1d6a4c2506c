"""What a robots.txt says to one crawler, read as RFC 9309 has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

MOST = 500 * 1024  # bytes; what follows is not read
MOST_RULES = 10_000
MOST_SITEMAPS, LONGEST_ADDRESS = 20, 2_048
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz_-")
_KNOWN = frozenset({"user-agent", "allow", "disallow", "crawl-delay"})
_SITEMAP = frozenset({"sitemap"})
_PLAIN = "/:@!$&'()*+,;=~-._?%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The paths that one crawler may ask for, and how many seconds apart."""

    lines: tuple[tuple[str, bool], ...] = ()  # (pattern, allowed), longest first, Allow wins ties
    delay_s: float | None = None
    sitemaps: tuple[str, ...] = ()  # named for every crawler

    def allows(self, path: str) -> bool:
        """Tell whether a path, with its query, may be asked for; the longest pattern decides."""
        return self.against(path) is None

    def against(self, path: str) -> str | None:
        """Give the pattern that refuses a path, None when it is allowed."""
        asked = _written(path)
        if asked == "/robots.txt":
            return None
        for pattern, allowed in self.lines:
            if _holds(pattern, asked):
                return None if allowed else pattern
        return None


def parse(body: bytes, agent: str) -> Rules:
    """Read the groups for `agent` (`newsmonitor` or `newsmonitor/1.0 ...`), else those for `*`."""
    ours = _token(agent)
    found: dict[str, list[tuple[str, str]]] = {}
    named: list[str] = []
    is_heading = False
    for key, value in _pairs(body):
        if key == "user-agent":
            named = [*named, _token(value)] if is_heading else [_token(value)]
            found.setdefault(named[-1], [])
        else:
            for name in named:
                found[name].append((key, value))
        is_heading = key == "user-agent"
    group = found.get(ours, found.get("*", []))
    lines = [(_written(v), key == "allow") for key, v in group if key != "crawl-delay" and v]
    lines.sort(key=lambda line: (-len(line[0]), not line[1]))
    delays = [_seconds(v) for key, v in group if key == "crawl-delay"]
    delay_s = max((d for d in delays if d is not None), default=None)
    sitemaps = tuple(dict.fromkeys(v for _, v in _pairs(body, _SITEMAP) if v))
    return Rules(lines=tuple(lines[:MOST_RULES]), delay_s=delay_s, sitemaps=_few(sitemaps))


def _few(sitemaps: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(url for url in sitemaps if len(url) <= LONGEST_ADDRESS)[:MOST_SITEMAPS]


def _pairs(body: bytes, known: frozenset[str] = _KNOWN) -> Iterator[tuple[str, str]]:
    text = body[:MOST].decode("utf-8", "replace").lstrip("\ufeff")
    for line in text.replace("\r", "\n").split("\n"):
        key, colon, value = line.partition("#")[0].partition(":")
        key = key.strip().lower()
        if colon and key in known:
            yield key, value.strip()


def _token(agent: str) -> str:
    """Cut a crawler's name out of its whole signature."""
    low = agent.strip().lower()
    if low.startswith("*"):
        return "*"
    end = next((at for at, c in enumerate(low) if c not in _NAME), len(low))
    return low[:end]


def _seconds(value: str) -> float | None:
    digits = value.replace(".", "", 1)
    return float(value) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None


def _written(path: str) -> str:
    """Write escapes the one way: plain where they may be, `%XX` in capitals elsewhere."""
    kept = path.replace("%2F", "%252F").replace("%2f", "%252F")
    kept = kept.replace("%2A", "%252A").replace("%2a", "%252A").replace("%24", "%2524")
    return quote(unquote_to_bytes(kept), safe=_PLAIN)


def _holds(pattern: str, path: str) -> bool:
    """Tell whether a pattern with `*` and a last `$` fits the beginning of a path."""
    is_anchored = pattern.endswith("$")
    first, *more = (pattern[:-1] if is_anchored else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not more:
        return not is_anchored or at == len(path)
    *between, last = more
    for piece in between:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if is_anchored:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0
