"""Editing: a rulebook and changed files make the next rulebook; nothing else is read again.

What is parsed and compiled anew: changed rules, rules that refer to what has changed, and
rules that were left out till then. Loading a whole folder is editing an empty rulebook.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from monitor.ids import digest
from monitor.matching import Engine
from monitor.matching.patterns import Parking
from monitor.matching.query import Asked
from monitor.model import Place, Rule
from monitor.rulebook.book import Amended, Checked, Known, Rulebook
from monitor.rulebook.compiled import Compiler
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import (
    Named,
    Shelf,
    Space,
    YamlFile,
    is_elsewhere,
    is_surely_rule,
    mark_of,
    shelve,
)
from monitor.rulebook.ground import Ground, Reference, ground_of
from monitor.rulebook.rules import NAMES, CheckedRule, Desk
from monitor.rulebook.tests import RuleTest

MOST_EDITS = 1_000  # then the engine is built as one again
Changes = Mapping[str, bytes | None]
"""Files by name with their new text; None = deleted."""


Reads = Callable[[str], bytes | None]


def nothing(name: str) -> bytes | None:
    """Read no file: where all that is needed is among the changes."""
    del name
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """What rulebooks are made with.

    `folder` is where samples of tests lie; `named` = receivers and sources that rules may
    name; with a `timer` (seconds) doubtful regular expressions are tried for their speed, and
    `parking` is where those end up that are slow all the same;
    `reads` gives the text in force of a file that did not change; `whole` = tests and trees
    of all that an edit reads are kept in the rulebook.
    """

    folder: Path
    named: Named
    faults: Faults
    timer: Callable[[], float] | None = None
    parking: Parking | None = None
    reads: Reads = nothing
    whole: bool = True

    def load(self, texts: Mapping[str, bytes]) -> Rulebook:
        """Make a rulebook of all files."""
        with uncollected():
            return self.edit(self.empty(), texts)

    def empty(self) -> Rulebook:
        """Make a rulebook of no files."""
        ground = ground_of(Shelf(files=()), faults=self.faults)
        return Rulebook(
            ground=ground,
            named=self.named,
            compiler=self.compiler(ground),
            parking=self.parking,
        )

    def edit(
        self, before: Rulebook, changes: Changes, *, keep: frozenset[str] = frozenset()
    ) -> Rulebook:
        """Make the rulebook that follows `before`.

        A rule whose own file did not change, but that no longer stands on what it refers to,
        stays as it was; its fault is noted. So does, untold, one whose file is in `keep`.
        """
        mine = {name: text for name, text in changes.items() if not is_elsewhere(name)}
        ground = self.ground(before.ground, mine)
        rules = _Rules(editor=self, before=before, ground=ground)
        for name in mine:
            rules.drop(name)
        for name in keep:
            rules.leave(name)
        for name in sorted({*self._concerned(before, ground, mine)} - keep):
            text = mine[name] if name in mine else self.reads(name)
            if text is not None:
                rules.take(name, text)
        return rules.book()

    def ground(self, before: Ground, changes: Changes) -> Ground:
        """Give what rules stand on now; what is faulty is looked at again."""
        shelf, names = before.shelf, before.shelf.names
        moved = {
            name: text
            for name, text in changes.items()
            if name in names or (text is not None and not is_surely_rule(text))
        }
        if not moved and shelf.files:
            return before
        again = {name: self.reads(name) for name in (*shelf.faulty, *shelf.twins)}
        texts = {name: text for name, text in {**again, **moved}.items() if text is not None}
        kept = [file for file in shelf.files if file.name not in {*again, *moved}]
        taken = {file.space: file.place for file in kept}
        found = shelve(texts, taken=taken, faults=self.faults)
        files = [*kept, *(file for file in found.files if file.kind != "rule")]
        faulty = {name: key for name, key in found.faulty.items() if key[0] != "rule"}
        now = Shelf(
            files=tuple(sorted(files, key=lambda file: file.name)),
            faulty=faulty,
            twins=frozenset(n for n in found.twins if not is_surely_rule(texts[n])),
        )
        return ground_of(now, before=before if shelf.files else None, faults=self.faults)

    def _concerned(self, before: Rulebook, ground: Ground, changes: Changes) -> Iterator[str]:
        """Go through the files of rules to be made anew."""
        grounded = ground.shelf.names
        yield from (n for n, text in changes.items() if text is not None and n not in grounded)
        old, new = before.ground.marks, ground.marks
        moved = {key for key in {*old, *new} if old.get(key) != new.get(key)}
        ids = {before.known[name].id for name in changes if name in before.known}
        named_anew = self.named != before.named
        other_sources = (self.named.sources, self.named.tags) != (
            before.named.sources,
            before.named.tags,
        )
        one_by_one = moved or named_anew or other_sources
        for name, known in before.known.items():
            if name in changes or not (one_by_one or known.id in ids):
                continue
            rule = before.rules.get(known.id)
            waits = rule is None or rule.place.file != name
            if (
                (waits and (moved or known.id in ids))
                or not known.refers.isdisjoint(moved)
                or (named_anew and rule is not None and (rule.to or rule.boost))
                or (other_sources and rule is not None and _names_sources(rule))
            ):
                yield name

    def compiler(self, ground: Ground) -> Compiler:
        """Make what compiles rules on a ground."""
        return Compiler(
            concepts=ground.words,
            gazetteer=ground.gazetteer,
            forms=ground.packs.forms,
            timer=self.timer,
        )


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector rest: trees hold no cycles, and going through them all took a third.

    What was loaded is taken out of its sight: it stays, and forked workers share its memory.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.enable()


@dataclass(slots=True, kw_only=True)
class _Rules:
    """The rules of the next rulebook while they are put together."""

    editor: Editor
    before: Rulebook
    ground: Ground
    rules: dict[str, Rule] = field(init=False)
    known: dict[str, Known] = field(init=False)
    taken: dict[Space, Place] = field(init=False)
    compiler: Compiler = field(init=False)
    files: list[YamlFile] = field(default_factory=list)
    checked: list[CheckedRule] = field(default_factory=list)
    tests: dict[str, tuple[RuleTest, ...]] = field(default_factory=dict)
    looked: set[str] = field(default_factory=set)
    changed: dict[str, Asked | None] = field(default_factory=dict)  # by rule

    def __post_init__(self) -> None:
        self.rules, self.known = dict(self.before.rules), dict(self.before.known)
        self.taken = {("rule", known.id): known.place for known in self.known.values()}
        self.compiler = self.editor.compiler(self.ground)

    def drop(self, name: str) -> None:
        """Take out what a file said."""
        self.looked.add(name)
        known = self.known.pop(name, None)
        if known is None:
            return
        if self.taken.get(("rule", known.id)) == known.place:
            del self.taken["rule", known.id]
        if _holds(self.rules, known.id, name):
            del self.rules[known.id]
            self.changed[known.id] = None

    def leave(self, name: str) -> None:
        """Leave a rule in force though its file would not come to the same now."""
        if name in self.known:
            self.known[name] = replace(self.known[name], mark=b"")

    def take(self, name: str, text: bytes) -> None:
        """Take in what a file says; one that has become faulty stays as it is in force."""
        self.looked.add(name)
        faults = Faults()
        shelf = shelve({name: text}, taken=self.taken, faults=faults)
        file = next(iter(shelf.files), None)
        rule = self._checked(file, faults) if file is not None else None
        asked = self._asked(rule, faults) if rule is not None else None
        self.editor.faults.take(faults)
        if file is not None and self.editor.whole:
            self.files.append(file)
        held = self.known.get(name)
        if asked is None and held is not None and _holds(self.rules, held.id, name):
            self.leave(name)
            return
        faulty, mark = len(faults) > 0, mark_of(text)
        concerns = self._concerns(rule)
        self.known[name] = _known(name, file, concerns, rule, faulty=faulty, mark=mark)
        if asked is not None and rule is not None:
            self.rules[asked.rule.id], self.changed[asked.rule.id] = asked.rule, asked
            if self.editor.whole:
                self.checked.append(rule)
                self.tests[asked.rule.id] = rule.tests

    def _concerns(self, rule: CheckedRule | None) -> frozenset[Reference]:
        """Give what a rule refers to; an entity named in place of a list may be on any list."""
        found = rule.concerns if rule is not None else frozenset()
        lists = {id_ for kind, id_ in found if kind in {"entities", "watch"}}
        return found if lists <= self.ground.lists.kinds.keys() else found | {NAMES}

    def _checked(self, file: YamlFile, faults: Faults) -> CheckedRule | None:
        editor = self.editor
        desk = Desk(
            world=self.ground.world, named=editor.named, folder=editor.folder, faults=faults
        )
        return desk.check(file)

    def _asked(self, rule: CheckedRule, faults: Faults) -> Asked | None:
        """Compile one rule; its version is of its file and of all it refers to."""
        referred = (self.ground.marks.get(reference, "") for reference in sorted(rule.refers))
        version = digest(rule.rule.version, *referred, size=8).hex()
        return self.compiler.asked(rule, version=version, faults=faults)

    def book(self) -> Rulebook:
        """Give the next rulebook."""
        engine = self._engine()
        return Rulebook(
            asked=self._amended() if engine is None else engine.rules,
            ruled=self.rules,
            ground=self.ground,
            named=self.editor.named,
            compiler=self.compiler,
            parking=self.editor.parking,
            known=self.known,
            tests=self.tests,
            checked=self._all() if self.editor.whole else None,
            looked=frozenset([*self.looked, *self._grounded()]),
            fresh=tuple(name for name, asked in self.changed.items() if asked is not None),
            made=engine,
            edits=0 if engine is None else self.before.edits + 1,
        )

    def _grounded(self) -> Iterator[str]:
        """Go through the files of the ground that were read anew."""
        now, then = self.ground, self.before.ground
        if now is then:
            return
        same = set() if now.lists is not then.lists else {"entities", "watch"}
        same |= set() if now.packs is not then.packs else {"lexicon", "language"}
        yield from (file.name for file in now.shelf.files if file.kind not in same)
        yield from (*now.shelf.faulty, *now.shelf.twins)

    def _all(self) -> Checked:
        ground = self.ground
        return Checked(
            shelf=replace(ground.shelf, files=(*self.files, *ground.shelf.files)),
            rules=tuple(self.checked),
            concepts=ground.concepts,
            lists=ground.lists,
            packs=ground.packs,
            faults=self.editor.faults,
        )

    def _amended(self) -> Mapping[str, Asked]:
        """Give the rules as objects, but those that lie in an engine where they are."""
        before = self.before
        if before.is_made:
            return Amended(before=before.asked, changed=self.changed)
        every = {**before.asked, **self.changed}
        return {name: asked for name, asked in every.items() if asked is not None}

    def _engine(self) -> Engine | None:
        """Edit the engine before, if there is one and it reads as this one must."""
        before = self.before
        same = self.ground.reader is before.ground.reader
        if not same or not before.is_made or before.edits >= MOST_EDITS:
            return None
        return before.engine.edited(self.changed)


def _names_sources(rule: Rule) -> bool:
    return rule.boost is not None or rule.trigger is not None


def _holds(rules: Mapping[str, Rule], rule: str, file: str) -> bool:
    """Tell whether a rule is in force as a file has it."""
    return rule in rules and rules[rule].place.file == file


def _known(
    name: str,
    file: YamlFile | None,
    concerns: frozenset[Reference],
    rule: CheckedRule | None,
    *,
    faulty: bool,
    mark: bytes,
) -> Known:
    if file is None:
        place = Place(file=name)
        return Known(id=PurePosixPath(name).stem, place=place, faulty=faulty, mark=mark)
    if rule is None:
        return Known(id=file.id, place=file.place, faulty=faulty, mark=mark)
    return Known(
        id=file.id,
        place=file.place,
        faulty=faulty,
        mark=mark,
        was=rule.keys.was,
        refers=concerns,
        alone=not any(test.key("article") or test.key("articles") for test in rule.keys.tests),
    )
