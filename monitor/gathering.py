"""The wiring of intake: fetcher, reader, line, archive and pool, over the sources in force."""

from contextlib import AsyncExitStack
from functools import partial
from importlib.metadata import version
from typing import Any

from monitor.account import Account
from monitor.delivery.ops import Notices
from monitor.errors import StoreError
from monitor.inforce import InForce
from monitor.intake.archive import Archive
from monitor.intake.care import Care, keep_of
from monitor.intake.enlisting import Pacer, enlist
from monitor.intake.health import Notice
from monitor.intake.line import Outcome, poll
from monitor.intake.pool import IntakePool
from monitor.intake.reading import Reader
from monitor.intake.sourcebook import Sourcebook
from monitor.intake.texts import Texts
from monitor.net.fetch import Fetcher, user_agent
from monitor.net.politeness import HostGate
from monitor.outside import Outside
from monitor.scheduler import next_fire
from monitor.store.opened import Store
from monitor.workers import Compute
from monitor.workspace import Files, Workspace


class Gathering:
    """Intake at work: what is due is read, matched and joined."""

    def __init__(
        self,
        space: Workspace,
        outside: Outside,
        *,
        store: Store,
        compute: Compute,
        in_force: InForce,
        account: Account,
    ) -> None:
        """Take what intake works with; `open` goes on once notices can be told."""
        self._space = space
        self._outside = outside
        self._store = store
        self._compute = compute
        self._in_force = in_force
        self._account = account
        self._enlisted: Sourcebook | None = None  # what the due-queue was last given
        self._pacer = Pacer(uniform=outside.random.uniform, next_fire=next_fire)
        self._gate = HostGate(
            slot=store.sources.slot, throttle=store.sources.throttle, clock=outside.clock
        )
        self.fetcher = self._fetcher()
        self._caring: Care
        self._pool: IntakePool

    def _fetcher(self) -> Fetcher:
        sources, outside = self._space.settings.sources, self._outside
        agent = user_agent(
            version("newsmonitor"), project_url=sources.project_url, contact=sources.contact
        )
        return Fetcher(agent=agent, hosts=self._gate, clock=outside.clock, random=outside.random)

    def open(self, stack: AsyncExitStack, notices: Notices) -> None:
        """Make archive, reader, line and pool; the pool starts with `start`."""
        outside = self._outside

        async def tell(notice: Notice) -> None:
            outside.log("source.noted", source=notice.source, text=notice.text, level="warning")
            await notices.told(notice.id, notice.source, notice.text)

        settings = self._space.settings
        keep, folder = keep_of(settings.archive), self._space.data / "archive"
        archive = Archive(folder, spare=keep.spare, tell=tell)
        stack.callback(archive.close)
        self._caring = Care(folder=folder, keep=keep, archive=archive, clock=outside.clock)
        self._pool = IntakePool(
            sources=self._store.sources,
            poll=partial(self._line(archive), tell=tell),
            done=self._polled,
            clock=outside.clock,
            worker="main",
            places=settings.sources.in_flight,
            lease_s=settings.sources.lease_s,
        )

    def _line(self, archive: Archive) -> partial[Any]:
        """Give the straight line from a claim to its settlement, but for who is told."""
        in_force, outside, store = self._in_force, self._outside, self._store
        reader = Reader(
            fetch=self.fetcher.get,
            compute=self._compute,
            unseen=store.articles.unseen,
            secret=self._space.secret,
            clock=outside.clock,
        )
        texts = Texts(fetch=self.fetcher.get, compute=self._compute, wants_text=in_force.wants_text)
        return partial(
            poll,
            read=reader,
            sources=store.sources,
            articles=store.articles,
            archive=archive,
            complete=texts,
            match=in_force.match,
            join=in_force.join,
            pace=self._pacer,
            clock=outside.clock,
            point=outside.point,
        )

    async def start(self, stack: AsyncExitStack) -> None:
        """Let polls begin at each tick; at the end of the stack those under way are let finish."""
        await stack.enter_async_context(self._pool)
        stack.push_async_callback(self._pool.stop)

    async def enlist(self, files: Files) -> None:
        """Put the sources on the due-queue, and tell the line what is in force from now on."""
        now = self._outside.clock.now()
        await self._in_force.go_live(self._store.articles, round(now.timestamp() * 1000))
        boosts = self._in_force.boosts()
        if files.sources is self._enlisted and boosts == self._pacer.boosts:
            return  # an edit of rules, as most are, is not one of a hundred thousand sources
        self._pacer.boosts = boosts
        listed = {s.id: s for s in files.sources.sources.values() if s.enabled}
        await enlist(listed, sources=self._store.sources, pacer=self._pacer, now=now)
        self._gate.learn(files.sources.hosts)
        self._pool.learn(listed, files.sources.hosts)
        self._enlisted = files.sources

    async def tick(self) -> None:
        """Begin the polls that are due."""
        try:
            await self._pool.tick()
        except StoreError as error:
            self._outside.log("tick.failed", error=str(error), level="error")

    async def care(self) -> None:
        """Merge and prune what the archive holds."""
        self._account.cared(await self._caring())

    @property
    def is_busy(self) -> bool:
        """Tell whether a poll is under way."""
        return bool(self._pool.running)

    def _polled(self, source: str, outcome: Outcome | Exception) -> None:
        """Take note of what became of a poll."""
        if not isinstance(outcome, Exception):
            self._in_force.lookout.polled(source, outcome.health)
        known = self._enlisted.sources.get(source) if self._enlisted else None
        self._account.polled(source, outcome, kind=known.kind if known else "gone")
