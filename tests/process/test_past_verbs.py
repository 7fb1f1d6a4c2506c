"""The verbs that look back, as an analyst starts them: with a store and an archive on disk."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from monitor.clock import SystemClock
from monitor.model import Article, Match
from monitor.outgoing import Route
from monitor.store import open_store
from monitor.stories.join import Join
from monitor.stories.rows import Standards
from monitor.telemetry import no_log
from monitor.workspace import find
from tests.fakes.desk import Desk, desk

pytestmark = pytest.mark.process


def monitor(place: Desk, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from monitor.cli import main; main()", *words]
    return subprocess.run(
        command,
        cwd=place.folder,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
        },
    )


@pytest.fixture
def port() -> Iterator[Desk]:
    with TemporaryDirectory(prefix="nm-") as folder:  # short enough for a socket
        made = desk(Path(folder) / "desk")
        made.edit("status: draft", "status: live")
        yield made


def joined(place: Desk, *articles: Article) -> None:
    """Put articles on the stream as the daemon would: matched, joined, kept in the store."""
    space = find(place.folder)
    book = space.files().rulebook

    async def run() -> None:
        async with open_store(
            space.settings.store.url, data_dir=space.data, clock=SystemClock(), log=no_log
        ) as store:
            standards = Standards(
                rules=book.rules,
                routes=(Route(name="all", to=("desk",)),),
                lists=lambda _: frozenset(),
            )
            join = Join(
                stories=store.stories, windows=store.windows, standards=standards, debounce_ms=0
            )
            for one in articles:
                matches: tuple[Match, ...] = book.engine.match(one)
                if not await join(one, matches):
                    trail = {match.rule: str(match.reason or "alert") for match in matches}
                    await store.articles.trail(one.id, trail)

    asyncio.run(run())


def test_what_became_of_an_article_is_told_and_counted(port: Desk) -> None:
    first = port.entry("Dockers strike at the port of Antwerp", hours=3)
    again = port.entry("Dockers strike at the port of Antwerp today", outlet="Post")
    excepted = port.entry("Strike closes the port of Rotterdam")
    port.archived(first, again, excepted)
    joined(port, first, again, excepted)

    assert "on the stream: opened story" in monitor(port, "why-not", "port-strike", first.id).stdout
    told = monitor(port, "why-not", "port-strike", again.id).stdout
    assert "on the stream: a further report of story" in told
    assert "first told by Herald" in told
    told = monitor(port, "why-not", "port-strike", excepted.id).stdout
    assert "excepted: rotterdam: Told every day." in told
    stats = json.loads(monitor(port, "stats", "--json").stdout)
    (rule,) = stats["rules"]
    assert (rule["rule"], rule["status"], rule["held"]) == ("port-strike", "live", 2)
    assert rule["reasons"] == {"excepted": 1}


def test_statistics_of_one_rule_are_lines(port: Desk) -> None:
    joined(port, port.entry("Dockers strike at the port of Antwerp"))
    done = monitor(port, "stats", "port-strike")
    assert done.stdout.splitlines()[:2] == ["port-strike  live, last 30 d", "held 1"]
    assert done.stdout.splitlines()[-1] == "precision: no labels yet"
    assert monitor(port, "stats", "port-strik").returncode == 1


def test_a_reader_that_closes_early_ends_a_backtest(port: Desk) -> None:
    rows = "".join(json.dumps({"id": n, "title": "Strike at the port"}) + "\n" for n in range(200))
    (port.folder / "a.jsonl").write_text(rows, encoding="utf-8")
    code = "from monitor.cli import main; main()"
    verb = f'"{sys.executable}" -c "{code}" backtest port-strike --articles a.jsonl --json'
    done = subprocess.run(
        ["/bin/sh", "-c", f"{verb} | head -n 1"],
        cwd=port.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PATH": "/usr/bin:/bin"},
    )
    assert json.loads(done.stdout)["id"] == 0
    assert done.stderr == ""


def test_a_fault_is_one_line_on_stderr(port: Desk) -> None:
    for words in (("backtest", "port-strike"), ("diff",), ("why-not", "port-strike", "none")):
        done = monitor(port, *words)
        assert done.returncode == 1
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1


def test_a_backtest_of_the_running_days_segment_sees_what_is_whole(port: Desk) -> None:
    port.archived(port.entry("Strike at the port", hours=0))
    (segment,) = (port.folder / "data" / "archive").iterdir()
    segment.write_bytes(segment.read_bytes() + b"\x5e\x2a\x4d\x18\x08")
    done = monitor(port, "backtest", "port-strike")
    assert done.stdout.splitlines()[0] == "1 article, 0 d: held 1"
