"""Files changed under a running daemon: good ones come in force, faulty ones keep the last good."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.theatre import LEAVE, MOVE, theatre

pytestmark = pytest.mark.process

EXCEPTION = """
except:
  - {name: no-gazzetta, why: A test of reloading., match: source:gazzetta}
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


def test_a_save_that_fails_its_own_test_stays_out_and_is_told(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        daemon = stage.start()
        stage.await_that(lambda: "daemon.started" in stage.log(), "the daemon is up")
        rule = tmp_path / "rules" / "executive-departure.yaml"
        anywhere = EXCEPTION.replace("source:gazzetta", "Anthropic")
        rule.write_text(rule.read_text("utf-8") + anywhere, "utf-8")
        stage.await_that(lambda: "E501" in stage.log(), "the failing test is told")
        stage.paper.print_feed("herald", LEAVE)
        stage.await_that(lambda: bool(stage.cards()), "the card")
        stage.stop(daemon)
        assert "executive-departure.yaml" in stage.log()
        assert "executive-departure" in str(stage.cards()[0]["blocks"])


def test_a_signal_sweeps_at_once(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        daemon = stage.start()
        stage.await_that(lambda: "daemon.started" in stage.log(), "the daemon is up")
        rule = tmp_path / "rules" / "executive-departure.yaml"
        rule.write_text(rule.read_text("utf-8") + EXCEPTION, "utf-8")
        daemon.send_signal(signal.SIGHUP)
        stage.await_that(lambda: "rules.reloaded" in stage.log(), "the rules are reloaded")
        stage.stop(daemon)
        assert stage.log().count("rules.reloaded") == 1


def test_the_verb_asks_the_daemon_that_runs_and_only_that(tmp_path: Path) -> None:
    def asked(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "monitor", "reload", "--dir", str(tmp_path), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with theatre(tmp_path) as stage:
        daemon = stage.start()
        stage.await_that(lambda: "daemon.started" in stage.log(), "the daemon is up")
        assert json.loads(asked("--json").stdout) == {"pid": daemon.pid}
        assert f"asked pid {daemon.pid}" in asked().stdout
        assert daemon.poll() is None
        stage.stop(daemon)
        late = asked()
        assert (late.returncode, late.stdout) == (1, "")
        assert "no daemon runs here" in late.stderr


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
