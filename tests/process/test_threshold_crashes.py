"""SIGKILL around a threshold being reached: no member lost or counted twice, one alert."""

from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import SystemClock
from tests.fakes.theatre import Item, Theatre, theatre

pytestmark = pytest.mark.process

RULE = """\
rule: breach
title: Breach
owner: desk
status: live
match: top:(breach NEAR/S Northwind AS victim)
story: {{same_if: victim}}
trigger:
  distinct: {{of: outlet, at_least: {least}, within: 6h}}
alert: {{to: [exec-moves], headline: "{{victim}}: {{title}}"}}
tests:
  - steps:
      - {{outlet: A, text: Breach at Northwind}}
      - {{outlet: B, text: Northwind suffers a breach of its records}}
      - {{outlet: C, text: Northwind customers learn of a breach}}
    expect: {{alerts: 1}}
  - {{text: Breach at Northwind, expect: {{alert: false}}}}
"""
FIRST = Item(
    slug="first",
    title="Northwind hit by breach, forum post claims",
    lead="A post in a forum says that records of Northwind are for sale.",
    rest="Nobody at the company could be reached for a comment on Monday. ",
)
SECOND = Item(
    slug="second",
    title="Northwind confirms breach of its customer database",
    lead="Northwind told clients that strangers had read its customer database.",
    rest="The authority was informed, and the police are looking into the matter. ",
)
BELOW = ("intake.archived:1", "intake.matched:1", "intake.joined:1", "intake.noticed:1")
REACHED = ("intake.matched:2", "intake.joined:2", "intake.seen:2", "delivery.claimed:1")
TOLD = ("delivery.begun:1", "delivery.posted:1", "delivery.answered:1", "delivery.recorded:1")


def write(stage: Theatre, least: int = 2) -> None:
    """Put the rule in the place of the shipped ones."""
    rules = stage.folder / "rules"
    for shipped in rules.glob("*.yaml"):
        if shipped.name not in {"receivers.yaml", "routes.yaml"}:
            shipped.unlink()
    (rules / "breach.yaml").write_text(RULE.format(least=least), "utf-8")


def date_now(stage: Theatre) -> None:
    """Have everything printed just now: a window of an older day is not open."""
    now = format_datetime(SystemClock().now(), usegmt=True).encode()
    for name, page in stage.paper.pages.items():
        stage.paper.pages[name] = page.replace(b"Tue, 06 Aug 2024 09:00:00 GMT", now)


def outcome(stage: Theatre) -> tuple[int, int, bool, bool]:
    """Give the cards, what was told, and which of the two outlets are shown."""
    return len(stage.cards()), len(stage.told()), stage.shows("Herald"), stage.shows("Gazzetta")


WHOLE = (1, 1, True, True)  # one card that names both outlets, told once


def both(stage: Theatre) -> bool:
    return any("Gazzetta" in str(card) and "Herald" in str(card) for card in stage.cards())


def seen(stage: Theatre, daemon: Any, outlet: str) -> None:
    """Wait until a source's article was taken in by this daemon or an earlier one."""
    words = (f"source={outlet} ", f'"source": "{outlet}"', f"source={outlet}")
    stage.await_that(
        lambda: any(word in stage.log() for word in words) or daemon.poll() is not None,
        f"{outlet} was read",
    )


@pytest.mark.parametrize("point", BELOW)
def test_a_kill_below_the_threshold_loses_and_doubles_no_member(point: str, tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        write(stage)
        stage.paper.print_feed("herald", FIRST)
        stage.await_death(stage.start(kill_at=point))
        second = stage.start()
        seen(stage, second, "herald")
        assert stage.cards() == []
        stage.paper.print_feed("gazzetta", SECOND)
        stage.await_that(lambda: both(stage), "the card of both outlets")
        stage.stop(second)
        assert outcome(stage) == WHOLE, stage.posts()


@pytest.mark.parametrize("point", [*REACHED, *TOLD])
def test_a_kill_while_the_threshold_is_reached_tells_once(point: str, tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        write(stage)
        stage.paper.print_feed("herald", FIRST)
        stage.paper.print_feed("gazzetta", SECOND)
        stage.await_death(stage.start(kill_at=point))
        second = stage.start()
        stage.await_that(lambda: both(stage), "the card of both outlets")
        stage.stop(second)
        assert outcome(stage) == WHOLE, stage.posts()


def test_a_repeated_feed_and_restarts_do_not_reach_a_threshold(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        write(stage)
        stage.paper.print_feed("herald", FIRST)
        for _ in range(2):
            daemon = stage.start()
            seen(stage, daemon, "herald")
            daemon.kill()
            daemon.wait()
        last = stage.start()
        stage.paper.print_feed("gazzetta", SECOND)
        stage.await_that(lambda: both(stage), "the card of both outlets")
        stage.stop(last)
        assert outcome(stage) == WHOLE, stage.posts()


def test_an_edited_threshold_tells_a_story_whose_window_is_open(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        write(stage, least=3)
        stage.paper.print_feed("herald", FIRST)
        stage.paper.print_feed("gazzetta", SECOND)
        date_now(stage)
        daemon = stage.start()
        seen(stage, daemon, "herald")
        seen(stage, daemon, "gazzetta")
        assert stage.cards() == []
        write(stage, least=2)
        stage.await_that(lambda: both(stage), "the card of both outlets")
        stage.stop(daemon)
        assert outcome(stage) == WHOLE, stage.posts()
