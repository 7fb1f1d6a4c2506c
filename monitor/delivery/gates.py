"""Gates: when an alert may go to a receiver. Pure; each verdict carries its Reason."""

from dataclasses import dataclass

from monitor.outgoing import Abilities, Alert
from monitor.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """It may go now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """It shall not go; `waive` are the facts that are thereby settled for this receiver."""

    reason: Reason
    waive: tuple[str, ...] = ()


Verdict = Open | Closed

# What says that there is nothing to tell waives nothing.
_SETTLES_NOTHING = {Reason.NOTHING_NEW, Reason.MERGED, Reason.RECOVERED}


def closed(reason: Reason, alert: Alert | None = None) -> Closed:
    """Close for a Reason; the news decided on are waived where the Reason is an instruction."""
    if alert is None or reason in _SETTLES_NOTHING:
        return Closed(reason=reason)
    return Closed(reason=reason, waive=tuple(fact.id for fact in alert.news))


def gate(alert: Alert, abilities: Abilities) -> Verdict:
    """Judge an alert against what stands for its receiver now."""
    if alert.kind == "edit" and not abilities.edit:
        return closed(Reason.NOT_EDITABLE, alert)
    return Open()
