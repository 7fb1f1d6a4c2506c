"""`first_seen:` holds when a value comes that the rule has not captured for long."""

from dataclasses import dataclass
from typing import Annotated

from monitor.kinds import Says
from monitor.windows import Scope, Window

KNOWN_AS = ("new_term", "new", "new_value", "first", "novel")  # words of other tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """A value of a capture that this rule has not captured for so long."""

    of: Annotated[str, Says(doc="capture")]
    after: Annotated[
        float,
        Says(doc="after so long it is new again", form="duration", low=3600, high=400 * 86400),
    ] = 90 * 86400.0


def scope(options: Options) -> Scope:
    """Look at each value of the capture by itself, over all stories of the rule."""
    return Scope(captures={"of": options.of}, by=options.of, past_s=options.after)


def holds(options: Options, window: Window) -> bool:
    """Tell whether no other article has it; one that comes late makes nothing new again."""
    others = (m for m in window.members if m.article != window.article)
    return not any(abs(window.at - m.at) <= options.after for m in others)
