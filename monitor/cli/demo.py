"""`monitor demo`: the main job on a newsroom of its own."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli import _output
from monitor.cli._options import Json


def demo(
    once: Annotated[bool, typer.Option("--once", help="Play to the end, then exit.")] = False,
    data: Annotated[
        Path | None, typer.Option(help="Folder of its state; a second run resumes.")
    ] = None,
    json: Json = False,
) -> None:
    """Start a local newsroom, the daemon and a fake Slack, and show what is told.

    Stays until Ctrl-C; with --once it sends what waits, prints the result and exits.
    """
    if data is not None:
        _play(data, once=once, json=json)
        return
    with tempfile.TemporaryDirectory(prefix="newsmonitor-") as folder:
        _play(Path(folder) / "demo", once=once, json=json)


def _play(folder: Path, *, once: bool, json: bool) -> None:
    from monitor.cli._world import drop_proxies, outside
    from monitor.cli.init import shipped_rules
    from monitor.demo.stage import Demo, prepare
    from monitor.settings import LogSettings
    from monitor.telemetry import Secrets

    drop_proxies()
    secrets = Secrets()
    scene = prepare(folder, shipped_rules())
    world = outside(LogSettings(level="warning"), secrets)
    played = Demo(scene, world, environ=os.environ, secrets=secrets)
    audience = _Silent() if json else _Terminal(once=once)
    result = asyncio.run(_run(played, audience, once=once))
    if json and result:
        _output.as_json(result)


async def _run(played: Any, audience: Any, *, once: bool) -> Mapping[str, Any] | None:
    loop = asyncio.get_running_loop()
    playing = asyncio.ensure_future(played.play(audience, once=once))

    def stopping() -> None:
        if playing.cancelling():
            os._exit(1)
        playing.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping)
    with contextlib.suppress(asyncio.CancelledError):
        result: Mapping[str, Any] = await playing
        return result
    return None


class _Silent:
    """Hears everything, says nothing: the result is printed at the end."""

    def opened(self, addresses: Mapping[str, str]) -> None:
        """Hear the addresses."""

    def told(self, one: Any) -> None:
        """Hear of an alert."""

    def settled(self, result: Mapping[str, Any]) -> None:
        """Hear that all is told."""


class _Terminal:
    """Shows the demo as it goes on."""

    def __init__(self, *, once: bool) -> None:
        from rich.console import Console

        self._once = once
        self._console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
        self._said: set[str] = set()

    def _say(self, text: str = "", style: str = "") -> None:
        self._console.print(text, style=style or None, markup=False, soft_wrap=True)

    def opened(self, addresses: Mapping[str, str]) -> None:
        """Say where everything is."""
        told = "{articles} articles, {outlets} outlets, {languages} languages".format(**addresses)
        self._say(f"newsroom     {addresses['newsroom']}   {told}")
        self._say(f"fake Slack   {addresses['slack']}")
        self._say(f"status page  {addresses['status']}")
        self._say()

    def told(self, one: Any) -> None:
        """Show an alert when it is first told, later only what its thread gained."""
        if one.story not in self._said:
            self._said.add(one.story)
            self._say(f"ALERT  {one.headline}", "bold")
            self._say(f"       {one.rule} · {one.severity} · story {one.story}", "dim")
            for person in one.people:
                where = f" to {person.destination}" if person.destination else ""
                role = f", {person.role}" if person.role else ""
                self._say(f"       {person.name}{role}: {person.action}{where}")
        for reply in one.thread:
            if f"{one.story} {reply.text}" not in self._said:
                self._said.add(f"{one.story} {reply.text}")
                self._say(f"  in its thread: {reply.text}")

    def settled(self, result: Mapping[str, Any]) -> None:
        """Say what it came to."""
        self._say()
        for one in result["alerts"]:
            outlets, langs = len(one["outlets"]), " ".join(one["languages"])
            self._say(f"{one['org']}: one alert for {outlets} outlets in {langs}")
        quiet = ", ".join(f"{name} {n}" for name, n in result["suppressed"].items())
        self._say(
            f"{result['articles']} articles read, {len(result['alerts'])} alert(s); not told: {quiet}"
        )
        if not self._once:
            self._say("Everything is told. The pages stay up; Ctrl-C ends the demo.", "dim")
