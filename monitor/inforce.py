"""The files in force: what the lines ask of the analysts' rules, and where they are replaced."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor.delivery.policies import Policies
from monitor.intake.boosts import boosts_of
from monitor.intake.enlisting import Boosts
from monitor.intake.reading import parse_document
from monitor.intake.texts import page_text
from monitor.model import Article, Match, Rule
from monitor.ports import Articles, Compute, Stories
from monitor.rulebook import Rulebook
from monitor.rulebook.diagnostic import Diagnostic, Faults
from monitor.rulebook.edition import Editor
from monitor.rulebook.folder import Named
from monitor.rulebook.trial import trial
from monitor.stories.join import Join
from monitor.stories.lookout import Archived, Lookout
from monitor.stories.rows import Standards
from monitor.stories.verdicts import may_be_told, since_live
from monitor.windows import Windows
from monitor.workspace import Files

Slow = Callable[[str], Awaitable[None]]

MATCH_S = 10.0  # hostile text takes .2 s; the rest is room for a loaded machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a worker found in one article; `slow` = patterns that it parked over it."""

    matches: tuple[Match, ...]
    slow: tuple[str, ...] = ()


class Serving:
    """A worker's rulebook: what matches there, and where it is edited and tried."""

    def __init__(self, book: Rulebook, editor: Editor) -> None:
        """Begin with the rulebook that the worker was forked with."""
        self._book = book
        self._editor = editor

    def match(self, article: Article) -> Found:
        """Give what the rules find in an article, and patterns found too slow on the way."""
        matches = self._book.engine.match(article)
        parking = self._editor.parking
        return Found(matches=matches, slow=parking.news() if parking else ())

    def park(self, source: str) -> None:
        """Run a pattern no more that was too slow in another worker."""
        if self._editor.parking is not None:
            self._editor.parking.park(source)

    def edit(self, changes: Mapping[str, bytes | None], keep: frozenset[str], named: Named) -> None:
        """Bring changes in force that were tried before."""
        editor = replace(self._editor, named=named, faults=Faults(), whole=False)
        self._book = editor.edit(self._book, changes, keep=keep)

    def trial(self, changes: Mapping[str, bytes | None], named: Named) -> tuple[Diagnostic, ...]:
        """Check changes and run the tests they concern."""
        editor = replace(self._editor, named=named, faults=Faults(), whole=True)
        return trial(self._book, changes, editor=editor)


def jobs(files: Files, editor: Editor) -> Mapping[str, Callable[..., Any]]:
    """Give the functions that run in worker processes, with the rules of these files."""
    serving = Serving(files.rulebook, editor)
    _ = files.rulebook.engine  # made before the fork, so that it is made once
    return {
        "match": serving.match,
        "park": serving.park,
        "edit": serving.edit,
        "trial": serving.trial,
        "parse": parse_document,
        "text": page_text,
    }


def live_in(book: Rulebook) -> Mapping[str, str]:
    """Give the live rules with their former ids, '' for none."""
    former = {now: before for before, now in book.was.items()}
    return {r.id: former.get(r.id, "") for r in book.rules.values() if r.status == "live"}


class InForce:
    """The rules in force: what the intake line asks of them, and where they can be replaced."""

    def __init__(self, files: Files, compute: Compute, *, slow: Slow) -> None:
        """Match in worker processes; joining is opened with the store.

        `slow` hears of each pattern that a worker parked.
        """
        self._files = files
        self._slow = slow
        self._compute = compute
        self._join: Join
        self.lookout: Lookout
        self._wake: Callable[[], None]
        self._articles: Articles
        self._live = live_in(files.rulebook)
        self._noted: Mapping[str, str] | None = None  # those of the last `go_live`
        self._since: Mapping[str, int] = {}  # rule -> ms at which it went live

    def open(
        self,
        stories: Stories,
        windows: Windows,
        *,
        debounce_s: float,
        wake: Callable[[], None],
        archived: Archived,
    ) -> None:
        """Join into these stories from now on; `wake` hears that something was joined.

        `archived` gives the history that thresholds begin with.
        """
        self._join = Join(
            stories=stories,
            windows=windows,
            standards=self._standards(),
            debounce_ms=round(debounce_s * 1000),
        )
        self._wake = wake
        self.lookout = Lookout(
            windows=windows,
            telling=self._join,
            rules=self.rules,
            match=self._found,
            archived=archived,
        )

    async def attend(self, now: datetime) -> None:
        """Keep thresholds going between articles."""
        if await self.lookout.attend(now):
            self._wake()

    async def go_live(self, articles: Articles, at: int) -> None:
        """Note which rules are live from `at` (ms) on: they tell nothing fetched before."""
        self._articles = articles
        live = self._live
        if live != self._noted:
            self._since = await articles.went_live(live, at)
            self._noted = live

    def rules(self) -> Mapping[str, Rule]:
        """Give the rules in force now."""
        return self._files.rulebook.rules

    def policies(self) -> Policies:
        """Give what the rules say of reminders and budgets, as they are when it is asked for."""
        return Policies(rules=self.rules, told=self._told)

    def _told(self, owner: str) -> str:
        """Give whom an owner's notices go to: the receiver of that name, else the operators."""
        routes = self._files.routes
        return owner if owner in {r.id for r in routes.receivers} else routes.ops

    def boosts(self) -> Boosts:
        """Give what the rules say of polling sources faster."""
        files, book = self._files, self._files.rulebook
        return boosts_of(
            book.rules.values(),
            {s.id: s for s in files.sources.sources.values() if s.enabled},
            calendars=book.calendars,
            hosts=files.sources.hosts,
        )

    def replace(self, files: Files) -> None:
        """Go over to other files; an article under way keeps the version it began with."""
        self._files = files
        self._join.standards = self._standards()
        self._live = live_in(files.rulebook)
        if self._live == self._noted:
            return
        known = self._since  # until `go_live`, rules new to it tell nothing; renamed ones go on
        both = {rule: known.get(rule, known.get(was)) for rule, was in self._live.items()}
        self._since = {rule: since for rule, since in both.items() if since is not None}

    def _standards(self) -> Standards:
        return Standards(
            rules=self._files.rulebook.rules,
            routes=self._files.routes.routes,
            lists=self._lists,
            was=self._files.rulebook.was,
            commit=self._files.commit,
        )

    def _lists(self, org: str) -> frozenset[str]:
        lists = self._files.rulebook.lists
        return frozenset(name for name, members in lists.items() if org in members)

    def wants_text(self, article: Article) -> bool:
        """Tell whether a rule needs the article's text to be decided."""
        return self._files.rulebook.engine.wants_text(article)

    async def match(self, article: Article) -> tuple[Match, ...]:
        """Match off the loop."""
        found = await self._found(article)
        if not any(map(may_be_told, found)):
            return found
        trail = await self._articles.trail_of(article.id)
        return since_live(article, found, since=self._since, trail=trail)

    async def _found(self, article: Article) -> tuple[Match, ...]:
        found: Found = await self._compute.call("match", article, deadline_s=MATCH_S)
        for source in found.slow:
            await self._slow(source)
        return found.matches

    async def join(self, article: Article, matches: tuple[Match, ...]) -> tuple[str, ...]:
        """Join, and wake the delivery line."""
        stories = await self._join(article, matches)
        if stories:
            self._wake()
        return stories
