"""Lints: what is probably not meant; each is one file in `lints/`, found by its name.

A lint `lints/w705_....py` has `check(seen) -> Iterator[Warned]` and is pure; one that needs
weeks of archive says so by `DAYS`, and is only asked when the archive was read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Literal

from monitor import kinds
from monitor.matching import syntax
from monitor.matching.terms import Term
from monitor.model import Source
from monitor.rulebook.book import Checked
from monitor.rulebook.diagnostic import Faults, Spot
from monitor.rulebook.expressions import Written
from monitor.rulebook.folder import YamlFile
from monitor.rulebook.history import History
from monitor.rulebook.implying import At, Logic
from monitor.rulebook.rules import CheckedRule

LINTS = "monitor.rulebook.lints"
Forms = Callable[[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """What a lint has to say, and where."""

    spot: Spot
    message: str
    suggestion: str = ""
    severity: Literal["error", "warning"] = "warning"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What lints look at: checked files, the day, the sources, and with luck the archive."""

    checked: Checked
    forms: Forms  # (word, language) -> what `word~` stands for beside the word
    today: date
    sources: tuple[Source, ...] = ()  # those that are polled
    history: History | None = None

    @cached_property
    def known_forms(self) -> Forms:
        """Give `forms` with a memory: rules share their words."""
        return cache(self.forms)

    @cached_property
    def logics(self) -> Mapping[str, Logic]:
        """Give what words mean in each rule, by its id."""
        return {
            rule.rule.id: Logic(
                lets={name: let.part for name, let in rule.lets.items()},
                lang=rule.keys.lang,
                forms=self.known_forms,
            )
            for rule in self.checked.rules
        }

    @cached_property
    def files(self) -> Mapping[str, YamlFile]:
        """Give the files of rules by id."""
        return {file.id: file for file in self.checked.shelf.of("rule")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What came of it beside the warnings: lints that need more days of archive."""

    lacking: Mapping[str, int] = field(default_factory=dict)  # code -> days wanted


def lint(seen: Seen, *, faults: Faults) -> Linted:
    """Ask every lint; warnings go to `faults`."""
    lacking: dict[str, int] = {}
    for name in kinds.names(LINTS):
        code = name[:4].upper()
        module = kinds.load(LINTS, name)
        days = getattr(module, "DAYS", 0)
        if days and seen.history is None:
            continue
        if seen.history is not None and seen.history.days < days:
            lacking[code] = days
            continue
        for found in module.check(seen):
            faults.add(
                found.spot,
                code,
                found.message,
                suggestion=found.suggestion,
                severity=found.severity,
            )
    return Linted(lacking=lacking)


def expressions(rule: CheckedRule) -> Iterator[Written]:
    """Go through everything a rule asks for: its match, lets, facts and exceptions."""
    yield rule.match
    yield from rule.lets.values()
    yield from rule.facts.values()
    for _, written in rule.exceptions:
        yield written


def spot_of(written: Written, part: syntax.Part) -> Spot:
    """Give the place of a part of an expression in its file."""
    start, end = _span(written.scalar.text, part)
    return written.scalar.at(start, max(1, end - start))


def shown(written: Written, part: syntax.Part) -> str:
    """Give a part as it was written, cut when it is long."""
    start, end = _span(written.scalar.text, part)
    text = " ".join(written.scalar.text[start:end].split())
    return text if len(text) <= 40 else text[:37] + "..."


def _span(text: str, part: syntax.Part) -> tuple[int, int]:
    """Give from where to where a part goes, with the brackets that belong to it.

    The tree has no brackets: `(a OR b) AND c` begins at `a`.
    """
    start, end, depth, lowest = part.at, part.end, 0, 0
    for char in text[start:end]:
        depth += {"(": 1, ")": -1}.get(char, 0)
        lowest = min(lowest, depth)
    for _ in range(-lowest):
        if not text[:start].rstrip().endswith("("):
            break
        start, depth = text.rindex("(", 0, start), depth + 1
    for _ in range(depth):
        if not text[end:].lstrip().startswith(")"):
            break
        end = text.index(")", end) + 1
    return start, end


def logic_of(seen: Seen, rule: CheckedRule) -> Logic:
    """Give what words mean in a rule; what one lint has found out, the next one knows."""
    return seen.logics[rule.rule.id]


def terms_of(seen: Seen) -> Iterator[Term]:
    """Give every word and phrase that rules require: what is counted in the archive."""
    for rule in seen.checked.rules:
        logic = logic_of(seen, rule)
        for leaf in logic.leaves(At(part=rule.match.part)):
            if isinstance(leaf.part, syntax.Word | syntax.Phrase):  # pragma: no branch - all are
                yield from logic.terms(leaf.part)
