"""`absence:` holds when nothing has matched for long, while we listened."""

from dataclasses import dataclass
from typing import Annotated

from monitor.kinds import Says
from monitor.windows import Scope, Window

KNOWN_AS = ("silence", "flatline", "missing", "deadman", "quiet")  # words of other tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """No match for so long; a time in which we were down or its sources failed is not counted."""

    for_: Annotated[
        float, Says(doc="so long", form="duration", low=60, high=90 * 86400, key="for")
    ] = 86400.0
    sources: Annotated[
        tuple[str, ...], Says(doc="source ids: those that must be healthy", short=True)
    ] = ()


def scope(options: Options) -> Scope:
    """Listen to the rule as a whole."""
    return Scope(sources=options.sources, within_s=options.for_, silent=True)


def holds(options: Options, window: Window) -> bool:
    """Tell whether it has been quiet for long enough."""
    return window.quiet_s >= options.for_
