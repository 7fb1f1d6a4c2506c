"""Reminders and budgets on the delivery line: what goes out, when, and what is held."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from monitor.delivery.policies import Policies, sent_as, waits
from monitor.model import Rule
from monitor.outgoing import Alert, Delivery, Handle, Standing
from monitor.policy import Budget, Realert
from monitor.ports import Joining, NewRow
from monitor.reasons import Reason
from tests.fakes.delivering import ROW, STORY, Desk, fact, story

RULE = "executive-departure"
DAILY = Realert(after_s=3600.0, backoff=2.0, max_s=5 * 3600.0)
SECOND = f"{STORY}.2@exec-moves"


def rule(name: str = RULE, **more: Any) -> Rule:
    given: dict[str, Any] = {"status": "live", "owner": "people-desk", "realert": DAILY}
    return Rule(id=name, title=name, **(given | more))


def policies(*rules: Rule, **more: Any) -> Policies:
    known: Mapping[str, Rule] = {r.id: r for r in rules}
    return Policies(rules=lambda: known, **more)


def told(**more: Any) -> Any:
    return story(fact(), rules=(RULE,), **more)


def kinds(desk: Desk) -> list[str]:
    return [shown.message.kind for shown in desk.far.shown]


# --- reminders -------------------------------------------------------------------------------


def test_a_card_is_told_again_until_somebody_acknowledges_it() -> None:
    desk = Desk(policies=policies(rule()))
    desk.join(told())
    desk.settle()
    desk.clock.advance(3601)
    desk.step()
    assert kinds(desk) == ["card", "realert"]
    reminder = desk.far.shown[1]
    assert reminder.under == desk.far.shown[0].handle
    assert reminder.message.lines[0].startswith("Reminder: OpenAI: Greg Brockman")
    assert desk.run(desk.stories.ack(STORY, "ana"))
    desk.clock.advance(7201)
    assert (ended := desk.step()) is not None
    assert (ended.state, ended.detail) == ("closed", "acknowledged")


def test_reminders_come_ever_later_up_to_the_longest_wait() -> None:
    assert [waits(DAILY, n) / 3600 for n in range(5)] == [1, 2, 4, 5, 5]
    assert [waits(Realert(after_s=60.0), n) for n in (0, 1, 500)] == [60, 60, 60]
    desk = Desk(policies=policies(rule()))
    desk.join(told())
    desk.settle()
    due = []
    for _ in range(3):
        row = max(desk.run(desk.outbox.rows()), key=lambda r: r.n)
        due.append((row.not_before - row.created) / 3_600_000)
        desk.clock.advance((row.not_before - desk.clock.now_ms()) / 1000 + 0.001)
        desk.step()
    assert due == [1, 2, 4]


@pytest.mark.parametrize("now", [rule(realert=None), rule(status="retired"), rule("other")])
def test_a_reminder_is_withdrawn_when_the_rule_asks_for_none_any_more(now: Rule) -> None:
    desk = Desk(policies=policies(rule()))
    desk.join(told())
    desk.settle()
    desk.policies = policies(now)
    desk.clock.advance(3601)
    assert (ended := desk.step()) is not None
    assert (ended.state, ended.detail) == ("closed", "withdrawn")
    assert kinds(desk) == ["card"]


def test_a_reminder_of_a_story_that_is_gone_is_closed() -> None:
    desk = Desk(policies=policies(rule()))
    row = Delivery(id=SECOND, story="gone", receiver="exec-moves", kind="realert", n=2)
    desk.run(desk.stories.join(desk_joining(row)))
    assert (ended := desk.step()) is not None
    assert (ended.state, ended.detail) == ("closed", "merged")


def desk_joining(row: Delivery) -> Any:
    new = NewRow(
        delivery=row.id, story=row.story, receiver=row.receiver, kind=row.kind, n=row.n, facts=()
    )
    return Joining(versions={}, reports=(), stories=(), rows=(new,))


def test_a_reply_under_a_card_begins_no_reminder_of_its_own() -> None:
    desk = Desk(policies=policies(rule()))
    desk.join(told())
    desk.settle()
    desk.join(story(fact(), fact("Ada Ek"), rules=(RULE,)), "reply", n=5)
    desk.settle()
    rows = desk.run(desk.outbox.rows())
    assert sum(row.kind == "realert" for row in rows) == 1


def test_a_lone_reply_was_the_whole_card() -> None:
    card = Standing(card=Handle(channel="C", ts="1"))
    reply = Delivery(id="s.2@r", story="s", receiver="r", kind="reply", n=2)
    assert (sent_as(reply, Standing()), sent_as(reply, card)) == ("card", "reply")
    assert sent_as(replace(reply, kind="realert"), Standing()) == "realert"


def test_the_leading_rule_decides_about_reminders() -> None:
    both = policies(rule(realert=None), rule("other"))
    assert both.realert(story(rules=(RULE, "other"))) is None
    leading = story(rules=(RULE, "other"), rule="other")
    assert both.realert(leading) == DAILY


# --- budgets ---------------------------------------------------------------------------------


def counted(*rules: Rule, **more: Any) -> Any:
    shown = story(rules=tuple(r.id for r in rules))
    alert = Alert(kind="card", reason=Reason.FIRST, story=shown)
    return policies(*rules, **more).counted(alert)


def test_each_live_rule_of_a_story_counts_its_card() -> None:
    found = counted(
        rule(budget=Budget(count=15, period_s=86400)), rule("free"), rule("old", status="retired")
    )
    assert [(c.rule, c.limit, c.period_ms) for c in found] == [
        (RULE, 15, 86_400_000),
        ("free", 0, 0),
    ]


def test_the_owner_is_told_of_a_budget() -> None:
    spent = rule(budget=Budget(count=2, period_s=3600))
    (found,) = counted(spent, told=lambda owner: f"{owner}-mail")
    assert found.to == "people-desk-mail"
    assert "over its budget of 2/hour" in found.note
    assert "when the hour ends" in found.note


def test_a_card_over_budget_is_held_and_sends_nothing() -> None:
    spent = rule(budget=Budget(count=1, period_s=3600), realert=None)
    desk = Desk(policies=policies(spent))
    desk.join(told(), to="alerts")
    desk.join(replace(told(), id="s2222222"), n=1)
    states = desk.settle()
    assert sorted(states) == ["held", "sent"]
    assert kinds(desk) == ["card"]
    (held,) = desk.run(desk.outbox.rows(state="held"))
    assert held.reason == "budget"


def test_replies_and_edits_cost_no_budget() -> None:
    spent = rule(budget=Budget(count=1, period_s=3600), realert=None)
    desk = Desk(policies=policies(spent))
    desk.join(told())
    desk.settle()
    desk.join(story(fact(), fact("Ada Ek"), rules=(RULE,)), "reply", n=2)
    desk.join(story(fact(), fact("Ada Ek"), rules=(RULE,), version=9), "edit", n=3)
    desk.settle()
    assert kinds(desk) == ["card", "reply"]
    assert len(desk.far.shown[0].edits) == 1
    assert desk.row(ROW).state == "sent"
