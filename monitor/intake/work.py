"""One poll's work on articles: text, match, join; what waits and what is done is noted."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Protocol

from monitor.clock import Clock
from monitor.errors import ParseError, StoreError
from monitor.intake.admission import Admitted
from monitor.intake.lines import Line
from monitor.model import Article, Match, Problem, Source
from monitor.ports import Articles, Matcher
from monitor.reasons import Reason
from monitor.stories.verdicts import verdicts

BUDGET_S = 50.0  # after this time a poll settles what it has,
TEXTS = 20  # or after this many article pages; the rest waits in the text queue
RETRY_TEXT = timedelta(minutes=5)
RETRY_JOIN = timedelta(minutes=1)

Join = Callable[[Article, tuple[Match, ...]], Awaitable[tuple[str, ...]]]


class Complete(Protocol):
    """Gives an article its page's text when a rule needs it (`texts.Texts`)."""

    def needs(self, source: Source, article: Article) -> bool:
        """Tell whether the page must be read."""
        ...

    async def __call__(self, source: Source, article: Article) -> Article | Problem:
        """Read the page."""
        ...


class Work:
    """What one poll does with its articles; its results go into the settlement."""

    def __init__(
        self,
        source: Source,
        late: Sequence[Article],
        complete: Complete,
        match: Matcher,
        join: Join,
        *,
        articles: Articles,
        clock: Clock,
        pages: int = TEXTS,
    ) -> None:
        """Begin a poll's work; `late` are the articles whose text was waited for.

        After `pages` article pages what needs one waits for it.
        """
        self._source = source
        self._late = {article.id for article in late}
        self._complete = complete
        self._match = match
        self._join = join
        self._articles = articles
        self._clock = clock
        self._until = clock.monotonic() + BUDGET_S
        self._pages = pages
        self.queued: list[tuple[Article, int]] = []  # for their text, until ms
        self.done: list[str] = []  # queued ones that need not wait any more
        self.lines: list[Line] = []  # articles as their page completed them
        self.counts: Counter[str] = Counter()
        self.alerts = 0
        self.shadowed = 0
        self.held: list[Article] = []  # by a flood, those that would alert first
        self.held_back = 0  # of them those that would alert
        self.failed: list[str] = []

    def is_late(self, article: Article) -> bool:
        """Tell whether an article comes from the text queue."""
        return article.id in self._late

    async def complete(self, article: Article) -> Article | None:
        """Give the article as it is to be matched; None when it has to wait.

        An article whose page cannot be had is matched as it is, and once more when its text
        has come by the next try.
        """
        if self._clock.monotonic() >= self._until:
            self._postpone(article)
            return None
        if not self._complete.needs(self._source, article):
            return article
        if self._pages <= 0:
            self._postpone(article)
            return None
        self._pages -= 1
        whole = await self._complete(self._source, article)
        if isinstance(whole, Problem):
            if not self.is_late(article):
                self._queue(article, RETRY_TEXT)
            return article
        if whole is not article:
            self.lines.append(Line(article=whole))
        return whole

    async def match(self, article: Article) -> tuple[Match, ...]:
        """Match; an article that is too costly for it is told of, and matches nothing."""
        try:
            return await self._match(article)
        except ParseError as error:
            self.failed.append(f"{article.title[:80]}: not matched, {error.detail}")
            return ()

    async def join(self, article: Article, matches: tuple[Match, ...]) -> None:
        """Join what an article tells; one whose neighbourhood will not rest is joined later."""
        try:
            stories = await self._join(article, matches)
        except StoreError as error:
            if error.kind != "busy":
                raise
            self._queue(article, RETRY_JOIN)
            return
        if matches and not stories:  # a join writes the trail itself
            await self._articles.trail(article.id, verdicts(matches))
        held = [match.rule for match in matches if match.reason is None]
        trail = await self._articles.trail_of(article.id) if held else {}
        below = sum(trail.get(rule) == Reason.BELOW_THRESHOLD for rule in held)
        self.alerts += len(held) - below
        self.counts.update(str(match.reason) for match in matches if match.reason is not None)
        if below:
            self.counts[Reason.BELOW_THRESHOLD] += below
        if not matches:
            self.counts[Reason.NO_MATCH] += 1
        if self.is_late(article) and article.id not in {a.id for a, _ in self.queued}:
            self.done.append(article.id)

    async def shadow(self, admitted: Admitted) -> None:
        """Note which rules would have alerted on the baseline or a flood; tell nobody."""
        for article in admitted.kept_for(Reason.BASELINE):
            matches = await self.match(article)
            if matches:
                await self._articles.trail(article.id, verdicts(matches, Reason.BASELINE))
            self.shadowed += any(match.reason is None for match in matches)
        calm: list[Article] = []
        for article in admitted.kept_for(Reason.FLOOD_HELD):
            matches = await self.match(article)
            if matches:
                await self._articles.trail(article.id, verdicts(matches, Reason.FLOOD_HELD))
            alerts = any(match.reason is None for match in matches)
            (self.held if alerts else calm).append(article)
        self.held_back = len(self.held)
        self.held += calm
        self.counts.update(str(reason) for reason in admitted.kept.values())

    def _postpone(self, article: Article) -> None:
        if not self.is_late(article):
            self._queue(article, timedelta(0))

    def _queue(self, article: Article, wait: timedelta) -> None:
        at = self._clock.now() + wait
        self.queued.append((article, round(at.timestamp() * 1000)))
