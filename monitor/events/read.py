"""Reading: an article and a pack in, the events it tells out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from monitor.events.clauses import Sentence, cut, sentences
from monitor.events.eastern import names_by_place
from monitor.events.fold import Folded, fold
from monitor.events.frames import Frame, direction_of, frames_in
from monitor.events.lexicon import Pack, Vocabulary
from monitor.events.marks import Mark, mark
from monitor.events.modality import said_by
from monitor.events.newness import ranked
from monitor.events.people import Cast, cast_of, names_in, taken_by
from monitor.events.scene import Scene
from monitor.events.seats import seat_text
from monitor.events.tokens import Tokens, bare, fold_word
from monitor.events.written import Name
from monitor.matching.names import Gazetteer
from monitor.model import Article, Event, Evidence, Participant

MOST_SENTENCES = 64  # with a trigger, headline first
MOST_TRIGGERS = 96  # in all of them
_SURE = 0.8


def read(article: Article, *, pack: Pack, gazetteer: Gazetteer) -> tuple[Event, ...]:
    """Give the events an article tells, each person's change once, in text order."""
    vocabulary = _vocabulary(article, pack)
    if vocabulary is None:
        return ()
    told = list(islice(_with_trigger(article, vocabulary), MOST_SENTENCES + 1))
    is_cut = len(told) > MOST_SENTENCES
    told = told[:MOST_SENTENCES]
    if not told:
        return ()
    cast = replace(
        cast_of(article, gazetteer),
        fields=_fields(told),
        is_marked=lambda tokens, index: (
            next(vocabulary.words.find(tokens, index, index + 1), None) is not None
        ),
    )
    frames: list[Frame] = []
    triggers = 0
    for sentence in told:
        if triggers >= MOST_TRIGGERS:
            is_cut = True
            break
        scene = _scene(sentence, vocabulary, cast)
        triggers += len(scene.marks.of("trigger"))
        frames.extend(frames_in(scene))
    published = article.published.date() if article.published else None
    found = (_event(item, pack.name, cast) for item in fold(ranked(frames, published)))
    return tuple(_cut_short(event) if is_cut else event for event in found)


def _cut_short(event: Event) -> Event:
    """Note that the article had more sentences with a trigger than are read."""
    why = f"read up to {MOST_SENTENCES} sentences or {MOST_TRIGGERS} triggers; the rest is unread"
    return replace(event, explain={**event.explain, "cut": why})


def _vocabulary(article: Article, pack: Pack) -> Vocabulary | None:
    """Choose the lexicon: of the article's language, else the one that knows most of its words."""
    if article.lang_sure >= _SURE and article.lang != "und":
        return pack.vocabularies.get(article.lang)
    text = next(sentences(article, frozenset()), None)
    if text is None:
        return None
    best: Vocabulary | None = None
    most = 0
    for vocabulary in pack.vocabularies.values():
        known = len(list(vocabulary.words.find(text.tokens, text.first, text.last)))
        if known > most:
            most, best = known, vocabulary
    return best


def _with_trigger(article: Article, vocabulary: Vocabulary) -> Iterator[Sentence]:
    for sentence in sentences(article, vocabulary.language.abbreviations):
        found = vocabulary.triggers.find(sentence.tokens, sentence.first, sentence.last)
        if next(found, None) is not None:
            yield sentence


def _fields(told: Sequence[Sentence]) -> tuple[Tokens, ...]:
    return tuple({s.tokens.field: s.tokens for s in told}.values())


def _scene(sentence: Sentence, vocabulary: Vocabulary, cast: Cast) -> Scene:
    language = vocabulary.language
    piece = cut(sentence, spaces_part=language.boundary == "none")
    marks = mark(piece, vocabulary)
    names = names_in(piece, marks, language, cast)
    taken = taken_by(marks) | {n for name in names for n in range(name.start, name.end)}
    names = (*names, *names_by_place(piece, marks, language, taken))
    scene = Scene(
        cut=piece,
        marks=marks,
        names=tuple(sorted(names, key=lambda n: n.start)),
        language=language,
        cast=cast,
        named=frozenset(n for name in names for n in range(name.start, name.end)),
    )
    seats = tuple(r for r in marks.of("role") if not scene.is_former(r.start))
    return replace(scene, seats=seats)


def _event(item: Folded, pack: str, cast: Cast) -> Event:
    frame = item.best.frame
    slots: dict[str, Participant] = {}
    if frame.person:
        slots["person"] = replace(_participant(frame.person), id=frame.person.id)
    if item.destination:
        slots["destination"] = _participant(item.destination)
    org = _participant(item.org) if item.org else _topic(cast, item)
    if org:
        slots["org"] = org
    source = item.roles_from or frame
    taken = frozenset(n.start for n in (source.person, source.org, source.destination) if n)
    role = ", ".join(seat_text(source.scene, r, taken) for r in item.roles)
    by = said_by(frame.scene, frame.trigger, frame.polarity, frame.certainty)
    return Event(
        pack=pack,
        type=item.type,
        direction=direction_of(item.type),
        slots=slots,
        role=role,
        role_class=item.classes,
        polarity=frame.polarity.value,
        certainty=frame.certainty.value,
        newness=item.best.newness,
        sphere=frame.sphere.value,
        effective=item.effective,
        by=by.text if by else "",
        evidence=_evidence(item),
        explain=_explain(item),
    )


def _topic(cast: Cast, item: Folded) -> Participant | None:
    topic = cast.topic
    if topic is None or (item.destination and item.destination.id == topic.id):
        return None
    return Participant(name=topic.name, id=topic.id, how="topic")


def _participant(name: Name) -> Participant:
    key = name.id
    if key is None:
        words = [bare(fold_word(w)) for w in name.text.split()]
        key = "~" + "-".join(w.strip(".,'") for w in words)
    return Participant(name=name.text, id=key, how=name.how)


def _evidence(item: Folded) -> tuple[Evidence, ...]:
    frame = item.best.frame
    spans = {(frame.trigger.start, frame.trigger.end): "trigger"}
    for name in (frame.person, frame.org, frame.destination):
        if name:
            spans.setdefault((name.start, name.end), "slot")
    for role in frame.seat.roles:
        spans.setdefault((role.start, role.end), "slot")
    for cue in _cues(frame):
        spans.setdefault((cue.start, cue.end), "cue")
    tokens = frame.scene.tokens
    return tuple(
        Evidence(
            field=tokens.field,
            start=tokens.starts[start],
            end=tokens.ends[end - 1],
            text=tokens.text(start, end),
            part=part,
        )
        for (start, end), part in sorted(spans.items())
    )


def _cues(frame: Frame) -> list[Mark]:
    rulings = (frame.polarity, frame.certainty, frame.sphere)
    return [r.cue for r in rulings if r.cue] + ([frame.mention] if frame.mention else [])


def _explain(item: Folded) -> dict[str, str]:
    frame = item.best.frame
    entry = frame.trigger.entry
    told = {
        "type": f"{entry.say} ({entry.place})",
        "polarity": frame.polarity.because(),
        "certainty": frame.certainty.because(),
        "sphere": frame.sphere.because(),
        "newness": item.best.because,
        "person": frame.person.how if frame.person else "",
    }
    if item.roles:
        told["role"] = "; ".join(f"{r.entry.say} ({r.entry.place})" for r in item.roles)
    return {field: why for field, why in told.items() if why}
