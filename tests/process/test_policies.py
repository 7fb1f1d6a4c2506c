"""Kills around a reminder, around a digest, and a promotion: real processes, one message each."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import SystemClock
from monitor.store import open_store
from tests.fakes.theatre import LEAVE, Item, Theatre, theatre

pytestmark = pytest.mark.process

RULES = ("executive-departure", "executive-change")
COOK = Item(
    slug="cook",
    title="Apple chief executive Tim Cook steps down",
    lead="Apple chief executive Tim Cook is stepping down, the company said on Tuesday.",
    rest="The company thanked him and gave no more details. ",
)


def add(folder: Path, line: str) -> None:
    """Set a key in every shipped rule."""
    key = line.partition(" ")[0]
    for name in RULES:
        rule = folder / "rules" / f"{name}.yaml"
        kept = [old for old in rule.read_text("utf-8").splitlines() if not old.startswith(key)]
        rule.write_text("\n".join([*kept, line, ""]), "utf-8")


def saying(stage: Theatre, words: str) -> list[dict[str, Any]]:
    return [message for message in stage.posts() if words in str(message["text"])]


# --- a reminder ------------------------------------------------------------------------------

AROUND_A_REMINDER = ("delivery.recorded:1", "delivery.begun:2", "delivery.posted:2")


@pytest.mark.parametrize("point", AROUND_A_REMINDER)
def test_a_kill_around_a_reminder_loses_and_doubles_nothing(point: str, tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        add(tmp_path, "realert: {after: 2s, backoff: 100}")
        stage.paper.print_feed("herald", LEAVE)
        stage.await_death(stage.start(kill_at=point))
        second = stage.start()
        stage.await_that(lambda: bool(saying(stage, "Reminder")), "the reminder")
        stage.stop(second)
        (reminder,) = saying(stage, "Reminder")
        (card,) = stage.cards()
        assert reminder["thread_ts"] == card["ts"]
        assert reminder["subtype"] == "thread_broadcast"
        assert len(stage.told()) == 1


# --- a digest --------------------------------------------------------------------------------


def end_the_week(folder: Path) -> None:
    """Let the time come at which what is held is cut."""

    async def run() -> None:
        async with open_store(
            "embedded:", data_dir=folder / "data", clock=SystemClock(), one_shot=True
        ) as store:
            (held,) = await store.outbox.rows(state="held")
            client = store.outbox._client  # type: ignore[attr-defined]  # no port moves the time
            row, due = (client.key("s", name) for name in (f"row:{held.id}", "digests"))
            await client.ask([("HSET", row, "not_before", 1), ("ZADD", due, 1, held.id)])

    asyncio.run(run())


def hold_the_second(stage: Theatre) -> None:
    """Spend the budget on one story, and let the next one be held."""
    add(stage.folder, "budget: 1/week")
    first = stage.start()
    stage.paper.print_feed("herald", LEAVE)
    stage.await_that(lambda: bool(stage.cards()), "the card")
    stage.paper.print_feed("herald", LEAVE, COOK)
    stage.await_that(lambda: '"detail": "budget"' in stage.log(), "the second is held")
    stage.await_that(lambda: "over its budget" in ops(stage), "the operators are told")
    stage.stop(first)
    end_the_week(stage.folder)


def ops(stage: Theatre) -> str:
    return str([m for m in stage.slack.workspace.dump() if m["channel"] == "monitor-ops"])


AROUND_A_DIGEST = ("digest.cut:1", "delivery.begun:1", "delivery.posted:1")


@pytest.mark.parametrize("point", AROUND_A_DIGEST)
def test_a_kill_around_a_digest_loses_and_doubles_nothing(point: str, tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        hold_the_second(stage)
        stage.await_death(stage.start(kill_at=point))
        last = stage.start()
        stage.await_that(lambda: bool(saying(stage, "held by budget")), "the digest")
        stage.await_that(lambda: len(set(stage.told())) == 2, "both facts told")
        stage.stop(last)
        (digest,) = saying(stage, "held by budget")
        assert "Apple" in str(digest["blocks"])
        assert len(stage.cards()) == 2  # the first card, and the digest
        assert len(stage.told()) == 2


# --- going live ------------------------------------------------------------------------------


def set_status(folder: Path, old: str, new: str) -> None:
    for name in RULES:
        rule = folder / "rules" / f"{name}.yaml"
        text = rule.read_text("utf-8")
        rule.write_text(text.replace(f"status: {old}", f"status: {new}"), "utf-8")


def test_a_rule_that_goes_live_tells_nothing_fetched_before(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        set_status(tmp_path, "live", "shadow")
        daemon = stage.start()
        stage.paper.print_feed("herald", LEAVE)
        stage.await_that(lambda: '"new": 1' in stage.log(), "the article is read")
        set_status(tmp_path, "shadow", "live")
        stage.await_that(lambda: "rules.reloaded" in stage.log(), "the rules are live")
        corrected = Item(
            slug=LEAVE.slug, title=f"{LEAVE.title} (updated)", lead=LEAVE.lead, rest=LEAVE.rest
        )
        stage.paper.print_feed("herald", corrected, COOK)
        stage.await_that(lambda: bool(stage.cards()), "the card of what came later")
        stage.stop(daemon)
        (card,) = stage.cards()
        assert "Tim Cook" in str(card["blocks"])
        assert not stage.shows("Brockman")
