"""Importer of ElastAlert 2 rules: filters become expressions, rule types triggers.

Without a counterpart, and so noted: alerters, enhancements, scripts, aggregation (a route's
digest does that), and the types change, metric_aggregation and percentage_match.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monitor.matching.syntax import NAME_FIELDS, Part
from monitor.model import Severity
from monitor.rulebook.diagnostic import Faults, Mark
from monitor.rulebook.drafts import Draft, Imported, Values, slug
from monitor.rulebook.foreign import (
    Notes,
    all_of,
    any_of,
    captured,
    in_field,
    none_of,
    pattern,
    term,
)
from monitor.rulebook.nodes import Items, Node, Scalar, Table
from monitor.rulebook.searching import search
from monitor.rulebook.yamlfile import parse

_SEVERITIES: Mapping[str, Severity] = {"1": "critical", "2": "high", "3": "normal", "4": "low"}
_UNITS = {"seconds": "s", "minutes": "m", "hours": "h", "days": "d", "weeks": "w"}
_TAKEN = frozenset({
    *("name", "description", "owner", "priority", "filter", "type", "query_key", "realert"),
    *("exponential_realert", "timeframe", "num_events", "cardinality_field", "max_cardinality"),
    *("spike_height", "spike_type", "threshold", "threshold_ref", "threshold_cur", "fields"),
    "terms_window_size",
})  # fmt: skip
_Trigger = tuple[str, Values]


def convert(data: bytes, file: str, fields: Mapping[str, str]) -> Imported:
    """Read one rule; every key that has no counterpart is noted."""
    notes = Notes(file=file, fields=fields)
    faults = Faults()
    root = parse(data, file, faults=faults)
    for fault in faults.sorted():
        notes.leave(Mark(line=fault.line, column=fault.column), f"{fault.code} {fault.message}")
    if not isinstance(root, Table) or len(faults):
        return Imported(left=tuple(notes.left))
    draft = _Reader(root, notes).draft()
    return Imported(drafts=(draft,) if draft else (), left=tuple(notes.left))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one rule file."""

    root: Table
    notes: Notes

    def draft(self) -> Draft | None:
        """Make the rule; None when nothing is left of what it looks for or waits for."""
        for node, _ in self.root.pairs:
            if node.text not in _TAKEN:
                why = "; see digests in routes.yaml" if node.text == "aggregation" else ""
                self.notes.leave(node.start, f"{node.text}{why}")
        match = self._filters()
        if match is None:
            self.notes.leave(self.root.start, "the rule: nothing that must stand is left")
            return None
        kind = self._text("type")
        needed, trigger = self._trigger(kind)
        if kind != "any" and trigger is None:
            self.notes.leave(self._at("type"), f"the rule: type {kind or '(none)'}")
            return None
        key = self._key()
        for name in dict.fromkeys((*needed, *key)):
            match = captured(match, name) or match
        return self._described(match, trigger, key)

    def _described(self, match: Part, trigger: _Trigger | None, key: tuple[str, ...]) -> Draft:
        title = self._text("name") or "Imported rule"
        priority = self._text("priority")
        window = self._duration("realert")
        longest = self._duration("exponential_realert")
        story: dict[str, str | list[str]] = {"same_if": list(key)} if key else {}
        if window and not window.startswith("0"):
            story["window"] = window
        return Draft(
            id=slug(title, "elastalert-rule"),
            title=title,
            match=match,
            about=self._text("description"),
            owner=self._text("owner"),
            severity=_SEVERITIES.get(priority, "low" if priority else "normal"),
            trigger=trigger,
            story=story,
            realert={"after": window or "1h", "backoff": 2, "max": longest} if longest else {},
        )

    # --- triggers ----------------------------------------------------------------------------

    def _trigger(self, kind: str) -> tuple[tuple[str, ...], _Trigger | None]:
        """Give the captures a trigger needs, and the trigger."""
        makers: Mapping[str, Callable[[], tuple[tuple[str, ...], _Trigger | None]]] = {
            "frequency": self._count,
            "cardinality": self._distinct,
            "spike": self._spike,
            "flatline": self._absence,
            "new_term": self._first_seen,
        }
        return makers[kind]() if kind in makers else ((), None)

    def _count(self) -> tuple[tuple[str, ...], _Trigger | None]:
        least, within = self._number("num_events"), self._duration("timeframe")
        if least is None or not within:
            return (), None
        options: dict[str, str | int] = {"of": "article", "at_least": least, "within": within}
        for name in self._key():
            options["by"] = name
        return (), ("count", options)

    def _distinct(self) -> tuple[tuple[str, ...], _Trigger | None]:
        most, within = self._number("max_cardinality"), self._duration("timeframe")
        ours = self.notes.field_of(self._text("cardinality_field"), self._at("cardinality_field"))
        if most is None or not within or ours not in {"outlet", "lang", *NAME_FIELDS}:
            return (), None
        needed = (ours,) if ours in NAME_FIELDS else ()
        return needed, ("distinct", {"of": ours, "at_least": most + 1, "within": within})

    def _spike(self) -> tuple[tuple[str, ...], _Trigger | None]:
        ratio, within = self._number("spike_height"), self._duration("timeframe")
        if ratio is None or not within or self._text("spike_type") not in {"up", "both"}:
            return (), None
        if self._text("spike_type") == "both":
            self.notes.leave(self._at("spike_type"), "spike_type both: only upwards")
        if self.root.get("threshold_ref") is not None:
            self.notes.leave(self._at("threshold_ref"), "threshold_ref: the baseline needs 7 days")
        least = self._number("threshold_cur") or 1
        return (), ("spike", {"ratio": ratio, "within": within, "at_least": least})

    def _absence(self) -> tuple[tuple[str, ...], _Trigger | None]:
        within, threshold = self._duration("timeframe"), self._number("threshold")
        if threshold is not None and threshold > 1:
            self.notes.leave(self._at("threshold"), f"threshold {threshold}: none at all is told")
        return (), ("absence", {"for": within}) if within else None

    def _first_seen(self) -> tuple[tuple[str, ...], _Trigger | None]:
        node = self.root.get("fields")
        nodes = list(node) if isinstance(node, Items) else [node]
        names = [one for one in nodes if isinstance(one, Scalar)]
        ours = [self.notes.field_of(one.text, one.start) for one in names]
        usable = [name for name in ours if name in NAME_FIELDS]
        for one, name in zip(names, ours, strict=True):
            if name not in NAME_FIELDS or name != usable[0]:
                self.notes.leave(one.start, f"new_term of {one.text}: one org, person or place")
        if not usable:
            return (), None
        after = self._duration("terms_window_size") or "30d"
        return (usable[0],), ("first_seen", {"of": usable[0], "after": after})

    def _key(self) -> tuple[str, ...]:
        """Give the capture that stands for `query_key`."""
        node = self.root.get("query_key")
        nodes = list(node) if isinstance(node, Items) else [node]
        found: list[str] = []
        for one in nodes:
            if isinstance(one, Scalar):
                ours = self.notes.field_of(one.text, one.start)
                if ours in NAME_FIELDS:
                    found.append(ours)
                elif ours is not None:
                    self.notes.leave(one.start, f"query_key {one.text}: org, person or place only")
        return tuple(dict.fromkeys(found))[:1]

    # --- filters -----------------------------------------------------------------------------

    def _filters(self) -> Part | None:
        node = self.root.get("filter")
        return all_of([self._query(item, 0) for item in node]) if isinstance(node, Items) else None

    def _query(self, node: Node, depth: int) -> Part | None:
        """Read one query of the DSL: its only key says which."""
        if not isinstance(node, Table) or not node.pairs or depth > 20:
            self.notes.leave(node.start, "a filter that is no query")
            return None
        return all_of([self._one(key, below, depth + 1) for key, below in node.pairs])

    def _one(self, key: Scalar, below: Node, depth: int) -> Part | None:
        name = key.text
        if name in {"query", "filter", "constant_score"}:
            return self._query(below, depth)
        if name == "query_string" and isinstance(below, Table):
            return self._query_string(below)
        if name in {"bool", "not", "and", "or"}:
            return self._combined(name, below, depth)
        reads = {
            "match": self._match,
            "match_phrase": self._words,
            "term": self._words,
            "terms": self._words,
            "wildcard": self._words,
            "prefix": self._prefix,
            "regexp": self._regexp,
        }
        if name not in reads or not isinstance(below, Table):
            self.notes.leave(key.start, f"{name} in a filter")
            return None
        return all_of([self._in(field, value, reads[name]) for field, value in below.pairs])

    def _query_string(self, table: Table) -> Part | None:
        for key, _ in table.pairs:
            if key.text not in {"query", "default_field"}:
                self.notes.leave(key.start, f"{key.text} of query_string")
        query = table.get("query")
        if not isinstance(query, Scalar):
            self.notes.leave(table.start, "query_string without a query")
            return None
        part = search(query.text, query.at(0).start, self.notes)
        default = table.get("default_field")
        if not isinstance(default, Scalar):
            return part
        ours = self.notes.field_of(default.text, default.start)
        return None if ours is None else in_field(ours, part, default.start, self.notes)

    def _combined(self, name: str, node: Node, depth: int) -> Part | None:
        if name != "bool":
            parts = self._several(node, depth)
            return (
                none_of(any_of(parts))
                if name == "not"
                else (all_of(parts) if name == "and" else any_of(parts))
            )
        parts = []
        for key, below in node.pairs if isinstance(node, Table) else ():
            found = self._several(below, depth)
            if key.text in {"must", "filter"}:
                parts.append(all_of(found))
            elif key.text == "should":
                parts.append(any_of(found))
            elif key.text == "must_not":
                parts.append(none_of(any_of(found)))
            else:
                self.notes.leave(key.start, f"{key.text} of bool")
        return all_of(parts)

    def _several(self, node: Node, depth: int) -> list[Part | None]:
        return [self._query(one, depth) for one in (node if isinstance(node, Items) else [node])]

    def _in(
        self, field: Scalar, value: Node, read: Callable[[Scalar, str], Part | None]
    ) -> Part | None:
        """Read a field's value, or any of its values."""
        ours = self.notes.field_of(field.text.removesuffix(".keyword"), field.start)
        operator = ""
        if isinstance(value, Table):
            operator = _plain(value.get("operator")).casefold()
            for key, _ in value.pairs:
                if key.text not in {"query", "value", "operator"}:
                    self.notes.leave(key.start, f"{key.text} of {field.text}")
            value = value.get("query") or value.get("value") or value
        if ours is None:
            return None
        values = list(value) if isinstance(value, Items) else [value]
        parts = [read(one, operator) for one in values if isinstance(one, Scalar)]
        if not parts:
            self.notes.leave(field.start, f"{field.text} without a value")
        return in_field(ours, any_of(parts), field.start, self.notes)

    def _match(self, value: Scalar, operator: str) -> Part | None:
        words = [term(word, value.start, self.notes) for word in value.text.split()]
        return all_of(words) if operator == "and" else any_of(words)

    def _words(self, value: Scalar, _operator: str) -> Part | None:
        return term(value.text, value.start, self.notes)

    def _prefix(self, value: Scalar, _operator: str) -> Part | None:
        return term(f"{value.text}*", value.start, self.notes)

    def _regexp(self, value: Scalar, _operator: str) -> Part | None:
        return pattern(value.text, value.start, self.notes)

    # --- values ------------------------------------------------------------------------------

    def _text(self, name: str) -> str:
        return " ".join(_plain(self.root.get(name)).split())

    def _at(self, name: str) -> Mark:
        key = self.root.key(name)
        return key.start if key is not None else self.root.start

    def _number(self, name: str) -> int | None:
        node = self.root.get(name)
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
            return None
        return int(value)

    def _duration(self, name: str) -> str:
        """Read `hours: 4` as `4h`; empty when it is not there."""
        node = self.root.get(name)
        if node is None:
            return ""
        for key, value in node.pairs if isinstance(node, Table) else ():
            if key.text in _UNITS and re.fullmatch(r"[0-9]{1,6}", _plain(value)):
                return _plain(value) + _UNITS[key.text]
        self.notes.leave(self._at(name), f"{name}: no time such as hours: 4")
        return ""


def _plain(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
