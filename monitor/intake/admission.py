"""Which of a document's articles are news: not the baseline, not a flood, not stale."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor.intake import flood
from monitor.intake.found import PARTIAL
from monitor.intake.lines import Line
from monitor.model import Article, Source
from monitor.ports import Freshness, SourceState
from monitor.reasons import Reason

KNOWN_SHARE = 0.5  # a changed source with fewer known entries is a new one
OUTAGE = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A document's unseen articles: those to be told of, and why not the others."""

    live: tuple[Article, ...] = ()
    kept: dict[str, Reason] = field(default_factory=dict)  # article id -> why only archived
    unseen: tuple[Article, ...] = ()  # all of them, new and changed
    new: int = 0
    is_baseline: bool = False

    @property
    def let_in(self) -> int:
        """Count the new ones that no flood holds: what the source usually brings."""
        return self.new - len(self.kept_for(Reason.FLOOD_HELD))

    @property
    def lines(self) -> tuple[Line, ...]:
        """Give what is archived: everything unseen, with why it is told to nobody."""
        return tuple(Line(article=a, why=self.kept.get(a.id)) for a in self.unseen)

    def kept_for(self, reason: Reason) -> tuple[Article, ...]:
        """Give the articles that one reason holds back."""
        return tuple(a for a in self.unseen if self.kept.get(a.id) is reason)


def admit(
    source: Source,
    state: SourceState,
    articles: Sequence[Article],
    fresh: Sequence[Freshness],
    *,
    now: datetime,
    usual: int = 0,
) -> Admitted:
    """Sort out what a poll found; `fresh` tells of each article whether it was seen.

    `usual` is how many new articles a poll of this source brings at most.
    """
    unseen = [(a, f) for a, f in zip(articles, fresh, strict=True) if f != "known"]
    new = [a for a, f in unseen if f == "new"]
    first = is_first(source, state, fresh)
    if first:
        kept = _baseline(source, [a for a, _ in unseen], now)
    else:
        kept = {**_stale(source, state, new, now), **_flood(state, new, now, usual)}
    return Admitted(
        live=tuple(a for a, _ in unseen if a.id not in kept),
        kept=kept,
        unseen=tuple(a for a, _ in unseen),
        new=len(new),
        is_baseline=first,
    )


def is_first(source: Source, state: SourceState, fresh: Sequence[Freshness]) -> bool:
    """Tell whether this is the first good look at a source, or at what its file has become."""
    if not state.baseline or state.baseline.endswith(PARTIAL):
        return True
    if state.baseline == source.config_hash or not fresh:
        return False
    known = sum(1 for f in fresh if f != "new")
    return known < KNOWN_SHARE * len(fresh)


def _baseline(source: Source, unseen: Sequence[Article], now: datetime) -> dict[str, Reason]:
    """Hold back what stood there already, as far as `first_run` says."""
    if source.first_run == "all":
        return {}
    since = now - timedelta(seconds=source.replay_s)
    replayed = source.first_run == "replay"
    return {a.id: Reason.BASELINE for a in unseen if not (replayed and _at(a, now) >= since)}


def _stale(
    source: Source, state: SourceState, new: Sequence[Article], now: datetime
) -> dict[str, Reason]:
    """Hold back old articles after an outage of ours or of the source."""
    gap = now - datetime.fromtimestamp(state.last_success / 1000, UTC)
    if gap <= max(OUTAGE, timedelta(seconds=2 * state.interval_s)):
        return {}
    oldest = now - timedelta(seconds=source.max_age_s)
    return {a.id: Reason.STALE for a in new if _at(a, now) < oldest}


def _flood(
    state: SourceState, new: Sequence[Article], now: datetime, usual: int
) -> dict[str, Reason]:
    """Hold back most of a sudden mass of articles; the newest ones pass."""
    if len(new) <= flood.limit(usual, state, now):
        return {}
    passed = flood.passing(new, usual, now)
    return {a.id: Reason.FLOOD_HELD for a in new if a.id not in passed}


def _at(article: Article, now: datetime) -> datetime:
    """Give when an article was published; one without a date is of now."""
    return article.published or now
