"""What thresholds need besides articles, over a store in memory."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.conditions import absence, count, first_seen
from monitor.model import Article, Match, Rule
from monitor.policy import Threshold
from monitor.stories.lookout import LISTEN_S, Lookout
from monitor.windows import Noted, Tally
from tests.fakes.clock import FakeClock
from tests.fakes.made import article, match, rule
from tests.fakes.windows import MemoryWindows

HOUR, DAY = 3600.0, 86400.0
QUIET = Threshold(kind="absence", options=absence.Options(for_=HOUR))
NEW = Threshold(kind="first_seen", options=first_seen.Options(of="who", after=30 * DAY))


@dataclass
class Told:
    """Stands for a join: keeps what it was asked to tell."""

    quiet: list[str] = field(default_factory=list)
    judged: list[frozenset[str]] = field(default_factory=list)

    async def fell_quiet(self, rule: Rule, at: datetime) -> str:
        self.quiet.append(rule.id)
        return "s1"

    async def rejudge(self, changed: frozenset[str], at: datetime) -> tuple[str, ...]:
        self.judged.append(changed)
        return ()


class Scene:
    """A lookout over rules, an archive, and a clock that a test moves."""

    def __init__(self, *rules: Rule, archive: Iterable[Article] = ()) -> None:
        self.clock = FakeClock()
        self.rules = {one.id: one for one in rules}
        self.windows = MemoryWindows(now_ms=self.clock.now_ms, nears={})
        self.told = Told()
        self.archive = tuple(archive)
        self.asked: list[tuple[datetime, datetime]] = []
        self.lookout = Lookout(
            windows=self.windows,
            telling=self.told,
            rules=lambda: self.rules,
            match=self._match,
            archived=self._archived,
        )

    def _archived(self, since: datetime, until: datetime) -> Iterable[Article]:
        self.asked.append((since, until))
        return iter(self.archive)

    async def _match(self, one: Article) -> tuple[Match, ...]:
        return tuple(match(rule=name, captures={"who": (one.title,)}) for name in self.rules)

    def after(self, seconds: float) -> tuple[str, ...]:
        self.clock.advance(seconds)
        return asyncio.run(self.lookout.attend(self.clock.now()))

    def listen(self, seconds: float) -> None:
        """Let time pass as it does for a daemon that is up."""
        for _ in range(round(seconds / LISTEN_S)):
            self.after(LISTEN_S)

    def tally(self, rule_: str, group: str) -> Tally:
        return asyncio.run(self.windows.tallies([(rule_, group)]))[rule_, group]


def quiet_rule(*sources: str) -> Rule:
    options = absence.Options(for_=HOUR, sources=sources)
    return rule("bank", trigger=Threshold(kind="absence", options=options))


def test_a_silence_is_told_when_it_has_been_listened_to_for_long_enough() -> None:
    scene = Scene(quiet_rule())
    scene.lookout.polled("wire", "ok")
    scene.listen(HOUR)
    assert scene.told.quiet == []
    assert scene.after(LISTEN_S) == ("s1",)
    assert scene.told.quiet == ["bank"]


def test_a_match_begins_it_anew() -> None:
    scene = Scene(quiet_rule())
    scene.lookout.polled("wire", "ok")
    scene.listen(HOUR / 2)
    at = scene.clock.now().timestamp()
    scene.windows.note(Noted(rule="bank", group="", article="a", at=at))
    scene.listen(HOUR - LISTEN_S)
    assert scene.told.quiet == []
    scene.listen(3 * LISTEN_S)
    assert scene.told.quiet


def test_time_in_which_we_were_down_is_not_counted() -> None:
    scene = Scene(quiet_rule())
    scene.lookout.polled("wire", "ok")
    scene.listen(HOUR / 2)
    assert scene.after(10 * HOUR) == ()
    scene.listen(HOUR / 4)
    assert scene.told.quiet == []


def test_time_in_which_its_sources_fail_is_not_counted() -> None:
    scene = Scene(quiet_rule("wire", "desk"))
    scene.lookout.polled("wire", "ok")
    scene.listen(2 * HOUR)  # the desk has not been read yet
    scene.lookout.polled("desk", "broken")
    scene.listen(2 * HOUR)
    assert scene.told.quiet == []
    scene.lookout.polled("desk", "ok")
    scene.listen(HOUR + LISTEN_S)
    assert scene.told.quiet


def test_without_named_sources_more_than_half_must_be_healthy() -> None:
    scene = Scene(quiet_rule())
    for name, health in (("a", "ok"), ("b", "broken"), ("c", "blocked")):
        scene.lookout.polled(name, health)
    scene.listen(2 * HOUR)
    assert scene.told.quiet == []
    scene.lookout.polled("b", "quiet")
    scene.listen(HOUR + LISTEN_S)
    assert scene.told.quiet


def test_a_rule_begins_with_what_the_archive_knows() -> None:
    old = [past("Acme", "a1", days=9), past("Globex", "a2", days=3)]
    scene = Scene(rule("newcomers", trigger=NEW), archive=old)
    scene.after(1)
    (asked,) = scene.asked
    assert (asked[1] - asked[0]) == timedelta(days=30)
    since = moment(old[0])
    assert scene.tally("newcomers", "acme") == Tally(times={"a1": since}, since=since)
    assert set(scene.tally("newcomers", "globex").times) == {"a2"}
    scene.after(1)
    assert len(scene.asked) == 1


def past(title: str, name: str, *, days: float) -> Article:
    """Give an article that was fetched so many days ago."""
    seen = FakeClock().now() - timedelta(days=days)
    return article(title, id=name, seen=seen, published=None)


def moment(one: Article) -> float:
    assert one.seen is not None
    return one.seen.timestamp()


def test_a_long_archive_is_read_in_steps_and_known_only_at_its_end() -> None:
    old = [past("Acme", f"a{n}", days=1) for n in range(150)]
    scene = Scene(rule("newcomers", trigger=NEW), archive=old)
    scene.after(1)
    assert scene.tally("newcomers", "acme").since is None
    scene.after(1)
    assert scene.tally("newcomers", "acme").since is not None


def test_without_an_archive_all_is_known_from_now_on() -> None:
    scene = Scene(rule("newcomers", trigger=NEW))
    scene.after(1)
    assert scene.tally("newcomers", "acme").since == scene.clock.now().timestamp()


def test_rules_that_are_not_live_need_no_history() -> None:
    scene = Scene(rule("newcomers", trigger=NEW, status="shadow"), rule("plain"))
    scene.after(1)
    assert scene.asked == []
    assert scene.told.judged == []


def test_edited_thresholds_are_judged_once_and_all_of_them_at_the_start() -> None:
    def two(least: int) -> Rule:
        options = count.Options(at_least=least, within=HOUR)
        return rule("two", trigger=Threshold(kind="count", options=options))

    scene = Scene(two(3), quiet_rule())
    scene.after(1)
    scene.after(1)
    assert scene.told.judged == [frozenset({"two", "bank"})]
    scene.rules = {**scene.rules, "two": two(2)}
    scene.after(1)
    scene.rules = {**scene.rules, "two": replace(two(2), title="Other")}
    scene.after(1)
    assert scene.told.judged[1:] == [frozenset({"two"})]
