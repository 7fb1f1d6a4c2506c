"""Budgets, digests and reminders under faults and kills: each fact once, no card too many."""

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from monitor.delivery.digest import cut_due
from monitor.delivery.policies import Policies
from monitor.delivery.setback import Pace
from monitor.errors import DeliveryError, Outcome
from monitor.ids import fact_digest
from monitor.model import Fact, Rule, Story
from monitor.outgoing import OPEN_STATES
from monitor.policy import Budget, Realert
from tests.fakes.delivering import Desk, Killed, fact, story
from tests.fakes.notifier import Accepted, ScriptedNotifier, Step

SEEDS = range(120)
HOUR_S = 3600
LIMIT = 2
RULE = Rule(
    id="executive-departure",
    title="Departures",
    status="live",
    budget=Budget(count=LIMIT, period_s=HOUR_S),
    realert=Realert(after_s=900.0, backoff=2.0),
)
POLICIES = Policies(rules=lambda: {RULE.id: RULE}, told=lambda _owner: "ops")
POINTS = (
    *("delivery.claimed", "delivery.decided", "delivery.begun", "delivery.answered"),
    *("delivery.recorded", "delivery.ambiguous", "delivery.found", "digest.cut"),
)


def step(random: Random) -> Step:
    """Draw what the far end does with a message."""
    retry = DeliveryError(Outcome.RETRY, "503")
    unclear = DeliveryError(Outcome.AMBIGUOUS, "reset")
    refused = DeliveryError(Outcome.REFUSED, "invalid_blocks")
    steps = (None, retry, unclear, Accepted(then=unclear), refused)
    return random.choices(steps, weights=(6, 2, 1, 3, 1))[0]


def look(desk: Desk) -> None:
    """Cut what is due, as the pool does beside the line."""
    desk.run(
        cut_due(outbox=desk.outbox, stories=desk.stories, policies=desk.policies, point=desk._point)
    )


def work(desk: Desk, random: Random) -> None:
    """Deliver and cut a little, now and then killed, the time moving on."""
    for _turn in range(random.randint(1, 7)):
        if random.random() < 0.3:
            desk.kill_at = random.choice(POINTS)
        try:
            look(desk)
            desk.step()
        except Killed:
            desk.clock.advance(61)
        desk.clock.advance(random.choice((0.1, 1, 5, 61, 300, 1800)))


def drain(desk: Desk, stories: list[Story]) -> None:
    """Let faults be over, periods end, dead letters be retried, all be acknowledged."""
    desk.kill_at = ""
    desk.far.calm()
    for told in stories:
        desk.run(desk.stories.ack(told.id, "ana"))
    for _hour in range(4):
        desk.settle(most=400)
        desk.clock.advance(HOUR_S)
        look(desk)
        for row in desk.run(desk.outbox.rows(state="dead")):
            desk.run(desk.outbox.retry(row.id))
    desk.settle(most=400)


@cache
def run(seed: int, policies: Policies = POLICIES) -> tuple[Desk, list[Story]]:
    random = Random(seed)
    desk = Desk(
        ScriptedNotifier(sends=[step(random) for _ in range(20)]),
        pace=Pace(first_s=1, most_s=20, reads_s=(0.5, 1, 2)),
        policies=policies,
    )
    stories: list[Story] = []
    for n in range(random.randint(3, 8)):
        facts: tuple[Fact, ...] = (fact(f"Person {n}"),)
        told = replace(story(*facts, rules=(RULE.id,)), id=f"s{n:07}", key=f"exec|{n}")
        desk.join(told)
        work(desk, random)
        if random.random() < 0.4:
            told = replace(told, facts=(*facts, fact(f"Second {n}")))
            desk.join(told, "reply", 50)
            work(desk, random)
        stories.append(told)
    drain(desk, stories)
    return desk, stories


@pytest.mark.parametrize("seed", SEEDS)
def test_each_fact_is_told_once_by_card_reply_or_digest(seed: int) -> None:
    desk, stories = run(seed)
    told = Counter(
        name for s in desk.far.shown for name in str(s.message.metadata["facts"]).split(",") if name
    )
    assert told == Counter(fact_digest(s.key, f.id) for s in stories for f in s.facts)
    for each in stories:
        assert desk.standing(each.id).told == {f.id for f in each.facts}
    rows = desk.run(desk.outbox.rows(limit=500))
    assert {row.state for row in rows} <= {"sent", "closed"}


def busiest(desk: Desk) -> int:
    """Give the most cards that began in one period."""
    rows = desk.run(desk.outbox.rows(limit=500))
    urged = {row.id for row in rows if any("released" in entry for entry in row.history)}
    begun: Counter[int] = Counter()
    for row in rows:
        if row.first_begun_at and row.kind == "card" and row.id not in urged:
            begun[row.first_begun_at // (HOUR_S * 1000)] += 1
    return max(begun.values(), default=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_period_begins_more_cards_than_its_budget_has(seed: int) -> None:
    desk, _stories = run(seed)
    assert busiest(desk) <= LIMIT


def test_without_counting_more_cards_go_out() -> None:
    """The test above must fail when the mechanism is taken away."""
    unlimited = Policies(rules=lambda: {RULE.id: replace(RULE, budget=None)})
    assert max(busiest(run(seed, unlimited)[0]) for seed in range(20)) > LIMIT


@pytest.mark.parametrize("seed", SEEDS)
def test_one_reminder_waits_at_most_and_each_is_sent_once(seed: int) -> None:
    desk, stories = run(seed)
    rows = [r for r in desk.run(desk.outbox.rows(limit=500)) if r.kind == "realert"]
    assert not [row for row in rows if row.state in OPEN_STATES]
    sent = Counter(s.message.delivery for s in desk.far.shown if s.message.kind == "realert")
    assert sent == Counter(row.id for row in rows if row.state == "sent")
    for each in stories:
        numbers = sorted(row.n for row in desk.run(desk.outbox.rows(story=each.id)))
        assert len(numbers) == len(set(numbers))
