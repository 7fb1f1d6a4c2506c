"""W711: a concept that a rule uses has no word in the language of a source that is polled."""

from collections.abc import Iterator

from monitor.matching import syntax
from monitor.rulebook.linting import Seen, Warned, expressions


def check(seen: Seen) -> Iterator[Warned]:
    """Tell concepts at their id, with every language they lack; words of `any` count for all."""
    polled = {lang for source in seen.sources for lang in source.langs}
    used = {
        part.id
        for rule in seen.checked.rules
        for written in expressions(rule)
        for part in written.naming
        if isinstance(part, syntax.Concept)
    }
    for concept in seen.checked.concepts.values():
        spoken = {lang for lang, words in concept.words.items() if words}
        lacking = sorted(polled - spoken)
        if concept.id in used and "any" not in spoken and lacking:
            message = f'"@{concept.id}" has no words in {", ".join(lacking)}, which sources are in'
            yield Warned(spot=concept.file.table.pairs[0][1], message=message)
