"""The demo: a newsroom, the daemon and a fake Slack in one process, played to an audience."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from monitor.daemon import Daemon
from monitor.demo.newsroom import Newsroom
from monitor.demo.scene import Scene
from monitor.errors import SettingsError
from monitor.fakeslack.server import FakeSlack
from monitor.insight.alerts import Alerted, alerts
from monitor.net.serve import serve
from monitor.outside import Outside
from monitor.secrecy import Secrets
from monitor.workspace import Files, Workspace, find

TOKEN = "xoxb-demo"  # noqa: S105 - the fake Slack takes any


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who watches: hears the addresses once, and each alert whenever it has changed."""

    opened: Callable[[Mapping[str, str]], None]
    told: Callable[[Alerted], None]
    settled: Callable[[Mapping[str, Any]], None]


class Demo:
    """One run of a scene."""

    def __init__(
        self, scene: Scene, outside: Outside, *, environ: Mapping[str, str], secrets: Secrets
    ) -> None:
        """Read the scene's workspace and fork its workers; call before there is a loop."""
        self._scene = scene
        self._outside = outside
        environ = {**environ, "SLACK_BOT_TOKEN": TOKEN}
        self._space: Workspace = find(scene.workspace, environ, secrets)
        self._files: Files = self._space.files()
        if self._files.faults:
            raise SettingsError("\n".join(str(f) for f in self._files.faults.sorted()))
        self._daemon = Daemon(self._space, self._files, self._outside)
        self._shown: dict[str, Alerted] = {}

    async def play(self, audience: Audience, *, once: bool) -> Mapping[str, Any]:
        """Play: to the end when `once`, else until cancelled; gives what came of it."""
        ports = self._scene.ports
        slack = FakeSlack(
            now=lambda: self._outside.clock.now().timestamp(),
            state=self._scene.folder / "slack.jsonl",
        )
        later = self._scene.later.exists()
        try:
            async with (
                serve(slack, port=ports.slack),
                Newsroom.open(port=ports.newsroom, later=later) as room,
                self._daemon.running(links=self._links(room)),
            ):
                audience.opened(self._addresses(room))
                return await self._follow(audience, room, once=once)
        except OSError as error:
            raise SettingsError(
                f"{self._scene.folder}: {error}; is a demo running there?"
            ) from error
        finally:
            slack.workspace.close()

    def _links(self, room: Newsroom) -> tuple[tuple[str, str], ...]:
        return (
            ("fake Slack", f"http://127.0.0.1:{self._scene.ports.slack}/"),
            ("newsroom", f"{room.url}/"),
        )

    def _addresses(self, room: Newsroom) -> Mapping[str, str]:
        return {
            "newsroom": f"{room.url}/",
            "slack": f"http://127.0.0.1:{self._scene.ports.slack}/",
            "status": self._daemon.url,
            "outlets": str(len(room.outlets)),
            "articles": str(room.article_count),
            "languages": str(len(room.languages)),
        }

    async def _follow(self, audience: Audience, room: Newsroom, *, once: bool) -> Mapping[str, Any]:
        """Release the later facts after the first card; say what is told, and when all is."""
        settled = False
        released_ms = await self._daemon.store.sources.now_ms()
        while True:
            for one in await self._told():
                if not room.later_is_out:
                    self._scene.later.touch()
                    room.release_later()
                    released_ms = await self._daemon.store.sources.now_ms()
                if self._shown.get(one.story) != one:
                    self._shown[one.story] = one
                    audience.told(one)
            if (
                room.later_is_out
                and not settled
                and await self._daemon.drained(released_ms, flush=once)
            ):
                settled = True
                result = await self.result()
                audience.settled(result)
                if once:
                    return result
            await self._outside.clock.sleep(0.1)

    async def _told(self) -> tuple[Alerted, ...]:
        store = self._daemon.store
        return await alerts(store.stories, store.outbox)

    async def result(self) -> Mapping[str, Any]:
        """Give what the run came to, as `demo --json` prints it."""
        sources = self._daemon.store.sources
        found = [await sources.state(name) for name in await sources.known()]
        states = [one[0] for one in found if one]
        untold = sum((Counter(state.untold) for state in states), Counter[str]())
        told = [_as_json(one) for one in await self._told()]
        languages = sorted({code for one in told for code in one["languages"]})
        return {
            "articles": sum(state.articles for state in states),
            "languages": languages,
            "alerts": told,
            "suppressed": dict(sorted(untold.items())),
        }


def _as_json(one: Alerted) -> dict[str, Any]:
    whole = asdict(one)
    keys = ("rule", "rules", "story", "org", "people", "outlets", "languages", "thread")
    return {key: whole[key] for key in keys}
