"""W704: a term that stands in more than one article in twenty narrows nothing."""

from collections.abc import Iterator

from monitor.matching import syntax
from monitor.rulebook.expressions import Written
from monitor.rulebook.history import key_of
from monitor.rulebook.implying import At
from monitor.rulebook.linting import Seen, Warned, logic_of, shown, spot_of
from monitor.rulebook.rules import CheckedRule

DAYS = 30
MOST = 0.05  # of all articles


def check(seen: Seen) -> Iterator[Warned]:
    """Tell each word or phrase a rule requires by itself that is that common."""
    history = seen.history
    if history is None:
        return
    for rule in seen.checked.rules:
        logic = logic_of(seen, rule)
        for leaf in logic.leaves(At(part=rule.match.part)):
            part = leaf.part
            written = _written(part, rule)
            if written is None or not isinstance(part, syntax.Word | syntax.Phrase):
                continue  # pragma: no cover - leaves are words that the rule wrote
            counted = (history.shares.get(key_of(one), 0.0) for one in logic.terms(part))
            share = max(counted, default=0.0)
            if share > MOST:
                message = f"{shown(written, part)} stands in {share:.0%} of the articles; "
                message += "narrow it with NEAR, a phrase or a field"
                yield Warned(spot=spot_of(written, part), message=message)


def _written(part: syntax.Part, rule: CheckedRule) -> Written | None:
    """Give the expression in which a part was written: the match, or a let."""
    for written in (rule.match, *rule.lets.values()):  # pragma: no branch - in one it was
        if any(part is own for own in written.parts):
            return written
    return None  # pragma: no cover - as above
