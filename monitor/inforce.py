"""The files in force: what the lines ask of the analysts' rules, and where they are replaced."""

from collections.abc import Callable, Mapping
from typing import Any

from monitor.intake.reading import parse_document
from monitor.intake.texts import page_text
from monitor.model import Article, Match
from monitor.ports import Compute, Stories
from monitor.stories.join import Join, Standards
from monitor.workspace import Files


def jobs(files: Files) -> Mapping[str, Callable[..., Any]]:
    """Give the functions that run in worker processes, with the rules of these files."""
    engine = files.rulebook.engine

    def match(article: Article) -> tuple[Match, ...]:
        return engine.match(article)

    return {"match": match, "parse": parse_document, "text": page_text}


class InForce:
    """The rules in force: what the intake line asks of them, and where they can be replaced."""

    def __init__(self, files: Files, compute: Compute) -> None:
        """Match in worker processes; joining is opened with the store."""
        self._files = files
        self._compute = compute
        self._join: Join
        self._wake: Callable[[], None]

    def open(self, stories: Stories, *, debounce_s: float, wake: Callable[[], None]) -> None:
        """Join into these stories from now on; `wake` hears that something was joined."""
        self._join = Join(
            stories=stories, standards=self._standards(), debounce_ms=round(debounce_s * 1000)
        )
        self._wake = wake

    def replace(self, files: Files) -> None:
        """Go over to other files; an article under way keeps the version it began with."""
        self._files = files
        self._join.standards = self._standards()

    def _standards(self) -> Standards:
        return Standards(
            rules=self._files.rulebook.rules,
            routes=self._files.routes.routes,
            lists=self._lists,
        )

    def _lists(self, org: str) -> frozenset[str]:
        lists = self._files.rulebook.lists
        return frozenset(name for name, members in lists.items() if org in members)

    def wants_text(self, article: Article) -> bool:
        """Tell whether a rule needs the article's text to be decided."""
        return self._files.rulebook.engine.wants_text(article)

    async def match(self, article: Article) -> tuple[Match, ...]:
        """Match off the loop."""
        found: tuple[Match, ...] = await self._compute.call("match", article)
        return found

    async def join(self, article: Article, matches: tuple[Match, ...]) -> tuple[str, ...]:
        """Join, and wake the delivery line."""
        stories = await self._join(article, matches)
        if stories:
            self._wake()
        return stories
