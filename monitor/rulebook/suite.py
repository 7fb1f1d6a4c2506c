"""All tests that stand in files: of rules, of concepts, of lexicons."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from monitor.rulebook import Rulebook
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.inline import run
from monitor.rulebook.sayings import run_concept, run_lexicons


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one rule's, concept's or lexicon's tests."""

    name: str  # `port-strike`, `@stops-work`, `executive-change/it`
    passed: int
    failed: int


def names(book: Rulebook) -> tuple[str, ...]:
    """List what has tests."""
    concepts = [f"@{name}" for name, concept in book.concepts.items() if concept.keys.tests]
    lexicons = {f"{told.pack}/{told.lang}": None for told in book.sentences}
    return (*sorted(book.rules), *sorted(concepts), *sorted(lexicons))


def run_tests(
    book: Rulebook, *, only: Collection[str] = (), named: str = "", faults: Faults
) -> tuple[Result, ...]:
    """Run the tests of `only` (all when empty), of rules only those with `named` in their name."""
    found = [*_rules(book, only, named, faults)]
    if not named:
        found += [*_concepts(book, only, faults), *_lexicons(book, only, faults)]
    return tuple(found)


def run_rule(book: Rulebook, name: str, *, named: str = "", faults: Faults) -> Result | None:
    """Run the tests of one rule that have `named` in their name; None when there are none."""
    tests = [test for test in book.tests[name] if named.casefold() in test.name.casefold()]
    if not tests:
        return None
    match = book.trial(name).match
    passed, failed = run(tests, rule=book.rules[name], match=match, faults=faults)
    return Result(name=name, passed=passed, failed=failed)


def _rules(book: Rulebook, only: Collection[str], named: str, faults: Faults) -> Iterator[Result]:
    for name in sorted(set(only) & book.tests.keys() if only else book.tests):
        found = run_rule(book, name, named=named, faults=faults)
        if found is not None:
            yield found


def _concepts(book: Rulebook, only: Collection[str], faults: Faults) -> Iterator[Result]:
    for name, concept in sorted(book.concepts.items()):
        if concept.keys.tests and (not only or f"@{name}" in only):
            engine = book.trial_of_concept(name)
            passed, failed = run_concept(concept, engine, faults=faults)
            yield Result(name=f"@{name}", passed=passed, failed=failed)


def _lexicons(book: Rulebook, only: Collection[str], faults: Faults) -> Iterator[Result]:
    told = [one for one in book.sentences if not only or f"{one.pack}/{one.lang}" in only]
    for name, (passed, failed) in run_lexicons(
        told, book.ground.reader.events, faults=faults
    ).items():
        yield Result(name=name, passed=passed, failed=failed)
