"""Tests of words: the sentences that stand in concepts and lexicons."""

from collections.abc import Callable, Iterable, Mapping

from monitor.ids import article_id, article_version
from monitor.matching import Engine
from monitor.model import Article, Event
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.likeness import is_like, is_told, shown
from monitor.rulebook.nodes import Scalar, plain
from monitor.rulebook.packs import Told
from monitor.rulebook.tests import START
from monitor.rulebook.words import Concept

Events = Callable[[Article, str], tuple[Event, ...]]


def run_concept(concept: Concept, engine: Engine, *, faults: Faults) -> tuple[int, int]:
    """Look for a concept in its sentences; gives how many passed and how many failed.

    `engine` asks for this concept and nothing else.
    """
    passed = failed = 0
    for lang, sentences in concept.keys.tests.items():
        for wanted, nodes in ((True, sentences.yes), (False, sentences.no)):
            for node in nodes:
                found = bool(engine.match(_article(node, lang)))
                passed, failed = passed + (found == wanted), failed + (found != wanted)
                if found != wanted:
                    said = "not found" if wanted else "found, should not be"
                    faults.add(node, "E501", f'"{node.text}": @{concept.id} {said}')
    return passed, failed


def run_lexicons(
    told: Iterable[Told], events: Events, *, faults: Faults
) -> Mapping[str, tuple[int, int]]:
    """Read the sentences of lexicons; gives passed and failed by `pack/lang`."""
    counted: dict[str, tuple[int, int]] = {}
    for one in told:
        name = f"{one.pack}/{one.lang}"
        passed, failed = counted.get(name, (0, 0))
        wrong = _wrong(one, events(_article(one.test.text, one.lang), one.pack))
        if wrong:
            faults.add(one.test.text, "E501", f'"{one.test.text.text}": {wrong}')
        counted[name] = (passed + (not wrong), failed + bool(wrong))
    return counted


def _wrong(one: Told, found: tuple[Event, ...]) -> str:
    """Compare: each expected event is there, and nothing more would be told."""
    expected = [item for item in plain(one.test.expect) if isinstance(item, dict)]
    for subset in expected:
        if not any(is_like(event, subset) for event in found):
            wanted = ", ".join(f"{key}: {value}" for key, value in subset.items())
            return f"expected {wanted}, got {_listed(found)}"
    told = [event for event in found if is_told(event)]
    spare = [event for event in told if not any(is_like(event, s) for s in expected)]
    return f"expected nothing more, got {_listed(spare)}" if spare else ""


def _listed(events: Iterable[Event]) -> str:
    return "; ".join(map(shown, events)) or "no event"


def _article(node: Scalar, lang: str) -> Article:
    title = node.text.strip()
    return Article(
        id=article_id(title),
        version=article_version(title, "", ""),
        key=title,
        title=title,
        published=START,
        seen=START,
        lang=lang,
    )
