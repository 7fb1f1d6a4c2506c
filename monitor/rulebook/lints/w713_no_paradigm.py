"""W713: `word~` in a language that has no paradigm for it and no endings: only the bare word."""

from collections.abc import Iterator

from monitor.matching import syntax
from monitor.rulebook.linting import Seen, Warned, expressions, spot_of
from monitor.rulebook.nodes import Items, Node, Scalar, Table

_ENTRIES = ("triggers", "roles", "seats", "not_events", "sphere")


def check(seen: Seen) -> Iterator[Warned]:
    """Tell each such word in rules, concepts and lexicons."""
    yield from _in_rules(seen)
    for concept in seen.checked.concepts.values():
        for lang, words in concept.words.items():
            for said in words if lang != "any" else ():
                yield from _said(said.say, lang, seen)
    for file in seen.checked.shelf.of("lexicon"):
        spoken = file.table.get("lang")
        own = file.table.get("language")
        if isinstance(spoken, Scalar) and not isinstance(own, Table):
            for key in _ENTRIES:
                for scalar in _scalars(file.table.get(key)):
                    yield from _said(scalar, spoken.text, seen)


def _in_rules(seen: Seen) -> Iterator[Warned]:
    for rule in seen.checked.rules:
        for written in expressions(rule):
            for part in written.parts if "~" in written.scalar.text else ():
                for word in _words(part):
                    if not seen.forms(word, rule.keys.lang):
                        spot = spot_of(written, part)
                        yield Warned(spot=spot, message=_message(word, rule.keys.lang))


def _words(part: syntax.Part) -> tuple[str, ...]:
    if isinstance(part, syntax.Word):
        return (part.text,) if part.ending == "~" else ()
    if isinstance(part, syntax.Phrase):
        return tuple(word[:-1] for word in part.text.split() if word.endswith("~"))
    return ()


def _said(scalar: Scalar, lang: str, seen: Seen) -> Iterator[Warned]:
    for word in scalar.text.split():
        if word.endswith("~") and not seen.forms(word[:-1], lang):
            yield Warned(spot=scalar, message=_message(word[:-1], lang))


def _message(word: str, lang: str) -> str:
    return (
        f'"{word}~" has no forms in {lang}; write them out, or add a paradigm to '
        f"rules/events/language/{lang}.yaml"
    )


def _scalars(node: Node | None) -> Iterator[Scalar]:
    """Give the literals of entries: a text, or the `say` of a mapping."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Items):
        for item in node:
            yield from _scalars(item)
    elif isinstance(node, Table):
        say = node.get("say")
        for below in (say,) if say is not None else (below for _, below in node.pairs):
            yield from _scalars(below)
