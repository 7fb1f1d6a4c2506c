"""Facts: what a `facts:` expression binds when it says no `AS` itself."""

from dataclasses import replace

from monitor.matching.query import AllOf, AnyOf, Apart, Capture, Close, Condition, NamesIn, Query


def bound(query: Query, name: str) -> Query:
    """Bind a fact: to its own `AS`, else its first value() or entity(), else all it matched."""
    if _first(query, (Capture,)) is not None:
        return query
    inner = _first(query, (Condition, NamesIn))
    if isinstance(inner, Condition) and inner.leaf.pack:
        inner = None  # an event binds its slots by itself
    return Capture(name=name, part=query) if inner is None else _named(query, inner, name)


def _first(query: Query, kinds: tuple[type, ...]) -> Query | None:
    if isinstance(query, kinds):
        return query
    return next((f for part in _parts(query) if (f := _first(part, kinds)) is not None), None)


def _parts(query: Query) -> tuple[Query, ...]:
    if isinstance(query, AllOf | AnyOf | Close):
        return query.parts
    return (query.part,) if isinstance(query, Apart | Capture) else ()


def _named(query: Query, inner: Query, name: str) -> Query:
    """Give the query with `inner` captured."""
    if query is inner:
        return Capture(name=name, part=inner)
    if isinstance(query, AllOf | AnyOf | Close):
        return replace(query, parts=tuple(_named(part, inner, name) for part in query.parts))
    if isinstance(query, Apart):
        return replace(query, part=_named(query.part, inner, name))
    return query
