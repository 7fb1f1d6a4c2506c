"""Matching: an article against all rules, pure. `build` makes an `Engine`; it never changes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from monitor.matching.cache import DAMAGE, restored, saved
from monitor.matching.compile import LeafOf, no_leaf
from monitor.matching.delta import edited
from monitor.matching.evaluate import evaluate
from monitor.matching.layer import Candidate, Layer, build_layer
from monitor.matching.names import Gazetteer
from monitor.matching.patterns import Parking
from monitor.matching.query import Asked, Exempt, Leaf
from monitor.matching.quick import places
from monitor.matching.required import Frequency, guess
from monitor.matching.saving import layer_of, sections_of
from monitor.matching.standing import Standing
from monitor.matching.syntax import EventCall, Value
from monitor.matching.trace import Trace, evidence_of, step_of
from monitor.matching.view import Caught, Held, Read, View
from monitor.matching.wants import Triggers, wants
from monitor.model import Article, Event, Match, Rule, Status
from monitor.reasons import Reason

ON_THE_STREAM: tuple[Status, ...] = ("live", "shadow")
VERSION = "1"  # of what `saved` writes
_ORDER = {"": 0, "title": 1, "lead": 2, "body": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """All rules, ready to be asked about one article after the other."""

    rules: Standing
    gazetteer: Gazetteer
    read: Read
    triggers: Triggers
    frequency: Frequency
    parking: Parking | None = None  # of patterns that are slow
    leaf: LeafOf = no_leaf  # makes conditions of what was saved

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The rules' layers, the large one first."""
        return self.rules.layers

    def match(
        self, article: Article, *, statuses: Collection[Status] = ON_THE_STREAM
    ) -> tuple[Match, ...]:
        """Give a match for each rule that holds, or would but for a reason it carries."""
        view = self._view(article)
        found: list[Match] = []
        for number, layer in enumerate(self.layers):
            for candidate in layer.candidates(view):
                if self._counts(candidate.asked, number, statuses):
                    match = _judged(candidate, view)
                    if match is not None:
                        found.append(match)
        return tuple(found)

    def wants_text(self, article: Article) -> bool:
        """Tell whether a rule on the stream needs the text of an article that has none."""
        if article.text_from == "page":
            return False
        view = self._view(article)
        return any(
            article.body or wants(asked, view, self.triggers)
            for number, layer in enumerate(self.layers)
            for asked in chain(layer.insist(), () if article.body else layer.mentioned(view))
            if self._counts(asked, number, ON_THE_STREAM)
        )

    def trace(self, article: Article, rule: str) -> Trace:
        """Evaluate every clause of one rule; raises KeyError for a rule that is not there."""
        asked = self.rules[rule]
        view = self._view(article)
        return Trace(rule=rule, match=_match(asked, view), root=step_of(asked.query, view))

    def normalised(self, article: Article) -> tuple[bytes, ...]:
        """Give what the automaton passes over, a line a field."""
        view = self._view(article)
        return view.words("title").line, view.words("body").line

    @property
    def edits(self) -> int:
        """Count the rules that were edited since the last build."""
        return sum(len(layer.rules) for layer in self.layers[1:])

    def edited(self, changes: Mapping[str, Asked | None]) -> "Engine":
        """Make an engine in which these rules are replaced or new, or with None gone."""
        return replace(self, rules=edited(self.rules, changes, self.frequency))

    def rebuilt(self) -> "Engine":
        """Make an engine of one layer that says the same: for when there were many edits."""
        return self._of(self.rules.values())

    def saved(self, key: str) -> bytes:
        """Give the last build as bytes for a file; `key` says what it was built from."""
        return saved(sections_of(self.layers[0]), key=f"{VERSION} {key}")

    def restored(self, data: bytes, key: str, rules: Mapping[str, Rule]) -> "Engine | None":
        """Make an engine of what was saved, None if it is damaged or was built from else.

        It reads as this one does, which may be empty; `rules` holds those with policies.
        """
        kept = restored(data, key=f"{VERSION} {key}")
        if kept is None:
            return None
        try:
            layer = layer_of(kept, made=self._leaf, rules=rules)
        except DAMAGE:
            return None
        return replace(self, rules=Standing(layers=(layer,)))

    def _leaf(self, call: EventCall | Value, field: str) -> Leaf:
        return self.leaf(call, field, self.gazetteer)

    def only(self, asked: Asked) -> "Engine":
        """Make an engine of one rule that reads as this one does."""
        return self._of((asked,))

    def _of(self, rules: Iterable[Asked]) -> "Engine":
        layer = build_layer(rules, self.frequency)
        return replace(self, rules=Standing(layers=(layer,)))

    def _counts(self, asked: Asked, layer: int, statuses: Collection[Status]) -> bool:
        return asked.rule.status in statuses and self.rules.counts(asked.rule.id, layer)

    def _view(self, article: Article) -> View:
        return View(article=article, gazetteer=self.gazetteer, read=self.read, parking=self.parking)


def build(
    rules: Iterable[Asked],
    *,
    gazetteer: Gazetteer | None = None,
    read: Read | None = None,
    triggers: Triggers | None = None,
    frequency: Frequency = guess,
    parking: Parking | None = None,
    leaf: LeafOf = no_leaf,
) -> Engine:
    """Make an engine of compiled rules, taken one at a time; their ids must differ.

    `read(article, pack)` gives the events of an article; `triggers(article, pack)` tells
    whether a trigger of a pack stands in title or lead; `frequency(word)` in how many of all
    documents a folded word stands, as a share; `parking` keeps patterns to their budget;
    `leaf` makes the conditions of an engine that is restored.
    """
    return Engine(
        rules=Standing(layers=(build_layer(rules, frequency),)),
        gazetteer=gazetteer or Gazetteer(),
        read=read or _no_events,
        triggers=triggers or _no_triggers,
        frequency=frequency,
        parking=parking,
        leaf=leaf,
    )


def _no_events(article: Article, pack: str) -> tuple[Event, ...]:
    del article, pack
    return ()


def _no_triggers(article: Article, pack: str) -> bool:
    del article, pack
    return False


def _match(asked: Asked, view: View) -> Match | None:
    """Judge one rule: its expression, the gates of events, its exceptions, its status."""
    held = evaluate(asked.query, view)
    if held is None and asked.rule.packs:  # only events have gates to waive
        held = evaluate(asked.query, view.waived())
    if held is None:
        return None
    captures = _captures(held)
    facts = _facts(asked, view.capturing(captures))
    reason, because = held.reason, held.because
    if reason is None:
        exempt = _exempt(asked, view.capturing(captures))
        if exempt is not None:
            reason, because = Reason.EXCEPTED, f"{exempt.name}: {exempt.why}"
        elif asked.rule.status == "shadow":
            reason = Reason.SHADOW
    return Match(
        rule=asked.rule.id,
        reason=reason,
        because=because,
        captures={**captures, **facts},
        events=tuple(event for pack in asked.rule.packs for event in view.events(pack)),
        held=() if held.reason else held.events,
        evidence=evidence_of(held, view),
    )


def _judged(candidate: Candidate, view: View) -> Match | None:
    """Judge a rule; one of words alone by the keys that were seen."""
    asked, groups, seen = candidate
    if groups is None:
        return _match(asked, view)
    evidence = places(groups, seen, view)
    if evidence is None:
        return None
    reason = Reason.SHADOW if asked.rule.status == "shadow" else None
    return Match(rule=asked.rule.id, reason=reason, evidence=evidence)


def _captures(held: Held) -> dict[str, tuple[str, ...]]:
    """Give each name's values, once each, in the order of the article."""
    caught = [*held.caught, *(caught for spot in held.spots for caught in spot.caught)]
    values: dict[str, dict[str, None]] = {}
    for one in sorted(caught, key=_place):
        values.setdefault(one.name, {})[one.value] = None
    return {name: tuple(found) for name, found in values.items()}


def _place(caught: Caught) -> tuple[int, int]:
    return _ORDER.get(caught.field, len(_ORDER)), caught.at


def _facts(asked: Asked, view: View) -> dict[str, tuple[str, ...]]:
    """Give the values of facts; one that is not there is left out and changes nothing."""
    found: dict[str, tuple[str, ...]] = {}
    for name, query in asked.facts.items():
        held = evaluate(query, view)
        if held is not None:
            own = _captures(held)
            values = own.get(name) or tuple(v for every in own.values() for v in every)
            found[name] = tuple(dict.fromkeys(values))
    return found


def _exempt(asked: Asked, view: View) -> Exempt | None:
    """Give the first exception that applies to the article at its time and holds."""
    at = view.article.seen or view.article.published
    return next(
        (e for e in asked.exceptions if _applies(e, at) and evaluate(e.query, view)),
        None,
    )


def _applies(exempt: Exempt, at: datetime | None) -> bool:
    return exempt.until is None or at is None or at < exempt.until
