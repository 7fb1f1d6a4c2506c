"""Checked files compiled: queries for the engine, names for articles, packs for events."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from monitor.conditions import leaf
from monitor.events.lexicon import Language
from monitor.events.literals import inflected
from monitor.matching import syntax
from monitor.matching.compile import Names, compile_query
from monitor.matching.concepts import ConceptWords, Saying
from monitor.matching.names import Gazetteer
from monitor.matching.query import Asked, Exempt, Query
from monitor.matching.terms import Term, term
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.expressions import Pen, Written
from monitor.rulebook.factual import as_fact
from monitor.rulebook.models import Excepted, Said
from monitor.rulebook.rules import CheckedRule
from monitor.rulebook.words import Concept

_NO_LETS: Mapping[str, syntax.Part] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """Compiles rules against one set of names."""

    concepts: Mapping[str, ConceptWords]
    gazetteer: Gazetteer
    languages: Mapping[str, Language]
    faults: Faults
    timer: Callable[[], float] | None = None  # seconds; tries doubtful patterns
    term: Callable[..., Term] = field(default_factory=lambda: cache(term))  # one for all rules

    def asked(self, rule: CheckedRule) -> Asked | None:
        """Compile all expressions of a rule; None when one has a fault."""
        before = len(self.faults)
        match = self._query(rule, rule.match)
        facts = {
            name: self._query(rule, replace(fact, part=as_fact(fact.part, name)), wider=True)
            for name, fact in rule.facts.items()
        }
        exceptions = tuple(self._exceptions(rule))
        if match is None or len(self.faults) > before:
            return None
        return Asked(
            rule=rule.rule,
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

    def _query(self, rule: CheckedRule, written: Written, *, wider: bool = False) -> Query | None:
        lets = {name: let.part for name, let in rule.lets.items()}
        names = self._names(rule.keys.lang, lets, rule.captures if wider else ())
        try:
            return compile_query(written.part, names)
        except syntax.ExpressionError as error:
            Pen(scalar=written.scalar, faults=self.faults).refuse(error)
            return None

    def _exceptions(self, rule: CheckedRule) -> Iterator[Exempt]:
        for keys, written in rule.exceptions:
            query = self._query(rule, written, wider=True)
            if query is not None:
                yield Exempt(name=keys.name, why=keys.why, query=query, until=_until(keys))

    def forms(self, word: str, lang: str) -> tuple[str, ...]:
        """Give what `word~` stands for in a language: its paradigm, else regular endings."""
        language = self.languages.get(lang)
        if language is None:
            return ()
        return inflected(f"{word}~", language.paradigms, language.endings)


def concept_words(concept: Concept) -> ConceptWords:
    """Give a concept as the engine takes it."""
    return ConceptWords(
        id=concept.id,
        words={lang: tuple(map(_saying, said)) for lang, said in concept.words.items()},
        blots={
            lang: tuple(one.say.text for one in said) for lang, said in concept.keys.not_.items()
        },
    )


def _saying(said: Said) -> Saying:
    return Saying(say=said.say.text, case=said.case, marks=said.marks, gap=said.gap)


def _until(keys: Excepted) -> datetime | None:
    """Give the first moment an exception no longer applies: the day after its last, UTC."""
    if keys.until is None or keys.until == date.max:
        return None
    return datetime.combine(keys.until + timedelta(days=1), time(), tzinfo=UTC)
