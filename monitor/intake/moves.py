"""Moves: a permanent redirect that has held for a day is believed, any other one only followed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.model import Hop, Source
from monitor.ports import SourceState

PERMANENT = frozenset({301, 308})
TIMES = 3  # polls in a row that are sent to the same address,
OVER = timedelta(hours=24)  # over at least this time


def followed(
    source: Source, state: SourceState, hops: Sequence[Hop], now: datetime
) -> tuple[SourceState, str]:
    """Give the state after a poll that got there by these redirects, and a line if it has moved.

    From then on the new address is asked. One of another origin is never asked straight away
    when the source sends headers or credentials of its own: they are for its origin only.
    """
    target = "" if _has_secret_address(source) else _target(hops)
    if not target:
        return replace(state, moved="", moved_since=0, moved_n=0), ""
    if target != state.moved:
        return replace(state, moved=target, moved_since=_ms(now), moved_n=1), ""
    state = replace(state, moved_n=min(state.moved_n + 1, TIMES))
    held = timedelta(milliseconds=_ms(now) - state.moved_since)
    if state.moved_n < TIMES or held < OVER or _is_private(source, target):
        return state, ""
    told = f"{source.id} moved to {target}: edit {source.place.file}:{source.place.line}"
    return replace(state, url=target, moved="", moved_since=0, moved_n=0), told


def forgotten(state: SourceState) -> SourceState:
    """Give the state without what was learned of an address that its file no longer says."""
    return replace(state, url="", moved="", moved_since=0, moved_n=0)


def _target(hops: Sequence[Hop]) -> str:
    """Give where the first redirects lead, as far as they are permanent."""
    target = ""
    for hop in hops:
        if hop.status not in PERMANENT:
            break
        target = hop.url
    return target


def _has_secret_address(source: Source) -> bool:
    """Tell whether a redirect may repeat a secret of our query: that is kept nowhere."""
    return source.auth is not None and bool(source.auth.query)


def _is_private(source: Source, target: str) -> bool:
    """Tell whether the new address may not be sent what the source's own is sent."""
    own = bool(source.headers) or source.auth is not None
    return own and urlsplit(source.url)[:2] != urlsplit(target)[:2]


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
