"""W708: a field is compared with a value that no polled source has, so it never holds."""

from collections.abc import Iterator

from monitor.matching import syntax
from monitor.matching.text import fold
from monitor.rulebook.linting import Seen, Warned, expressions, spot_of
from monitor.rulebook.references import parts
from monitor.rulebook.suggest import legal, suggest


def check(seen: Seen) -> Iterator[Warned]:
    """Tell values of source, outlet, tier and lang; `author:` and `tag:` by the archive."""
    yield from _empty(seen)
    if not seen.sources:
        return
    known = _known(seen)
    values = {field: {_folded(value) for value in own} for field, own in known.items()}
    for rule in seen.checked.rules:
        for written in expressions(rule):
            for outer in written.parts:
                if not isinstance(outer, syntax.Fielded) or outer.field not in known:
                    continue
                for part in parts(outer.part):
                    if _is_missing(part, values[outer.field]):
                        text = getattr(part, "text", "")
                        hint = suggest(text, known[outer.field])
                        names = (
                            "" if hint else f"; they have: {legal(known[outer.field]) or 'none'}"
                        )
                        message = f'no polled source has {outer.field} "{text}"{names}'
                        spot = spot_of(written, part)
                        yield Warned(spot=spot, message=message, suggestion=hint)


def _empty(seen: Seen) -> Iterator[Warned]:
    """Tell fields that no archived article has."""
    history = seen.history
    if history is None or not history.articles:
        return
    empty = {"author", "tag"} - history.fields
    for rule in seen.checked.rules:
        for written in expressions(rule):
            for part in written.parts:
                if isinstance(part, syntax.Fielded) and part.field in empty:
                    message = f"none of {history.articles:,} archived articles has {part.field}:"
                    yield Warned(spot=spot_of(written, part), message=message)


def _known(seen: Seen) -> dict[str, tuple[str, ...]]:
    found = {
        "source": tuple(source.id for source in seen.sources),
        "outlet": tuple(
            n for s in seen.sources for n in (s.outlet, s.outlet_id, *s.publishers) if n
        ),
        "tier": tuple(source.tier for source in seen.sources),
    }
    if all(source.langs for source in seen.sources):
        found["lang"] = tuple(lang for source in seen.sources for lang in source.langs)
    return {field: tuple(dict.fromkeys(values)) for field, values in found.items()}


def _is_missing(part: syntax.Part, values: set[str]) -> bool:
    if isinstance(part, syntax.Word):
        text = _folded(part.text)
        if part.ending == "*":
            return not any(value.startswith(text) for value in values)
        return text not in values
    if isinstance(part, syntax.Phrase):
        text = _folded(part.text.removesuffix("*"))
        begun = part.text.endswith("*")
        return not any(v == text or (begun and v.startswith(text)) for v in values)
    return False


def _folded(text: str) -> str:
    return " ".join(fold(text).words)
