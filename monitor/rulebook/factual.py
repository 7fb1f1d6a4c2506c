"""A fact's value: its own `AS`, else the first value or name in it, else what matched."""

from dataclasses import replace

from monitor.matching import syntax
from monitor.rulebook.references import parts


def as_fact(part: syntax.Part, name: str) -> syntax.Part:
    """Give a fact's expression so that it captures the fact's value."""
    inside = list(parts(part))
    if any(isinstance(one, syntax.Named) for one in inside):
        return part
    valued = (one for one in inside if isinstance(one, syntax.Value | syntax.Entities))
    chosen = next(valued, part)
    return _named(part, chosen, name)


def _named(part: syntax.Part, chosen: syntax.Part, name: str) -> syntax.Part:
    """Rebuild a tree with one part of it named."""
    if part is chosen:
        return syntax.Named(part=part, name=name, at=part.at, end=part.end)
    if isinstance(part, syntax.And | syntax.Or | syntax.Near):
        return replace(part, parts=tuple(_named(one, chosen, name) for one in part.parts))
    if isinstance(part, syntax.NotNear):
        other = _named(part.other, chosen, name)
        return replace(part, part=_named(part.part, chosen, name), other=other)
    if isinstance(part, syntax.Fielded | syntax.Not):
        return replace(part, part=_named(part.part, chosen, name))
    return part
