"""Headlines: a rule's template filled with what a story knows, and the pack's own line."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from monitor.model import Fact

Values = Mapping[str, Sequence[str]]

_NAME = re.compile(r"\{([A-Za-z_][\w-]*)((?:\|[a-z]+)*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")

# A person's change in the headline ("Peter Deng leaves") and on the card ("leaves").
_VERBS: Mapping[str, str] = {
    "departure": "leaves",
    "retirement": "retires",
    "dismissal": "is dismissed",
    "death": "dies",
    "leave": "takes leave",
    "appointment": "is appointed",
    "return": "returns",
    "move": "leaves",
    "founding": "founds a company",
}
_SURE = {"confirmed", ""}


def headline(template: str, values: Values) -> str:
    """Fill `{name|filter}`; a part in `[...]` vanishes when a name inside it is empty.

    Filters: join first last max count upper signed date number; without one, join. A name
    that is not among the values is empty.
    """
    kept = _OPTIONAL.sub(lambda part: _optional(part.group(1), values), template)
    return " ".join(_NAME.sub(lambda m: _filled(m, values), kept).split())


def _optional(part: str, values: Values) -> str:
    filled = [_filled(name, values) for name in _NAME.finditer(part)]
    return part if all(filled) else ""


def _filled(name: re.Match[str], values: Values) -> str:
    found = [value for value in values.get(name.group(1), ()) if value]
    for word in name.group(2).split("|")[1:] or ["join"]:
        found = FILTERS[word](found) if word in FILTERS else found
    return ", ".join(found)


def _numbers(values: Sequence[str]) -> list[float]:
    plain = (value.replace(",", "") for value in values)
    return [float(m.group()) for m in map(_NUMBER.search, plain) if m]


def _written(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:,}"


def _day(value: str) -> str:
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return f"{day.day} {day:%b %Y}"


def _largest(values: Sequence[str]) -> list[str]:
    return [_written(max(found))] if (found := _numbers(values)) else list(values[:1])


FILTERS: Mapping[str, Callable[[list[str]], list[str]]] = {
    "join": lambda values: [", ".join(values)] if values else [],
    "first": lambda values: values[:1],
    "last": lambda values: values[-1:],
    "max": _largest,
    "count": lambda values: [str(len(values))] if values else [],
    "upper": lambda values: [value.upper() for value in values],
    "signed": lambda values: [("+" if n > 0 else "") + _written(n) for n in _numbers(values)],
    "date": lambda values: [_day(value) for value in values],
    "number": lambda values: [_written(n) for n in _numbers(values)],
}


def summary(facts: Sequence[Fact]) -> str:
    """Say in one line what changed: by name up to two people, from three on a count."""
    people = [fact for fact in facts if fact.role in {"out", "in"}]
    if not people:
        return ""
    if len(people) < 3:
        return ", ".join(_change(fact, facts) for fact in people)
    sides = {fact.role for fact in people}
    verb = "change seats" if len(sides) > 1 else "leave" if sides == {"out"} else "join"
    return f"{len(people)} senior people {verb}"


def _change(fact: Fact, facts: Sequence[Fact]) -> str:
    return f"{fact.value or 'A senior executive'} {deed(fact, facts)}"


def deed(fact: Fact, facts: Sequence[Fact]) -> str:
    """Say what one person does, with where they go and how sure it is."""
    verb = _VERBS.get(fact.type, fact.type.replace("_", " "))
    if fact.role == "in" and fact.type == "move":
        verb = "joins"
    if place := destination(fact, facts):
        verb = f"{verb} for {place}" if fact.role == "out" else verb
    return verb if fact.certainty in _SURE else f"{verb} ({fact.certainty})"


def destination(fact: Fact, facts: Sequence[Fact]) -> str:
    """Give where the person of a fact goes, empty if no fact says so."""
    return next((f.value for f in facts if f.role == "destination" and f.person == fact.person), "")
