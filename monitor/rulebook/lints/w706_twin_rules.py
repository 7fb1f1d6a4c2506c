"""W706: two rules that hold on nearly the same articles."""

from collections.abc import Iterator
from itertools import combinations

from monitor.rulebook.linting import Seen, Warned

DAYS = 30
ALIKE = 0.9  # of the articles on which one of both holds
FEWEST = 20  # articles; fewer say nothing


def check(seen: Seen) -> Iterator[Warned]:
    """Tell pairs at the rule that comes later by its id."""
    history = seen.history
    if history is None:
        return
    places = {rule.rule.id: rule for rule in seen.checked.rules}
    many = [(name, ids) for name, ids in sorted(history.matched.items()) if name in places]
    for (one, mine), (other, theirs) in combinations(many, 2):
        either = len(mine | theirs)
        if either < FEWEST or min(len(mine), len(theirs)) <= ALIKE * either:
            continue
        share = len(mine & theirs) / either
        if share > ALIKE:
            spot = seen.files[other].table.pairs[0][1]
            message = f'agrees with "{one}" on {share:.0%} of {either} articles; join the two'
            yield Warned(spot=spot, message=message)
