"""The delivery line: what is told once, when, and what every failure makes of a row."""

import asyncio
from dataclasses import replace

import pytest

from monitor.delivery.setback import Pace
from monitor.errors import DeliveryError, Outcome
from tests.fakes.delivering import ROW, STORY, Desk, Killed, fact, mention, story
from tests.fakes.notifier import NOTHING, Accepted, ScriptedNotifier, ambiguous

GREG, JOHN = fact(), fact("John Schulman", "move")


def lost(*reads: Exception | None) -> ScriptedNotifier:
    """A far end that takes the first message and does not say so."""
    return ScriptedNotifier(sends=[Accepted(then=ambiguous())], reads=reads)


def texts(desk: Desk) -> list[str]:
    return [shown.message.text for shown in desk.far.shown]


def test_a_card_is_sent_and_its_facts_are_told() -> None:
    desk = Desk()
    desk.join(story(GREG))
    assert desk.settle() == ["sent"]
    assert texts(desk) == ["OpenAI: Greg Brockman takes leave: Greg Brockman (Gazzetta Tech)"]
    assert desk.standing().told == {GREG.id}
    assert desk.standing().card == desk.far.shown[0].handle


def test_the_points_are_passed_in_order() -> None:
    desk = Desk()
    desk.join(story(GREG))
    desk.settle()
    assert desk.points == [
        "delivery.claimed",
        "delivery.decided",
        "delivery.begun",
        "delivery.answered",
        "delivery.recorded",
    ]


def test_a_later_fact_goes_into_the_thread_of_the_card() -> None:
    desk = Desk()
    desk.join(story(GREG))
    desk.settle()
    desk.join(story(GREG, JOHN), "reply", 2)
    desk.settle()
    card, reply = desk.far.shown
    assert reply.under == card.handle
    assert reply.message.lines == ("New: John Schulman, President: leaves",)


def test_a_second_row_with_nothing_new_is_closed_in_silence() -> None:
    desk = Desk()
    desk.join(story(GREG))
    desk.join(story(GREG), "reply", 2)
    assert desk.settle() == ["sent", "closed"]
    assert desk.row(f"{STORY}.2@exec-moves").reason == "nothing_new"


def test_facts_joined_before_the_card_goes_out_are_on_it_and_not_repeated() -> None:
    desk = Desk()
    desk.join(story(GREG))
    desk.join(story(GREG, JOHN), "reply", 2)
    assert desk.settle() == ["sent", "closed"]
    assert [row.who for row in desk.far.shown[0].message.people] == [GREG.value, JOHN.value]


def test_an_edit_replaces_what_the_card_shows() -> None:
    desk = Desk()
    desk.join(story(GREG))
    desk.settle()
    told_by_two = story(GREG, mentions=(mention(), mention("Figaro", article="a2", lang="fr")))
    desk.join(told_by_two, "edit", 2)
    assert desk.settle() == ["sent"]
    assert "1 more outlet" in desk.far.shown[0].edits[0].about


def test_an_edit_closes_where_nothing_can_be_edited() -> None:
    desk = Desk(ScriptedNotifier(abilities=NOTHING))
    desk.join(story(GREG))
    desk.settle()
    desk.join(story(GREG), "edit", 2)
    assert desk.settle() == ["closed"]
    assert desk.row(f"{STORY}.2@exec-moves").reason == "not_editable"


def test_without_threads_a_reply_is_a_message_of_its_own() -> None:
    desk = Desk(ScriptedNotifier(abilities=NOTHING))
    desk.join(story(GREG))
    desk.settle()
    desk.join(story(GREG, JOHN), "reply", 2)
    desk.settle()
    assert [(s.message.kind, s.under) for s in desk.far.shown] == [("card", None), ("reply", None)]


def test_a_refused_connection_is_tried_again_after_a_growing_wait() -> None:
    refused = DeliveryError(Outcome.RETRY, "connection refused")
    desk = Desk(ScriptedNotifier(sends=[refused, refused]))
    desk.join(story(GREG))
    assert desk.settle() == ["queued", "queued", "sent"]
    assert desk.row().attempts == 3
    assert len(desk.far.shown) == 1


def test_a_wait_that_is_asked_for_is_kept_by_all_rows_of_the_receiver() -> None:
    limited = DeliveryError(Outcome.RETRY, "ratelimited", retry_after_s=30)
    desk = Desk(ScriptedNotifier(sends=[limited]))
    desk.join(story(GREG))
    desk.step()
    assert desk.run(desk.outbox.receiver("exec-moves")).throttled_until == (
        desk.clock.now_ms() + 30_000
    )
    assert desk.row().not_before >= desk.clock.now_ms() + 30_000


def test_a_message_that_was_taken_without_an_answer_is_found_and_not_sent_again() -> None:
    desk = Desk(lost())
    desk.join(story(GREG))
    assert desk.settle() == ["unknown", "sent"]
    assert len(desk.far.shown) == 1
    assert desk.standing().card == desk.far.shown[0].handle
    assert desk.points[-1] == "delivery.found"


def test_what_joined_after_the_lost_send_comes_in_the_next_row() -> None:
    desk = Desk(lost())
    desk.join(story(GREG))
    desk.step()
    desk.join(story(GREG, JOHN), "reply", 2)
    desk.settle()
    assert desk.far.shown[1].message.lines == ("New: John Schulman, President: leaves",)


def test_a_message_that_did_not_arrive_is_sent_again_after_all_reads() -> None:
    desk = Desk(ScriptedNotifier(sends=[ambiguous()]))
    desk.join(story(GREG))
    assert desk.settle() == ["unknown", "unknown", "unknown", "queued", "sent"]
    assert len(desk.far.finds) == 3
    assert len(desk.far.shown) == 1


def test_reads_come_2_6_and_15_seconds_after_the_failure() -> None:
    desk = Desk(ScriptedNotifier(sends=[ambiguous()]))
    desk.join(story(GREG))
    start = desk.clock.now_ms()
    waits = []
    for _read in range(3):
        desk.step()
        waits.append(desk.row().not_before - start)
        desk.clock.advance((desk.row().not_before - desk.clock.now_ms()) / 1000)
    assert waits == [2000, 6000, 15000]


def test_a_read_that_fails_proves_nothing() -> None:
    failing = DeliveryError(Outcome.AMBIGUOUS, "status 503")
    desk = Desk(lost(failing, RuntimeError("boom")))
    desk.join(story(GREG))
    assert desk.settle() == ["unknown", "unknown", "unknown", "sent"]
    assert len(desk.far.shown) == 1


def test_reading_starts_at_the_newest_message_known_before_the_first_attempt() -> None:
    desk = Desk(ScriptedNotifier(sends=[ambiguous(), ambiguous()], floor="777.000000"))
    desk.join(story(GREG))
    desk.settle()
    assert {since for _delivery, since, _under in desk.far.finds} == {"777.000000"}


def test_a_reply_is_looked_for_in_its_thread() -> None:
    desk = Desk(ScriptedNotifier(sends=[None, Accepted(then=ambiguous())]))
    desk.join(story(GREG))
    desk.settle()
    desk.join(story(GREG, JOHN), "reply", 2)
    assert desk.settle() == ["unknown", "sent"]
    assert desk.far.finds[0][2] == desk.far.shown[0].handle


def test_a_far_end_that_cannot_be_read_gets_the_very_same_message_again() -> None:
    desk = Desk(ScriptedNotifier(abilities=NOTHING, sends=[Accepted(then=ambiguous())]))
    desk.join(story(GREG))
    desk.step()
    desk.join(story(GREG, JOHN), "reply", 2)
    desk.settle()
    first, again, next_row = (shown.message for shown in desk.far.shown)
    assert first.id == again.id
    assert next_row.lines == ("New: John Schulman, President: leaves",)


def test_an_unclear_edit_is_simply_repeated() -> None:
    desk = Desk(ScriptedNotifier(edits=[Accepted(then=ambiguous())]))
    desk.join(story(GREG))
    desk.settle()
    desk.join(story(GREG), "edit", 2)
    assert desk.settle() == ["queued", "sent"]
    assert desk.far.finds == []


def test_a_pointless_edit_is_closed() -> None:
    gone = DeliveryError(Outcome.POINTLESS, "message_not_found")
    desk = Desk(ScriptedNotifier(edits=[gone]))
    desk.join(story(GREG))
    desk.settle()
    desk.join(story(GREG), "edit", 2)
    assert desk.settle() == ["closed"]


def test_a_broken_receiver_is_parked_and_its_row_waits() -> None:
    revoked = DeliveryError(Outcome.PARKED, "token_revoked")
    desk = Desk(ScriptedNotifier(sends=[revoked]), ops="ops")
    desk.join(story(GREG))
    assert desk.step() is not None
    assert desk.row().state == "parked"
    assert desk.run(desk.outbox.receiver("exec-moves")).why == "token_revoked"
    notice = desk.run(desk.outbox.rows(receiver="ops"))[0]
    assert "exec-moves is parked: token_revoked" in notice.text


def test_refused_blocks_are_said_plainly_and_then_given_up() -> None:
    refused = DeliveryError(Outcome.REFUSED, "invalid_blocks")
    desk = Desk(ScriptedNotifier(sends=[refused, refused]), ops="ops")
    desk.join(story(GREG))
    assert [desk.step(), desk.step()] != [None, None]
    assert desk.row().state == "dead"
    assert "was refused: invalid_blocks" in desk.run(desk.outbox.rows(receiver="ops"))[0].text


def test_a_plain_message_has_no_blocks() -> None:
    refused = DeliveryError(Outcome.REFUSED, "invalid_blocks")
    desk = Desk(ScriptedNotifier(sends=[refused]))
    desk.join(story(GREG))
    assert desk.settle() == ["queued", "sent"]
    assert desk.far.shown[0].message.blocks == ()
    assert "Greg Brockman, President, on leave" in desk.far.shown[0].message.text


def test_after_a_dead_card_the_next_news_brings_the_whole_card() -> None:
    refused = DeliveryError(Outcome.REFUSED, "invalid_blocks")
    desk = Desk(ScriptedNotifier(sends=[refused, refused]))
    desk.join(story(GREG))
    desk.settle()
    desk.join(story(GREG, JOHN), "reply", 2)
    desk.settle()
    assert desk.far.shown[0].message.kind == "card"
    assert desk.standing().told == {GREG.id, JOHN.id}


def test_whatever_a_notifier_raises_is_ambiguous() -> None:
    desk = Desk(ScriptedNotifier(sends=[Accepted(then=RuntimeError("boom"))]))
    desk.join(story(GREG))
    assert desk.settle() == ["unknown", "sent"]
    assert desk.row().attempts == 1


def test_nothing_is_sent_when_too_little_of_the_lease_is_left() -> None:
    desk = Desk()
    desk.far = ScriptedNotifier(before_wire=lambda: desk.clock.advance(26))
    desk.join(story(GREG))
    ended = desk.step()
    assert ended is not None
    assert (ended.state, desk.far.shown) == ("queued", [])
    assert desk.row().attempts == 0


def test_no_send_begins_after_the_stop() -> None:
    desk = Desk()
    desk.join(story(GREG))
    desk.stopping = True
    desk.step()
    assert desk.far.shown == []
    assert (desk.row().state, desk.row().attempts) == ("queued", 0)


def test_a_lost_lease_changes_nothing() -> None:
    desk = Desk()
    desk.join(story(GREG))

    async def late() -> str:
        row = await desk.outbox.claim(worker="w1")
        assert row is not None
        desk.clock.advance(61)
        await desk.outbox.claim(worker="w2")
        return (await desk.work(row, desk.clock.monotonic())).state

    assert desk.run(late()) == "lost"
    assert desk.far.shown == []


async def overtaken(desk: Desk, thaw: asyncio.Event) -> str:
    """Let a sender freeze around its request while another worker finishes its row."""
    frozen = asyncio.create_task(desk.one())
    while not desk.points.count("delivery.begun"):
        await asyncio.sleep(0)
    desk.clock.advance(61)
    while (await desk.row_now()).state != "sent":
        await desk.one()
        desk.clock.advance(1)
    thaw.set()
    ended = await frozen
    return ended.state if ended else "nothing"


def test_a_message_that_arrives_after_another_was_recorded_is_taken_back() -> None:
    thaw = asyncio.Event()
    desk = Desk(ScriptedNotifier(frozen=thaw), driving=True)
    desk.join(story(GREG))
    assert desk.run(overtaken(desk, thaw)) == "lost"
    assert [shown.handle for shown in desk.far.shown] == [desk.row().handle]
    assert len(desk.far.deleted) == 1


def test_a_message_that_the_row_adopted_is_not_taken_back() -> None:
    thaw = asyncio.Event()
    desk = Desk(ScriptedNotifier(frozen=thaw, frozen_after=True), driving=True)
    desk.join(story(GREG))
    assert desk.run(overtaken(desk, thaw)) == "lost"
    assert [shown.handle for shown in desk.far.shown] == [desk.row().handle]
    assert desk.far.deleted == []


@pytest.mark.parametrize(
    "point", ["claimed", "decided", "begun", "answered", "recorded", "ambiguous", "found"]
)
def test_killed_at_any_point_a_card_is_told_once(point: str) -> None:
    fails = point in {"ambiguous", "found"}
    desk = Desk(lost() if fails else None, kill_at=f"delivery.{point}")
    desk.join(story(GREG))
    with pytest.raises(Killed):
        desk.settle()
    desk.settle()
    assert len(desk.far.shown) == 1
    assert desk.row().state == "sent"
    assert desk.standing().told == {GREG.id}


def test_a_story_that_cannot_be_drawn_is_told_in_one_line() -> None:
    broken = replace(story(GREG), first_seen="no date at all")
    desk = Desk(ops="ops")
    desk.join(broken)
    desk.step()
    assert desk.far.shown[0].message.text == f"{broken.headline} ({STORY}.1)"
    assert "went out as one line" in desk.run(desk.outbox.rows(receiver="ops"))[0].text


def test_a_row_long_in_trouble_is_told_to_the_operators_once() -> None:
    refused = DeliveryError(Outcome.RETRY, "connection refused")
    desk = Desk(ScriptedNotifier(sends=[refused] * 20), ops="ops", pace=Pace(most_s=120))
    desk.join(story(GREG))
    desk.settle()
    late = [row for row in desk.run(desk.outbox.rows(receiver="ops")) if ".late." in row.id]
    assert len(late) == 1


def test_a_notice_is_sent_as_it_is_written() -> None:
    desk = Desk()
    desk.run(desk.outbox.notice("n.acme.broken.1", "acme", "exec-moves", "acme is broken\nWait."))
    assert desk.settle() == ["sent"]
    assert desk.far.shown[0].message.lines == ("acme is broken", "Wait.")
    assert desk.row("n.acme.broken.1").handle == desk.far.shown[0].handle


def test_the_row_is_named_on_the_wire() -> None:
    desk = Desk()
    desk.join(story(GREG))
    desk.settle()
    assert desk.far.shown[0].message.metadata["delivery"] == ROW
    assert desk.far.shown[0].message.metadata["attempt"] == 1
