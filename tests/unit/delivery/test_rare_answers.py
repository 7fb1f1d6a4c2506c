"""The delivery line when far ends, leases and stores do what they seldom do."""

import asyncio

import pytest

from monitor.errors import DeliveryError, Outcome
from monitor.outgoing import Abilities, Handle
from tests.fakes.delivering import Desk, Killed, fact, story
from tests.fakes.notifier import EVERYTHING, ScriptedNotifier, ambiguous
from tests.unit.delivery.test_line import overtaken

GREG = fact()
NO_DELETE = Abilities(read=True, edit=True, thread=True)


class Floorless(ScriptedNotifier):
    """A far end that cannot say where its newest message stands, the first time."""

    def __init__(self, error: DeliveryError) -> None:
        super().__init__()
        self.errors = [error]

    async def floor(self) -> str:
        if self.errors:
            raise self.errors.pop()
        return await super().floor()


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.AMBIGUOUS, "queued"),
        (Outcome.REFUSED, "queued"),
        (Outcome.RETRY, "queued"),
        (Outcome.PARKED, "parked"),
    ],
)
def test_whatever_goes_wrong_before_the_wire_leaves_nothing_in_doubt(
    outcome: Outcome, state: str
) -> None:
    desk = Desk(Floorless(DeliveryError(outcome, "no answer")))
    desk.join(story(GREG))
    ended = desk.step()
    assert ended is not None
    assert (ended.state, ended.detail) == (state, "no answer")
    assert desk.far.shown == []


def test_a_wait_that_is_asked_for_before_the_wire_is_kept() -> None:
    desk = Desk(Floorless(DeliveryError(Outcome.AMBIGUOUS, "slow down", retry_after_s=30.0)))
    desk.join(story(GREG))
    desk.step()
    assert desk.row().not_before >= desk.clock.now_ms() + 30_000


def edited(desk: Desk) -> Desk:
    """Tell a story, and let its headline change."""
    desk.join(story(GREG))
    desk.settle()
    desk.join(story(GREG, headline="OpenAI: new headline"), "edit", 2)
    return desk


def test_an_edit_is_not_begun_when_too_little_of_the_lease_is_left() -> None:
    desk = edited(Desk())
    desk.clock.advance(60)

    def point(name: str) -> None:
        if name == "delivery.begun":
            desk.clock.advance(50)

    desk._point = point  # type: ignore[method-assign]
    ended = desk.step()
    assert ended is not None
    assert (ended.state, desk.far.shown[0].edits) == ("queued", [])


def test_an_edit_during_which_we_died_is_said_again_without_a_look() -> None:
    desk = edited(Desk())
    desk.kill_at = "delivery.begun"
    with pytest.raises(Killed):
        desk.settle()
    assert desk.settle()[-1] == "sent"
    assert len(desk.far.shown[0].edits) == 1
    assert desk.far.finds == []


class Thawing(ScriptedNotifier):
    """Freezes around one edit until the test says so."""

    def __init__(self, thaw: asyncio.Event) -> None:
        super().__init__()
        self.thaw: asyncio.Event | None = thaw

    async def edit(self, handle: Handle, message: object) -> None:
        thaw, self.thaw = self.thaw, None
        if thaw is not None:
            await thaw.wait()


def test_an_edit_that_another_worker_wrote_too_takes_nothing_back() -> None:
    thaw = asyncio.Event()
    desk = Desk(Thawing(thaw), driving=True)
    edited(desk)
    desk.points.clear()

    async def both() -> str:
        frozen = asyncio.create_task(desk.one())
        while not desk.points.count("delivery.begun"):
            await asyncio.sleep(0)
        desk.clock.advance(61)
        rows = await desk.outbox.rows()
        edit = next(row.id for row in rows if row.kind == "edit")
        while (await desk.row_now(edit)).state != "sent":
            await desk.one()
            desk.clock.advance(1)
        thaw.set()
        ended = await frozen
        return ended.state if ended else "nothing"

    assert desk.run(both()) == "lost"
    assert desk.far.deleted == []


def test_a_doubled_message_stays_where_nothing_can_be_deleted() -> None:
    thaw = asyncio.Event()
    desk = Desk(ScriptedNotifier(abilities=NO_DELETE, frozen=thaw), driving=True)
    desk.join(story(GREG))
    assert desk.run(overtaken(desk, thaw)) == "lost"
    assert desk.far.deleted == []


class Undeletable(ScriptedNotifier):
    """Says that it can delete, and cannot."""

    def __init__(self, thaw: asyncio.Event) -> None:
        super().__init__(abilities=EVERYTHING, frozen=thaw)
        self.refused = 0

    async def delete(self, handle: Handle) -> None:
        self.refused += 1
        raise ambiguous()


def test_a_doubled_message_that_cannot_be_taken_back_costs_nothing_else() -> None:
    thaw = asyncio.Event()
    far = Undeletable(thaw)
    desk = Desk(far, driving=True)
    desk.join(story(GREG))
    assert desk.run(overtaken(desk, thaw)) == "lost"
    assert (far.refused, desk.row().state) == (1, "sent")


def test_nothing_is_taken_back_while_another_worker_is_still_at_it() -> None:
    thaw = asyncio.Event()
    desk = Desk(ScriptedNotifier(frozen=thaw), driving=True)
    desk.join(story(GREG))

    async def unsettled() -> str:
        frozen = asyncio.create_task(desk.one())
        while not desk.points.count("delivery.begun"):
            await asyncio.sleep(0)
        desk.clock.advance(61)
        assert await desk.outbox.claim(worker="w2", rate_ms=0) is None  # unknown from here on
        desk.clock.advance(3)
        assert await desk.outbox.claim(worker="w2", rate_ms=0) is not None
        thaw.set()
        ended = await frozen
        return ended.state if ended else "nothing"

    assert desk.run(unsettled()) == "lost"
    assert desk.far.deleted == []
    assert desk.row().state in {"sending", "unknown"}
    assert desk.settle()[-1] == "sent"
    assert len(desk.far.shown) == 1
