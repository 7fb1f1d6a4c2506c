"""Rule files: every part of one checked, and what is left to compile."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.ids import digest
from monitor.matching import syntax
from monitor.model import Rule
from monitor.policy import Boost, Budget, Realert, Threshold
from monitor.rulebook import structure
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.expressions import Pen, Scope, Written, captured, circles, names_hold, written
from monitor.rulebook.extent import MOST_LETS, TooMuch, bound
from monitor.rulebook.folder import Named, YamlFile
from monitor.rulebook.models import Excepted, RuleFile
from monitor.rulebook.nodes import Items, Scalar, Table, find
from monitor.rulebook.policies import Policing
from monitor.rulebook.references import World, check
from monitor.rulebook.schema import read
from monitor.rulebook.suggest import legal, suggest
from monitor.rulebook.tests import RuleTest, cases_of
from monitor.rulebook.triggers import threshold
from monitor.stories.headline import FILTERS

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_IN_BRACES = re.compile(r"\{([^{}|]*)((?:\|[^{}|]*)*)\}")
_BRACE = re.compile(r"[{}]")
_OUTLETS = re.compile(r"outlets>=[1-9][0-9]{0,2}")
NAMES = ("names", "")  # stands for all entity and watch lists
FORMS = ("forms", "")  # stands for all languages: what `word~` means
_ALWAYS = ("title", "outlet", "rule")  # what a headline may show of any article
_OF_EVENTS = ("summary", "successor", "denied", "confirmed")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRule:
    """A rule without a fault: its keys, and its expressions as trees."""

    rule: Rule
    keys: RuleFile
    match: Written
    lets: Mapping[str, Written] = field(default_factory=dict)
    facts: Mapping[str, Written] = field(default_factory=dict)
    exceptions: tuple[tuple[Excepted, Written], ...] = ()
    tests: tuple[RuleTest, ...] = ()
    captures: tuple[str, ...] = ()  # what `match` binds

    @property
    def refers(self) -> frozenset[tuple[str, str]]:
        """Give the files it refers to, as (kind, id)."""
        written = (self.match, *self.lets.values(), *self.facts.values())
        written += tuple(expression for _, expression in self.exceptions)
        found: set[tuple[str, str]] = set()
        for expression in written:
            found |= _refers(expression)
        if self.rule.boost is not None and self.rule.boost.calendar:
            found.add(("calendar", self.rule.boost.calendar))
        return frozenset(found)

    @property
    def concerns(self) -> frozenset[tuple[str, str]]:
        """Give what may not change without the rule being looked at again."""
        every = [self.match, *self.lets.values(), *self.facts.values()]
        every += [expression for _, expression in self.exceptions]
        kinds = {type(part) for expression in every for part in expression.naming}
        found = set(self.refers)
        if syntax.Fielded in kinds:  # `org:openai` stands for a listed entity
            found.add(NAMES)
        if syntax.Concept in kinds or any("~" in one.scalar.text for one in every):
            found.add(FORMS)
        return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Policies:
    """When a rule tells, how often, and when its sources are polled faster."""

    trigger: Threshold | None
    budget: Budget | None
    realert: Realert | None
    boost: Boost | None
    stands: bool  # on a calendar that is sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What rules are checked against, and where their faults go."""

    world: World
    named: Named
    folder: Path
    faults: Faults

    def check(self, file: YamlFile) -> CheckedRule | None:
        """Check one rule file; None when it has a fault, or refers to a file that has one."""
        before = len(self.faults)
        keys = read(RuleFile, file.table, faults=self.faults, name="rule")
        if keys is None:
            self._by_themselves(file.table)
            return None
        lets, broken = self._lets(keys)
        scope = Scope(world=self.world, lets=lets, broken_lets=broken)
        match = written(keys.match, "match", faults=self.faults)
        sound = [names_hold(let, scope, faults=self.faults) for let in lets.values()]
        sound.append(match is not None and names_hold(match, scope, faults=self.faults))
        inside = captured(tuple(w for w in (match, *lets.values()) if w is not None))
        wider = Scope(world=self.world, lets=lets, broken_lets=broken, captures=tuple(inside))
        facts = self._facts(keys, wider)
        exceptions = self._exceptions(keys, wider)
        names = (*inside, *keys.facts)
        if match is not None and self._is_bound(match, lets):
            trees = {name: let.part for name, let in lets.items()}
            pen = Pen(scalar=keys.match, faults=self.faults)
            structure.check(match.part, trees, note=pen.note, captures=bool(inside))
            self._story(keys, match, names)
            self._headline(keys, match, names)
        self._receivers(keys)
        policies = self._policies(keys, names, file)
        sound.append(policies.stands)
        tests = cases_of(keys, captures=names, folder=self.folder, faults=self.faults)
        self._status(keys, tests, file)
        sound.append(len(facts) == len(keys.facts) and len(exceptions) == len(keys.except_))
        if not all(sound) or match is None or len(self.faults) > before or not file.sound:
            return None
        return CheckedRule(
            rule=_rule(keys, match, lets, policies, file),
            keys=keys,
            match=match,
            lets=lets,
            facts=facts,
            exceptions=exceptions,
            tests=tests,
            captures=tuple(inside),
        )

    def _policies(self, keys: RuleFile, names: tuple[str, ...], file: YamlFile) -> _Policies:
        """Read when the rule tells, how often, and when its sources are polled faster."""
        policing = Policing(
            table=file.table, world=self.world, named=self.named, faults=self.faults
        )
        return _Policies(
            trigger=self._trigger(keys, names),
            budget=policing.budget(keys.budget),
            realert=policing.realert(keys.realert),
            boost=policing.boost(keys.boost),
            stands=policing.stands(keys.boost),
        )

    def _by_themselves(self, table: Table) -> None:
        """Check the expressions of a file whose keys have a fault: all faults in one go.

        What they say of one another is left out: a name may be unknown only for that fault.
        """
        exceptions = table.get("except")
        tables = [table.get("let"), table.get("facts")]
        found = [("match", table.get("match"))]
        found += [(k.text, n) for t in tables if isinstance(t, Table) for k, n in t.pairs]
        for one in exceptions if isinstance(exceptions, Items) else ():
            found.append(("match", one.get("match") if isinstance(one, Table) else None))
        for name, node in found:
            if not isinstance(node, Scalar):
                continue
            expression = written(node, name, faults=self.faults)
            if expression is not None:
                pen = Pen(scalar=node, faults=self.faults)
                check(expression.parts, self.world, note=pen.note)

    def _lets(self, keys: RuleFile) -> tuple[dict[str, Written], frozenset[str]]:
        lets: dict[str, Written] = {}
        broken: set[str] = set()
        if len(keys.let) > MOST_LETS:
            message = f"{len(keys.let):,} lets, at most {MOST_LETS}"
            self.faults.add(next(iter(keys.let.values())), "E106", message)
            return {}, frozenset(keys.let)
        for name, scalar in keys.let.items():
            self._name(name, scalar)
            found = written(scalar, name, faults=self.faults)
            if found is None:
                broken.add(name)
            else:
                lets[name] = found
        broken |= circles(lets, faults=self.faults)
        return {n: let for n, let in lets.items() if n not in broken}, frozenset(broken)

    def _is_bound(self, match: Written, lets: Mapping[str, Written]) -> bool:
        """Note lets that are too much when written out; False then."""
        try:
            bound((*lets.values(), match), lets)
        except TooMuch as much:
            Pen(scalar=much.inside.scalar, faults=self.faults).note(much.let, "E106", much.message)
            return False
        return True

    def _name(self, name: str, scalar: Scalar) -> None:
        if not _NAME.fullmatch(name):
            message = f'"{name}" is no name; write small letters, digits and _'
            self.faults.add(scalar, "E108", message)

    def _facts(self, keys: RuleFile, scope: Scope) -> dict[str, Written]:
        facts: dict[str, Written] = {}
        for name, scalar in keys.facts.items():
            self._name(name, scalar)
            found = written(scalar, name, faults=self.faults)
            if found is not None and names_hold(found, scope, faults=self.faults):
                facts[name] = found
        return facts

    def _exceptions(self, keys: RuleFile, scope: Scope) -> tuple[tuple[Excepted, Written], ...]:
        found: list[tuple[Excepted, Written]] = []
        for one in keys.except_:
            expression = written(one.match, "match", faults=self.faults)
            if expression is not None and names_hold(expression, scope, faults=self.faults):
                found.append((one, expression))
        return tuple(found)

    def _story(self, keys: RuleFile, match: Written, names: tuple[str, ...]) -> None:
        has_event = any(match.events)
        if has_event and keys.story.same_if:
            first = keys.story.same_if[0]
            message = "same_if with event: events decide by themselves what is one story"
            self.faults.add(first, "E402", message)
        else:
            for name in keys.story.same_if:
                self._capture(name, name.text, names)
        known = (*names, *_OF_EVENTS[1:]) if has_event else names
        for name in keys.story.material:
            if not _OUTLETS.fullmatch(name.text):
                self._capture(name, name.text, known)

    def _headline(self, keys: RuleFile, match: Written, names: tuple[str, ...]) -> None:
        headline = keys.alert.headline
        if headline is None:
            return
        rest = _IN_BRACES.sub(lambda found: " " * len(found[0]), headline.text)
        stray = _BRACE.search(rest)
        if stray is not None:
            said = "is not closed" if stray[0] == "{" else "closes nothing"
            self.faults.add(headline.at(stray.start()), "E206", f'"{stray[0]}" {said}')
        known = (*_ALWAYS, *names, *(_OF_EVENTS if any(match.events) else ()))
        for found in _IN_BRACES.finditer(headline.text):
            spot_at = found.start()
            if found[1] not in known:
                hint = suggest(found[1], known)
                names_ = "" if hint else f"; known: {legal(known)}"
                spot = headline.at(spot_at, len(found[0]))
                message = f'"{{{found[1]}}}" is no capture{names_}'
                self.faults.add(spot, "E206", message, suggestion=hint and f"{{{hint}}}")
            for word in found[2].split("|")[1:]:
                if word not in FILTERS:
                    at = headline.text.index(f"|{word}", spot_at) + 1
                    hint = suggest(word, FILTERS)
                    message = f'"{word}" is no form of a capture'
                    spot = headline.at(at, max(1, len(word)))
                    self.faults.add(spot, "E206", message, suggestion=hint)

    def _capture(self, node: Scalar, name: str, known: tuple[str, ...]) -> None:
        if name not in known:
            hint = suggest(name, known)
            names = "" if hint or not known else f"; known: {legal(known)}"
            self.faults.add(node, "E206", f'"{name}" is no capture{names}', suggestion=hint)

    def _receivers(self, keys: RuleFile) -> None:
        known = self.named.receivers
        for node in keys.alert.to if known is not None else ():
            sign = "+" if node.text.startswith("+") else ""
            if node.text.removeprefix("+") not in (known or ()):
                hint = suggest(node.text, known or ())
                names = "" if hint or not known else f"; known: {legal(known)}"
                message = f'unknown receiver "{node.text}"{names}'
                self.faults.add(node, "E208", message, suggestion=hint and f"{sign}{hint}")

    def _trigger(self, keys: RuleFile, names: tuple[str, ...]) -> Threshold | None:
        if keys.trigger is None:
            return None
        return threshold(
            keys.trigger,
            captures=names,
            same_if=keys.story.same_if,
            sources=self.named.sources,
            faults=self.faults,
        )

    def _status(self, keys: RuleFile, tests: tuple[RuleTest, ...], file: YamlFile) -> None:
        """What is live has an owner, a test that alerts and one that does not."""
        if keys.status != "live":
            return
        status = file.table.key("status") or file.first
        if not keys.owner:
            self.faults.add(file.first, "E102", 'missing key "owner": a live rule has one')
        if len(tests) < len(keys.tests):
            return  # a test with a fault may be the one that is missing
        missing = [
            what
            for what, found in (
                ("with an alert", any(test.is_positive for test in tests)),
                ("without alert", any(test.is_negative for test in tests)),
            )
            if not found
        ]
        if missing:
            needs = " and one ".join(missing)
            self.faults.add(status, "E401", f"live needs a test {needs}")


def _rule(
    keys: RuleFile,
    match: Written,
    lets: Mapping[str, Written],
    policies: _Policies,
    file: YamlFile,
) -> Rule:
    events = [*match.events, *(event for let in lets.values() for event in let.events)]
    return Rule(
        id=keys.rule,
        title=keys.title,
        about=keys.about,
        owner=keys.owner,
        status=keys.status,
        version=digest(file.data.decode("utf-8", "replace"), size=8).hex(),
        severity=keys.alert.severity,
        labels=dict(keys.alert.labels),
        headline=keys.alert.headline.text if keys.alert.headline is not None else "{title}",
        to=tuple(node.text for node in keys.alert.to),
        ignore_quiet_hours=keys.alert.quiet_hours == "ignore",
        then=keys.story.then,
        material=tuple(node.text for node in keys.story.material),
        packs=tuple(dict.fromkeys(event.pack for event in events)),
        same_if=tuple(node.text for node in keys.story.same_if),
        window_s=keys.story.window,
        trigger=policies.trigger,
        realert=policies.realert,
        budget=policies.budget,
        boost=policies.boost,
        place=find(file.table, "rule").place,
    )


def _refers(expression: Written) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for part in expression.naming:
        if isinstance(part, syntax.Concept):
            found.add(("concept", part.id))
        elif isinstance(part, syntax.Entities):
            found |= {(kind, name) for name in part.lists for kind in ("entities", "watch")}
        elif isinstance(part, syntax.EventCall):
            found.add(("lexicon", part.pack))
            lists = (name for test in part.tests if test.operator == "in" for name in test.values)
            found |= {(kind, name) for name in lists for kind in ("entities", "watch")}
    return found
