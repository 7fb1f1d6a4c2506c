"""`distinct:` holds when so many different outlets, languages or values tell one story."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from monitor.conditions._sliding import stretches
from monitor.kinds import Says
from monitor.model import Tier
from monitor.windows import Member, Scope, Window

KNOWN_AS = ("cardinality", "value_count", "unique", "sources", "outlets")  # of other tools
_OWN = ("outlet", "lang")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """So many different ones; a copy counts with its original."""

    of: Annotated[str, Says(doc="outlet, lang, or a capture")]
    at_least: Annotated[int, Says(doc="so many different ones", low=1)]
    within: Annotated[float, Says(doc="slides", form="duration", low=60, high=30 * 86400)]
    or_tier: Annotated[
        tuple[Tier, ...], Says(doc="one article of such a tier suffices", short=True)
    ] = ()


def scope(options: Options) -> Scope:
    """Count inside each story."""
    named = {} if options.of in _OWN else {"of": options.of}
    return Scope(captures=named, words=_OWN, within_s=options.within)


def holds(options: Options, window: Window) -> bool:
    """Tell whether some stretch around this moment has enough, or one article that suffices."""
    return any(
        len(_different(options.of, members)) >= options.at_least
        or any(m.tier in options.or_tier for m in members)
        for members in stretches(window, options.within)
    )


def _different(of: str, members: Iterable[Member]) -> frozenset[str]:
    """Give what differs; a copy adds nothing to its original."""
    return frozenset(v for m in members if not m.original for v in _values(of, m))


def _values(of: str, member: Member) -> tuple[str, ...]:
    if of == "outlet":
        return (member.outlet,)
    return (member.lang,) if of == "lang" else member.values.get(of, ())
