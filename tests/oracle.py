"""Oracle: the plain meaning of the rule language, by which the engine is judged.

Every rule is looked at on every article, on lists of words, without an index and without
shortcuts: terms are tried at each word, NEAR tries every combination. Of the engine only the
ground is shared: folding, the compiled queries, names, conditions and RE2.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache, cached_property
from itertools import pairwise, permutations, product
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import re2

from monitor.matching import query as q
from monitor.matching.facts import bound
from monitor.matching.forms import unglued
from monitor.matching.letters import is_single, pieces
from monitor.matching.literals import compares
from monitor.matching.names import Gazetteer, Named
from monitor.matching.syntax import Range
from monitor.matching.terms import Term, Word, term
from monitor.matching.text import Folded, fold
from monitor.matching.view import Caught, Held, Piece, Spot
from monitor.model import Article, Event, Evidence, Match
from monitor.reasons import Reason

Span = tuple[int, int]
Read = Callable[[Article, str], tuple[Event, ...]]
FIELDS = ("title", "lead", "body")
READ_BY_PATTERNS = 20_000
_BLANK = "-‐‑‒–—―_'’‘ʼ`´\"“”„«»‹›״׳,;:!?¡¿()[]{}…،؛؟、。・「」『』《》〈〉·\u00ad"
_LONGER = ("東京都", "东京都", "北京都", "南京都", "发展中国家", "發展中國家", "和平安全")
_LONGER_TOO = ("人民主主義",)
_COMMON_TEXT = (
    "a all am an and are as at be but by can do for get go had has he her him his how i if in is "
    "it its let man may me my new no not now of off on one or our out own put say see she so the "
    "to too up us use was we who why will with you your de la le les un une et ou der die das und "
    "il lo los las el en y o e da do"
)
_COMMON = frozenset(_COMMON_TEXT.split())


# --- one text ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Text:
    """One field's words, asked word by word."""

    folded: Folded

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def lang(self) -> str:
        return self.folded.lang

    @cached_property
    def at(self) -> Mapping[str, tuple[int, ...]]:
        words = self.folded.words
        return {word: tuple(i for i, w in enumerate(words) if w == word) for word in set(words)}

    @property
    def vocabulary(self) -> tuple[str, ...]:
        return tuple(sorted(self.at))

    @cached_property
    def halves(self) -> tuple[int, ...]:
        found = [0]
        for word in self.folded.words:
            found.append(found[-1] + (1 if is_single(word[0]) else 2))
        return tuple(found)

    @cached_property
    def longer(self) -> tuple[Span, ...]:
        words = self.folded.words
        return tuple(
            (start, start + len(longer) - 1)
            for longer in (*_LONGER, *_LONGER_TOO)
            for start in range(len(words))
            if words[start : start + len(longer)] == tuple(longer)
        )

    def spans(self, wanted: Term) -> tuple[Span, ...]:
        found = (
            (start, start + len(wanted.words) - 1)
            for start in range(len(self.folded))
            if wanted.words and self.holds(wanted, start)
        )
        return tuple(span for span in found if not self.hidden(span))

    def hidden(self, span: Span) -> bool:
        return any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in self.longer)

    def apart(self, one: Span, other: Span) -> int:
        first, second = sorted((one, other))
        if second[0] <= first[1]:
            return -1
        return self.halves[second[0]] - self.halves[first[1] + 1]

    def start(self, number: int) -> int:
        return self.folded.starts[number]

    def end(self, number: int) -> int:
        return self.folded.ends[number]

    def touched(self, start: int, end: int) -> Span | None:
        """Give the words that characters of a stretch belong to."""
        borders = zip(self.folded.starts, self.folded.ends, strict=True)
        inside = [i for i, (a, b) in enumerate(borders) if a < end and start < b]
        return (inside[0], inside[-1]) if inside else None

    def holds(
        self, wanted: Term, start: int, *, reads: Callable[[str, str], bool] | None = None
    ) -> bool:
        text, last = self.folded, start + len(wanted.words) - 1
        if last >= len(text) or text.paragraphs[start] != text.paragraphs[last]:
            return False
        admits = reads or _reads
        for at, word in enumerate(wanted.words, start):
            shown = text.words[at]
            goes_on = wanted.begun and at == last and shown.startswith(word.plain)
            if not (admits(shown, word.plain) or goes_on):
                return False
            if not self._written(word, at) or not self._symbols_hold(word, at, inner=at > start):
                return False
        return not wanted.after or _symbols(text.gap(last + 1)).startswith(wanted.after)

    def _written(self, word: Word, at: int) -> bool:
        text = self.folded
        written, plain, marked = text.written(at, at), text.words[at], text.marked[at]
        if word.marked:
            needed = word.marked if plain.endswith(word.plain) else word.marked[:-2]
            bare = text.lang != "vi" and marked == plain and written.isupper()
            if needed not in marked and not bare:
                return False
        if word.exact and not written.startswith(word.exact):
            return False
        if not word.capitals:
            return True
        if text.shouted and word.plain in _COMMON:
            return False
        return written.isupper() or written[: len(word.plain)].isupper()

    def _symbols_hold(self, word: Word, at: int, *, inner: bool) -> bool:
        if not word.symbols:
            return True
        gap = self.folded.gap(at)
        shown = _symbols(gap)
        if inner:
            return shown == word.symbols
        own = gap[: len(gap) - len(word.symbols)]
        return shown.endswith(word.symbols) and (at == 0 or (own != "" and not own[-1].isalnum()))


def _reads(shown: str, plain: str) -> bool:
    return shown == plain or plain in unglued(shown)


def _symbols(gap: str) -> str:
    kept = "".join(c for c in gap if not c.isspace() and c not in _BLANK and c != ".")
    return kept + "." * gap.endswith(".")


# --- one article ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Sight:
    """An article as the oracle sees it; it answers what conditions ask of a view."""

    article: Article
    gazetteer: Gazetteer
    read: Read
    strict: bool = True
    captures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: dict[object, Any] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        return self.article.lang if self.article.lang_sure >= 0.8 else "und"

    def strictly(self) -> "Sight":
        return replace(self, strict=True)

    def events(self, pack: str) -> tuple[Event, ...]:
        return cast("tuple[Event, ...]", self._once(("events", pack), self._events, pack))

    def _events(self, pack: str) -> tuple[Event, ...]:
        return self.read(self.article, pack)

    def written(self, name: str) -> str:
        if name == "url":
            parts = urlsplit(self.article.url)
            return unquote(f"{parts.netloc} {parts.path}")
        return str(getattr(self.article, name))

    def words(self, name: str) -> Text:
        return cast("Text", self._once(("words", name), self._words, name))

    def _words(self, name: str) -> Text:
        lang, title = self.article.lang, name == "title"
        return Text(folded=fold(self.written(name), lang=lang, title=title))

    def areas(self, name: str) -> tuple[tuple[str, Text], ...]:
        if name == "top":
            return (*self.areas("title"), *self.areas("lead"))
        if name == "lead":
            return (cast("tuple[str, Text]", self._once("lead", self._lead)),)
        if name:
            return ((name, self.words(name)),)
        shown = FIELDS if self.article.lead else ("title", "body")
        return tuple((field, self.words(field)) for field in shown)

    def _lead(self) -> tuple[str, Text]:
        if sum(c.isalpha() for c in self.article.lead) >= 40 or not self.article.body:
            return "lead", self.words("lead")
        folded = self.words("body").folded
        end = folded.ends[folded.paragraphs.count(0) - 1] if folded.words else 0
        return "body", Text(folded=fold(folded.text[:end], lang=folded.lang))

    def named(self) -> tuple[Named, ...]:
        return cast("tuple[Named, ...]", self._once("named", self._named))

    def _named(self) -> tuple[Named, ...]:
        fields = {name: self.words(name) for name in FIELDS if self.written(name)}
        return self.gazetteer.find(cast("Any", fields), lang=self.lang)

    def _once(self, key: object, make: Callable[..., Any], *given: str) -> Any:
        if key not in self.known:
            self.known[key] = make(*given)
        return self.known[key]


# --- a query -------------------------------------------------------------------------------------


def evaluate(query: q.Query, seen: Sight) -> Held | None:
    """Give what makes a query hold on an article, None if it does not."""
    return _EVALUATED[type(query)](query, seen)


def _terms(query: q.Terms, seen: Sight) -> Held | None:
    return _held(
        _spot(name, span, query.clause)
        for name, text in seen.areas(query.field)
        for span in sorted({s for one in query.terms for s in text.spans(one)})
    )


def _concept(query: q.ConceptTerms, seen: Sight) -> Held | None:
    every = tuple(query.sayings) if seen.lang == "und" else ("any", seen.lang)
    sayings = [s for lang in every for s in query.sayings.get(lang, ())]
    blots = [b for lang in {*every, "any"} for b in query.blots.get(lang, ())]
    spots: list[Spot] = []
    for name, text in seen.areas(query.field):
        hiding = [span for blot in blots for span in text.spans(blot)]
        found = sorted({span for one in sayings for span in _said(text, one)})
        spots += [
            _spot(name, span, query.clause)
            for span in found
            if not any(a <= span[0] and span[1] <= b for a, b in hiding)
        ]
    return _held(spots)


def _said(text: Text, saying: Any) -> Iterator[Span]:
    """Try every row of places of a saying's parts."""
    places = [{s for one in part for s in text.spans(one)} for part in saying.parts]
    for row in product(*places):
        if all(_follows(text, a, b, saying.gap) for a, b in pairwise(row)):
            yield row[0][0], row[-1][1]


def _follows(text: Text, one: Span, other: Span, gap: int) -> bool:
    folded = text.folded
    if other[0] <= one[1] or text.apart(one, other) > 2 * gap:
        return False
    if folded.sentences[one[1]] != folded.sentences[other[0]]:
        return False
    between = folded.text[folded.ends[one[1]] : folded.starts[other[0]]]
    return not any(c in ";:|；：—–" for c in between)


def _pattern(query: q.PatternIn, seen: Sight) -> Held | None:
    spots: list[Spot] = []
    evidence: list[Evidence] = []
    for name, text in seen.areas(query.field):
        line, starts, ends = _line(seen.written(name))
        for found in _compiled(query.pattern.source).finditer(line):
            if found.start() == found.end():
                continue
            start, end = starts[found.start()], ends[found.end() - 1]
            if end > len(text.text):
                continue
            span = text.touched(start, end)
            if span is not None:
                spots.append(_spot(name, span, query.clause))
            else:
                evidence.append(_shown(name, text.text, start, end, query.clause))
    return Held(spots=tuple(spots), evidence=tuple(evidence)) if spots or evidence else None


@cache
def _compiled(source: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    return re2.compile("".join(c if c.isascii() else _plain(c) for c in source), options=options)


def _line(text: str) -> tuple[str, list[int], list[int]]:
    letters = [
        (letter, at)
        for at, char in enumerate(text[:READ_BY_PATTERNS])
        for letter in (char if char.isspace() else _plain(char))
    ]
    line = "".join(letter for letter, _ in letters)[:READ_BY_PATTERNS]
    return line, [at for _, at in letters], [at + 1 for _, at in letters]


def _plain(char: str) -> str:
    return "".join(piece.plain for piece in pieces(char))


def _names(query: q.NamesIn, seen: Sight) -> Held | None:
    areas = dict(seen.areas(query.field))
    return _held(
        _spot(named.field, (named.first, named.last), query.clause, value=named.entity.name)
        for named in seen.named()
        if named.entity.kind == query.kind
        and (query.ids is None or named.entity.id in query.ids)
        and named.field in areas
        and named.last < len(areas[named.field].folded)
    )


def _exactly(query: q.Exactly, seen: Sight) -> Held | None:
    shown = seen.article
    values = {
        "source": (shown.source,),
        "outlet": (shown.outlet, shown.outlet_id),
        "tier": (shown.tier,),
        "tag": shown.tags,
        "author": shown.authors,
        "lang": (shown.lang,),
    }[query.field]
    holding = [value for value in values if _equals(query, " ".join(fold(value).words))]
    found = [_shown(query.field, value, 0, len(value), query.clause) for value in holding]
    return Held(evidence=tuple(found)) if found else None


def _equals(query: q.Exactly, shown: str) -> bool:
    if not shown:
        return False
    if query.field == "lang":
        return f"{shown} ".startswith(f"{query.value} ")
    return shown.startswith(query.value) if query.begun else shown == query.value


def _published(query: q.PublishedAt, seen: Sight) -> Held | None:
    published = seen.article.published
    if published is None:
        return None
    if isinstance(query.than, timedelta):
        age = (seen.article.seen or published) - published
        holds = compares(age, query.operator, query.than)
    else:
        day = datetime.combine(published.astimezone(UTC), time(), UTC)
        holds = compares(day, query.operator, query.than)
    shown = published.isoformat()
    told = _shown("published", shown, 0, len(shown), query.clause)
    return Held(evidence=(told,)) if holds else None


def _captured(query: q.Captured, seen: Sight) -> Held | None:
    terms = tuple(term(value) for value in seen.captures.get(query.name, ()))
    return _terms(q.Terms(clause=query.clause, terms=terms, field=query.field), seen)


def _condition(query: q.Condition, seen: Sight) -> Held | None:
    return query.leaf.holds(cast("Any", seen))


def _capture(query: q.Capture, seen: Sight) -> Held | None:
    held = evaluate(query.part, seen)
    if held is None:
        return None
    caught = [
        Caught(name=query.name, value=e.text, field=e.field, at=e.start) for e in held.evidence
    ]
    spots: list[Spot] = []
    for spot in held.spots:
        folded = seen.words(spot.field).folded
        value = spot.value or folded.written(spot.first, spot.last)
        at = folded.starts[spot.first]
        own = Caught(name=query.name, value=value, field=spot.field, at=at)
        spots.append(
            Spot(
                field=spot.field,
                first=spot.first,
                last=spot.last,
                pieces=spot.pieces,
                caught=(*spot.caught, own),
                value=spot.value,
            )
        )
    return replace(held, spots=tuple(spots), caught=(*held.caught, *caught))


def _close(query: q.Close, seen: Sight) -> Held | None:
    held = [evaluate(part, seen) for part in query.parts]
    if any(one is None for one in held):
        return None
    operands = [one.spots for one in held if one is not None]
    found: dict[tuple[str, int, int], list[Spot]] = {}
    for order in [operands] if query.ordered else permutations(operands):
        for row in _rows(order, query.reach, seen):
            found.setdefault((row[0].field, row[0].first, row[-1].last), []).extend(row)
    return _held(_hull(*key, parts) for key, parts in sorted(found.items(), key=lambda f: f[0]))


def _rows(order: Sequence[Sequence[Spot]], reach: Range, seen: Sight) -> Iterator[tuple[Spot, ...]]:
    """Try every way to choose a place of each operand, one after the other in the text."""
    rows: list[tuple[Spot, ...]] = [
        (spot,) for spot in order[0] if _inside(spot, spot, reach, seen)
    ]
    for spots in order[1:]:
        rows = [(*row, s) for row in rows for s in spots if _is_next(row[-1], s, reach, seen)]
    yield from rows


def _is_next(spot: Spot, other: Spot, reach: Range, seen: Sight) -> bool:
    if spot.field != other.field or other.first <= spot.last:
        return False
    between = seen.words(spot.field).apart((spot.first, spot.last), (other.first, other.last))
    return _inside(spot, other, reach, seen) and (
        not isinstance(reach, int) or between <= 2 * reach
    )


def _inside(spot: Spot, other: Spot, reach: Range, seen: Sight) -> bool:
    """Tell whether two places lie in one sentence, or in one paragraph."""
    folded = seen.words(spot.field).folded
    numbers = folded.sentences if reach == "S" else folded.paragraphs
    return len({numbers[n] for s in (spot, other) for n in (s.first, s.last)}) == 1


def _hull(name: str, first: int, last: int, parts: Sequence[Spot]) -> Spot:
    shown = dict.fromkeys(piece for part in parts for piece in part.pieces)
    caught = dict.fromkeys(caught for part in parts for caught in part.caught)
    return Spot(field=name, first=first, last=last, pieces=tuple(shown), caught=tuple(caught))


def _apart(query: q.Apart, seen: Sight) -> Held | None:
    held = evaluate(query.part, seen)
    if held is None:
        return None
    other = evaluate(query.other, seen.strictly())
    others = other.spots if other else ()
    return _held(
        s for s in held.spots if not any(_touches(s, o, query.reach, seen) for o in others)
    )


def _touches(spot: Spot, other: Spot, reach: Range, seen: Sight) -> bool:
    if spot.field != other.field:
        return False
    if other.first <= spot.last and spot.first <= other.last:
        return True
    text = seen.words(spot.field)
    left, right = sorted((spot, other), key=lambda s: s.first)
    numbers = text.folded.sentences if reach == "S" else text.folded.paragraphs
    if numbers[left.last] != numbers[right.first]:
        return False
    if not isinstance(reach, int):
        return True
    return text.apart((left.first, left.last), (right.first, right.last)) <= 2 * reach


def _not(query: q.NotHeld, seen: Sight) -> Held | None:
    return None if evaluate(query.part, seen.strictly()) else Held()


def _all(query: q.AllOf, seen: Sight) -> Held | None:
    held = [evaluate(part, seen) for part in query.parts]
    return None if any(one is None for one in held) else _joined([h for h in held if h])


def _any(query: q.AnyOf, seen: Sight) -> Held | None:
    held = [h for part in query.parts if (h := evaluate(part, seen))]
    return _joined([h for h in held if h.reason is None] or held) if held else None


def _joined(parts: Sequence[Held]) -> Held:
    waived = next((held for held in parts if held.reason is not None), Held())
    events: list[Event] = []
    for held in parts:
        events += [e for e in held.events if not any(e is other for other in events)]
    return Held(
        spots=tuple(spot for held in parts for spot in held.spots),
        caught=tuple(caught for held in parts for caught in held.caught),
        evidence=tuple(e for held in parts for e in held.evidence),
        events=tuple(events),
        reason=waived.reason,
        because=waived.because,
    )


_EVALUATED: Mapping[type, Callable[[Any, Sight], Held | None]] = {
    q.Terms: _terms,
    q.ConceptTerms: _concept,
    q.PatternIn: _pattern,
    q.NamesIn: _names,
    q.Exactly: _exactly,
    q.PublishedAt: _published,
    q.Captured: _captured,
    q.Condition: _condition,
    q.Capture: _capture,
    q.Close: _close,
    q.Apart: _apart,
    q.NotHeld: _not,
    q.AllOf: _all,
    q.AnyOf: _any,
}


def _held(spots: Iterable[Spot]) -> Held | None:
    found = tuple(spots)
    return Held(spots=found) if found else None


def _spot(name: str, span: Span, clause: str, *, value: str = "") -> Spot:
    piece = Piece(field=name, first=span[0], last=span[1], clause=clause)
    return Spot(field=name, first=span[0], last=span[1], pieces=(piece,), value=value)


def _shown(name: str, text: str, start: int, end: int, clause: str) -> Evidence:
    return Evidence(field=name, start=start, end=end, text=text[start:end], part=clause)


# --- a rule --------------------------------------------------------------------------------------


def sight(article: Article, *, gazetteer: Gazetteer, read: Read) -> Sight:
    """Look at an article; what is computed of it serves all rules."""
    return Sight(article=article, gazetteer=gazetteer, read=read)


def judge(asked: q.Asked, seen: Sight) -> Match | None:
    """Judge one rule as section 2 of the rule language says, None if it does not hold."""
    held = evaluate(asked.query, seen)
    if held is None and asked.rule.packs:
        held = evaluate(asked.query, replace(seen, strict=False))
    if held is None:
        return None
    captures = _captures(held)
    wider = replace(seen, captures=captures)
    reason, because = held.reason, held.because
    if reason is None:
        exempt = _exempt(asked, wider)
        if exempt is not None:
            reason, because = Reason.EXCEPTED, f"{exempt.name}: {exempt.why}"
        elif asked.rule.status == "shadow":
            reason = Reason.SHADOW
    return Match(
        rule=asked.rule.id,
        reason=reason,
        because=because,
        captures={**captures, **_facts(asked, wider)},
        events=tuple(event for pack in asked.rule.packs for event in seen.events(pack)),
        held=() if held.reason else held.events,
        evidence=_evidence(held, seen),
    )


def _captures(held: Held) -> dict[str, tuple[str, ...]]:
    order = ("", *FIELDS)
    caught = [*held.caught, *(c for spot in held.spots for c in spot.caught)]
    caught.sort(key=lambda c: (order.index(c.field) if c.field in order else 4, c.at))
    names = dict.fromkeys(c.name for c in caught)
    return {n: tuple(dict.fromkeys(c.value for c in caught if c.name == n)) for n in names}


def _facts(asked: q.Asked, seen: Sight) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, query in asked.facts.items():
        held = evaluate(bound(query, name), seen)
        if held is not None:
            own = _captures(held)
            values = own.get(name) or tuple(v for every in own.values() for v in every)
            found[name] = tuple(dict.fromkeys(values))
    return found


def _exempt(asked: q.Asked, seen: Sight) -> q.Exempt | None:
    at = seen.article.seen or seen.article.published
    for exempt in asked.exceptions:
        in_time = exempt.until is None or at is None or at < exempt.until
        if in_time and evaluate(exempt.query, seen) is not None:
            return exempt
    return None


def _evidence(held: Held, seen: Sight) -> tuple[Evidence, ...]:
    found: dict[Evidence, None] = {}
    for piece in (piece for spot in held.spots for piece in spot.pieces):
        folded = seen.words(piece.field).folded
        start, end = folded.starts[piece.first], folded.ends[piece.last]
        found[_shown(piece.field, folded.text, start, end, piece.clause)] = None
    found |= dict.fromkeys(held.evidence)
    order = {name: place for place, name in enumerate(FIELDS)}
    return tuple(sorted(found, key=lambda e: (order.get(e.field, 3), e.start, e.end)))[:200]
