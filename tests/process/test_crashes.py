"""SIGKILL at every named point: the same final state, nothing lost, nothing told twice."""

import random
import time
from pathlib import Path

import pytest

from monitor.fakeslack.faults import fault_from
from tests.fakes.theatre import FACTS_OF_BOTH, LEAVE, MOVE, Theatre, theatre

pytestmark = pytest.mark.process

INTAKE = ("claimed", "fetched", "archived", "matched", "joined", "noticed", "seen")
DELIVERY = ("claimed", "decided", "begun", "posted", "answered", "recorded")
POINTS = [f"intake.{name}:1" for name in INTAKE] + [f"delivery.{name}:1" for name in DELIVERY]
WHOLE = (1, FACTS_OF_BOTH, FACTS_OF_BOTH, True, True)  # one card, each fact once, both people
LATER = ("intake.joined:2", "delivery.begun:2", "delivery.posted:2", "delivery.answered:3")


def until_told(stage: Theatre) -> None:
    """Wait for both stories' facts, and the card's edit that shows the second outlet."""
    stage.await_that(lambda: len(set(stage.told())) >= FACTS_OF_BOTH, "all facts told")
    card = stage.cards()[0]
    stage.await_that(lambda: "Gazzetta" in str(stage.cards()[0]), f"card edited: {card}")


def outcome(stage: Theatre) -> tuple[int, int, int, bool, bool]:
    """Give the cards, the facts told, the different ones among them, and who is shown."""
    told = stage.told()
    shown = stage.shows("Greg Brockman"), stage.shows("John Schulman")
    return len(stage.cards()), len(told), len(set(told)), *shown


def publish_in_turn(stage: Theatre) -> None:
    """Print the leave, and the move once the card is there."""
    stage.paper.print_feed("herald", LEAVE)
    stage.await_that(lambda: bool(stage.cards()), "the card")
    stage.paper.print_feed("gazzetta", MOVE)


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_each_point_loses_and_doubles_nothing(point: str, tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        stage.paper.print_feed("herald", LEAVE)
        stage.await_death(stage.start(kill_at=point))
        second = stage.start()
        publish_in_turn(stage)
        until_told(stage)
        stage.stop(second)
        assert outcome(stage) == WHOLE, stage.posts()


@pytest.mark.parametrize("point", LATER)
def test_a_kill_while_the_thread_is_written_doubles_nothing(point: str, tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        first = stage.start(kill_at=point)
        publish_in_turn(stage)
        stage.await_death(first)
        second = stage.start()
        until_told(stage)
        stage.stop(second)
        assert outcome(stage) == WHOLE, stage.posts()


@pytest.mark.parametrize("point", ["delivery.ambiguous:1", "delivery.found:1"])
def test_a_kill_while_slack_is_read_back_doubles_nothing(point: str, tmp_path: Path) -> None:
    reset = fault_from({"method": "chat.postMessage", "nth": 1, "do": "reset_after_accept"})
    with theatre(tmp_path, script=[reset]) as stage:
        stage.paper.print_feed("herald", LEAVE)
        stage.await_death(stage.start(kill_at=point))
        second = stage.start()
        publish_in_turn(stage)
        until_told(stage)
        stage.stop(second)
        assert outcome(stage) == WHOLE, stage.posts()


def test_daemon_and_server_killed_together_lose_and_double_nothing(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        stage.paper.print_feed("herald", LEAVE)
        stage.await_death(stage.start(kill_at="delivery.answered:1"))
        stage.kill_server()
        second = stage.start()
        publish_in_turn(stage)
        until_told(stage)
        stage.stop(second)
        assert outcome(stage) == WHOLE, stage.posts()


def test_kills_at_any_moment_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(20240806)
    with theatre(tmp_path) as stage:
        stage.paper.print_feed("herald", LEAVE)
        stage.paper.print_feed("gazzetta", MOVE)
        for _ in range(5):
            daemon = stage.start()
            time.sleep(chance.uniform(0.8, 2.5))
            daemon.kill()
            daemon.wait()
        last = stage.start()
        stage.await_that(lambda: len(set(stage.told())) >= FACTS_OF_BOTH, "all facts told")
        stage.stop(last)
        assert outcome(stage) == WHOLE, stage.posts()


def test_a_server_killed_under_the_daemon_is_restarted(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        daemon = stage.start()
        stage.paper.print_feed("herald", LEAVE)
        stage.await_that(lambda: bool(stage.cards()), "the card")
        stage.kill_server()
        stage.paper.print_feed("gazzetta", MOVE)
        until_told(stage)
        stage.stop(daemon)
        assert outcome(stage) == WHOLE, stage.posts()
