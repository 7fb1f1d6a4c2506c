"""A demo on disk: its workspace, and the ports it had from the first run on."""

import json
import shutil
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from monitor.demo.newsroom import Newsroom
from monitor.errors import SettingsError

_SETTINGS = """\
tick_ms = 100
[delivery]
lease_s = 15
debounce_s = 2
notice_s = 2
probe_s = 5
reads_s = [0.5, 1, 2]
[sources]
lease_s = 10
[web]
port = {web}
[slack]
base_url = "http://127.0.0.1:{slack}/api/"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where the demo's servers listen: kept over runs, as articles' ids hang on addresses."""

    newsroom: int
    slack: int
    web: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One demo on disk: its folder, and the ports it had from the first run on."""

    folder: Path
    ports: Ports

    @property
    def workspace(self) -> Path:
        """The daemon's workspace."""
        return self.folder / "workspace"

    @property
    def later(self) -> Path:
        """The mark that the later facts are out."""
        return self.folder / "later"


def prepare(folder: Path, rules: Path) -> Scene:
    """Make the demo's workspace in a folder, or take up the one that is there.

    Raises SettingsError when the folder holds something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "demo.json"
    if kept.exists():
        return Scene(folder=folder, ports=Ports(**json.loads(kept.read_text("utf-8"))))
    if any(folder.iterdir()):
        raise SettingsError(f"{folder}: not empty and no demo; give another --data")
    scene = Scene(folder=folder, ports=_free_ports())
    shutil.copytree(rules, scene.workspace / "rules", ignore=shutil.ignore_patterns("sources"))
    (scene.workspace / "rules" / "sources").mkdir()
    (scene.workspace / "rules" / "sources" / "newsroom.yaml").write_text(
        Newsroom.sources_yaml(scene.ports.newsroom), "utf-8"
    )
    settings = _SETTINGS.format(web=scene.ports.web, slack=scene.ports.slack)
    (scene.workspace / "monitor.toml").write_text(settings, "utf-8")
    part = kept.with_suffix(".part")
    part.write_text(json.dumps(asdict(scene.ports)), "utf-8")
    part.rename(kept)  # last: a folder without it was not finished
    return scene


def _free_ports() -> Ports:
    """Take three free ports; they are bound again at once by the servers."""
    socks = [socket.socket() for _ in range(3)]
    try:
        for sock in socks:
            sock.bind(("127.0.0.1", 0))
        newsroom, slack, web = (int(sock.getsockname()[1]) for sock in socks)
    finally:
        for sock in socks:
            sock.close()
    return Ports(newsroom=newsroom, slack=slack, web=web)
