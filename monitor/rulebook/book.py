"""A rulebook: what the files of `rules/` say, compiled; it never changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from monitor.conditions import leaf
from monitor.events.lexicon import Language, Pack
from monitor.matching import Engine, build
from monitor.matching.frequency import frequency
from monitor.matching.names import Gazetteer
from monitor.matching.patterns import Parking
from monitor.matching.query import (
    AllOf,
    AnyOf,
    Apart,
    Asked,
    Capture,
    Close,
    NotHeld,
    PatternIn,
)
from monitor.model import Place, Rule
from monitor.policy import Calendar
from monitor.rulebook.compiled import Compiler
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named, Shelf
from monitor.rulebook.ground import Ground, Reference
from monitor.rulebook.lists import Lists
from monitor.rulebook.packs import Packs, Told
from monitor.rulebook.rules import CheckedRule
from monitor.rulebook.tests import RuleTest
from monitor.rulebook.words import Concept


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the files say: rules as trees, words, lists, packs; and what is wrong with them."""

    shelf: Shelf
    rules: tuple[CheckedRule, ...]
    concepts: Mapping[str, Concept]
    lists: Lists
    packs: Packs
    faults: Faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A rule file as the rulebook knows it, with a fault or without."""

    id: str
    place: Place  # of the id
    faulty: bool = False  # its own text has a fault
    was: str = ""  # a former id
    refers: frozenset[Reference] = frozenset()  # changes of these concern it
    mark: bytes = b""  # a hash of the text it was read from; empty if that comes to else now
    alone: bool = True  # no sample was read for it


@dataclass(frozen=True, kw_only=True, repr=False)  # asyncio shows what a task gives: seconds
class Rulebook:
    """What the files say, ready for use; the engine is made when it is first asked for."""

    asked: Mapping[str, Asked] = field(default_factory=dict)  # by rule
    ruled: Mapping[str, Rule] | None = None  # the rules of `asked`, where those are not at hand
    ground: Ground
    named: Named
    compiler: Compiler
    parking: Parking | None = None  # of patterns that are slow
    known: Mapping[str, Known] = field(default_factory=dict)  # by file
    tests: Mapping[str, tuple[RuleTest, ...]] = field(default_factory=dict)  # by rule
    checked: Checked | None = None  # all that was read, if it was to be kept
    fresh: tuple[str, ...] = ()  # rules made anew by the last edit
    looked: frozenset[str] = frozenset()  # files that the last edit looked at
    made: Engine | None = None  # when it was had by editing another
    edits: int = 0  # since the engine was built as one

    @cached_property
    def engine(self) -> Engine:
        """Give the engine of all rules."""
        return self.made or self._built(self.asked)

    @property
    def is_made(self) -> bool:
        """Tell whether the engine is there already."""
        return self.made is not None or "engine" in self.__dict__

    def settled(self) -> "Rulebook":
        """Give the same with its engine made, which alone holds the compiled rules then."""
        engine = self.engine
        return replace(self, asked=engine.rules, ruled=self.rules, made=engine)

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Give the rules in force, drafts too."""
        return self._rules if self.ruled is None else self.ruled

    @cached_property
    def _rules(self) -> Mapping[str, Rule]:
        return {name: asked.rule for name, asked in self.asked.items()}

    @property
    def gazetteer(self) -> Gazetteer:
        """Give all watched names."""
        return self.ground.gazetteer

    @property
    def packs(self) -> Mapping[str, Pack]:
        """Give the packs of events."""
        return self.ground.packs.packs

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """Give the concepts."""
        return self.ground.concepts

    @property
    def sentences(self) -> tuple[Told, ...]:
        """Give the tests of the packs' lexicons."""
        return self.ground.packs.tests

    @property
    def languages(self) -> Mapping[str, Language]:
        """Give what packs share, by language."""
        return self.ground.packs.languages

    @property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """Give each list's entity ids."""
        return self.ground.lists.members

    @property
    def calendars(self) -> Mapping[str, Calendar]:
        """Give the calendars that boosts refer to."""
        return self.ground.calendars

    @cached_property
    def was(self) -> Mapping[str, str]:
        """Give the present id of each rule that was renamed, by its former one."""
        return {k.was: k.id for k in self.known.values() if k.was and k.id in self.asked}

    @property
    def files(self) -> int:
        """Count the files."""
        return len(self.known) + len(self.ground.shelf.names)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Give the rules without a fault that refer to a file with one."""
        out = (k.id for k in self.known.values() if not k.faulty and k.id not in self.asked)
        return tuple(out)

    def asking(self, pattern: str) -> tuple[Rule, ...]:
        """Give the rules that ask for a pattern, whether to hold or not to."""
        return tuple(a.rule for a in self.asked.values() if pattern in set(_patterns(a)))

    def trial(self, rule: str) -> Engine:
        """Make an engine of one rule alone, as if it were live: for its tests."""
        asked = self.asked[rule]
        live = replace(asked, rule=replace(asked.rule, status="live"))
        return self._built({rule: live})

    def trial_of_concept(self, name: str) -> Engine:
        """Make an engine that asks for one concept alone: for its tests."""
        query = self.compiler.concept(name)
        rule = Rule(id=f"@{name}", title=name, status="live")
        return self._built({rule.id: Asked(rule=rule, query=query)})

    def renewed(self, engine: Engine, then: "Rulebook") -> "Rulebook":
        """Give the same over an engine made of what was in force `then`, and what came since."""
        old, new = then.rules, self.rules
        moved = [rule for rule in {*old, *new} if old.get(rule) is not new.get(rule)]
        if moved:
            asked = self.asked
            engine = engine.edited({r: asked[r] if r in new else None for r in moved})
        return replace(self, asked=engine.rules, made=engine, edits=0)

    def reading(self) -> Engine:
        """Make an engine without rules that reads as this rulebook's does."""
        return self._built({})

    def _built(self, asked: Mapping[str, Asked]) -> Engine:
        reader = self.ground.reader
        return build(
            asked.values(),
            gazetteer=self.gazetteer,
            read=reader.events,
            triggers=reader.triggers,
            parking=self.parking,
            frequency=frequency,
            leaf=leaf,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended(Mapping[str, Asked]):
    """Rules with some of them replaced or new, or with None gone; none is read for it."""

    before: Mapping[str, Asked]
    changed: Mapping[str, Asked | None]

    def __getitem__(self, rule: str) -> Asked:
        """Give a rule of an id; raises KeyError for one that is not there."""
        found = self.changed[rule] if rule in self.changed else self.before[rule]
        if found is None:
            raise KeyError(rule)
        return found

    def __contains__(self, rule: object) -> bool:
        """Tell whether there is a rule of an id."""
        if rule in self.changed:
            return self.changed[str(rule)] is not None
        return rule in self.before

    def __iter__(self) -> Iterator[str]:
        """Give the ids, what has changed last."""
        yield from (rule for rule in self.before if rule not in self.changed)
        yield from (rule for rule, asked in self.changed.items() if asked is not None)

    def __len__(self) -> int:
        """Count the rules."""
        return sum(1 for _ in self)


def _patterns(asked: Asked) -> Iterator[str]:
    """Go through the patterns of everything that is asked of an article."""
    exceptions = (exempt.query for exempt in asked.exceptions)
    waiting: list[Any] = [asked.query, *asked.facts.values(), *exceptions]
    while waiting:
        query = waiting.pop()
        if isinstance(query, PatternIn):
            yield query.pattern.source
        elif isinstance(query, AllOf | AnyOf | Close):
            waiting += query.parts
        elif isinstance(query, NotHeld | Capture):
            waiting.append(query.part)
        elif isinstance(query, Apart):
            waiting += (query.part, query.other)
