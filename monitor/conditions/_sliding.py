"""Stretches of time that slide over a window's members."""

from collections.abc import Iterator

from monitor.windows import Member, Window


def stretches(window: Window, length_s: float) -> Iterator[tuple[Member, ...]]:
    """Give the members of every stretch that holds the moment asked about.

    A stretch begins with a member (or at the moment itself) and has both its ends. All that
    hold the moment are looked at, not only the one that ends there: an article that comes late
    counts as if it had come in its time.
    """
    starts = [m.at for m in window.members if window.at - length_s <= m.at <= window.at]
    for start in dict.fromkeys(starts):
        yield tuple(m for m in window.members if start <= m.at <= start + length_s)
