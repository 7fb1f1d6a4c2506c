"""`count:` holds when there are so many articles, or stories, within a time."""

from dataclasses import dataclass
from typing import Annotated, Literal

from monitor.conditions._sliding import stretches
from monitor.kinds import Says
from monitor.windows import Member, Scope, Window

KNOWN_AS = ("frequency", "event_count", "volume", "number")  # words of other tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """So many articles or stories; copies of one text are one."""

    at_least: Annotated[int, Says(doc="so many", low=1)]
    within: Annotated[float, Says(doc="slides", form="duration", low=60, high=30 * 86400)]
    of: Annotated[Literal["article", "story"], Says(doc="what is counted")] = "article"
    by: Annotated[str, Says(doc="capture: each of its values is counted by itself")] = ""


def scope(options: Options) -> Scope:
    """Count inside each story; by a capture, or stories themselves, over all of the rule."""
    return Scope(
        captures={"by": options.by} if options.by else {},
        by=options.by,
        apart=bool(options.by) or options.of == "story",
        within_s=options.within,
    )


def holds(options: Options, window: Window) -> bool:
    """Tell whether some stretch of time around this moment holds enough of them."""
    return any(
        len({_one(options.of, m) for m in members if not m.original}) >= options.at_least
        for members in stretches(window, options.within)
    )


def _one(of: str, member: Member) -> str:
    return member.story if of == "story" else member.article
