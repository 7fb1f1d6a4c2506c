"""Playing: articles of the past through one rule, as if it were live. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from monitor.matching import Engine
from monitor.model import Article, Match
from monitor.stories.newsroom import Newsroom, Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a rule says about one article, and what its reader would have been told."""

    article: Article
    match: Match | None
    others: tuple[Match, ...] = ()  # of variants of the rule, if the engine asks for any
    told: tuple[Telling, ...] = ()
    ms: float = 0.0  # to match and to read events


class Play:
    """One rule on a fresh state; `engine` has it as live, maybe with variants of it."""

    def __init__(
        self, engine: Engine, rule: str, *, timer: Callable[[], float], threshold: bool = True
    ) -> None:
        """Take the engine, the rule's id, and a timer in seconds.

        Without its threshold each article stands for itself.
        """
        asked = engine.rules[rule].rule
        self.rule = asked if threshold else replace(asked, trigger=None)
        self.room = Newsroom(rules={rule: self.rule})
        self.engine = engine
        self._timer = timer

    def article(self, article: Article) -> Played:
        """Match an article and join what it tells."""
        began = self._timer()
        found = self.engine.match(article)
        ms = (self._timer() - began) * 1000
        own = next((match for match in found if match.rule == self.rule.id), None)
        return Played(
            article=article,
            match=own,
            others=tuple(match for match in found if match is not own),
            told=self.room.join(article, _listed(own)),
            ms=ms,
        )


def _listed(match: Match | None) -> Sequence[Match]:
    return () if match is None else (match,)
