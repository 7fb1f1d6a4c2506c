"""A scene of one headline, read with the shipped words: what attaching and judging work on."""

from collections.abc import Iterator
from dataclasses import replace

from monitor.events.attach import clause_of, seat_of
from monitor.events.clauses import cut, sentences
from monitor.events.eastern import names_by_place
from monitor.events.frames import Frame, frames_in
from monitor.events.marks import Mark, Marks, mark
from monitor.events.people import cast_of, names_in, taken_by
from monitor.events.scene import Clause, Scene
from monitor.events.seats import Seat
from tests.fakes.lexicons import article, shipped_names, shipped_pack


def scene(title: str, *, lang: str = "en") -> Scene:
    """Give a headline's scene."""
    vocabulary = shipped_pack().vocabularies[lang]
    language = vocabulary.language
    found = article(title, lang=lang)
    piece = cut(
        next(sentences(found, language.abbreviations)), spaces_part=language.boundary == "none"
    )
    marks = mark(piece, vocabulary)
    cast = cast_of(found, shipped_names())
    names = names_in(piece, marks, language, cast)
    taken = taken_by(marks) | {n for name in names for n in range(name.start, name.end)}
    names = (*names, *names_by_place(piece, marks, language, taken))
    made = Scene(
        cut=piece,
        marks=marks,
        names=tuple(sorted(names, key=lambda n: n.start)),
        language=language,
        cast=cast,
        named=frozenset(n for name in names for n in range(name.start, name.end)),
    )
    return replace(made, seats=tuple(r for r in marks.of("role") if not made.is_former(r.start)))


def marks_of(title: str, *, lang: str = "en") -> Marks:
    """Give a headline's marks."""
    return scene(title, lang=lang).marks


def words_of(made: Scene, kind: str) -> list[str]:
    """Give the text of a scene's marks of one kind."""
    return [made.tokens.text(m.start, m.end) for m in made.marks.of(kind)]


def seats_of(title: str, *, lang: str = "en") -> Iterator[tuple[Scene, Mark, Clause, Seat]]:
    """Give each trigger of a headline with its clause and its seat."""
    made = scene(title, lang=lang)
    for trigger in made.marks.of("trigger"):
        clause = clause_of(made, trigger)
        yield made, trigger, clause, seat_of(made, trigger, clause)


def frames_of(title: str, *, lang: str = "en") -> list[Frame]:
    """Give a headline's frames."""
    return list(frames_in(scene(title, lang=lang)))
