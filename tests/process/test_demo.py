"""The demo as a newcomer starts it: to the end, and again after it was killed in the middle."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.process

THREE = {"Greg Brockman": "leave", "John Schulman": "move", "Peter Deng": "departure"}
LANGUAGES = [
    "de",
    "el",
    "en",
    "es",
    "fi",
    "fr",
    "id",
    "it",
    "ja",
    "ko",
    "la",
    "pt",
    "ru",
    "sa",
    "zh",
]


def play(folder: Path, kill_at: str = "") -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "MONITOR_CHAOS": "1", "MONITOR_KILL_AT": kill_at}
    command = [sys.executable, "-m", "monitor", "demo", "--once", "--json", "--data", str(folder)]
    return subprocess.run(
        command,
        env=environ if kill_at else None,
        check=False,
        capture_output=True,
        text=True,
        timeout=90,
    )


def judge(result: dict[str, Any]) -> None:
    """One alert with the three people, the later ones in its thread, nothing else."""
    (alert,) = result["alerts"]
    people = {p["name"]: p["action"] for p in alert["people"]}
    later = {name for reply in alert["thread"] for name in reply["people"]}
    assert alert["org"] == "OpenAI"
    assert THREE.items() <= people.items()
    assert set(people) - set(THREE) <= later
    assert later
    assert sorted(alert["languages"]) == LANGUAGES
    where = {p["name"]: p["destination"] for p in alert["people"]}
    assert where["John Schulman"] == "Anthropic"
    assert result["articles"] >= 75


def posts(folder: Path) -> list[dict[str, Any]]:
    """Give what the fake Slack was sent, without edits."""
    lines = (folder / "slack.jsonl").read_text("utf-8").splitlines()
    return [c["message"] for c in map(json.loads, lines) if c["do"] == "post"]


def looked_back(folder: Path) -> dict[str, Any]:
    """Play what the demo archived once more: a backtest tells what the stream told."""
    words = ("backtest", "executive-change", "--json", "--dir", str(folder / "workspace"))
    done = subprocess.run(
        [sys.executable, "-m", "monitor", *words],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def final(result: dict[str, Any]) -> dict[str, Any]:
    """Leave out what depends on who was first: order, ids, and how replies are cut."""
    (alert,) = result["alerts"]
    names = sorted(p["name"] for p in alert["people"])
    outlets = sorted(alert["outlets"])
    return {
        "names": names,
        "outlets": outlets,
        **{k: result[k] for k in ("articles", "suppressed")},
    }


def test_the_demo_tells_one_story_once(tmp_path: Path) -> None:
    done = play(tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    judge(result)
    again = looked_back(tmp_path / "demo")
    (alert,) = again["alerts"]
    assert sorted(alert["outlets"]) == sorted(result["alerts"][0]["outlets"])
    assert sorted(alert["languages"]) == LANGUAGES
    assert again["articles"] == result["articles"]


@pytest.mark.parametrize("point", ["intake.seen:12", "delivery.posted:1", "intake.joined:9"])
def test_a_demo_killed_and_started_again_ends_in_the_same_state(point: str, tmp_path: Path) -> None:
    whole = play(tmp_path / "whole")
    killed = play(tmp_path / "cut", kill_at=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    again = play(tmp_path / "cut")
    assert again.returncode == 0, again.stderr
    judge(json.loads(again.stdout))
    assert final(json.loads(again.stdout)) == final(json.loads(whole.stdout))
    told = [f for m in posts(tmp_path / "cut") for f in _facts(m)]
    assert len(told) == len(set(told))
    assert sum("thread_ts" not in m for m in posts(tmp_path / "cut")) == 1


def _facts(message: dict[str, Any]) -> list[str]:
    facts: str = message["metadata"]["event_payload"]["facts"]
    return [fact for fact in facts.split(",") if fact]


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me", "utf-8")
    done = play(tmp_path)
    assert done.returncode == 1
    assert "not empty and no demo" in done.stderr
    assert (tmp_path / "mine.txt").read_text("utf-8") == "keep me"
