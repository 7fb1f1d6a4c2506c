"""The outbox's state table, over every store: each event, each answer, each repeated."""

from dataclasses import replace

import pytest

from monitor.outgoing import Delivery, Handle
from monitor.reasons import Reason
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.clock import FakeClock
from tests.fakes.rows import row, write_rows

CARD = Handle(channel="C1", ts="1722931200.000100")
LEASE_S = 60


async def claimed(store: Store, rate_ms: int = 0) -> Delivery:
    """Claim a row that must be there."""
    found = await store.outbox.claim(worker="w1", rate_ms=rate_ms)
    assert found is not None
    return found


async def begun(store: Store, *, news: tuple[str, ...] = ("out:ada",)) -> Delivery:
    """Claim a row and begin to send it."""
    found = await claimed(store)
    assert await store.outbox.begin(found, news=news, version=3, floor="17.5") == "ok"
    return found


async def only(store: Store) -> Delivery:
    """Give the one row there is."""
    (found,) = await store.outbox.rows()
    return found


def test_a_claimed_row_is_leased_and_comes_once(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        assert await store.outbox.claim(worker="w1") is None
        await write_rows(store, row())
        found = await claimed(store)
        assert (found.state, found.token, found.facts) == ("leased", 1, ("out:ada",))
        assert found.lease_until == clock.now_ms() + LEASE_S * 1000
        assert await store.outbox.claim(worker="w2", rate_ms=0) is None
        assert await only(store) == found

    play(scenario)


def test_a_row_is_sent_with_the_news_it_began_with(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(facts=("out:ada", "out:bob")))
        found = await claimed(store)
        for _ in range(2):
            assert await store.outbox.begin(found, news=["out:ada"], version=3, floor="9") == "ok"
        sending = await only(store)
        assert (sending.state, sending.attempts, sending.news) == ("sending", 1, ("out:ada",))
        assert (sending.news_version, sending.floor) == (3, "9")
        assert sending.begun_at == sending.first_begun_at == clock.now_ms()
        for _ in range(2):
            assert await store.outbox.record(found, CARD, newest_ts=CARD.ts)
        assert (await only(store)).state == "sent"
        told = await store.outbox.standing("s1", "desk")
        assert (told.told, told.version, told.card) == (frozenset({"out:ada"}), 3, CARD)
        assert (await store.outbox.receiver("desk")).newest_ts == CARD.ts
        assert await store.outbox.next_due() is None

    play(scenario)


def test_a_reply_keeps_the_card_and_adds_to_told(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(), row("s1.2@desk", kind="reply", facts=("out:bob",)))
        card = await begun(store)
        await store.outbox.record(card, CARD)
        reply = await begun(store, news=("out:bob",))
        await store.outbox.record(reply, Handle(channel="C1", ts="1722931300.000100"))
        told = await store.outbox.standing("s1", "desk")
        assert told.card == CARD
        assert told.told == {"out:ada", "out:bob"}

    play(scenario)


def test_a_message_found_before_it_was_begun_tells_what_the_row_was_written_for(
    play: Play,
) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(facts=("out:ada",)))
        found = await claimed(store)
        assert await store.outbox.record(found, CARD, found=True)
        assert (await store.outbox.standing("s1", "desk")).told == {"out:ada"}
        assert (await only(store)).history[-1].endswith("recorded found")

    play(scenario)


def test_an_older_ts_does_not_replace_the_newest(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(), row("s2.1@desk"))
        await store.outbox.record(await begun(store), CARD, newest_ts="20.5")
        await store.outbox.record(await begun(store), CARD, newest_ts="9.9")
        assert (await store.outbox.receiver("desk")).newest_ts == "20.5"

    play(scenario)


def test_closing_waives_the_facts_named(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        found = await claimed(store)
        for _ in range(2):
            assert await store.outbox.close(found, Reason.SILENCED, waive=["out:ada"])
        closed = await only(store)
        assert (closed.state, closed.reason) == ("closed", "silenced")
        assert (await store.outbox.standing("s1", "desk")).waived == {"out:ada": "silenced"}
        assert not await store.outbox.record(found, CARD)

    play(scenario)


def test_a_held_row_comes_back_at_its_time_and_blocks_its_lane(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(), row("s1.2@desk", kind="reply"))
        found = await claimed(store)
        until = clock.now_ms() + 5000
        for _ in range(2):
            assert await store.outbox.hold(found, Reason.QUIET_HOURS, until)
        assert await store.outbox.claim(worker="w1", rate_ms=0) is None
        assert await store.outbox.next_due() is None
        clock.advance(5)
        again = await claimed(store)
        assert (again.id, again.token, again.reason) == ("s1.1@desk", 2, "")

    play(scenario)


def test_a_failed_row_waits_and_keeps_its_count(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        found = await begun(store)
        later = clock.now_ms() + 2000
        for _ in range(2):
            assert await store.outbox.fail(found, "429\n slow down", not_before=later)
        failed = await only(store)
        assert (failed.state, failed.attempts, failed.error) == ("queued", 1, "429 slow down")
        assert await store.outbox.next_due() == later
        assert await store.outbox.claim(worker="w1", rate_ms=0) is None
        clock.advance(2)
        again = await begun(store)
        assert await store.outbox.fail(again, "dns", not_before=0, counted=False, plain=True)
        failed = await only(store)
        assert (failed.attempts, failed.plain, failed.repeat) == (1, True, False)

    play(scenario)


def test_a_first_floor_is_kept_over_attempts(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        first = await begun(store)
        began = clock.now_ms()
        await store.outbox.fail(first, "reset", not_before=0)
        clock.advance(1)
        second = await claimed(store)
        await store.outbox.begin(second, news=["out:ada"], version=4, floor="99")
        sending = await only(store)
        assert (sending.floor, sending.first_begun_at) == ("17.5", began)
        assert (sending.begun_at, sending.attempts) == (began + 1000, 2)

    play(scenario)


def test_an_unreadable_receivers_row_repeats_the_news_it_may_have_shown(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        first = await begun(store, news=("out:ada",))
        await store.outbox.fail(first, "unreadable", not_before=0, repeat=True)
        second = await claimed(store)
        assert second.repeat
        await store.outbox.begin(second, news=["out:ada", "out:bob"], version=9, floor="")
        sending = await only(store)
        assert (sending.news, sending.news_version) == (("out:ada",), 3)

    play(scenario)


def test_a_doubtful_row_is_read_back_by_one_reader_at_a_time(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        sent = await begun(store)
        at = clock.now_ms() + 2000
        for _ in range(2):
            assert await store.outbox.doubt(sent, "reset", not_before=at)
        assert (await only(store)).state == "unknown"
        assert await store.outbox.claim(worker="w1", rate_ms=0) is None
        clock.advance(2)
        reader = await claimed(store)
        assert (reader.state, reader.token, reader.reads) == ("unknown", 2, 0)
        assert await store.outbox.claim(worker="w2", rate_ms=0) is None
        assert await store.outbox.doubt(reader, "absent", not_before=0)
        assert (await only(store)).reads == 1
        reader = await claimed(store)
        assert await store.outbox.doubt(reader, "503", not_before=0, counted=False)
        assert (await only(store)).reads == 1
        reader = await claimed(store)
        assert await store.outbox.record(reader, CARD, found=True)
        assert (await store.outbox.standing("s1", "desk")).told == {"out:ada"}

    play(scenario)


def test_an_absent_message_is_queued_and_decided_afresh(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        sent = await begun(store)
        await store.outbox.doubt(sent, "reset", not_before=0)
        reader = await claimed(store)
        assert await store.outbox.fail(reader, "absent", not_before=0)
        again = await claimed(store)
        assert (again.state, again.attempts, again.reads) == ("leased", 1, 0)
        await store.outbox.begin(again, news=["out:ada", "out:bob"], version=5, floor="")
        assert (await only(store)).news == ("out:ada", "out:bob")

    play(scenario)


def test_an_ended_lease_queues_what_was_leased(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        lost = await claimed(store)
        assert await store.outbox.next_due() == lost.lease_until
        clock.advance(LEASE_S)
        assert await store.outbox.begin(lost, news=["x"], version=1, floor="") == "lost_lease"
        again = await claimed(store)
        assert (again.state, again.token) == ("leased", 2)
        assert await store.outbox.begin(lost, news=["x"], version=1, floor="") == "lost_lease"
        assert not await store.outbox.close(lost, Reason.NOTHING_NEW)
        assert not await store.outbox.renew(lost)
        assert await only(store) == again

    play(scenario)


def test_an_ended_sending_is_unknown_never_queued(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        sent = await begun(store)
        clock.advance(LEASE_S)
        assert await store.outbox.claim(worker="w2", rate_ms=0) is None
        assert (await only(store)).state == "unknown"
        clock.advance(2)
        reader = await claimed(store)
        assert reader.state == "unknown"
        assert not await store.outbox.record(sent, CARD)
        assert (await store.outbox.standing("s1", "desk")).told == frozenset()

    play(scenario)


def test_a_late_record_counts_while_nobody_reads_back(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        sent = await begun(store)
        clock.advance(LEASE_S)
        await store.outbox.claim(worker="w2", rate_ms=0)
        assert await store.outbox.record(sent, CARD)
        assert (await only(store)).state == "sent"

    play(scenario)


def test_a_renewed_lease_lasts(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        found = await claimed(store)
        clock.advance(40)
        assert await store.outbox.renew(found)
        clock.advance(40)
        assert await store.outbox.claim(worker="w2", rate_ms=0) is None
        assert await store.outbox.begin(found, news=[], version=1, floor="") == "ok"
        assert await store.outbox.renew(found)

    play(scenario)


def test_a_lane_is_told_in_order(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row("s1.2@desk", kind="reply"), row("s1.10@desk", kind="reply"))
        await write_rows(store, row("s1.1@desk"))
        seen = []
        for _ in range(3):
            found = await begun(store)
            assert await store.outbox.claim(worker="w2", rate_ms=0) is None
            await store.outbox.record(found, CARD)
            seen.append(found.n)
        assert seen == [1, 2, 10]

    play(scenario)


def test_lanes_do_not_wait_for_each_other(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(), row("s2.1@desk"), row("s1.1@ops"))
        found = {(await claimed(store)).id for _ in range(3)}
        assert found == {"s1.1@desk", "s2.1@desk", "s1.1@ops"}

    play(scenario)


def test_replies_go_before_cards_before_edits(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row("s1.1@desk", kind="edit"))
        clock.advance(1)
        await write_rows(store, row("s2.1@desk"), row("s3.2@desk", kind="reply"))
        order = [(await claimed(store)).kind for _ in range(3)]
        assert order == ["reply", "card", "edit"]

    play(scenario)


def test_receivers_take_turns(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, *(row(f"s{i}.1@busy") for i in range(5)), row("s9.1@calm"))
        order = [(await claimed(store)).receiver for _ in range(3)]
        assert order.count("calm") == 1

    play(scenario)


def test_a_receivers_bucket_holds_three_posts(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, *(row(f"s{i}.1@desk") for i in range(6)), row("s9.1@calm"))
        for _ in range(4):
            await claimed(store, rate_ms=1000)
        assert await store.outbox.claim(worker="w1", rate_ms=1000) is None
        assert await store.outbox.next_due() == clock.now_ms() + 1000
        clock.advance(1)
        await claimed(store, rate_ms=1000)
        assert await store.outbox.claim(worker="w1", rate_ms=1000) is None

    play(scenario)


def test_a_throttled_receiver_waits_and_others_do_not(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(), row("s1.1@ops"))
        until = clock.now_ms() + 30_000
        await store.outbox.throttle("desk", until)
        await store.outbox.throttle("desk", until - 9000)
        assert (await claimed(store)).receiver == "ops"
        assert await store.outbox.claim(worker="w1", rate_ms=0) is None
        assert (await store.outbox.receiver("desk")).throttled_until == until
        clock.advance(30)
        assert (await claimed(store)).receiver == "desk"

    play(scenario)


def test_a_parked_receivers_rows_flow_after_its_probe(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(), row("s2.1@desk"), row("s1.1@ops"))
        found = await begun(store)
        probe_at = clock.now_ms() + 300_000
        for _ in range(2):
            assert await store.outbox.park(found, "channel_not_found", probe_at=probe_at)
        await write_rows(store, row("s3.1@desk"))
        state = await store.outbox.receiver("desk")
        assert (state.parked, state.why, state.probe_at) == (True, "channel_not_found", probe_at)
        await store.outbox.record(await begun(store), CARD)
        assert await store.outbox.claim(worker="w1", rate_ms=0) is None
        assert await store.outbox.next_due() == probe_at
        assert [r.id for r in await store.outbox.rows(state="parked")] == [found.id]
        args = {"why": "still", "probe_at": probe_at + 1}
        assert await store.outbox.probed("desk", works=False, **args) == 0  # type: ignore[arg-type]
        assert (await store.outbox.receiver("desk")).why == "still"
        assert await store.outbox.probed("desk", works=True, why="", probe_at=0) == 1
        assert not (await store.outbox.receiver("desk")).parked
        assert len({(await claimed(store)).id for _ in range(3)}) == 3

    play(scenario)


def test_a_row_parked_while_it_was_read_back_is_read_back_again(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        await store.outbox.doubt(await begun(store), "reset", not_before=0)
        await store.outbox.park(await claimed(store), "token_revoked", probe_at=1)
        assert await store.outbox.probed("desk", works=True, why="", probe_at=0) == 1
        assert (await claimed(store)).state == "unknown"

    play(scenario)


def test_a_buried_row_frees_its_lane_and_can_be_retried(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(), row("s1.2@desk", kind="reply"))
        found = await begun(store)
        for _ in range(2):
            assert await store.outbox.bury(found, "invalid_blocks")
        dead = (await store.outbox.rows(state="dead"))[0]
        assert (dead.id, dead.error) == ("s1.1@desk", "invalid_blocks")
        reply = await begun(store)
        assert reply.id == "s1.2@desk"
        assert await store.outbox.retry("s1.1@desk")
        assert await store.outbox.claim(worker="w1", rate_ms=0) is None
        await store.outbox.record(reply, CARD)
        assert (await claimed(store)).id == "s1.1@desk"
        assert not await store.outbox.retry("s1.2@desk")
        assert not await store.outbox.retry("s7.1@desk")

    play(scenario)


def test_an_edit_is_debounced_outside_its_lane(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row("s1.2@desk", kind="edit", delay_ms=30_000))
        await write_rows(store, row("s1.3@desk", kind="edit", delay_ms=30_000))
        await write_rows(store, row("s1.4@desk", kind="reply"))
        assert len(await store.outbox.rows()) == 2
        reply = await claimed(store)
        assert reply.id == "s1.4@desk"
        clock.advance(30)
        assert await store.outbox.claim(worker="w1", rate_ms=0) is None
        await store.outbox.close(reply, Reason.NOTHING_NEW)
        assert (await claimed(store)).id == "s1.2@desk"
        await write_rows(store, row("s1.5@desk", kind="edit", delay_ms=30_000))
        assert len(await store.outbox.rows()) == 3

    play(scenario)


def test_flushing_makes_debounced_rows_due(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row("s1.2@desk", kind="edit", delay_ms=30_000))
        assert await store.outbox.notice("n.acme.broken.1", "acme", "ops", "acme is broken")
        assert await store.outbox.claim(worker="w1", rate_ms=0) is None
        assert await store.outbox.flush() == 2
        assert await store.outbox.flush() == 0
        assert {(await claimed(store)).kind for _ in range(2)} == {"edit", "notice"}

    play(scenario)


def test_a_notice_is_written_once_and_collected_for_a_minute(play: Play, clock: FakeClock) -> None:
    async def scenario(store: Store) -> None:
        at = clock.now_ms()
        assert await store.outbox.notice("n.acme.broken.1", "acme", "ops", "acme is broken")
        assert not await store.outbox.notice("n.acme.broken.1", "acme", "ops", "other words")
        assert await store.outbox.next_due() == at + 60_000
        clock.advance(60)
        found = await begun(store, news=())
        assert (found.kind, found.story, found.text) == ("notice", "acme", "acme is broken")
        assert await store.outbox.record(found, None)
        assert (await only(store)).handle is None
        assert (await store.outbox.standing("acme", "ops")).told == frozenset()

    play(scenario)


def test_a_row_that_is_there_is_not_written_again(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row(facts=("out:ada",)))
        await store.outbox.record(await begun(store), CARD)
        await write_rows(store, row(facts=("out:bob",)))
        assert (await only(store)).state == "sent"
        assert await store.outbox.claim(worker="w1", rate_ms=0) is None

    play(scenario)


def test_rows_are_listed_newest_first_by_story_receiver_and_state(
    play: Play, clock: FakeClock
) -> None:
    async def scenario(store: Store) -> None:
        for name in ("s1.1@desk", "s2.1@desk", "s1.1@ops"):
            await write_rows(store, row(name))
            clock.advance(1)
        listed = store.outbox.rows
        assert [r.id for r in await listed()] == ["s1.1@ops", "s2.1@desk", "s1.1@desk"]
        assert [r.id for r in await listed(story="s1")] == ["s1.1@ops", "s1.1@desk"]
        assert [r.id for r in await listed(receiver="desk", limit=1)] == ["s2.1@desk"]
        await store.outbox.bury(await begun(store), "no_text")
        assert len(await listed(state="dead")) == 1
        assert len(await listed(state="queued")) == 2
        assert await listed(story="s3") == ()

    play(scenario)


def test_a_row_keeps_its_last_twenty_transitions(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        for i in range(9):
            await store.outbox.fail(await begun(store), f"try {i}", not_before=0)
        history = (await only(store)).history
        assert len(history) == 20
        assert history[-1].endswith("failed try 8")

    play(scenario)


@pytest.mark.parametrize("event", ["close", "hold", "record", "fail", "doubt", "park", "bury"])
def test_a_foreign_token_changes_nothing(play: Play, event: str) -> None:
    async def scenario(store: Store) -> None:
        await write_rows(store, row())
        ours = await begun(store)
        foreign = replace(ours, token=ours.token + 1)
        out = store.outbox
        events = {
            "close": lambda r: out.close(r, Reason.SILENCED, waive=["out:ada"]),
            "hold": lambda r: out.hold(r, Reason.BUDGET, 5),
            "record": lambda r: out.record(r, CARD, newest_ts="9"),
            "fail": lambda r: out.fail(r, "x", not_before=0),
            "doubt": lambda r: out.doubt(r, "x", not_before=0),
            "park": lambda r: out.park(r, "x", probe_at=5),
            "bury": lambda r: out.bury(r, "x"),
        }
        before = await only(store)
        assert not await events[event](foreign)
        assert not await events[event](replace(foreign, id="s9.9@desk"))
        assert await only(store) == before
        assert not (await out.receiver("desk")).parked
        assert (await out.standing("s1", "desk")).waived == {}

    play(scenario)
