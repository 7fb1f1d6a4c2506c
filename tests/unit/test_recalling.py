"""Verbs that match take over what the daemon has compiled, and say what they would without."""

import asyncio
import os
from pathlib import Path

from monitor.model import Status
from monitor.recalling import cache_of, files_to_match, recalled
from monitor.reloading import Reloading
from monitor.workers import Compute
from monitor.workspace import Workspace, find
from tests.unit.matching.asking import article

DRAFTS: tuple[Status, ...] = ("draft",)
RULE = "rule: {0}\ntitle: t\nowner: desk\nmatch: {1}\n"


def workspace(folder: Path) -> Workspace:
    """Write a workspace in which one of three rules is faulty."""
    texts = {
        "receivers.yaml": "receivers:\n  desk: {kind: console}\nops: desk\n",
        "routes.yaml": "routes:\n  - {name: rest, if: {}, to: [desk]}\n",
        "strike.yaml": RULE.format("strike", "'@stops'"),
        "port.yaml": RULE.format("port", "port"),
        "faulty.yaml": RULE.format("faulty", "port AND"),
        "concepts/stops.yaml": "concept: stops\nany: [strike]\n",
    }
    for name, text in texts.items():
        path = folder / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        os.utime(path, (1_000, 1_000))
    return find(folder)


def kept(space: Workspace) -> None:
    """Have a daemon's watch write the cache."""
    watch = Reloading(space)
    watch.start()
    work = Compute.start(watch.jobs, workers=0)
    watch.keep()
    while watch.is_keeping:
        asyncio.run(watch.look(work))


def test_without_a_cache_everything_is_read(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    files = files_to_match(space)
    assert recalled(cache_of(space)) is None
    assert (sorted(files.rulebook.rules), files.rulebook.is_made) == (["port", "strike"], False)
    assert list(files.faults) == list(space.files().faults)


def test_with_a_cache_the_same_comes_of_it(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    kept(space)
    files, anew = files_to_match(space), space.files()
    shown = article("Strike at the port")
    assert files.rulebook.is_made
    assert list(files.faults) == list(anew.faults)
    assert dict(files.rulebook.rules) == dict(anew.rulebook.rules)
    assert (files.routes, files.sources) == (anew.routes, anew.sources)
    found = files.rulebook.engine.match(shown, statuses=DRAFTS)
    assert {m.rule: m for m in found} == {
        m.rule: m for m in anew.rulebook.engine.match(shown, statuses=DRAFTS)
    }


def test_a_changed_concept_is_not_looked_for_in_the_cache(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    kept(space)
    path = tmp_path / "rules" / "concepts" / "stops.yaml"
    path.write_text("concept: stops\nany: [walkout]\n", "utf-8")
    files = files_to_match(space)
    assert not files.rulebook.is_made
    assert [m.rule for m in files.rulebook.engine.match(article("Strike"), statuses=DRAFTS)] == []
