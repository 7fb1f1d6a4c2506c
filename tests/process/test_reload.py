"""Files changed under a running daemon: good ones come in force, faulty ones keep the last good."""

from pathlib import Path

import pytest

from tests.fakes.theatre import LEAVE, MOVE, theatre

pytestmark = pytest.mark.process

EXCEPTION = """
except:
  - {name: no-anthropic, why: A test of reloading., match: Anthropic}
"""


def test_a_faulty_save_keeps_the_last_good_rule_and_says_so(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        daemon = stage.start()
        stage.await_that(lambda: "daemon.started" in stage.log(), "the daemon is up")
        rule = tmp_path / "rules" / "executive-departure.yaml"
        rule.write_text(rule.read_text("utf-8").replace("match:", "macth:"), "utf-8")
        stage.await_that(lambda: 'did you mean \\"match\\"' in stage.log(), "the fault is told")
        stage.paper.print_feed("herald", LEAVE)
        stage.await_that(lambda: bool(stage.cards()), "the card")
        stage.stop(daemon)
        assert "executive-departure" in str(stage.cards()[0]["blocks"])


def test_a_good_save_comes_in_force_without_a_restart(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        daemon = stage.start()
        stage.await_that(lambda: "daemon.started" in stage.log(), "the daemon is up")
        for name in ("executive-departure", "executive-change"):
            rule = tmp_path / "rules" / f"{name}.yaml"
            rule.write_text(rule.read_text("utf-8") + EXCEPTION, "utf-8")
        stage.await_that(lambda: "rules.reloaded" in stage.log(), "the rules are reloaded")
        stage.paper.print_feed("gazzetta", MOVE)
        stage.await_that(lambda: '"new": 1' in stage.log(), "the article is read")
        stage.paper.print_feed("herald", LEAVE)
        stage.await_that(lambda: bool(stage.cards()), "the card")
        stage.stop(daemon)
        assert not stage.shows("Schulman")


def test_a_faulty_rule_at_the_start_is_told_and_its_last_good_version_used(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        stage.stop(stage.start())
        rule = tmp_path / "rules" / "executive-departure.yaml"
        rule.write_text(rule.read_text("utf-8").replace("match:", "macth:"), "utf-8")
        stage.paper.print_feed("herald", LEAVE)
        second = stage.start()
        stage.await_that(lambda: bool(stage.cards()), "the card")
        stage.stop(second)
        assert "its last good version is in force" in stage.log()
        assert "executive-departure" in str(stage.cards()[0]["blocks"])
