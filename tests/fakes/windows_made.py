"""Members and windows in one line."""

from typing import Any

from monitor.windows import Member, Window

HOUR = 3600.0


def member(article: str, hours: float = 0.0, **more: Any) -> Member:
    """Give an article that came so many hours after the start."""
    return Member(article=article, at=hours * HOUR, **more)


def window(*members: Member, hours: float | None = None, **more: Any) -> Window:
    """Give a window at the time of its last member, or after so many hours."""
    ordered = tuple(sorted(members, key=lambda m: (m.at, m.article)))
    at = hours * HOUR if hours is not None else ordered[-1].at
    newest = "" if hours is not None else ordered[-1].article
    return Window(at=at, article=newest, members=ordered, **more)
