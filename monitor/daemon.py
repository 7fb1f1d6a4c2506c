"""The only wiring: settings and files become parts; parts run, reload, and stop in order."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from monitor.account import Account
from monitor.delivery.ops import Notices
from monitor.delivery.pool import DeliveryPool, Load
from monitor.delivery.receivers import Opened, open_notifiers
from monitor.delivery.setback import Pace, Setback
from monitor.errors import StoreError
from monitor.gathering import Gathering
from monitor.inforce import InForce, jobs
from monitor.insight.overview import Overview, overview
from monitor.intake.archived import articles
from monitor.intake.care import EVERY_S as CARE_S
from monitor.intake.rollup import EVERY_S as ROLL_S
from monitor.net.serve import serve
from monitor.outgoing import Tools
from monitor.outside import Outside
from monitor.reloading import Owners, Reloading, rules_of
from monitor.scheduler import Scheduler
from monitor.store import open_store
from monitor.store.opened import Store
from monitor.web.app import Board, status_app
from monitor.workers import Compute
from monitor.workspace import Files, Workspace

_STALE_S = 10.0  # a tick older than this: restart us
_SWEEP_S = 1.0  # between looks for changed files
_ATTEND_S = 1.0  # between looks at thresholds that need no article


class Daemon:
    """One workspace at work. Make it before there is a loop: it forks its workers then."""

    def __init__(
        self, space: Workspace, files: Files, outside: Outside, *, watch: Reloading | None = None
    ) -> None:
        """Keep the files as they were read, and fork the workers from a clean process.

        `watch`, which has read them, looks for changed ones.
        """
        self._space = space
        self._files = files
        self._watch = watch
        self._outside = outside
        self._account = Account(log=outside.log, metrics=outside.metrics)
        self._settings = space.settings
        self._compute = Compute.start(
            watch.jobs if watch else jobs(files, space.editing(files)),
            workers=self._settings.workers.count,
        )
        self._in_force = InForce(files, self._compute, slow=self._park)
        self._ticked = 0.0
        self.url = ""
        self.store: Store
        self._intake: Gathering
        self._delivery: DeliveryPool

    @asynccontextmanager
    async def running(self, *, links: tuple[tuple[str, str], ...] = ()) -> AsyncIterator[None]:
        """Run both lines and the status page until the block ends; then stop in order.

        Raises StoreError when the store cannot be used, OSError when a port is taken.
        """
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._compute.close)
            if self._watch:
                stack.callback(self._watch.close)
            self.store = await stack.enter_async_context(self._open_store())
            self._intake = Gathering(
                self._space,
                self._outside,
                store=self.store,
                compute=self._compute,
                in_force=self._in_force,
                account=self._account,
            )
            stack.push_async_callback(self._intake.fetcher.close)
            notices = Notices(outbox=self.store.outbox, receiver=self._files.routes.ops)
            self._owners = Owners(log=self._outside.log, notices=notices)
            self._delivery = self._open_delivery(stack, notices)
            self._in_force.open(
                self.store.stories,
                self.store.windows,
                debounce_s=self._settings.delivery.debounce_s,
                wake=self._delivery.wake,
                archived=partial(articles, [self._space.data / "archive"]),
            )
            self._intake.open(stack, notices)
            await self._intake.enlist(self._files)
            self.url = await self._serve(stack, links)
            await self._work(stack)
            yield

    async def _work(self, stack: AsyncExitStack) -> None:
        """Start the pools and the tick.

        What is pushed last stops first: no new claims, then polls and sends under way.
        """
        group = await stack.enter_async_context(asyncio.TaskGroup())
        group.create_task(self._delivery.run())
        stack.callback(self._delivery.stop)
        await self._intake.start(stack)
        scheduler = Scheduler()
        scheduler.every("tick", self._settings.tick_ms / 1000, self._tick)
        scheduler.every("thresholds", _ATTEND_S, self._attend)
        scheduler.every("archive", CARE_S, self._intake.care)
        scheduler.every("roll-up", ROLL_S, self._intake.roll_up)
        if self._watch:
            scheduler.every("reload", _SWEEP_S, self._sweep)
        scheduler.start()
        stack.push_async_callback(scheduler.stop)

    def _open_store(self) -> Any:
        settings = self._settings
        return open_store(
            settings.store.url,
            data_dir=self._space.data,
            prefix=settings.store.prefix,
            password=settings.store.password.get_secret_value(),
            clock=self._outside.clock,
            lease_ms=round(settings.delivery.lease_s * 1000),
            source_lease_ms=round(settings.sources.lease_s * 1000),
            notice_delay_ms=round(settings.delivery.notice_s * 1000),
            log=self._outside.log,
        )

    def _open_delivery(self, stack: AsyncExitStack, notices: Notices) -> DeliveryPool:
        settings, outside = self._settings.delivery, self._outside
        self._tools = Tools(
            secret=self._space.secret,
            post=self._intake.fetcher.post,
            threads=stack.enter_context(ThreadPoolExecutor(settings.senders, "sender")),
            stream=outside.stream,
            point=outside.point,
            now=outside.clock.now,
            slack_url=self._settings.slack.base_url,
            request_s=settings.lease_s / 2,
        )
        return DeliveryPool(
            outbox=self.store.outbox,
            stories=self.store.stories,
            opened=self._opened(),
            setback=Setback(
                outbox=self.store.outbox,
                pace=Pace(reads_s=settings.reads_s, probe_s=settings.probe_s),
                random=outside.random,
                notices=notices,
            ),
            clock=outside.clock,
            worker="main",
            load=Load(senders=settings.senders, lease_s=settings.lease_s),
            point=outside.point,
            policies=self._in_force.policies(),
            report=self._account.sent,
        )

    def _opened(self) -> Opened:
        """Open the receivers in force."""
        log = self._outside.log
        return open_notifiers(
            self._files.routes.receivers,
            tools=self._tools,
            say=lambda text: log("receiver.noted", text=text, level="warning"),
        )

    async def _serve(self, stack: AsyncExitStack, links: tuple[tuple[str, str], ...]) -> str:
        web = self._settings.web
        board = Board(
            overview=self.overview,
            alive=lambda: self._outside.clock.monotonic() - self._ticked < _STALE_S,
            missing=self._missing,
            metrics=self._outside.metrics.text,
            rules=self._rules,
            extra_hosts=web.hosts,
            links=links,
            inbox=self._intake.push,
        )
        port = await stack.enter_async_context(
            serve(status_app(board), port=web.port, host=web.host)
        )
        return f"http://{web.host}:{port}/"

    async def _tick(self) -> None:
        self._ticked = self._outside.clock.monotonic()
        self._outside.metrics.tick.set(self._outside.clock.now().timestamp())
        await self._intake.tick()

    async def _attend(self) -> None:
        try:
            await self._in_force.attend(self._outside.clock.now())
        except StoreError as error:
            self._outside.log("thresholds.failed", error=str(error), level="error")

    async def _sweep(self) -> None:
        if self._watch and self._watch.is_due:
            await self.reload()

    async def reload(self) -> None:
        """Go over to changed files at once: tried in a worker, swapped in one step."""
        if self._watch is None or not self.url:
            return
        swept = await self._watch.look(self._compute)
        await self._owners.told(self._watch.news(), self._files.rulebook)
        if swept is None:
            return
        before, self._files = self._files, swept.value
        self._in_force.replace(self._files)
        if self._files.routes.receivers != before.routes.receivers:
            self._delivery.reopen(self._opened())
        self._owners.notices.receiver = self._files.routes.ops
        await self._intake.enlist(self._files)
        self._outside.metrics.not_in_force(rules_of(swept))
        if swept.edits.changes:
            self._outside.log("rules.reloaded", rules=len(self._files.rulebook.rules))

    async def _park(self, pattern: str) -> None:
        """Run a pattern no more, in any process, and tell the owners of the rules with it."""
        self._space.parking.park(pattern)
        self._compute.edit("park", pattern)
        await self._owners.parked(pattern, self._files.rulebook)

    async def overview(self) -> Overview:
        """Read how everything stands."""
        return await overview(
            at=self._outside.clock.now(),
            sources=tuple(self._files.sources.sources.values()),
            receivers=[r.id for r in self._files.routes.receivers],
            source_store=self.store.sources,
            articles=self.store.articles,
            stories=self.store.stories,
            outbox=self.store.outbox,
        )

    async def _missing(self) -> tuple[str, ...]:
        try:
            await self.store.sources.now_ms()
        except StoreError as error:
            return (f"store: {error}",)
        return () if self._ticked else ("first tick",)

    def _rules(self) -> tuple[tuple[str, str, str], ...]:
        rules = self._files.rulebook.rules.values()
        return tuple((r.id, r.status, r.title) for r in sorted(rules, key=lambda r: r.id))

    async def until(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set."""
        async with self.running():
            self._outside.log(
                "daemon.started",
                sources=len(self._files.sources.sources),
                rules=len(self._files.rulebook.rules),
                cached=self._watch is not None and self._watch.is_from_cache,
                store=self.store.server,
                status=self.url,
            )
            await stop.wait()
        self._outside.log("daemon.stopped")

    async def drained(self, since_ms: int, *, flush: bool) -> bool:
        """Whether a look at every source began after `since_ms` and nothing waits to be sent.

        `flush` makes what is debounced due now, so that the end comes sooner.
        """
        for source in self._files.sources.sources:
            polls = await self.store.sources.log(source)
            begun = [int(one["at"]) for one in polls if "error" not in one]
            if max(begun, default=0) <= since_ms:
                return False
        if self._intake.is_busy:
            return False
        if flush and await self.store.outbox.flush():
            self._delivery.wake()
        return await self.store.outbox.next_due() is None
