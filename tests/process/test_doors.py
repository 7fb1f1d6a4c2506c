"""A real daemon's door: a pushed article is told once, also when it is killed before the mark."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.fakes.theatre import LEAVE, Theatre, theatre

pytestmark = pytest.mark.process

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DOCS = Path(__file__).parents[2] / "docs" / "sources.md"
SOURCE = """
sources:
  - {id: desk-push, kind: inbox, secret: env:DESK_SECRET, outlet: Newsdesk, lang: en}
"""
PUSHED = {"id": "1", "url": "https://desk.example/leave", "title": LEAVE.title, "lead": LEAVE.lead}


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_SECRET", SECRET)


def staged(stage: Theatre, kill_at: str = "") -> "subprocess.Popen[bytes]":
    (stage.folder / "rules" / "sources" / "papers.yaml").write_text(SOURCE, "utf-8")
    return stage.start(kill_at)


def door(stage: Theatre) -> str:
    """Give the address of the last daemon's door."""
    own = stage.folder / f"daemon-{len(stage.running) - 1}.log"
    stage.await_that(lambda: "daemon.started" in own.read_text("utf-8"), "the daemon is up")
    (url,) = re.findall(r"http://127\.0\.0\.1:\d+/", own.read_text("utf-8"))[:1]
    return f"{url}inbox/desk-push"


def script() -> str:
    """Give the example of the documents, as somebody would copy it."""
    (text,) = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    return str(text)


def push(url: str, name: str) -> int:
    """Push as the documents say; gives the status, 0 when there was no answer."""
    words = [sys.executable, "-c", script(), url, SECRET, name, json.dumps(PUSHED)]
    done = subprocess.run(words, capture_output=True, check=False, text=True)
    if done.returncode == 0:
        return int(done.stdout.split()[0])
    found = re.search(r"HTTP Error (\d+)", done.stderr)
    return int(found.group(1)) if found else 0


def pushed(stage: Theatre, name: str) -> int:
    """Push until the inbox has been set up."""
    url, said = door(stage), [503]

    def answered() -> bool:
        said.append(push(url, name))
        return said[-1] != 503

    stage.await_that(answered, "the inbox is set up")
    return said[-1]


def test_a_pushed_article_is_told_once(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        daemon = staged(stage)
        assert pushed(stage, "m1") == 202
        stage.await_that(lambda: bool(stage.cards()), "the card")
        assert (push(door(stage), "m1"), push(door(stage), "m2")) == (202, 202)
        bad = urllib.request.Request(door(stage), data=b"{}", method="POST")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(bad)
        assert refused.value.code == 401
        refused.value.close()
        stage.stop(daemon)
        assert len(stage.posts()) == 1


@pytest.mark.parametrize("point", ["matched", "joined", "marked"])  # polls here pass none of them
def test_one_killed_around_its_mark_is_told_once(point: str, tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        first = staged(stage, kill_at=f"intake.{point}:1")
        assert pushed(stage, "m1") == 0
        stage.await_death(first)
        second = staged(stage)
        assert pushed(stage, "m1") == 202
        stage.await_that(lambda: bool(stage.cards()), "the card")
        stage.stop(second)
        assert len(stage.posts()) == 1
