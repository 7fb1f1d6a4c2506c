"""Checked files compiled: queries for the engine, names for articles, packs for events."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from monitor.conditions import leaf
from monitor.matching import syntax
from monitor.matching.compile import Names, compile_query
from monitor.matching.concepts import ConceptWords, Forms
from monitor.matching.names import Gazetteer
from monitor.matching.query import Asked, Exempt, Query
from monitor.matching.terms import Term, term
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.expressions import Pen, Written
from monitor.rulebook.factual import as_fact
from monitor.rulebook.models import Excepted
from monitor.rulebook.rules import CheckedRule
from monitor.rulebook.words import Concept, saying_of

_NO_LETS: Mapping[str, syntax.Part] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """Compiles rules against one set of names."""

    concepts: Mapping[str, ConceptWords]
    gazetteer: Gazetteer
    forms: Forms  # what `word~` stands for
    timer: Callable[[], float] | None = None  # seconds; tries doubtful patterns
    term: Callable[..., Term] = field(default_factory=lambda: cache(term))  # one for all rules

    def asked(self, rule: CheckedRule, *, version: str, faults: Faults) -> Asked | None:
        """Compile all expressions of a rule; None when one has a fault."""
        before = len(faults)
        lets = {name: let.part for name, let in rule.lets.items()}
        names = self._names(rule.keys.lang, lets)
        match = _query(rule.match, names, faults)
        wider = names
        if rule.facts or rule.exceptions:  # what `match` captures may be named there
            wider = self._names(rule.keys.lang, lets, rule.captures)
        facts = {
            name: _query(replace(fact, part=as_fact(fact.part, name)), wider, faults)
            for name, fact in rule.facts.items()
        }
        exceptions = tuple(
            [
                Exempt(name=keys.name, why=keys.why, query=query, until=_until(keys))
                for keys, written in rule.exceptions
                if (query := _query(written, wider, faults)) is not None
            ]
        )
        if match is None or len(faults) > before:
            return None
        return Asked(
            rule=replace(rule.rule, version=version),
            query=match,
            facts={name: query for name, query in facts.items() if query is not None},
            exceptions=exceptions,
            full_text=rule.keys.full_text,
        )

    def concept(self, name: str) -> Query:
        """Compile one concept by itself; raises ExpressionError for one that is not there."""
        return compile_query(syntax.Concept(id=name), self._names())

    def _names(
        self,
        lang: str = "en",
        lets: Mapping[str, syntax.Part] = _NO_LETS,
        captures: Iterable[str] = (),
    ) -> Names:
        return Names(
            lang=lang,
            lets=lets,
            captures=frozenset(captures),
            concepts=self.concepts,
            gazetteer=self.gazetteer,
            forms=self.forms,
            leaf=leaf,
            term=self.term,
            timer=self.timer,
        )


def _query(written: Written, names: Names, faults: Faults) -> Query | None:
    """Compile one expression; None when it has a fault, which is noted."""
    try:
        return compile_query(written.part, names)
    except syntax.ExpressionError as error:
        Pen(scalar=written.scalar, faults=faults).refuse(error)
        return None


def concept_words(concept: Concept) -> ConceptWords:
    """Give a concept as the engine takes it."""
    return ConceptWords(
        id=concept.id,
        words={lang: tuple(map(saying_of, said)) for lang, said in concept.words.items()},
        blots={
            lang: tuple(one.say.text for one in said) for lang, said in concept.keys.not_.items()
        },
    )


def _until(keys: Excepted) -> datetime | None:
    """Give the first moment an exception no longer applies: the day after its last, UTC."""
    if keys.until is None or keys.until == date.max:
        return None
    return datetime.combine(keys.until + timedelta(days=1), time(), tzinfo=UTC)
