"""`monitor fake-slack`: a local server that behaves like Slack's Web API."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from monitor.errors import SettingsError


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


def _faults(script: Path) -> list[object]:
    from monitor.fakeslack.faults import fault_from
    from monitor.rulebook.yamlfile import plain

    try:
        data = plain(script.read_bytes(), name=str(script))
        return [fault_from(line) for line in data.get("faults", [])]
    except (OSError, ValueError, AttributeError) as error:
        raise SettingsError(f"{script}: {error}") from None


async def _serve(slack: object, port: int) -> None:
    from monitor.net.serve import serve

    async with serve(slack, port=port) as taken:
        print(f"fake Slack: http://127.0.0.1:{taken}/", flush=True)
        print(f"MONITOR_SLACK__BASE_URL=http://127.0.0.1:{taken}/api/", flush=True)
        await asyncio.Event().wait()
