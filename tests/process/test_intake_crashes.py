"""SIGKILL while a flood is held and released, what it brought gone at the restart: told once."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.theatre import LEAVE, Item, Theatre, theatre

pytestmark = pytest.mark.process

FLOOD = 400  # articles: far over the limit however long a restart takes


def filler(n: int) -> Item:
    title = f"Town council discusses budget item {n}"
    return Item(slug=f"council-{n}", title=title, lead=f"{title}.", rest="It rained. ")


def verb(stage: Theatre, *words: str) -> Any:
    command = [sys.executable, "-m", "monitor", *words, "--dir", str(stage.folder), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def said(stage: Theatre, *words: str) -> tuple[int, str]:
    """Give a verb's status and what it prints for people, errors too."""
    command = [sys.executable, "-m", "monitor", *words, "--dir", str(stage.folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode().strip()


def flooded(stage: Theatre, kill_at: str = "") -> "subprocess.Popen[bytes]":
    """Let the daemon see one article, then a flood with the leave in it."""
    stage.paper.print_feed("herald", filler(0))
    daemon = stage.start(kill_at)
    stage.await_that(lambda: verb(stage, "status")["counts"].get("articles") == 1, "first look")
    stage.paper.print_feed("herald", *(filler(n) for n in range(1, FLOOD)), LEAVE)
    return daemon


def held(stage: Theatre) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = verb(stage, "sources", "held", "herald")
    return found


def test_a_kill_while_a_flood_is_held_loses_and_tells_nothing(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        stage.await_death(flooded(stage, kill_at="intake.held:1"))
        stage.paper.print_feed("herald", filler(0))
        second = stage.start()
        stage.await_that(lambda: len(held(stage)) == FLOOD, "all are held")
        (would,) = [one for one in held(stage) if one["rules"]]
        assert would["title"] == LEAVE.title
        assert verb(stage, "sources", "release", "herald")["released"] == FLOOD
        stage.await_that(lambda: bool(stage.cards()), "the card")
        stage.stop(second)
        assert (len(stage.cards()), len(set(stage.told())), held(stage)) == (1, 1, [])


def test_a_kill_while_released_ones_are_joined_tells_each_once(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        first = flooded(stage)
        stage.await_that(lambda: len(held(stage)) == FLOOD, "all are held")
        stage.stop(first)
        stage.paper.print_feed("herald", filler(0))
        second = stage.start(kill_at="intake.text:200")
        verb(stage, "sources", "release", "herald")
        stage.await_death(second)
        third = stage.start()
        stage.await_that(lambda: stage.shows("Greg Brockman"), "the card")
        stage.await_that(lambda: len(stage.told()) >= 1, "its fact")
        stage.stop(third)
        assert (len(stage.cards()), len(stage.told()), held(stage)) == (1, 1, [])


def test_dropped_ones_are_told_to_nobody(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        first = flooded(stage)
        stage.await_that(lambda: len(held(stage)) == FLOOD, "all are held")
        assert verb(stage, "sources", "drop", "herald")["dropped"] == FLOOD
        assert said(stage, "sources", "held") == (0, "nothing is held")
        assert said(stage, "sources", "release", "herald") == (0, "herald: nothing is held")
        unknown = 'no source "nobody" is polled; see monitor sources list'
        assert said(stage, "sources", "release", "nobody") == (1, unknown)
        assert said(stage, "sources", "held", "nobody") == (1, unknown)
        stage.stop(first)
        assert (stage.cards(), held(stage)) == ([], [])
