"""The wiring of intake: fetcher, reader, line, archive and pool, over the sources in force."""

from contextlib import AsyncExitStack
from contextvars import ContextVar
from functools import partial
from importlib.metadata import version
from typing import Any

from monitor.account import Account
from monitor.delivery.ops import Notices
from monitor.errors import StoreError
from monitor.inforce import InForce
from monitor.insight.overview import SourceLine, source_lines
from monitor.intake.archive import Archive
from monitor.intake.care import Care, keep_of
from monitor.intake.enlisting import Pacer, enlist, limits
from monitor.intake.found import Found
from monitor.intake.health import Notice
from monitor.intake.horizon import Horizon
from monitor.intake.line import Means, Outcome, poll
from monitor.intake.pool import IntakePool
from monitor.intake.push import Push
from monitor.intake.reading import Reader
from monitor.intake.rollup import RollUp
from monitor.intake.sourcebook import Sourcebook
from monitor.intake.sourceone import OPS
from monitor.intake.texts import Texts
from monitor.model import Problem, Source
from monitor.net.fetch import user_agent
from monitor.net.outward import Outward
from monitor.net.politeness import HostGate
from monitor.net.problems import cleaned
from monitor.outside import Outside
from monitor.ports import SourceState
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
        self._polling = ContextVar("polling", default="")  # the source whose poll is under way
        self._gate = HostGate(
            slot=store.sources.slot,
            leave=store.sources.leave,
            throttle=store.sources.throttle,
            holder=self._polling.get,
            clock=outside.clock,
        )
        self.fetcher = self._fetcher()
        self._caring: Care
        self._rolling: RollUp
        self._pool: IntakePool
        self.push: Push

    def _fetcher(self) -> Outward:
        sources, outside = self._space.settings.sources, self._outside
        agent = user_agent(
            version("newsmonitor"), project_url=sources.project_url, contact=sources.contact
        )
        return Outward(
            chromium=sources.chromium,
            agent=agent,
            hosts=self._gate,
            clock=outside.clock,
            random=outside.random,
            resolve=outside.resolve,
            tls=outside.tls,
            clean=self._space.clean,
        )

    def open(self, stack: AsyncExitStack, notices: Notices) -> None:
        """Make archive, reader, line and pool; the pool starts with `start`."""
        outside = self._outside

        async def tell(notice: Notice) -> None:
            outside.log("source.noted", source=notice.source, text=notice.text, level="warning")
            to = self._told_of(notice.source)
            await notices.told(notice.id, notice.source, notice.text, to=to)

        settings = self._space.settings
        keep, folder = keep_of(settings.archive), self._space.data / "archive"
        archive = Archive(folder, spare=keep.spare, tell=tell)
        stack.callback(archive.close)
        self._caring = Care(folder=folder, keep=keep, archive=archive, clock=outside.clock)
        self._rolling = RollUp(look=self._lines, tell=tell, clock=outside.clock)
        means = self._means(archive)
        self.push = Push(
            means=means,
            compute=self._compute,
            secret=self._space.secret,
            tell=tell,
            done=self._polled,
        )
        self._pool = IntakePool(
            sources=self._store.sources,
            poll=partial(self._line(means), tell=tell),
            done=self._polled,
            clock=outside.clock,
            worker="main",
            places=settings.sources.in_flight,
            lease_s=settings.sources.lease_s,
            polling=self._polling.set,
        )

    def _means(self, archive: Archive) -> Means:
        """Give what articles are taken in with, however they come."""
        in_force, outside, store = self._in_force, self._outside, self._store
        texts = Texts(fetch=self.fetcher.get, compute=self._compute, wants_text=in_force.wants_text)
        return Means(
            sources=store.sources,
            articles=store.articles,
            archive=archive,
            complete=texts,
            match=in_force.match,
            join=in_force.join,
            clock=outside.clock,
            point=outside.point,
        )

    def _line(self, means: Means) -> partial[Any]:
        """Give the straight line from a claim to its settlement, but for who is told."""
        reader = Reader(
            fetch=self.fetcher.get,
            compute=self._compute,
            unseen=self._store.articles.unseen,
            secret=self._space.secret,
            clock=self._outside.clock,
        )

        async def read(source: Source, state: SourceState) -> Found | Problem:
            return cleaned(await reader(source, state), self._space.clean)

        return partial(poll, read=read, means=means, pace=self._pacer, horizon=Horizon())

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
        hosts = limits(listed.values(), files.sources.hosts)
        self._gate.learn(hosts)
        self._pool.learn(listed, hosts)
        self.push.learn(listed)
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

    async def roll_up(self) -> None:
        """Tell ops once a day which sources are not well."""
        try:
            await self._rolling()
        except StoreError as error:
            self._outside.log("rollup.failed", error=str(error), level="error")

    async def _lines(self) -> tuple[SourceLine, ...]:
        listed = self._enlisted.sources.values() if self._enlisted else ()
        return await source_lines(tuple(listed), self._store.sources)

    @property
    def is_busy(self) -> bool:
        """Tell whether a poll is under way."""
        return bool(self._pool.running)

    def _told_of(self, source: str) -> str:
        """Name the receiver that a source's file wants to be told of it; empty = ops."""
        known = self._enlisted.sources.get(source) if self._enlisted else None
        return "" if known is None or known.alarm.notify == OPS else known.alarm.notify

    def _polled(self, source: str, outcome: Outcome | Exception) -> None:
        """Take note of what became of a poll."""
        if not isinstance(outcome, Exception):
            self._in_force.lookout.polled(source, outcome.health)
        known = self._enlisted.sources.get(source) if self._enlisted else None
        self._account.polled(source, outcome, kind=known.kind if known else "gone")
