"""Budgets, digests, reminders, verdicts and boosts over every store; each answer repeated."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.outgoing import Counted, Delivery, Handle
from monitor.ports import Joining, Settlement, SourceState
from monitor.reasons import Reason
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.clock import START, FakeClock
from tests.fakes.rows import report, row, source, story, write_rows

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
WEEK_MS = 7 * DAY_MS
NEWS = ("out:ada",)
ONE = Counted(rule="r1", limit=1, period_ms=HOUR_MS, to="ops", note="r1 is over")
FREE = Counted(rule="free")
CARD = Handle(channel="C1", ts="1722931200.000100")


async def claimed(store: Store) -> Delivery:
    found = await store.outbox.claim(worker="w", rate_ms=0)
    assert found is not None
    return found


async def begun(store: Store, *counted: Counted) -> tuple[Delivery, str]:
    """Claim the next row and begin it; each call is repeated, as after a lost answer."""
    found = await claimed(store)
    answers = {
        await store.outbox.begin(found, news=NEWS, version=1, floor="", counted=counted)
        for _ in range(2)
    }
    (answer,) = answers
    return found, answer


async def told(store: Store, *counted: Counted) -> str:
    """Claim, begin and record the next row."""
    found, answer = await begun(store, *counted)
    if answer == "ok":
        assert await store.outbox.record(found, CARD)
    return answer


async def row_of(store: Store, name: str) -> Delivery:
    return next(r for r in await store.outbox.rows() if r.id == name)


async def verdicts(store: Store, rule: str, days: int = 1) -> dict[str, int]:
    counts = await store.articles.rule_counts(rule, days)
    return {what: n for day in counts.values() for what, n in day.items()}


# --- budgets ---------------------------------------------------------------------------------


def test_a_card_above_the_budget_is_held_for_the_end_of_the_period(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row("s1.1@desk"), row("s2.1@desk"))
        assert await told(store, ONE) == "ok"
        found, answer = await begun(store, ONE)
        assert answer == "held"
        held = await row_of(store, found.id)
        ends = (clock.now_ms() // HOUR_MS + 1) * HOUR_MS
        assert (held.state, held.reason, held.not_before) == ("held", "budget", ends)
        assert await verdicts(store, "r1") == {"card": 1, "budget": 1}
        clock.advance(30)
        notice = await claimed(store)
        assert (notice.kind, notice.receiver, notice.text) == ("notice", "ops", "r1 is over")
        assert notice.id == f"n.r1.budget.{ends}"

    play(scenario)


def test_a_period_is_told_of_once_and_the_next_one_has_room(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, *(row(f"s{n}.1@desk") for n in range(4)))
        assert [await told(store, ONE) for _ in range(3)] == ["ok", "held", "held"]
        rows = await store.outbox.rows()
        assert sum(r.kind == "notice" for r in rows) == 1
        clock.advance(3600)
        found = await claimed(store)
        while found.kind == "notice":
            await store.outbox.close(found, Reason.NOTHING_NEW)
            found = await claimed(store)
        begin = await store.outbox.begin(found, news=NEWS, version=1, floor="", counted=[ONE])
        assert begin == "ok"

    play(scenario)


def test_a_story_counts_once_whatever_receivers_and_tries_it_takes(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row("s1.1@desk"), row("s1.1@ops"), row("s2.1@desk"))
        found, answer = await begun(store, ONE)
        assert answer == "ok"
        assert await store.outbox.fail(found, "reset", not_before=0)
        answers = {(await begun(store, ONE))[1] for _ in range(2)}
        assert answers == {"ok"}
        assert await verdicts(store, "r1") == {"card": 1}

    play(scenario)


def test_one_rule_with_room_lets_the_story_pass_and_all_count_it(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row("s1.1@desk"), row("s2.1@desk"))
        assert await told(store, ONE) == "ok"
        assert await told(store, ONE, FREE) == "ok"
        assert await verdicts(store, "r1") == {"card": 2}
        assert await verdicts(store, "free") == {"card": 1}

    play(scenario)


@pytest.mark.parametrize("period_ms", [HOUR_MS, DAY_MS, WEEK_MS])
def test_days_end_at_midnight_and_weeks_on_monday_utc(
    period_ms: int, play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row("s1.1@desk"), row("s2.1@desk"))
        rule = replace(ONE, period_ms=period_ms, to="")
        await told(store, rule)
        found, answer = await begun(store, rule)
        assert answer == "held"
        ends = (await row_of(store, found.id)).not_before
        assert ends % HOUR_MS == 0
        assert clock.now_ms() < ends <= clock.now_ms() + period_ms
        if period_ms == WEEK_MS:
            assert (ends // DAY_MS + 3) % 7 == 0  # the epoch was a Thursday
        else:
            assert ends % period_ms == 0

    play(scenario)


def test_who_asks_for_a_held_card_gets_it_whatever_the_budget(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row("s1.1@desk"), row("s2.1@desk"))
        rule = replace(ONE, to="")
        await told(store, rule)
        found, _ = await begun(store, rule)
        assert await store.outbox.retry(found.id)
        assert await store.outbox.for_digest(9) == ()
        assert await told(store, rule) == "ok"

    play(scenario)


# --- digests ---------------------------------------------------------------------------------


async def held(store: Store, clock: FakeClock, *names: str) -> Sequence[Delivery]:
    """Hold rows over a budget that nothing fits in, and let its period end."""
    rule = replace(ONE, to="")
    await write_rows(store, row("s0.1@x"))
    assert await told(store, rule) == "ok"
    await write_rows(store, *(row(name, facts=(f"f:{name}",)) for name in names))
    for _ in names:
        assert (await begun(store, rule))[1] == "held"
    assert await store.outbox.for_digest(9) == ()
    clock.advance(3600)
    assert await store.outbox.claim(worker="w", rate_ms=0) is None
    return await store.outbox.for_digest(9)


async def cut(store: Store, rows: Sequence[Delivery]) -> str:
    return await store.outbox.cut("desk", "2 held", [(r, r.facts) for r in rows])


def test_a_digest_tells_for_its_members(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        due = await held(store, clock, "s1.1@desk", "s2.1@desk")
        assert await cut(store, due) == "digest.1@desk"
        assert await cut(store, due) == ""  # a repeat finds nothing to fold
        assert await store.outbox.for_digest(9) == ()
        digest = await claimed(store)
        assert (digest.kind, digest.story, digest.text) == ("digest", "digest", "2 held")
        members = await store.outbox.members(digest)
        assert [(m.state, m.news) for m in members] == [
            ("folded", ("f:s1.1@desk",)),
            ("folded", ("f:s2.1@desk",)),
        ]
        await store.outbox.begin(digest, news=(), version=0, floor="")
        for _ in range(2):
            assert await store.outbox.record(digest, CARD)
        for name in ("s1", "s2"):
            standing = await store.outbox.standing(name, "desk")
            assert standing.told == {f"f:{name}.1@desk"}
            assert standing.card is None
        assert {m.state for m in await store.outbox.members(digest)} == {"sent"}
        assert await store.outbox.next_due() is None

    play(scenario)


def test_a_folded_row_keeps_its_lane_until_the_digest_is_told(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await cut(store, await held(store, clock, "s1.1@desk"))
        await write_rows(store, row("s1.2@desk", kind="reply"))
        digest = await claimed(store)
        assert digest.kind == "digest"
        assert await store.outbox.claim(worker="w", rate_ms=0) is None
        await store.outbox.begin(digest, news=(), version=0, floor="")
        await store.outbox.record(digest, CARD)
        assert (await claimed(store)).id == "s1.2@desk"

    play(scenario)


def test_members_of_a_dead_digest_tell_themselves(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await cut(store, await held(store, clock, "s1.1@desk", "s2.1@desk"))
        digest = await claimed(store)
        await store.outbox.begin(digest, news=(), version=0, floor="")
        for _ in range(2):
            assert await store.outbox.bury(digest, "msg_too_long")
        full = replace(ONE, to="")
        assert [await told(store, full), await told(store, full)] == ["ok", "ok"]
        assert (await row_of(store, digest.id)).members == ()

    play(scenario)


def test_a_digest_that_has_nothing_to_tell_closes_its_members(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await cut(store, await held(store, clock, "s1.1@desk"))
        digest = await claimed(store)
        for _ in range(2):
            assert await store.outbox.close(digest, Reason.NOTHING_NEW)
        closed = await row_of(store, "s1.1@desk")
        assert (closed.state, closed.reason) == ("closed", "nothing_new")

    play(scenario)


def test_only_rows_of_the_receiver_whose_time_has_come_are_folded(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        due = await held(store, clock, "s1.1@desk", "s1.1@ops")
        assert [r.id for r in due] == ["s1.1@desk", "s1.1@ops"]
        assert await cut(store, due) == "digest.1@desk"
        assert [r.id for r in await store.outbox.for_digest(9)] == ["s1.1@ops"]
        assert (await row_of(store, "s1.1@ops")).state == "held"

    play(scenario)


# --- reminders -------------------------------------------------------------------------------

JOINING = Joining(
    versions={"exec|acme": 0},
    reports=(report(),),
    stories=(replace(story(), alerts=1),),
    opened=("s1",),
    rows=(row("s1.1@desk"),),
)


async def reminded(store: Store, wait_ms: int = HOUR_MS) -> Delivery:
    """Tell the next row, and ask for a reminder; the reminder's row as it stands."""
    found, _ = await begun(store)
    for _ in range(2):
        assert await store.outbox.record(found, CARD, remind_ms=wait_ms)
    return next(r for r in await store.outbox.rows() if r.kind == "realert" and r.state == "queued")


def test_a_told_card_writes_one_reminder_under_the_next_number(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(JOINING)
        waiting = await reminded(store)
        assert (waiting.id, waiting.n, waiting.round) == ("s1.2@desk", 2, 0)
        assert waiting.not_before == clock.now_ms() + HOUR_MS
        assert await store.outbox.next_due() is None  # nobody waits for reminders
        assert await store.outbox.flush() == 0
        assert await store.outbox.claim(worker="w", rate_ms=0) is None
        clock.advance(3600)
        again = await reminded(store)
        assert (again.id, again.round) == ("s1.3@desk", 1)
        assert (await store.outbox.standing("s1", "desk")).card == CARD

    play(scenario)


def test_a_number_taken_for_a_reminder_is_seen_by_the_next_join(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(JOINING)
        stale = await store.stories.neighbourhood(["exec|acme"])
        await reminded(store)
        late = replace(
            JOINING, versions=stale.versions, opened=(), rows=(row("s1.2@desk", kind="reply"),)
        )
        assert await store.stories.join(late) == "moved"
        around = await store.stories.neighbourhood(["exec|acme"])
        assert around.stories["s1"].alerts == 2
        found = await store.stories.story("s1")
        assert found is not None
        assert found.alerts == 2

    play(scenario)


def test_only_one_reminder_waits_for_a_story_and_receiver(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(JOINING)
        await reminded(store)
        await write_rows(store, row("s1.9@desk", kind="reply"))
        await reminded(store)
        assert sum(r.kind == "realert" for r in await store.outbox.rows()) == 1

    play(scenario)


def test_an_acknowledged_story_gets_no_further_reminder(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await store.stories.join(JOINING)
        await reminded(store)
        for _ in range(2):
            assert await store.stories.ack("s1", "ana")
        assert not await store.stories.ack("s9", "ana")
        found = await store.stories.story("s1")
        assert found is not None
        assert found.acked == "ana"
        clock.advance(3600)
        await store.outbox.record((await begun(store))[0], CARD, remind_ms=HOUR_MS)
        assert sum(r.kind == "realert" for r in await store.outbox.rows()) == 1

    play(scenario)


# --- verdicts and going live -----------------------------------------------------------------


def test_verdicts_count_each_article_once_a_day(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        for _ in range(2):
            await store.articles.trail("a1", {"r": "shadow", "q": "excepted:acme-reorg"})
        clock.advance(86_400)
        await store.articles.trail("a2", {"r": "shadow"})
        await store.articles.trail("a1", {"r": "alert"})  # a later version holds
        today = clock.now().date().isoformat()
        yesterday = START.date().isoformat()
        assert await store.articles.rule_counts("r", 7) == {
            today: {"shadow": 1, "alert": 1},
            yesterday: {"shadow": 1},
        }
        assert await store.articles.rule_counts("r", 1) == {today: {"shadow": 1, "alert": 1}}
        assert await verdicts(store, "q", 2) == {"excepted": 1, "excepted:acme-reorg": 1}
        assert await store.articles.trail_of("a1") == {"r": "alert", "q": "excepted"}

    play(scenario)


def test_a_join_counts_the_verdicts_of_its_article(play: Play) -> None:
    async def scenario(store: Store) -> None:
        joining = replace(JOINING, trail={"a1": {"r": "alert", "q": "shadow"}})
        for _ in range(2):
            assert await store.stories.join(joining) == "joined"
        assert await verdicts(store, "r") == {"alert": 1}
        assert await verdicts(store, "q") == {"shadow": 1}
        assert await store.articles.rule_counts("nothing", 9) == {}

    play(scenario)


def test_a_rule_is_live_since_it_was_first_seen_so(play: Play) -> None:
    async def scenario(store: Store) -> None:
        assert await store.articles.went_live({"a": "", "b": ""}, 100) == {"a": 100, "b": 100}
        assert await store.articles.went_live({"a": "", "c": "b"}, 200) == {"a": 100, "c": 100}
        assert await store.articles.went_live({"a": "", "b": ""}, 300) == {"a": 100, "b": 300}
        assert await store.articles.went_live({}, 400) == {}

    play(scenario)


# --- boosts ----------------------------------------------------------------------------------


def test_a_document_is_brought_forward_and_never_put_off(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await store.sources.put(source(), first_due=clock.now_ms())
        assert not await store.sources.hasten("nobody", 0)
        (claim,) = await store.sources.claim(1, worker="w", hosts={})
        assert not await store.sources.hasten("acme", clock.now_ms())  # its poll decides
        far = clock.now_ms() + HOUR_MS
        await store.sources.settle(claim, Settlement(state=SourceState(), next_due=far))
        soon = clock.now_ms() + 60_000
        assert await store.sources.hasten("acme", soon)
        assert not await store.sources.hasten("acme", far)
        clock.advance(60.001)
        (again,) = await store.sources.claim(1, worker="w", hosts={})
        assert again.document_due == soon

    play(scenario)
