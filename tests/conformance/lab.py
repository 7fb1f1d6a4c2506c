"""What all points share: one store server, one small rule, and scenes made of them."""

import io
import itertools
import json
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from ssl import SSLContext
from typing import Any

from monitor.account import Account
from monitor.clock import SystemClock
from monitor.delivery.ops import Notices
from monitor.inforce import InForce, jobs
from monitor.net.connect import Resolve
from monitor.outside import Outside
from monitor.points import quiet
from monitor.rulebook.diagnostic import Faults as FileFaults
from monitor.store import open_store
from monitor.store.opened import Store
from monitor.telemetry import Metrics
from monitor.workspace import Files, Workspace, find
from tests.conformance.clock import SceneClock
from tests.conformance.faults import SOUND, Faults
from tests.conformance.scene import Counting, Intake, Scene
from tests.conformance.verdict import Unmet
from tests.conformance.web import Web

CONTACT = "desk@monitor.example"
PROJECT = "https://monitor.example/about"
SETTINGS = f"""\
[sources]
contact = "{CONTACT}"
project_url = "{PROJECT}"
[workers]
count = 0
"""
RULE = """\
rule: strike
title: Strike
owner: desk
status: live
match: strike
tests:
  - {text: Strike, expect: {alert: true}}
  - {text: Calm, expect: {alert: false}}
"""
Keys = Mapping[str, Any]  # of a source, as its file has them


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a scene begins with besides its sources."""

    hosts: Mapping[str, Keys] = field(default_factory=dict)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)  # host -> addresses
    workers: int = 1
    tls: SSLContext | None = None


@dataclass(kw_only=True)
class Lab:
    """One workspace on one store server; each scene has a prefix of its own."""

    space: Workspace
    files: Files
    socket: Path
    faults: Faults = SOUND
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @asynccontextmanager
    async def scene(self, *, terms: Terms | None = None) -> AsyncIterator["Stage"]:
        """Set a scene up: its web is there, its sources are still to be named."""
        clock = SceneClock()
        unmet: Unmet | None = None
        async with AsyncExitStack() as stack:
            web = await stack.enter_async_context(Web(clock))
            opened = self.store(f"s{next(self.numbers)}", clock)
            store = await stack.enter_async_context(opened)
            stage = Stage(lab=self, terms=terms or Terms(), clock=clock, web=web, store=store,
                          stack=stack)  # fmt: skip
            try:
                yield stage
            except Unmet as seen:  # intake stops in order, then it is told
                unmet = seen
        if unmet is not None:
            raise unmet

    def store(self, prefix: str, clock: SceneClock) -> Any:
        """Open the store under a prefix, on a scene's clock."""
        return open_store(
            f"unix://{self.socket}",
            data_dir=self.socket.parent,
            clock=SystemClock(),
            prefix=prefix,
            now_ms=clock.now_ms,
        )

    def listed(self, sources: Sequence[Keys], hosts: Mapping[str, Keys]) -> Files:
        """Read sources as the analysts' file that would have them."""
        faults = FileFaults()
        text = json.dumps({"sources": list(sources), "hosts": dict(hosts)}).encode()
        texts = {**self.files.texts, "sources/all.yaml": text}
        _, book = self.space.elsewhere(texts, faults)
        if len(faults):
            raise ValueError("; ".join(map(str, faults)))
        return replace(self.files, sources=book)


class Told(Notices):
    """Takes what ops would be told."""

    def __init__(self, told: dict[str, str]) -> None:
        self._told = told

    async def told(self, occasion: str, about: str, text: str, *, to: str = "") -> None:
        """Keep a notice, once an occasion."""
        del about, to
        self._told.setdefault(occasion, text)


@dataclass(kw_only=True)
class Stage:
    """A scene that is being set up."""

    lab: Lab
    terms: Terms
    clock: SceneClock
    web: Web
    store: Store
    stack: AsyncExitStack

    async def play(self, *sources: Keys) -> Scene:
        """Put sources on the queue and let intake begin."""
        files = self.lab.listed([{**USUAL, **keys} for keys in sources], self.terms.hosts)
        wrapped = replace(self.store, sources=self.lab.faults.sources(self.store.sources))
        compute = Counting(jobs(files, self.lab.space.editing(files)), workers=0)
        scene = Scene(clock=self.clock, web=self.web, store=wrapped, compute=compute,
                      stack=self.stack, files=files)  # fmt: skip
        for _ in range(self.terms.workers):
            scene.intakes.append(await self._intake(scene, files))
        return scene

    async def again(self, scene: Scene) -> None:
        """Start intake once more on the same store, as after a crash."""
        scene.intakes[:] = [await self._intake(scene, scene.files)]

    async def _intake(self, scene: Scene, files: Files) -> Intake:
        outside = Outside(
            clock=self.clock,
            random=random.Random(5),
            log=scene.log,
            metrics=Metrics(),
            stream=io.StringIO(),
            point=quiet,
            resolve=resolver(self.terms.names),
            tls=self.terms.tls,
        )
        in_force = InForce(files, scene.compute, slow=_unheard)
        intake = Intake(
            self.lab.space,
            outside,
            store=scene.store,
            compute=scene.compute,
            in_force=in_force,
            account=Account(log=scene.log, metrics=outside.metrics),
        )
        intake.faults = self.lab.faults
        self.stack.push_async_callback(intake.fetcher.close)
        in_force.open(
            scene.store.stories,
            scene.store.windows,
            debounce_s=30,
            wake=lambda: None,
            archived=lambda *_: iter(()),
        )
        intake.open(self.stack, Told(scene.told))
        await intake.enlist(files)
        await intake.start(self.stack)
        return intake


USUAL: Keys = {"kind": "feed", "allow_private": ["127.0.0.1/32"]}


def resolver(names: Mapping[str, Sequence[str]]) -> Resolve:
    """Find every name on loopback, but for those that a scene says otherwise."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        del port
        return names.get(host, ["127.0.0.1"])

    return resolve


async def _unheard(pattern: str) -> None:
    del pattern


@asynccontextmanager
async def lab(faults: Faults = SOUND) -> AsyncIterator[Lab]:
    """Open a laboratory: a workspace in a folder of its own, and a store server in it."""
    with _folder() as folder:
        space = find(_written(folder), {})
        async with open_store("embedded:", data_dir=space.data, clock=SystemClock()):
            socket = space.data / "store" / "redis.sock"
            yield Lab(space=space, files=space.files(), socket=socket, faults=faults)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="nm-"))  # short: a socket lies in it
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(folder: Path) -> Path:
    rules = folder / "rules"
    (rules / "sources").mkdir(parents=True)
    (folder / "monitor.toml").write_text(SETTINGS, "utf-8")
    (rules / "strike.yaml").write_text(RULE, "utf-8")
    (rules / "receivers.yaml").write_text("receivers:\n  desk: {kind: console}\nops: desk\n")
    (rules / "routes.yaml").write_text("routes:\n  - {name: rest, if: {}, to: [desk]}\n")
    return folder
