"""Wants: whether a rule needs the article's full text, judged on title and lead alone.

A rule wants it when it is undecided without the body and something it requires stands in
title or lead already (`rules.md` 2, full_text: auto).
"""

from collections.abc import Callable, Iterable

from monitor.matching.evaluate import evaluate
from monitor.matching.query import (
    AllOf,
    AnyOf,
    Apart,
    Asked,
    Capture,
    Close,
    Condition,
    Exactly,
    NotHeld,
    PublishedAt,
    Query,
)
from monitor.matching.view import LEAD_LETTERS, View
from monitor.model import Article

Triggers = Callable[[Article, str], bool]


def wants(asked: Asked, view: View, triggers: Triggers) -> bool:
    """Tell whether a rule needs the text of an article that has none yet."""
    if asked.full_text != "auto":
        return asked.full_text == "always"
    return _stands(asked.query, view, triggers) and decided(asked.query, view) is None


def decided(query: Query, view: View) -> bool | None:
    """Evaluate in three values: None = the text not yet there may decide it."""
    if isinstance(query, AllOf):
        return _all(decided(part, view) for part in query.parts)
    if isinstance(query, AnyOf):
        found = _all(_not(decided(part, view)) for part in query.parts)
        return _not(found)
    if isinstance(query, NotHeld):
        return _not(decided(query.part, view))
    if isinstance(query, Capture):
        return decided(query.part, view)
    if evaluate(query, view) is not None:
        return True
    if isinstance(query, Close) and any(decided(p, view) is False for p in query.parts):
        return False
    return None if _is_open(query, view) else False


def _all(values: Iterable[bool | None]) -> bool | None:
    seen = set(values)
    if False in seen:
        return False
    return None if None in seen else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _is_open(query: Query, view: View) -> bool:
    """Tell whether more text may make it hold."""
    if isinstance(query, Exactly | PublishedAt):
        return False
    if isinstance(query, Condition):
        return True
    if isinstance(query, Close):
        return all(_is_open(part, view) for part in query.parts)
    if isinstance(query, Apart | Capture | NotHeld):
        return _is_open(query.part, view)
    if isinstance(query, AllOf | AnyOf):
        return any(_is_open(part, view) for part in query.parts)
    if query.field in {"lead", "top"}:
        return sum(c.isalpha() for c in view.article.lead) < LEAD_LETTERS
    return query.field in {"", "body"}


def _stands(query: Query, view: View, triggers: Triggers) -> bool:
    """Tell whether a term, entity or trigger the query requires is there already."""
    if isinstance(query, AllOf | AnyOf | Close):
        return any(_stands(part, view, triggers) for part in query.parts)
    if isinstance(query, Capture | Apart):
        return _stands(query.part, view, triggers)
    if isinstance(query, NotHeld | Exactly | PublishedAt):
        return False
    if isinstance(query, Condition) and query.leaf.pack:
        return triggers(view.article, query.leaf.pack)
    return evaluate(query, view) is not None
