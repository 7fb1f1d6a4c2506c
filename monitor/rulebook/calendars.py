"""Calendars: instants in a zone, read from `calendar:` files; boosts refer to them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.policy import Calendar
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Shelf
from monitor.rulebook.models import CalendarFile
from monitor.rulebook.nodes import Scalar
from monitor.rulebook.schema import read


def calendars_of(shelf: Shelf, *, faults: Faults) -> Mapping[str, Calendar]:
    """Read all calendars; one with a fault is left out."""
    found: dict[str, Calendar] = {}
    for file in shelf.of("calendar"):
        before = len(faults)
        keys = read(CalendarFile, file.table, faults=faults, name="calendar")
        if keys is None:
            continue
        zone = ZoneInfo(keys.zone)
        instants = [_instant(node, zone, faults) for node in keys.instants]
        if file.sound and len(faults) == before:
            moments = tuple(sorted({at for at in instants if at is not None}))
            found[file.id] = Calendar(id=file.id, instants=moments)
    return found


def _instant(node: Scalar, zone: ZoneInfo, faults: Faults) -> datetime | None:
    """Read `2026-01-28 14:00` in a zone; a moment that a clock change leaves out comes after it."""
    try:
        local = datetime.strptime(node.text.replace("T", " "), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - its zone is the file's
    except ValueError:
        message = f'"{node.text}" is no instant; write 2026-01-28 14:00'
        faults.add(node, "E105", message)
        return None
    return local.replace(tzinfo=zone).astimezone(UTC)
