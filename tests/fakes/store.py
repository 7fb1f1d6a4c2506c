"""The store in plain Python: same ports, same answers; the contract suite holds it to that."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from monitor.manners import USUAL, HostLimit
from monitor.model import Article, Report, Source, Story
from monitor.ports import (
    Claim,
    Freshness,
    Glimpse,
    Joined,
    Joining,
    Neighbourhood,
    Settlement,
    SourceState,
)
from monitor.store.keys import edition, host_of
from tests.fakes.clock import FakeClock
from tests.fakes.hours import absolute, rates
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.windows import MemoryWindows

LONGEST_LEASE_MS = 600_000
DEFERRED_FROM = 3  # unsettled leases in a row
DEFAULT_WAIT_MS = 600_000  # as if failed, before a first settle
PUSH_KEPT_MS = 900_000


@dataclass
class _Kept:
    """All that is remembered of a source."""

    host: str
    due: int | None
    priority: int = 5
    token: int = 0
    by: str = ""
    tries: int = 0
    attempt: int = 0
    as_if_failed: int = 0
    document_due: int = 0
    done: str = ""
    state: SourceState = field(default_factory=SourceState)
    wait_ms: int = DEFAULT_WAIT_MS
    log: list[Mapping[str, Any]] = field(default_factory=list)
    texts: dict[str, tuple[Article, int]] = field(default_factory=dict)
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    held: dict[str, Article] = field(default_factory=dict)
    held_until: int = 0
    prints: bytes = b""
    hours: dict[int, float] = field(default_factory=dict)
    paused: tuple[int, int, str] = (0, 0, "")  # until, since, why
    edition: str = ""
    pushes: dict[str, int] = field(default_factory=dict)  # ids of pushes, when they were marked


@dataclass
class _Host:
    """When a host may be asked next, and which sources are asking it."""

    next: int = 0
    until: int = 0
    delay: tuple[int, int] = (0, 0)  # ms between starts that a slot has asked for, until when
    busy: dict[str, int] = field(default_factory=dict)

    def rate_ms(self, now: int, limit: HostLimit) -> int:
        """Give the ms between starts: where no file says them, the slowest asked for."""
        asked = self.delay[0] if limit.is_usual and self.delay[1] > now else 0
        return max(asked, round(limit.rate_s * 1000))

    def free_at(self, now: int, limit: HostLimit, *, but: str = "") -> int:
        """Give 0 when a start is allowed, else the ms at which to try."""
        waits = max(self.next, self.until)
        if waits > now:
            return waits
        busy = sum(1 for who, end in self.busy.items() if end > now and who != but)
        return 0 if busy < limit.connections else now + max(100, self.rate_ms(now, limit))


class MemorySources:
    """The due-queue and what is remembered about sources."""

    def __init__(self, *, now_ms: Callable[[], int], lease_ms: int) -> None:
        self._now = now_ms
        self._lease_ms = lease_ms
        self._kept: dict[str, _Kept] = {}
        self._hosts: dict[str, _Host] = {}

    async def put(self, source: Source, *, first_due: int) -> None:
        """Make the source known; an existing one keeps its state and due time."""
        host = host_of(source.url)
        if source.was in self._kept and source.id not in self._kept:
            self._kept[source.id] = self._kept.pop(source.was)
        kept = self._kept.setdefault(source.id, _Kept(host=host, due=None))
        kept.host, kept.priority = host, source.priority
        kept.due = first_due if kept.due is None else kept.due
        if kept.by and kept.edition:
            return  # its poll still asks for what was there before
        if kept.edition not in ("", edition(source)):
            kept.due, kept.document_due = (
                min(kept.due, first_due),
                min(kept.document_due, first_due),
            )
        kept.edition = edition(source)

    async def drop(self, source_id: str) -> None:
        """Take a deleted source off the queue; its state stays."""
        if source_id in self._kept:
            kept = self._kept[source_id]
            kept.due, kept.by = None, ""
            self._host(kept.host).busy.pop(source_id, None)

    async def known(self) -> tuple[str, ...]:
        """List the ids on the queue."""
        return tuple(sorted(name for name, kept in self._kept.items() if kept.due is not None))

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())

    async def claim(
        self, n: int, *, worker: str, hosts: Mapping[str, HostLimit]
    ) -> tuple[Claim, ...]:
        """Lease up to n due sources whose host has a free slot; the others move to its slot."""
        now = self._now()
        claims: list[Claim] = []
        waiting: dict[str, int] = {}
        due = [(k.due, k.priority, i) for i, k in self._kept.items() if k.due is not None]
        for due_at, _, name in sorted(item for item in due if item[0] <= now):
            kept = self._kept[name]
            if len(claims) == n:
                break
            if kept.by and kept.tries >= DEFERRED_FROM and kept.as_if_failed > now:
                kept.due, kept.by = kept.as_if_failed, ""
                continue
            if kept.paused[0] > now:
                kept.due, kept.by = kept.paused[0], ""
                continue
            early = kept.document_due > now
            limit, host = hosts.get(kept.host, USUAL), self._host(kept.host)
            free_at = 0 if early else waiting.get(kept.host) or host.free_at(now, limit)
            if free_at:
                kept.due = free_at
                waiting[kept.host] = free_at + host.rate_ms(now, limit)
                continue
            claims.append(self._lease(name, kept, due_at, worker))
            if not early:
                host.next = now + host.rate_ms(now, limit)
                host.busy[name] = now + self._lease_ms
        return tuple(claims)

    def _lease(self, name: str, kept: _Kept, due_at: int, worker: str) -> Claim:
        now = self._now()
        claim = Claim(source=name, token=kept.token + 1, tries=kept.tries, due=due_at,
                      document_due=kept.document_due, state=kept.state,
                      texts_only=kept.document_due > now,
                      texts_wait=any(at <= now for _, at in kept.texts.values()),
                      hours=rates(kept.hours, now))  # fmt: skip
        kept.token, kept.by, kept.attempt = claim.token, worker, now
        kept.tries += 1
        kept.as_if_failed = now + kept.wait_ms
        kept.due = now + self._lease_ms
        return claim

    def _held(self, claim: Claim) -> _Kept | None:
        kept = self._kept.get(claim.source)
        return kept if kept and kept.by and kept.token == claim.token else None

    async def renew(self, claim: Claim) -> bool:
        """Prolong the lease; False when it was lost."""
        kept = self._held(claim)
        if kept is None or self._now() >= kept.attempt + LONGEST_LEASE_MS:
            return False
        end = min(self._now() + self._lease_ms, kept.attempt + LONGEST_LEASE_MS)
        kept.due, busy = end, self._host(kept.host).busy
        if claim.source in busy:  # a poll that has left its host stays away
            busy[claim.source] = end
        return True

    async def settle(self, claim: Claim, settlement: Settlement) -> bool:
        """Write what the poll found and when it is due next; False when the lease was lost."""
        kept = self._held(claim)
        if kept is None:
            return self._was_done(claim, "settled")
        kept.state, kept.document_due = settlement.state, settlement.next_due
        hours = settlement.state.interval_s * (2 + settlement.state.failures)
        kept.wait_ms = round(min(86_400.0, hours) * 1000) or DEFAULT_WAIT_MS
        self._keep(kept, settlement)
        seen = settlement.seen
        self._mark_seen(kept, seen, most=max(200, min(5000, 2 * len(seen)), len(seen)))
        first_text = min((at for _, at in kept.texts.values()), default=settlement.next_due)
        self._release(claim, kept, "settled", min(settlement.next_due, first_text))
        kept.tries = 0
        return True

    def _keep(self, kept: _Kept, settlement: Settlement) -> None:
        if settlement.hour:
            hour = absolute(self._now(), settlement.hour[0])
            kept.hours[hour] = kept.hours.get(hour, 0) + settlement.hour[1]
        if settlement.log:
            kept.log = [dict(settlement.log), *kept.log][:30]
        for article, at in settlement.texts:
            kept.texts[article.id] = (article, at)
        for name in settlement.texts_done:
            kept.texts.pop(name, None)
        self._hold(kept, settlement)

    async def glimpse(self, source_id: str, *, push: str) -> Glimpse | None:
        """Give a source as a claim would, without one; None when it is not on the queue."""
        kept, now = self._kept.get(source_id), self._now()
        if kept is None or kept.due is None:
            return None
        claim = Claim(source=source_id, token=kept.token, tries=0, due=kept.due,
                      document_due=kept.document_due, state=kept.state,
                      hours=rates(kept.hours, now))  # fmt: skip
        is_known = kept.pushes.get(push, -PUSH_KEPT_MS) > now - PUSH_KEPT_MS
        return Glimpse(claim=claim, paused_until=kept.paused[0], is_known=is_known)

    async def mark(
        self, claim: Claim, settlement: Settlement, *, push: str
    ) -> Literal["ok", "known", "gone"]:
        """Write what a push brought, and that it came; no lease is held."""
        kept, now = self._kept.get(claim.source), self._now()
        if kept is None or kept.due is None:
            return "gone"
        kept.pushes = {name: at for name, at in kept.pushes.items() if at > now - PUSH_KEPT_MS}
        if push in kept.pushes:
            return "known"
        self._keep(kept, settlement)
        self._mark_seen(kept, settlement.seen, most=5000)
        kept.pushes |= {push: now} if push else {}
        if not kept.by:
            kept.state = settlement.state if kept.token == claim.token else kept.state
            kept.due = min([kept.due, *(at for _, at in kept.texts.values())])
        return "ok"

    def _hold(self, kept: _Kept, settlement: Settlement) -> None:
        if self._now() >= kept.held_until:
            kept.held.clear()
        for article in settlement.held:
            if article.id in kept.held or len(kept.held) < 2000:
                kept.held[article.id] = article
            kept.held_until = self._now() + 7 * 86_400_000
        for name in settlement.held_done:
            kept.held.pop(name, None)
        kept.prints = settlement.prints or kept.prints

    async def held(self, source_id: str) -> tuple[Article, ...]:
        """Give the articles that floods of a source hold, newest first."""
        kept = self._kept.get(source_id)
        if kept is None or self._now() >= kept.held_until:
            return ()
        order = sorted(kept.held.values(), key=lambda a: (str(a.published), a.id), reverse=True)
        return tuple(order)

    async def release(self, source_id: str, *, drop: bool) -> int:
        """Put held articles into the text queue, due at once, or forget them; how many."""
        found, now = await self.held(source_id), self._now()
        if kept := self._kept.get(source_id):
            kept.held = {}
            if found and not drop:
                kept.texts |= {article.id: (article, now) for article in found}
                kept.due = kept.due if kept.by or kept.due is None else min(kept.due, now)
        return len(found)

    async def prints(self, source_id: str) -> bytes:
        """Give what the last settlement kept of the articles known."""
        kept = self._kept.get(source_id)
        return kept.prints if kept else b""

    def _mark_seen(self, kept: _Kept, seen: Sequence[tuple[str, str]], *, most: int) -> None:
        minute = self._now() // 60_000
        for key, version in seen:
            kept.seen[key] = (minute, version)
        spare = max(0, len(kept.seen) - most) if seen else 0
        for key in sorted(kept.seen, key=lambda k: kept.seen[k][0])[:spare]:
            del kept.seen[key]

    def _release(self, claim: Claim, kept: _Kept, event: str, due: int) -> None:
        kept.due, kept.by, kept.done = due, "", f"{event}:{claim.token}"
        self._host(kept.host).busy.pop(claim.source, None)

    def _was_done(self, claim: Claim, event: str) -> bool:
        kept = self._kept.get(claim.source)
        return kept is not None and kept.done == f"{event}:{claim.token}"

    async def hasten(self, source_id: str, due: int) -> bool:
        """Make a source's document due no later than `due` (ms); False when it was not later."""
        kept = self._kept.get(source_id)
        if kept is None or kept.due is None or kept.by:
            return False
        if kept.document_due <= due and kept.due <= due + 1:
            return False
        kept.document_due, kept.due = min(kept.document_due, due), min(kept.due, due)
        return True

    async def give_back(self, claim: Claim) -> bool:
        """Make the source due now and drop the lease: at shutdown."""
        kept = self._held(claim)
        if kept is None:
            return self._was_done(claim, "given-back")
        self._release(claim, kept, "given-back", self._now())
        kept.tries = max(0, kept.tries - 1)
        return True

    def end_leases(self) -> None:
        """Do what a start as only owner does: what was leased is due now, tries stand."""
        for kept in self._kept.values():
            if kept.by:
                kept.due = self._now()
                self._host(kept.host).busy.clear()

    async def slot(self, host: str, limit: HostLimit, *, holder: str = "", hold_ms: int = 0) -> int:
        """Take a start slot of a host and a connection; 0 = go, else the ms at which to try."""
        known, now = self._host(host), self._now()
        counted = limit if holder else replace(limit, connections=len(known.busy) + 1)
        rate_ms = known.rate_ms(now, limit)
        if limit.is_usual and round(limit.rate_s * 1000) >= rate_ms:
            known.delay = (rate_ms, now + 86_400_000)
        if free_at := known.free_at(now, counted, but=holder):
            return free_at
        known.next = now + rate_ms
        if holder:
            known.busy[holder] = now + hold_ms
        return 0

    async def leave(self, host: str, holder: str) -> None:
        """Free a holder's connection to a host."""
        self._host(host).busy.pop(holder, None)

    async def throttle(self, host: str, until: int) -> None:
        """Let no start on this host happen before `until`."""
        self._host(host).until = max(self._host(host).until, until)

    async def pause(self, source_id: str, *, until: int, why: str) -> bool:
        """Claim a source not before `until`; False if it is not polled."""
        kept = self._kept.get(source_id)
        if kept is None or kept.due is None:
            return False
        ended, since, _ = kept.paused
        kept.paused = (until, since if ended > self._now() else self._now(), why)
        kept.due = kept.due if kept.by else max(kept.due, until)
        return True

    async def resume(self, source_id: str) -> bool:
        """End a pause: the source is due now; False if it is not polled."""
        kept = self._kept.get(source_id)
        if kept is None or kept.due is None:
            return False
        if kept.paused[0] and not kept.by:
            kept.due = min(kept.due, self._now())
        kept.paused = (0, 0, "")
        return True

    async def state(self, source_id: str) -> tuple[SourceState, int] | None:
        """Give a source's state and due time, None if unknown; `paused` while a pause lasts."""
        kept = self._kept.get(source_id)
        if kept is None or kept.due is None:
            return None
        until, since, why = kept.paused
        if until > self._now():
            return replace(kept.state, health="paused", since=since, error=why), kept.due
        return kept.state, kept.due

    async def log(self, source_id: str) -> tuple[Mapping[str, Any], ...]:
        """Give the last fetch events, newest first."""
        kept = self._kept.get(source_id)
        return tuple(kept.log) if kept else ()

    async def texts(self, source_id: str) -> tuple[Article, ...]:
        """Give the articles whose text is due now."""
        kept, now = self._kept.get(source_id), self._now()
        due = [(at, name, article) for name, (article, at) in kept.texts.items()] if kept else []
        return tuple(article for at, _, article in sorted(due, key=lambda d: d[:2]) if at <= now)

    async def now_ms(self) -> int:
        """Give the store's clock."""
        return self._now()

    def freshness(self, source_id: str, key: str, version: str) -> Freshness:
        """Tell whether an entry is new, changed or known."""
        kept = self._kept.get(source_id)
        if kept is None or key not in kept.seen:
            return "new"
        return "known" if kept.seen[key][1] == version else "changed"


class MemoryArticles:
    """What was seen, and what became of it."""

    def __init__(self, sources: MemorySources, *, now_ms: Callable[[], int]) -> None:
        self._sources = sources
        self._now = now_ms
        self._trails: dict[str, dict[str, str]] = {}
        self._verdicts: dict[str, dict[str, Counter[str]]] = {}
        self._live: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    async def unseen(
        self, source_id: str, shown: Sequence[tuple[str, str]]
    ) -> tuple[Freshness, ...]:
        """Tell for each (key, version shown) whether it is new, changed or known."""
        return tuple(self._sources.freshness(source_id, key, version) for key, version in shown)

    async def trail(self, article_id: str, reasons: Mapping[str, str]) -> None:
        """Keep what became of a matched article."""
        self.keep(article_id, reasons)

    def keep(self, article_id: str, reasons: Mapping[str, str]) -> None:
        """Add to an article's trail: what a join does too; a verdict counts once."""
        trail = self._trails.setdefault(article_id, {})
        for rule, reason in reasons.items():
            told = trail.get(rule) == "alert" and reason == "below_threshold"
            if trail.get(rule) != reason and not told:
                trail[rule] = reason
                for what in dict.fromkeys((reason.partition(":")[0], reason)):
                    self.verdict(rule, what)

    def verdict(self, rule: str, what: str) -> None:
        """Count a verdict of a rule today."""
        day = datetime.fromtimestamp(self._now() / 1000, UTC).date().isoformat()
        self._verdicts.setdefault(rule, {}).setdefault(day, Counter())[what] += 1

    async def trail_of(self, article_id: str) -> Mapping[str, str]:
        """Give what became of an article, empty if nothing is known."""
        trail = self._trails.get(article_id, {})
        return {rule: reason.partition(":")[0] for rule, reason in trail.items()}

    async def rule_counts(self, rule: str, days: int) -> Mapping[str, Mapping[str, int]]:
        """Give UTC day -> verdict -> how many, of today and the days before."""
        now = datetime.fromtimestamp(self._now() / 1000, UTC).date()
        listed = [(now - timedelta(days=back)).isoformat() for back in range(min(days, 100))]
        counts = self._verdicts.get(rule, {})
        return {day: dict(counts[day]) for day in listed if day in counts}

    async def went_live(self, rules: Mapping[str, str], at: int) -> Mapping[str, int]:
        """Note the rules live at `at` (ms), with their former ids; since when each has been."""
        since = self._live
        self._live = {rule: since.get(rule, since.get(was, at)) for rule, was in rules.items()}
        return dict(self._live)

    async def count(self, counts: Mapping[str, int]) -> None:
        """Add to the lasting counters."""
        for name, by in counts.items():
            self._counts[name] = self._counts.get(name, 0) + by

    async def counts(self) -> Mapping[str, int]:
        """Give the lasting counters."""
        return dict(self._counts)


@dataclass
class _Near:
    """The reports around one organisation, at one version."""

    version: int = 0
    reports: dict[str, Report] = field(default_factory=dict)
    last: Joining | None = None


class MemoryStories:
    """Stories, their reports and facts."""

    def __init__(
        self, *, articles: MemoryArticles, outbox: MemoryOutbox, now_ms: Callable[[], int]
    ) -> None:
        self._articles = articles
        self._outbox = outbox
        outbox.verdict, outbox.number = articles.verdict, self._next_number
        self._near: dict[str, _Near] = {}
        self._stories: dict[str, Story] = {}
        self._nears: dict[str, set[str]] = {}  # story id -> where its reports lie
        self._touched: dict[str, int] = {}
        self._joins = 0
        self.windows = MemoryWindows(now_ms=now_ms, nears=self._nears)

    async def neighbourhood(self, nears: Sequence[str]) -> Neighbourhood:
        """Read what stands around these keys."""
        found = {near: self._near.get(near, _Near()) for near in nears}
        reports = {i: r for near in found.values() for i, r in near.reports.items()}
        ids = {report.story for report in reports.values()}
        return Neighbourhood(
            versions={near: kept.version for near, kept in found.items()},
            reports=tuple(reports[i] for i in sorted(reports)),
            stories={i: self._stories[i] for i in sorted(ids) if i in self._stories},
        )

    async def join(self, joining: Joining) -> Joined:
        """Write all of it at once: `moved` = read again and regroup, `taken` = another id."""
        now = {near: self._near.get(near, _Near()) for near in joining.versions}
        if now and all(kept.last == joining for kept in now.values()):
            return "joined"
        if any(kept.version != joining.versions[near] for near, kept in now.items()):
            return "moved"
        if any(story in self._stories for story in joining.opened):
            return "taken"
        self._write(joining)
        return "joined"

    def _write(self, joining: Joining) -> None:
        touched = set(joining.versions)
        for report in joining.reports:
            touched.update(report.near)
            self._nears.setdefault(report.story, set()).update(report.near)
            for near in report.near:
                self._near.setdefault(near, _Near()).reports[report.id] = report
        for story in joining.stories:
            touched |= self._nears.setdefault(story.id, set())
            known = self._stories.get(story.id, story)
            alerts = max(known.alerts, story.alerts)
            self._stories[story.id] = replace(story, alerts=alerts, acked=known.acked)
            self._joins += 1
            self._touched[story.id] = self._joins
        for near in touched:
            kept = self._near.setdefault(near, _Near())
            kept.version, kept.last = kept.version + 1, joining
        for row in joining.rows:
            self._outbox.add(row)
        for one in joining.noted:
            self.windows.note(one)
        for article, reasons in joining.trail.items():
            self._articles.keep(article, reasons)

    def _next_number(self, story_id: str) -> int:
        """Take a story's next alert number; whoever has read the story sees that it moved."""
        story = self._stories.get(story_id)
        if story is None or story.acked:
            return 0
        self._stories[story_id] = replace(story, alerts=story.alerts + 1)
        for near in self._nears.get(story_id, ()):
            kept = self._near.setdefault(near, _Near())
            kept.version, kept.last = kept.version + 1, None
        return story.alerts + 1

    async def ack(self, story_id: str, by: str) -> bool:
        """Note that a person has acknowledged a story; False when there is none."""
        story = self._stories.get(story_id)
        if story is not None:
            self._stories[story_id] = replace(story, acked=by)
        return story is not None

    async def story(self, story_id: str) -> Story | None:
        """Give a story."""
        return self._stories.get(story_id)

    async def recent(self, limit: int) -> tuple[Story, ...]:
        """Give the stories touched last, newest first."""
        newest = sorted(self._touched, key=self._touched.__getitem__, reverse=True)
        return tuple(self._stories[name] for name in newest[:limit])


class MemoryStore:
    """All four ports over one dictionary each, on a clock that a test moves."""

    def __init__(
        self, *, now_ms: Callable[[], int] | None = None, lease_ms: int = 60_000,
        source_lease_ms: int = 60_000, notice_delay_ms: int = 60_000,
    ) -> None:  # fmt: skip
        now = now_ms or FakeClock().now_ms
        self.sources = MemorySources(now_ms=now, lease_ms=source_lease_ms)
        self.articles = MemoryArticles(self.sources, now_ms=now)
        self.outbox = MemoryOutbox(now_ms=now, lease_ms=lease_ms, notice_delay_ms=notice_delay_ms)
        self.stories = MemoryStories(articles=self.articles, outbox=self.outbox, now_ms=now)
        self.windows = self.stories.windows

    def restart(self) -> None:
        """Do what a start as only owner does: every lease of earlier boots ends at once."""
        self.sources.end_leases()
        self.outbox.end_leases()
