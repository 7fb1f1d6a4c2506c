"""Whether an event is as a test expects it, and how an event is shown in one line."""

from collections.abc import Iterable, Mapping

from monitor.matching.text import fold
from monitor.model import Event

_PARTICIPANTS = frozenset({"person", "org", "destination"})


def same(value: str) -> str:
    """Give what of a value is compared: its words, so case and accents do not matter."""
    return " ".join(fold(value).words) or value


def is_like(event: Event, subset: Mapping[str, object]) -> bool:
    """Tell whether an event has everything that a test names."""
    return all(_has(event, key, wanted) for key, wanted in subset.items())


def _has(event: Event, key: str, wanted: object) -> bool:
    if key in event.slots or key in _PARTICIPANTS:
        slot = event.slots.get(key)
        if wanted is None or slot is None:
            return wanted is None and slot is None
        return wanted == slot.id or same(str(wanted)) == same(slot.name)
    if key == "role_class":
        classes = {wanted} if isinstance(wanted, str) else set(_values(wanted))
        return classes <= event.role_class
    if key not in Event.__dataclass_fields__:
        return False
    return same(str(getattr(event, key))) == same(str(wanted))


def _values(wanted: object) -> Iterable[object]:
    return wanted if isinstance(wanted, list | tuple | set) else ()


def is_told(event: Event) -> bool:
    """Tell whether an event passes the default gates: asserted, sure, new, of a company."""
    return (
        event.polarity == "asserted"
        and event.certainty in {"confirmed", "reported"}
        and event.newness == "new"
        and event.sphere == "company"
    )


def shown(event: Event) -> str:
    """Show an event in a few words."""
    who = event.person.name if event.person else "nobody"
    where = event.org.name if event.org else "nowhere"
    kinds = (event.newness, event.certainty, event.polarity, event.sphere)
    usual = ("new", "confirmed", "asserted", "company")
    unusual = [kind for kind, plain in zip(kinds, usual, strict=True) if kind != plain]
    return f"{event.type} {who} at {where}" + (f" ({', '.join(unusual)})" if unusual else "")
