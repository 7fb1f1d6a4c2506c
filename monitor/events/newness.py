"""Newness: whether a frame is news or background (rules N1 to N5), and the fold per person.

N1 a date from a week before the article on; N2 an earlier one, an anniversary, a former
holder; N3 a finite main clause of headline, lead or news block; N4 the rest; N5 the order in
which the frames of one person and direction beat each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from monitor.events.attach import is_inset
from monitor.events.clauses import Cut
from monitor.events.dates import Told, dates_in
from monitor.events.frames import Frame
from monitor.events.marks import Mark

_COMPLEMENT_WORDS = 8
_OPENING_WORDS = 6  # "In February 2024," opens the clause that follows
_YEAR_WORDS = 6  # a bare year counts only so near to the trigger


class Rank(IntEnum):
    """How much a frame counts in the fold; the smallest wins."""

    CURRENT = 0  # N1
    FRONT = 1  # N3 in headline or lead
    EARLIER = 2  # N2
    MAIN = 3  # N3 in the news block
    ASIDE = 4  # N4
    MENTION = 5


_NEW = frozenset({Rank.CURRENT, Rank.FRONT, Rank.MAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A frame with its rank, and what decided."""

    frame: Frame
    rank: Rank
    because: str = ""
    effective: str = ""
    order: int = 0

    @property
    def newness(self) -> str:
        """Give `new`, `mention` or `background`."""
        if self.rank in _NEW:
            return "new"
        return "mention" if self.rank is Rank.MENTION else "background"


def ranked(frames: Iterable[Frame], published: date | None) -> tuple[Ranked, ...]:
    """Judge each frame by itself."""
    judged: list[Ranked] = []
    for order, frame in enumerate(frames):
        one = _judge(frame, order, published)
        judged.append(_inherits(one, judged[-1]) if judged else one)
    return tuple(judged)


def _inherits(one: Ranked, before: Ranked) -> Ranked:
    """Give a coordinated verb in running text the date of the one before it.

    `resigned in May and joined Acme`: one subject, one piece, no date of its own.
    """
    scene, first, last = one.frame.scene, before.frame.trigger.end, one.frame.trigger.start
    if (
        before.frame.scene is not scene
        or not before.effective
        or one.effective
        or scene.sentence.zone == "headline"
        or scene.cut.piece(first - 1) != scene.cut.piece(last)
    ):
        return one
    joiners = scene.marks.within("and", first, last)
    if not joiners or _brings_subject(one.frame, joiners[-1].end) or _times(one.frame):
        return one
    return replace(one, rank=before.rank, because=before.because, effective=before.effective)


def _brings_subject(frame: Frame, first: int) -> bool:
    scene, last = frame.scene, frame.trigger.start
    return bool(scene.names_within(first, last) or scene.marks.within("role", first, last))


def _judge(frame: Frame, order: int, published: date | None) -> Ranked:
    dates = _own_dates(frame, published)
    effective = dates[0].text if dates else ""
    rank, because = _rank(frame, dates, published)
    return Ranked(frame=frame, rank=rank, because=because, effective=effective, order=order)


def _rank(frame: Frame, dates: Sequence[Told], published: date | None) -> tuple[Rank, str]:
    times = {m.value: m for m in _times(frame)}
    if frame.is_mention:
        cue = frame.mention
        return Rank.MENTION, _cue(cue) if cue else "the change is presupposed"
    if "history" in times:
        return Rank.EARLIER, _cue(times["history"])
    if published and any(d.is_current(published) for d in dates):
        return Rank.CURRENT, f"dated {dates[0].text}"
    if published and any(d.is_early(published) for d in dates):
        return Rank.EARLIER, f"dated {dates[0].text}"
    if "now" in times:
        return Rank.CURRENT, _cue(times["now"])
    return _by_place(frame, times)


def _by_place(frame: Frame, times: dict[str, Mark]) -> tuple[Rank, str]:
    zone = frame.scene.sentence.zone
    if zone != "headline":
        if "before" in times:
            return Rank.ASIDE, _cue(times["before"])
        if "same" in times and zone != "lead":
            return Rank.ASIDE, _cue(times["same"])
        if aside := _aside(frame):
            return Rank.ASIDE, aside
    if zone in {"headline", "lead"}:
        return Rank.FRONT, f"main clause of the {zone}"
    if zone == "news" and frame.person is not None:
        return Rank.MAIN, "main clause of the news block"
    return Rank.ASIDE, "named nowhere" if zone == "news" else "after the news block"


def _aside(frame: Frame) -> str:
    """Say which subordinator or inset makes a frame an aside; empty in a main clause."""
    scene, opener = frame.scene, frame.clause.opener
    if opener is not None:
        told = any(
            0 <= opener.start - m.end <= _COMPLEMENT_WORDS for m in scene.marks.of("announcing")
        )
        return "" if told else _cue(opener)
    start, end = scene.cut.piece_bounds(frame.trigger.start)
    first_piece = start == scene.sentence.first
    last_piece = end >= scene.cut.bounds(frame.trigger.start)[1]
    if not first_piece and not last_piece and is_inset(scene, start):
        return "inset between commas"
    return ""


def _cue(mark: Mark) -> str:
    return f"{mark.entry.say} ({mark.entry.place})"


def _times(frame: Frame) -> list[Mark]:
    """Give the time words of the trigger's segment; an anniversary counts anywhere in it."""
    scene = frame.scene
    first, last = scene.cut.bounds(frame.trigger.start)
    return [
        m
        for m in scene.marks.of("time")
        if m.value == "history" or (m.start >= first and m.end <= last and _own(frame, m.start))
    ]


def _own_dates(frame: Frame, published: date | None) -> tuple[Told, ...]:
    scene = frame.scene
    first, last = scene.cut.bounds(frame.trigger.start)
    return tuple(
        d
        for d in dates_in(scene, published)
        if first <= d.index < last and _own(frame, d.index) and _is_near(frame, d)
    )


def _is_near(frame: Frame, told: Told) -> bool:
    """Say whether a date is the change's own: a bare year must stand near the trigger."""
    if len(told.text) > 4:
        return True
    return -_YEAR_WORDS <= told.index - frame.trigger.end <= _YEAR_WORDS


def _own(frame: Frame, index: int) -> bool:
    """Say whether ours is the trigger nearest to a token."""
    cut = frame.scene.cut
    start, _ = cut.bounds(frame.trigger.start)
    if cut.piece(start) < cut.piece(index) < cut.piece(frame.trigger.start):
        return False  # an inset between commas

    scene, cut = frame.scene, frame.scene.cut
    late = scene.language.verb_last

    def distance(mark: Mark) -> tuple[bool, bool, bool, int]:
        away = max(mark.start - index, index - mark.end, 0)
        joined = scene.marks.within("and", min(mark.end, index), max(mark.start, index))
        later = late and mark.end <= index
        return (_apart(cut, mark.start, index), bool(joined), later, away)

    ours = distance(frame.trigger)
    segment = cut.segment(index)
    rivals = (t for t in scene.marks.of("trigger") if cut.segment(t.start) == segment)
    return all(distance(t) >= ours for t in rivals)


def _apart(cut: Cut, trigger: int, index: int) -> bool:
    """Say whether a time word stands in another piece; an opening one belongs to the next."""
    piece = cut.piece(index)
    if piece == cut.piece(trigger):
        return False
    first, last = cut.piece_bounds(index)
    opens = last - first <= _OPENING_WORDS and cut.piece(trigger) == piece + 1
    return not opens
