"""Compare: what a rule tells before and after an edit, over the same articles. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from monitor.insight.backtest import Card, Tally
from monitor.insight.blame import blame, phrase
from monitor.insight.playing import Play, Played
from monitor.matching import Engine
from monitor.model import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An alert that one version tells and the other does not."""

    at: str
    headline: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What an edit of a rule changes."""

    rule: str
    before: int  # alerts
    after: int
    lost: tuple[Change, ...] = ()
    gained: tuple[Change, ...] = ()


@dataclass(slots=True)
class _Side:
    """One version of a rule in play; without an engine it is not there, and tells nothing."""

    play: Play | None
    tally: Tally | None

    @classmethod
    def of(cls, engine: Engine | None, timer: Callable[[], float]) -> "_Side":
        play = Play(engine, next(iter(engine.rules)), timer=timer) if engine else None
        return cls(play, Tally(play) if play else None)

    def article(self, article: Article) -> Played | None:
        if self.play is None or self.tally is None:
            return None
        played = self.play.article(article)
        self.tally.add(played)
        return played

    def cards(self) -> tuple[Card, ...]:
        return self.tally.result().alerts if self.tally else ()

    def why(self, article: Article) -> str:
        if self.play is None:
            return "no such rule"
        return phrase(blame(self.play.engine.trace(article, self.play.rule.id)))


class Comparison:
    """One rule's two versions, each as live on a state of its own; it may have been renamed."""

    def __init__(
        self,
        rule: str,
        *,
        before: Engine | None,
        after: Engine | None,
        timer: Callable[[], float],
    ) -> None:
        """Take both versions, each an engine of it alone; None = the rule was not there."""
        self.rule = rule
        self._before = _Side.of(before, timer)
        self._after = _Side.of(after, timer)
        self._whys: dict[str, str] = {}  # article on which only one version holds -> why

    def article(self, article: Article) -> None:
        """Play an article through both."""
        old, new = self._before.article(article), self._after.article(article)
        if _holds(old) and not _holds(new):
            self._whys[article.id] = f"now {self._after.why(article)}"
        elif _holds(new) and not _holds(old):
            self._whys[article.id] = f"before {self._before.why(article)}"

    def result(self) -> Difference:
        """Say what was lost and gained: an alert is kept if one of its articles is told."""
        old, new = self._before.cards(), self._after.cards()
        return Difference(
            rule=self.rule,
            before=len(old),
            after=len(new),
            lost=tuple(self._changes(old, new, "now")),
            gained=tuple(self._changes(new, old, "before")),
        )

    def _changes(
        self, these: Sequence[Card], others: Sequence[Card], when: str
    ) -> Iterator[Change]:
        told = {article for card in others for article in _articles(card)}
        for card in these:
            own = _articles(card)
            if told.isdisjoint(own):
                whys = (self._whys[article] for article in own if article in self._whys)
                why = next(whys, f"{when} below the threshold")
                yield Change(at=card.at, headline=card.headline, why=why)


def _holds(played: Played | None) -> bool:
    return played is not None and played.match is not None and played.match.reason is None


def _articles(card: Card) -> tuple[str, ...]:
    """Name a card's articles: a report's id is its article's and a mark of its organisation."""
    return tuple(mention.article.partition(".")[0] for mention in card.mentions)


def as_json(found: Iterable[Difference]) -> Sequence[Mapping[str, Any]]:
    """Give the differences as `diff --json` prints them."""
    return [asdict(difference) for difference in found]
