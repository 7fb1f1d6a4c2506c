"""`monitor sources pause` and `resume` on a real store."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from monitor.clock import SystemClock
from monitor.store import open_store
from monitor.telemetry import no_log
from monitor.workspace import find

pytestmark = pytest.mark.process

FILE = """sources:
  - {id: acme, kind: feed, url: 'https://acme.example/a', outlet: Acme, tags: [ai-lab]}
  - {id: globex, kind: feed, url: 'https://globex.example/g', outlet: Globex, tags: [ai-lab]}
  - {id: initech, kind: feed, url: 'https://initech.example/i', outlet: Initech}
"""


def monitor(folder: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "monitor", "sources", *words, "--dir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, (done.stdout + done.stderr).strip()


def listed(folder: Path) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(monitor(folder, "list", "--json")[1])}


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a workspace whose sources are polled."""
    with TemporaryDirectory(prefix="nm-") as name:  # short enough for a socket
        folder = Path(name)
        (folder / "rules" / "sources").mkdir(parents=True)
        (folder / "rules" / "sources" / "all.yaml").write_text(FILE, "utf-8")
        space = find(folder)

        async def put() -> None:
            async with open_store(
                space.settings.store.url, data_dir=space.data, clock=SystemClock(), log=no_log
            ) as store:
                for source in space.files().sources.sources.values():
                    await store.sources.put(source, first_due=0)

        asyncio.run(put())
        yield folder


def test_sources_are_paused_by_tag_and_resumed_by_name(place: Path) -> None:
    end = "until monitor sources resume: elections"
    said = f"acme: paused {end}\nglobex: paused {end}"
    assert monitor(place, "pause", "--tag", "ai-lab", "--why", "elections") == (0, said)
    states = {name: (one["health"], one["error"]) for name, one in listed(place).items()}
    assert states["acme"] == states["globex"] == ("paused", "elections")
    assert states["initech"] == ("new", "")
    assert monitor(place, "resume", "acme", "initech") == (0, "acme: resumed")
    assert listed(place)["acme"]["health"] == "new"


def test_a_pause_for_a_while_says_until_when(place: Path) -> None:
    status, out = monitor(place, "pause", "acme", "--for", "2h", "--json")
    told = json.loads(out)
    assert (status, told["paused"], told["why"]) == (0, ["acme"], "by hand")
    assert listed(place)["acme"]["next"] == told["until"]


def test_wrong_usage_pauses_nothing(place: Path) -> None:
    unknown = 'no source "nobody" is polled; see monitor sources list'
    assert monitor(place, "pause", "acme", "nobody") == (1, unknown)
    assert monitor(place, "pause", "--tag", "none")[0] == 1
    for words in ((), ("acme", "--tag", "ai-lab"), ("acme", "--for", "soon")):
        assert monitor(place, "pause", *words)[0] == 2
    assert {one["health"] for one in listed(place).values()} == {"new"}
