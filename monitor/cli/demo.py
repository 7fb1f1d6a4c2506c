"""`monitor demo`: the main job on a newsroom of its own."""

import asyncio
import contextlib
import os
import signal
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
    from monitor.cli._audience import Silent, Terminal
    from monitor.cli._world import harden, outside
    from monitor.cli.init import shipped_rules
    from monitor.demo.scene import prepare
    from monitor.demo.stage import Demo
    from monitor.secrecy import Secrets
    from monitor.settings import LogSettings

    harden()
    secrets = Secrets()
    scene = prepare(folder, shipped_rules())
    world = outside(LogSettings(level="warning"), secrets)
    played = Demo(scene, world, environ=os.environ, secrets=secrets)
    audience = Silent() if json else Terminal(once=once)
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
