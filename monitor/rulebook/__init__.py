"""Analysts' files in, a rulebook out: compiled rules, and what to tell the analyst.

    faults = Faults()
    texts = contents(folder / "rules", faults=faults)
    book = load(texts, folder=folder / "rules", named=Named(), faults=faults)

A faulty file is told and left out; it never stops the others.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.events.lexicon import Language, Pack
from monitor.ids import digest
from monitor.matching import Engine, build
from monitor.matching.names import Gazetteer
from monitor.matching.query import Asked
from monitor.model import Rule
from monitor.rulebook.book import Checked, check
from monitor.rulebook.compiled import Compiler, concept_words
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.packs import Told
from monitor.rulebook.reading import Reader
from monitor.rulebook.rules import CheckedRule
from monitor.rulebook.tests import RuleTest
from monitor.rulebook.words import Concept


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What the files say, ready for use; immutable."""

    rules: Mapping[str, Rule] = field(default_factory=dict)
    engine: Engine  # of the same rules
    compiler: Compiler
    tests: Mapping[str, tuple[RuleTest, ...]] = field(default_factory=dict)  # by rule
    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    packs: Mapping[str, Pack] = field(default_factory=dict)
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    sentences: tuple[Told, ...] = ()  # tests of the packs' lexicons
    languages: Mapping[str, Language] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # list -> entity ids
    was: Mapping[str, str] = field(default_factory=dict)  # former rule id -> present one
    files: int = 0
    left_out: tuple[str, ...] = ()  # rules without a fault that refer to a file with one

    def trial(self, rule: str) -> Engine:
        """Make an engine of one rule alone, as if it were live: for its tests."""
        asked = self.engine.rules[rule]
        live = replace(asked, rule=replace(asked.rule, status="live"))
        return replace(self.engine, rules={rule: live})

    def trial_of_concept(self, name: str) -> Engine:
        """Make an engine that asks for one concept alone: for its tests."""
        query = self.compiler.concept(name)
        rule = Rule(id=f"@{name}", title=name, status="live")
        return replace(self.engine, rules={rule.id: Asked(rule=rule, query=query)})


def load(
    texts: Mapping[str, bytes],
    *,
    folder: Path,
    named: Named,
    faults: Faults,
    timer: Callable[[], float] | None = None,
) -> Rulebook:
    """Make a rulebook of a folder's files, and note every fault of every file.

    `folder` is where samples of tests lie; `named` = receivers and sources that rules may
    name; with a `timer` (seconds) doubtful regular expressions are tried for their speed.
    """
    checked = check(texts, named=named, folder=folder, faults=faults)
    gazetteer = Gazetteer(checked.lists.entities, checked.lists.members)
    compiler = Compiler(
        concepts={name: concept_words(one) for name, one in checked.concepts.items()},
        gazetteer=gazetteer,
        languages=checked.packs.languages,
        faults=faults,
        timer=timer,
    )
    marks = _marks(checked)
    asked = [one for rule in checked.rules if (one := _asked(rule, compiler, marks))]
    whole = {one.rule.id: one.rule for one in asked}
    reader = Reader(packs=checked.packs.packs, gazetteer=gazetteer)
    engine = build(asked, gazetteer=gazetteer, read=reader.events, triggers=reader.triggers)
    return Rulebook(
        rules=whole,
        engine=engine,
        compiler=compiler,
        tests={r.rule.id: r.tests for r in checked.rules if r.rule.id in whole},
        gazetteer=gazetteer,
        packs=checked.packs.packs,
        concepts=checked.concepts,
        sentences=checked.packs.tests,
        languages=checked.packs.languages,
        lists=checked.lists.members,
        was={r.keys.was: r.rule.id for r in checked.rules if r.keys.was and r.rule.id in whole},
        files=checked.shelf.count,
        left_out=_left_out(checked, whole),
    )


def _left_out(checked: Checked, whole: Mapping[str, Rule]) -> tuple[str, ...]:
    faulty = {fault.file for fault in checked.faults}
    missing = (file for file in checked.shelf.of("rule") if file.id not in whole)
    return tuple(file.id for file in missing if file.name not in faulty)


def _marks(checked: Checked) -> Mapping[tuple[str, str], str]:
    """Give a hash for every (kind, id) that rules may refer to; a pack has many files.

    A watch list selects from the other lists, and a pack reads by its languages: they change
    when one of those does.
    """
    texts: dict[tuple[str, str], list[str]] = {}
    for file in checked.shelf.of("concept", "entities", "watch", "lexicon", "language"):
        texts.setdefault((file.kind, file.id), []).append(file.data.decode("utf-8", "replace"))
    lists = [text for kind in ("entities", "watch") for text in _of(kind, texts)]
    languages = [*_of("language", texts)]
    more = {"watch": lists, "lexicon": languages}
    texts = {key: [*found, *more.get(key[0], ())] for key, found in texts.items()}
    return {key: digest(*found).hex() for key, found in texts.items()}


def _of(kind: str, texts: Mapping[tuple[str, str], list[str]]) -> Iterator[str]:
    return (text for key, found in texts.items() if key[0] == kind for text in found)


def _asked(
    rule: CheckedRule, compiler: Compiler, marks: Mapping[tuple[str, str], str]
) -> Asked | None:
    """Compile one rule; its version is of its file and of all it refers to."""
    referred = (marks.get(reference, "") for reference in sorted(rule.refers))
    version = digest(rule.rule.version, *referred, size=8).hex()
    return compiler.asked(replace(rule, rule=replace(rule.rule, version=version)))
