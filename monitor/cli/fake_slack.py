"""`monitor fake-slack`: a local server that behaves like Slack's Web API."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.fakeslack.faults import Fault


def fake_slack(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 3999,
    script: Annotated[Path | None, typer.Option(help="YAML file with `faults:`.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of faults by chance.")] = 0,
    state: Annotated[Path | None, typer.Option(help="File that keeps messages.")] = None,
    channels: Annotated[str, typer.Option(help="Channels, by commas.")] = (
        "#exec-moves,#alerts,#news,#monitor-ops"
    ),
) -> None:
    """Serve a fake Slack on loopback, with a page that shows what a user would see."""
    from monitor.clock import SystemClock
    from monitor.fakeslack.server import FakeSlack

    clock = SystemClock()
    slack = FakeSlack(
        now=lambda: clock.now().timestamp(),
        channels=[c.strip() for c in channels.split(",") if c.strip()],
        script=_faults(script) if script else (),
        seed=seed,
        state=state,
    )
    try:
        asyncio.run(_serve(slack, port))
    except OSError as error:
        raise SettingsError(f"port {port}: {error.strerror}; give another --port") from None
    except KeyboardInterrupt:
        pass
    finally:
        slack.workspace.close()


def _faults(script: Path) -> "list[Fault]":
    from monitor.fakeslack.faults import fault_from
    from monitor.rulebook.diagnostic import Faults
    from monitor.rulebook.nodes import plain
    from monitor.rulebook.yamlfile import parse

    faults = Faults()
    try:
        node = parse(script.read_bytes(), str(script), faults=faults)
    except OSError as error:
        raise SettingsError(f"{script}: {error.strerror}") from None
    if node is None:
        raise SettingsError("\n".join(str(fault) for fault in faults.sorted()))
    try:
        return [fault_from(line) for line in plain(node)["faults"]]
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{script}: wants a list under `faults:`; {error}") from None


async def _serve(slack: object, port: int) -> None:
    from monitor.net.serve import serve

    async with serve(slack, port=port) as taken:
        print(f"fake Slack: http://127.0.0.1:{taken}/", flush=True)
        print(f"MONITOR_SLACK__BASE_URL=http://127.0.0.1:{taken}/api/", flush=True)
        await asyncio.Event().wait()
