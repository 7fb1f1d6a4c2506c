"""W701: an exception past its last day still stands in the file, and does nothing."""

from collections.abc import Iterator

from monitor.rulebook.linting import Seen, Warned
from monitor.rulebook.nodes import find


def check(seen: Seen) -> Iterator[Warned]:
    """Tell each exception whose `until` has passed."""
    for rule in seen.checked.rules:
        for index, one in enumerate(rule.keys.except_):
            if one.until is not None and one.until < seen.today:
                spot = find(seen.files[rule.rule.id].table, "except", index, "until")
                message = f'exception "{one.name}" ended on {one.until}; delete it or move its day'
                yield Warned(spot=spot, message=message)
