"""W710: an exception that kept nothing back in ninety days."""

from collections.abc import Iterator

from monitor.rulebook.linting import Seen, Warned
from monitor.rulebook.nodes import find

DAYS = 90


def check(seen: Seen) -> Iterator[Warned]:
    """Tell exceptions in force that no archived article met."""
    history = seen.history
    if history is None:
        return
    for rule in seen.checked.rules:
        for index, one in enumerate(rule.keys.except_):
            ended = one.until is not None and one.until < seen.today  # W701
            if not ended and (rule.rule.id, one.name) not in history.excepted:
                spot = find(seen.files[rule.rule.id].table, "except", index, "name")
                message = (
                    f'exception "{one.name}" kept nothing back in {history.days} days; delete it'
                )
                yield Warned(spot=spot, message=message)
