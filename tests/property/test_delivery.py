"""Whatever fails and whenever we are killed: each fact is told once, in order, card first."""

from random import Random

import pytest

from monitor.delivery.setback import Pace
from monitor.errors import DeliveryError, Outcome
from monitor.model import Fact
from monitor.outgoing import Abilities
from tests.fakes.delivering import STORY, Desk, Killed, fact, story
from tests.fakes.notifier import EVERYTHING, NOTHING, Accepted, ScriptedNotifier, Step

NAMES = ("Ada Ek", "Bo Lund", "Cy Moe", "Di Nye", "Eva Oh", "Fay Poe", "Gil Quan", "Hal Ross")
POINTS = ("claimed", "decided", "begun", "answered", "recorded", "ambiguous", "found")
SEEDS = range(150)


def step(random: Random) -> Step:
    """Draw what the far end does with a message."""
    error = DeliveryError(
        random.choice((Outcome.RETRY, Outcome.AMBIGUOUS)), "fault", retry_after_s=None
    )
    limited = DeliveryError(Outcome.RETRY, "ratelimited", retry_after_s=random.randint(1, 40))
    unclear = DeliveryError(Outcome.AMBIGUOUS, "reset")
    parked = DeliveryError(Outcome.PARKED, "token_revoked")
    return random.choices(
        (None, error, limited, Accepted(then=unclear), Accepted(then=RuntimeError("x")), parked),
        weights=(4, 2, 1, 3, 1, 1),
    )[0]


def desk_of(random: Random, abilities: Abilities) -> Desk:
    reads = [random.choice((None, None, DeliveryError(Outcome.AMBIGUOUS, "503"))) for _ in range(9)]
    far = ScriptedNotifier(
        abilities=abilities, sends=[step(random) for _ in range(14)], reads=reads
    )
    return Desk(far, pace=Pace(first_s=1, most_s=20, reads_s=(0.5, 1, 2)))


def work(desk: Desk, random: Random) -> None:
    """Deliver a little, now and then killed, the time moving on."""
    for _turn in range(random.randint(1, 6)):
        if random.random() < 0.3:
            desk.kill_at = f"delivery.{random.choice(POINTS)}"
        try:
            desk.step()
        except Killed:
            desk.clock.advance(61)  # our lease ends before somebody else goes on
        desk.clock.advance(random.choice((0.1, 1, 5, 61)))


def drain(desk: Desk) -> None:
    """Let all faults be over and everything flow out."""
    desk.kill_at = ""
    desk.far.calm()
    desk.run(desk.outbox.probed("exec-moves", works=True, why="", probe_at=0))
    desk.settle(most=400)


def run(seed: int, abilities: Abilities) -> tuple[Desk, list[Fact]]:
    random = Random(seed)
    desk = desk_of(random, abilities)
    facts: list[Fact] = []
    for n, name in enumerate(NAMES[: random.randint(2, len(NAMES))], 1):
        facts.append(fact(name))
        desk.join(story(*facts), "card" if n == 1 else "reply", n)
        work(desk, random)
    drain(desk)
    return desk, facts


def told_names(desk: Desk) -> list[str]:
    """Read the names as a reader comes upon them."""
    return [row.who for shown in desk.far.shown for row in shown.message.people]


@pytest.mark.parametrize("seed", SEEDS)
def test_where_the_far_end_can_be_read_nothing_is_lost_doubled_or_out_of_order(seed: int) -> None:
    desk, facts = run(seed, EVERYTHING)
    assert told_names(desk) == [f.value for f in facts]
    card, *replies = desk.far.shown
    assert (card.message.kind, card.under) == ("card", None)
    assert all(reply.under == card.handle for reply in replies)
    assert desk.standing().told == {f.id for f in facts}
    rows = desk.run(desk.outbox.rows(story=STORY))
    assert {row.state for row in rows} <= {"sent", "closed"}


@pytest.mark.parametrize("seed", SEEDS)
def test_where_it_cannot_be_read_nothing_is_lost_and_doubles_have_one_id(seed: int) -> None:
    desk, facts = run(seed, NOTHING)
    once = {shown.message.id: shown for shown in desk.far.shown}
    names = [row.who for shown in once.values() for row in shown.message.people]
    assert set(names) == {f.value for f in facts}
    replies = [
        row.who for s in once.values() if s.message.kind == "reply" for row in s.message.people
    ]
    assert len(replies) == len(set(replies))
    assert desk.standing().told == {f.id for f in facts}


def test_without_reading_back_a_reader_is_told_twice() -> None:
    """The test above must fail when the mechanism is taken away."""
    doubled = 0
    for seed in SEEDS:
        desk, _facts = run(seed, NOTHING)
        doubled += len(told_names(desk)) != len(set(told_names(desk)))
    assert doubled > 10
