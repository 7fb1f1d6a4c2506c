"""W705: a regular expression without three letters in a row, and nothing else is required.

Such a rule is evaluated on every article; where a word, a name or an event is required beside
the pattern, it runs on few articles and is fine.
"""

from collections.abc import Iterator

from monitor.matching import syntax
from monitor.matching.needles import SHORTEST, needles
from monitor.rulebook.implying import At, Logic
from monitor.rulebook.linting import Seen, Warned, logic_of, shown, spot_of

MOST = 50  # of all rules; more would slow every article down


def check(seen: Seen) -> Iterator[Warned]:
    """Tell every such pattern; beyond the fiftieth they are refused."""
    found = 0
    for rule in seen.checked.rules:
        bare = [
            (written, part)
            for written in (rule.match, *rule.lets.values())
            for part in written.naming
            if isinstance(part, syntax.Pattern) and not needles(part.source)
        ]
        if not bare or _is_sought(At(part=rule.match.part), logic_of(seen, rule)):
            continue
        for written, part in bare:
            found += 1
            message = f"{shown(written, part)} has no {SHORTEST} letters in a row, so it runs on "
            message += "every article; require a word too"
            yield Warned(
                spot=spot_of(written, part),
                message=message + (f" (at most {MOST} may)" if found > MOST else ""),
                severity="error" if found > MOST else "warning",
            )


def _is_sought(at: At, logic: Logic) -> bool:
    """Tell whether something is required that an index can look for."""
    at = logic.inside(at)
    part = at.part
    if isinstance(part, syntax.And | syntax.Near):
        return any(_is_sought(At(part=p, field=at.field), logic) for p in part.parts)
    if isinstance(part, syntax.Or):
        return all(_is_sought(At(part=p, field=at.field), logic) for p in part.parts)
    if isinstance(part, syntax.NotNear):
        return _is_sought(At(part=part.part, field=at.field), logic)
    if isinstance(part, syntax.Pattern):
        return bool(needles(part.source))
    return not isinstance(part, syntax.Not | syntax.Value | syntax.Published) and (
        at.field not in syntax.EXACT_FIELDS
    )
