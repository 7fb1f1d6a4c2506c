"""A whole monitor for crash tests: a real daemon, a newspaper on loopback, a fake Slack.

The newspaper and the fake Slack live in the test's process and survive the daemon, which is
started, killed and started again as a process of its own.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from monitor.cli.init import shipped_rules
from monitor.fakeslack.server import FakeSlack
from tests.fakes.serving import fake_slack

LANGS = ("de", "en", "it")
PATIENCE_S = 30.0

_ITEM = """<item><guid>{url}</guid><link>{url}</link><title>{title}</title>
<pubDate>Tue, 06 Aug 2024 09:00:00 GMT</pubDate><description>{lead}</description>
<content:encoded>{text}</content:encoded></item>"""
_FEED = """<?xml version="1.0"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{name}</title>
{items}</channel></rss>"""
_SETTINGS = """
[delivery]
lease_s = 3
debounce_s = 0.2
notice_s = 0.2
probe_s = 1
reads_s = [0.2, 0.4, 0.8]
[sources]
lease_s = 3
[web]
port = 0
[workers]
count = 1
[slack]
base_url = "{slack}"
"""
_SOURCES = """
sources:
  - {{id: herald, kind: feed, url: '{base}/herald.xml', outlet: Herald, lang: en}}
  - {{id: gazzetta, kind: feed, url: '{base}/gazzetta.xml', outlet: Gazzetta, lang: it}}
defaults: {{every: 1s, first_run: all, allow_private: [127.0.0.0/8]}}
hosts:
  '{host}': {{rate: 1000/s, connections: 20}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article of the newspaper."""

    slug: str
    title: str
    lead: str
    rest: str

    def xml(self) -> str:
        text = f"{self.lead} " + self.rest * 14
        url = f"https://paper.example/{self.slug}"
        return _ITEM.format(url=url, title=self.title, lead=self.lead, text=text)


LEAVE = Item(
    slug="leave",
    title="OpenAI president Greg Brockman takes extended leave",
    lead="OpenAI president Greg Brockman is taking extended leave, he told staff on Monday.",
    rest="The company thanked its staff and gave no more details. ",
)
MOVE = Item(
    slug="passaggio",
    title="Il cofondatore di OpenAI John Schulman passa ad Anthropic",
    lead="Il cofondatore di OpenAI John Schulman ha annunciato il suo passaggio ad Anthropic.",
    rest="La società ha ringraziato i dipendenti e non ha dato altri dettagli. ",
)
FACTS_OF_BOTH = 3  # two people out, one destination


@dataclass(slots=True)
class Newspaper:
    """Serves what is printed at the moment, with ETags."""

    pages: dict[str, bytes] = field(default_factory=dict)
    port: int = 0

    def print_feed(self, name: str, *items: Item) -> None:
        body = _FEED.format(name=name, items="".join(i.xml() for i in items))
        self.pages[f"/{name}.xml"] = body.encode()

    @contextmanager
    def open(self) -> Iterator["Newspaper"]:
        paper = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = paper.pages.get(self.path)
                self.send_response(200 if body is not None else 404)
                self.send_header("content-type", "application/rss+xml")
                self.send_header("content-length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join(5)


@dataclass(slots=True)
class Theatre:
    """The daemon's workspace, and what it talks to."""

    folder: Path
    paper: Newspaper
    slack: FakeSlack
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, kill_at: str = "") -> subprocess.Popen[bytes]:
        """Start the daemon; with `kill_at` it kills itself at that point."""
        environ = {**os.environ, "SLACK_BOT_TOKEN": "xoxb-test", "PYTHONUNBUFFERED": "1"}
        environ |= {"MONITOR_CHAOS": "1", "MONITOR_KILL_AT": kill_at} if kill_at else {}
        command = [sys.executable, "-m", "monitor", "run", "--dir", str(self.folder)]
        with self._log(len(self.running)).open("ab") as log:
            daemon = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        self.running.append(daemon)
        return daemon

    def _log(self, number: int) -> Path:
        return self.folder / f"daemon-{number}.log"

    def log(self) -> str:
        """Give what the daemons said, the last words of each."""
        said = [self._log(n).read_text("utf-8")[-3000:] for n in range(len(self.running))]
        return "\n--\n".join(said)

    def await_death(self, daemon: subprocess.Popen[bytes]) -> None:
        """Wait until a daemon has killed itself."""
        try:
            code = daemon.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the point was never passed:\n{self.log()}") from None
        assert code == -signal.SIGKILL, f"ended with {code}:\n{self.log()}"

    def await_that(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds."""
        until = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > until:
                raise AssertionError(f"not within {PATIENCE_S} s: {what}\n{self.log()}")
            time.sleep(0.05)

    def stop(self, daemon: subprocess.Popen[bytes]) -> None:
        """Stop a daemon in order, once it is up, and see that it ends well."""
        own = self._log(self.running.index(daemon))
        self.await_that(lambda: "daemon.started" in own.read_text("utf-8"), "the daemon is up")
        daemon.send_signal(signal.SIGTERM)
        code = daemon.wait(PATIENCE_S)
        assert code == 0, f"ended with {code}:\n{self.log()}"

    def kill_server(self) -> None:
        """Kill the store's server, which outlives its daemon."""
        for entry in Path("/proc").iterdir():
            try:
                here = entry.name.isdigit() and (entry / "cwd").readlink() == self.store
                server = here and b"valkey-server" in (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if server:
                os.kill(int(entry.name), signal.SIGKILL)

    @property
    def store(self) -> Path:
        """The server's folder."""
        return (self.folder / "data" / "store").resolve()

    def close(self) -> None:
        """Kill whatever still runs."""
        for daemon in self.running:
            if daemon.poll() is None:
                daemon.kill()
            daemon.wait()
        self.kill_server()

    # --- what the readers saw ---------------------------------------------------------------

    def posts(self) -> list[dict[str, Any]]:
        """Give every message in the channel of executive moves, oldest first."""
        return [m for m in self.slack.workspace.dump() if m["channel"] == "exec-moves"]

    def cards(self) -> list[dict[str, Any]]:
        return [m for m in self.posts() if "thread_ts" not in m]

    def replies(self) -> list[dict[str, Any]]:
        return [m for m in self.posts() if "thread_ts" in m]

    def told(self) -> list[str]:
        """Give the facts that messages name, one entry each time one was told."""
        payloads = [m["metadata"]["event_payload"] for m in self.posts() if "metadata" in m]
        return [fact for p in payloads for fact in p["facts"].split(",") if fact]

    def shows(self, text: str) -> bool:
        """Whether a message's blocks show a text."""
        return any(text in json.dumps(m, ensure_ascii=False) for m in self.posts())


@contextmanager
def theatre(folder: Path, **slack_options: Any) -> Iterator[Theatre]:
    """Open a newspaper and a fake Slack, and write a workspace that uses them."""
    slack_options.setdefault("pace", False)
    with Newspaper().open() as paper, fake_slack(**slack_options) as (slack, base):
        _write(folder, paper, base)
        stage = Theatre(folder=folder, paper=paper, slack=slack)
        try:
            yield stage
        finally:
            stage.close()


def _write(folder: Path, paper: Newspaper, slack: str) -> None:
    """Write the workspace: the shipped rules with three languages, two sources."""
    for source in sorted(shipped_rules().rglob("*.yaml")):
        inside = source.relative_to(shipped_rules())
        lexicon = inside.parts[0] == "events" and source.stem not in LANGS
        if lexicon or inside.parts[0] == "sources":
            continue
        target = folder / "rules" / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    host = f"127.0.0.1:{paper.port}"
    sources = folder / "rules" / "sources" / "papers.yaml"
    sources.parent.mkdir()
    sources.write_text(_SOURCES.format(base=f"http://{host}", host=host), "utf-8")
    (folder / "monitor.toml").write_text(_SETTINGS.format(slack=slack), "utf-8")
    paper.print_feed("herald")
    paper.print_feed("gazzetta")
