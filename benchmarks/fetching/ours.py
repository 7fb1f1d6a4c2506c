"""Ours: the daemon over all feeds, its store, archive and workers included.

    python -m benchmarks.fetching.ours ADDRESSES IN_FLIGHT FOLDER [--profile FILE]

A line of standard input is a sweep: every source is made due and polled, as each tick claims
them. Answered by seconds of CPU of all its processes, of which `server` in the store's server,
seconds of the clock, and the number of new articles. One rule is in force.
"""

import argparse
import asyncio
import cProfile
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.clock import SystemClock
from monitor.daemon import Daemon
from monitor.outside import Outside
from monitor.points import quiet
from monitor.secrecy import Secrets
from monitor.telemetry import Metrics, open_log
from monitor.workspace import find

SETTINGS = "[web]\nport = 0\n[sources]\nin_flight = {}\n[delivery]\nnotice_s = 86400\n"
RULE = """\
rule: strike
title: t
owner: o
status: live
match: zzzyzx
tests:
  - {text: Zzzyzx, expect: {alert: true}}
  - {text: Calm, expect: {alert: false}}
"""
RECEIVERS = "receivers:\n  desk: {kind: console}\nops: desk\n"
ROUTES = "routes:\n  - {name: rest, if: {}, to: [desk]}\n"
AHEAD_MS = 1_500
TICKS = os.sysconf("SC_CLK_TCK")


def written(folder: Path, addresses: list[str], in_flight: int) -> Path:
    """Write a workspace that polls these addresses every six hours."""
    rules = folder / "rules"
    (rules / "sources").mkdir(parents=True)
    (folder / "monitor.toml").write_text(SETTINGS.format(in_flight), "utf-8")
    (rules / "strike.yaml").write_text(RULE, "utf-8")
    (rules / "receivers.yaml").write_text(RECEIVERS, "utf-8")
    (rules / "routes.yaml").write_text(ROUTES, "utf-8")
    sources = "".join(
        f"  - {{id: feed-{n}, kind: feed, url: '{url}', every: 6h}}\n"
        for n, url in enumerate(addresses)
    )
    text = f"sources:\n{sources}defaults: {{allow_private: [127.0.0.0/8]}}\n"
    (rules / "sources" / "all.yaml").write_text(text, "utf-8")
    return folder


class Sweeps:
    """Counts what the daemon logs, and makes its sources due."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        """Keep the sources' names."""
        self._folder = folder
        self._names = names
        nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as we run
        self._log = open_log(secrets=Secrets(), form="json", stream=nowhere)
        self._left = set(names)  # some are polled at the very start
        self._polled = asyncio.Event()
        self._bad: list[str] = []
        self._new = 0

    def log(self, event: str, /, **facts: Any) -> None:
        """Log as the product does, and count."""
        self._log(event, **facts)
        if event == "source.failed":
            self._bad.append(f"{facts['source']}: {facts['error']}")
        if event != "source.polled":
            return
        self._new += facts["new"]
        if facts["outcome"] not in ("parsed", "unchanged"):
            self._bad.append(f"{facts['source']}: {facts['outcome']} {facts['detail']}")
        self._left.discard(facts["source"])
        if not self._left:
            self._polled.set()

    async def sweep(self, daemon: Daemon) -> dict[str, float]:
        """Poll every source once; who plans that is not measured."""
        due = round(time.time() * 1000) + AHEAD_MS
        left = sorted(self._left)
        await asyncio.gather(*(daemon.store.sources.hasten(name, due) for name in left))
        await asyncio.sleep(due / 1000 - time.time())
        before, begun = cpu_s(self._folder), time.perf_counter()
        await self._polled.wait()
        wall, after = time.perf_counter() - begun, cpu_s(self._folder)
        if self._bad:
            raise SystemExit("\n".join(self._bad[:5]))
        new, self._new = self._new, 0
        self._left = set(self._names)
        self._polled.clear()
        cpu = sum(after.values()) - sum(before.values())
        return {"cpu": cpu, "server": after["server"] - before["server"], "wall": wall, "new": new}


def cpu_s(folder: Path) -> dict[str, float]:
    """Give CPU seconds so far of this process, those it started, and its store's server."""
    stats = dict(_stats())
    found = {"own": 0.0, "workers": 0.0, "server": 0.0}
    for pid, (_, seconds) in stats.items():
        above = pid
        while above not in (0, 1, os.getpid()):
            above = stats.get(above, (0, 0.0))[0]
        if _is_server(pid, folder):
            found["server"] += seconds
        elif above == os.getpid():
            found["own" if pid == os.getpid() else "workers"] += seconds
    return found


def _stats() -> Iterator[tuple[int, tuple[int, float]]]:
    """Give each process: its parent, its seconds."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            fields = (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        yield int(entry.name), (int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS)


def _is_server(pid: int, folder: Path) -> bool:
    """Tell the store's server by its program and its folder."""
    entry = Path(f"/proc/{pid}")
    try:
        command = (entry / "cmdline").read_bytes()
        where = str((entry / "cwd").readlink())
    except OSError:
        return False
    return b"valkey" in command and (str(folder) in where or str(folder).encode() in command)


async def _swept(daemon: Daemon, sweeps: Sweeps, profile: Path | None) -> None:
    loop = asyncio.get_running_loop()
    async with daemon.running():
        print(json.dumps({"version": "ours"}), flush=True)
        number = 0
        while await loop.run_in_executor(None, sys.stdin.readline):
            number += 1
            profiler = cProfile.Profile() if profile and number > 1 else None
            if profiler:
                profiler.enable()
            done = await sweeps.sweep(daemon)
            if profiler and profile:
                profiler.disable()
                profiler.dump_stats(profile)
            print(json.dumps(done), flush=True)


def main() -> None:
    """Answer a line a sweep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("addresses", type=Path)
    parser.add_argument("in_flight", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", type=Path)
    given = parser.parse_args()
    addresses = given.addresses.read_text("utf-8").split()
    space = find(written(given.folder, addresses, given.in_flight), {})
    sweeps = Sweeps(given.folder, [f"feed-{n}" for n in range(len(addresses))])
    outside = Outside(
        clock=SystemClock(),
        random=random.Random(1),
        log=sweeps.log,
        metrics=Metrics(),
        stream=sys.stderr,  # where nothing comes: notices of first polls wait a day
        point=quiet,
    )
    asyncio.run(_swept(Daemon(space, space.files(), outside), sweeps, given.profile))


if __name__ == "__main__":
    main()
