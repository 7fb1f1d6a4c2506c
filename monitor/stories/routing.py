"""Who is told of a story: routes over its labels, decided when an article joins."""

from collections.abc import Iterable, Mapping, Sequence

from monitor.model import SEVERITIES, Rule
from monitor.outgoing import Route

Labels = Mapping[str, tuple[str, ...]]


def receivers(routes: Sequence[Route], labels: Labels, rules: Iterable[Rule]) -> tuple[str, ...]:
    """Give the receivers of a story, each once, in the order of the routes.

    The first route that matches wins; one with `continue` lets the next ones match too. A
    rule's `to: [x]` replaces the routes' receivers, `to: ["+x"]` adds to them.
    """
    found = list(_routed(routes, labels))
    wanted = [name for rule in rules for name in rule.to]
    replacing = [name for name in wanted if not name.startswith("+")]
    adding = [name[1:] for name in wanted if name.startswith("+")]
    return tuple(dict.fromkeys([*(replacing or found), *adding]))


def _routed(routes: Sequence[Route], labels: Labels) -> Iterable[str]:
    for route in routes:
        if matches(route, labels):
            yield from route.to
            if not route.goes_on:
                return


def matches(route: Route, labels: Labels) -> bool:
    """Whether every key of `if` holds and not every key of `not` does."""
    if not all(_holds(key, wanted, labels) for key, wanted in route.when.items()):
        return False
    return not route.unless or not all(
        _holds(key, wanted, labels) for key, wanted in route.unless.items()
    )


def _holds(key: str, wanted: Sequence[str], labels: Labels) -> bool:
    have = labels.get(key, ())
    if key == "severity":
        return any(_severity(value, have[0] if have else "normal") for value in wanted)
    return bool(set(wanted) & set(have))


def _severity(wanted: str, have: str) -> bool:
    """Compare severities: `high`, or `>=normal`."""
    if wanted.startswith(">="):
        return _rank(have) >= _rank(wanted[2:])
    return wanted == have


def _rank(word: str) -> int:
    ranks: dict[str, int] = {name: rank for rank, name in enumerate(SEVERITIES)}
    return ranks.get(word.strip(), ranks["normal"])
