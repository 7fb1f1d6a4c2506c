"""`monitor sources list` on a store that a daemon has left."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.sources.list import list as list_sources
from monitor.clock import SystemClock
from monitor.ports import Settlement, SourceState
from monitor.store import open_store
from monitor.telemetry import no_log
from monitor.workspace import find

pytestmark = pytest.mark.store

FILE = """sources:
  - {id: acme, kind: feed, url: 'https://acme.example/a', outlet: Acme, tags: [lab]}
  - {id: globex, kind: feed, url: 'https://globex.example/g', outlet: Globex, tags: [lab]}
  - {id: initech, kind: feed, url: 'https://initech.example/i', unverified: true}
  - {id: off, kind: feed, url: 'https://off.example/i', enabled: false}
"""
STATES = {
    "acme": SourceState(
        health="ok",
        last_success=1_700_000_000_000,
        last_new=1_700_000_000_000,
        interval_s=900,
        why="auto",
        polls=7,
        articles=40,
    ),
    "globex": SourceState(health="broken", fault="404", error="status 404", polls=3),
}


async def left(folder: Path) -> None:
    """Leave a store in which two sources were polled."""
    space = find(folder)
    url = space.settings.store.url
    async with open_store(url, data_dir=space.data, clock=SystemClock(), log=no_log) as store:
        for source in space.files().sources.sources.values():
            await store.sources.put(source, first_due=0)
        for claim in await store.sources.claim(9, worker="w", hosts={}):
            if claim.source in STATES:
                due = await store.sources.now_ms() + 3_600_000
                state = STATES[claim.source]
                assert await store.sources.settle(claim, Settlement(state=state, next_due=due))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="nm-") as name:  # short enough for a socket
        here = Path(name)
        (here / "rules" / "sources").mkdir(parents=True)
        (here / "rules" / "sources" / "all.yaml").write_text(FILE, "utf-8")
        asyncio.run(left(here))
        yield here


def run(folder: Path, *words: str) -> Result:
    app = typer.Typer()
    app.command()(list_sources)
    return CliRunner().invoke(app, ["--dir", str(folder), *words])


def ids(folder: Path, *words: str) -> list[str]:
    return [one["id"] for one in json.loads(run(folder, "--json", *words).stdout)]


def test_the_worst_comes_first(folder: Path) -> None:
    assert ids(folder) == ["globex", "initech", "acme", "off"]


def test_sources_are_told_apart_by_state_and_tag(folder: Path) -> None:
    assert ids(folder, "--state", "broken") == ["globex"]
    assert ids(folder, "--tag", "lab") == ["globex", "acme"]
    assert ids(folder, "--tag", "lab", "--state", "ok") == ["acme"]


def test_health_shows_only_what_is_not_well(folder: Path) -> None:
    assert ids(folder, "--health") == ["globex"]
    head, line = run(folder, "--health").stdout.splitlines()
    assert " ".join(head.split()) == "source state since good until next try what is wrong"
    assert line.split()[:2] == ["globex", "broken(404)"]
    assert "status 404" in line
    assert run(folder, "--health", "--tag", "nobody").stdout == "none of 4 is like that\n"


def test_newest_interval_and_counts_are_shown(folder: Path) -> None:
    lines = run(folder).stdout.splitlines()
    head, acme = lines[0], next(line for line in lines if line.startswith("acme"))
    columns = "source state since newest every next polls articles note"
    assert " ".join(head.split()) == columns
    assert "2023-11-14 22:13" in acme
    assert "15 min (auto)" in acme
    assert acme.split()[-2:] == ["7", "40"]
    assert any(line.startswith("initech (unverified)") for line in lines)


def test_that_all_are_well_is_said_only_where_it_is_so(folder: Path) -> None:
    file = folder / "rules" / "sources" / "all.yaml"
    assert run(folder, "--health", "--state", "ok").stdout == "none of 4 is like that\n"
    file.write_text(FILE.replace("tags: [lab]}", "tags: [well]}", 1), "utf-8")
    said = run(folder, "--health", "--tag", "well").stdout
    file.write_text(FILE, "utf-8")
    assert said == "all 1 are well\n"


def test_a_workspace_without_sources_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    assert run(tmp_path).stdout == "no sources; add some: monitor add URL\n"
