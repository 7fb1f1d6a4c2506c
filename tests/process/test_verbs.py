"""The command line with real processes: a workspace from `init` to `why`, on loopback only."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.process

MONITOR = (sys.executable, "-m", "monitor")
PATIENCE_S = 60.0
TEXT = "Apple CEO Tim Cook resigns\n\nApple said on Tuesday that CEO Tim Cook resigned.\n"
PAGE = f"<!doctype html><html lang=en><title>Apple CEO Tim Cook resigns</title><p>{TEXT}</p>"
LINE = json.dumps({"title": "Apple CEO Tim Cook resigns", "lang": "en"})
ITEM = "<item><title>{0}</title><link>{1}/{2}</link><description>{0}.</description></item>"
SOURCE = (
    "sources:\n  - {{id: desk, kind: feed, url: '{url}/rss.xml', outlet: Desk, every: 1s,"
    " allow_private: [127.0.0.0/8], first_run: all, jitter: 0, tags: [local]}}\n"
)
RECEIVERS = "receivers:\n  print: {kind: console}\nops: print\n"
ROUTES = "routes:\n  - {name: rest, if: {}, to: [print]}\n"


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MONITOR_", "SLACK_"))}
    return {**kept, "MONITOR_WEB__PORT": "0", "MONITOR_WORKERS__COUNT": "1", **more}


def verb(*words: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MONITOR, *words],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment(**env),
        timeout=PATIENCE_S,
        check=False,
    )


def until(holds: Callable[[], object], what: str) -> None:
    """Wait on a condition; fail with its name when it does not come true."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            pytest.fail(f"never: {what}")
        time.sleep(0.02)


@dataclass
class Desk:
    """A feed on loopback whose items a test adds."""

    url: str = ""
    titles: list[str] = field(default_factory=list)
    asked: int = 0

    def feed(self) -> bytes:
        items = "".join(ITEM.format(t, self.url, n) for n, t in enumerate(self.titles))
        return f"<rss version='2.0'><channel><title>Desk</title>{items}</channel></rss>".encode()


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked += 1
            body = made.feed()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace as `init` writes it; tests that share it only read."""
    folder = tmp_path_factory.mktemp("shipped") / "desk"
    assert verb("init", str(folder)).returncode == 0
    return folder


@pytest.fixture
def workspace(short_folder: Path, desk: Desk) -> Path:
    """Give a workspace of its own that watches the feed on loopback and prints alerts."""
    folder = short_folder / f"w{os.urandom(4).hex()}"
    assert verb("init", str(folder)).returncode == 0
    rules = folder / "rules"
    (rules / "sources" / "starter.yaml").write_text(SOURCE.format(url=desk.url), "utf-8")
    (rules / "receivers.yaml").write_text(RECEIVERS, "utf-8")
    (rules / "routes.yaml").write_text(ROUTES, "utf-8")
    return folder


class Daemon:
    """A daemon that runs; what it prints and logs goes to files beside its workspace."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.out, self.log = folder / "out.txt", folder / "log.txt"
        with self.out.open("ab") as out, self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*MONITOR, "run", "--dir", str(folder)],
                stdout=out,
                stderr=log,
                env=environment(**env),
            )

    def lines(self, event: str) -> list[dict[str, Any]]:
        found = []
        for line in self.log.read_text("utf-8").splitlines():
            if line.startswith("{") and line.endswith("}"):
                said: dict[str, Any] = json.loads(line)
                found += [said] if said["event"] == event else []
        return found

    def alerts(self) -> list[str]:
        return [s for s in self.out.read_text("utf-8").splitlines() if s.startswith("ALERT")]

    def wait(self, event: str, times: int = 1) -> None:
        def there() -> bool:
            if self.process.poll() is not None and len(self.lines(event)) < times:
                pytest.fail(f"ended: {self.log.read_text('utf-8')[-3000:]}")
            return len(self.lines(event)) >= times

        until(there, f"{event} x {times} in {self.log.read_text('utf-8')[-2000:]}")

    def stop(self, by: int = signal.SIGINT) -> int:
        self.process.send_signal(by)
        return self.process.wait(PATIENCE_S)


@contextmanager
def running(folder: Path, **env: str) -> Iterator[Daemon]:
    daemon = Daemon(folder, **env)
    try:
        daemon.wait("daemon.started")
        yield daemon
    finally:
        if daemon.process.poll() is None:
            daemon.stop()


# --- a workspace at rest ---------------------------------------------------------------------


def test_init_writes_what_check_and_test_find_good(shipped: Path) -> None:
    checked = verb("check", "--dir", str(shipped))
    tested = verb("test", "--dir", str(shipped), "--json")
    assert (checked.returncode, tested.returncode) == (0, 0), checked.stdout + tested.stdout
    assert re.match(r"\d+ files, \d+ rules: no errors \(", checked.stdout)
    assert all(result["failed"] == 0 for result in json.loads(tested.stdout)["results"])


def test_a_second_init_keeps_what_is_there(tmp_path: Path) -> None:
    verb("init", str(tmp_path))
    (tmp_path / "monitor.toml").write_text("# mine\n", "utf-8")
    again = verb("init", str(tmp_path))
    assert again.returncode == 0
    assert "0 files written" in again.stdout
    assert (tmp_path / "monitor.toml").read_text("utf-8") == "# mine\n"


@pytest.mark.parametrize(("name", "text"), [("a.txt", TEXT), ("a.html", PAGE), ("a.json", LINE)])
def test_try_reads_text_pages_and_json_from_files(
    shipped: Path, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    done = verb("try", str(tmp_path / name), "--dir", str(shipped), "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 0
    assert said["article"]["title"] == "Apple CEO Tim Cook resigns"
    rules = {match["rule"]: match for match in said["matches"]}
    assert rules["executive-departure"]["verdict"] == "alert"
    assert [e["person"] for e in rules["executive-departure"]["events"]] == ["Tim Cook"]


def test_try_reads_stdin_and_shows_words(shipped: Path) -> None:
    done = verb("try", "-", "--dir", str(shipped), stdin=TEXT)
    assert done.returncode == 0
    assert "executive-departure  ALERT" in done.stdout
    assert "Tim Cook" in done.stdout


def test_spans_of_try_point_into_the_article(shipped: Path) -> None:
    said = json.loads(verb("try", "-", "--dir", str(shipped), "--json", stdin=TEXT).stdout)
    spans = [s for m in said["matches"] for e in m["events"] for s in e["evidence"]]
    assert spans
    for span in spans:
        assert said["article"][span["field"]][span["start"] : span["end"]] == span["text"]


def test_a_file_that_is_not_there_is_one_line(shipped: Path) -> None:
    done = verb("try", "/nowhere/at-all", "--dir", str(shipped))
    assert done.returncode == 1
    assert done.stderr == "/nowhere/at-all: No such file or directory\n"


def test_a_folder_that_is_no_workspace_is_told_what_to_do(tmp_path: Path) -> None:
    for words in (["check"], ["status"], ["alerts"], ["run"], ["sources", "list"]):
        done = verb(*words, "--dir", str(tmp_path))
        assert done.returncode == 1
        assert f"`monitor init {tmp_path}` writes a workspace" in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_wrong_setting_is_one_line_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "monitor.toml").write_text("[web]\nprot = 1\n", "utf-8")
    done = verb("check", "--dir", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == 'monitor.toml:2:1: E101 unknown key "prot" (did you mean "port"?)\n'


# --- a daemon --------------------------------------------------------------------------------


def looks(folder: Path) -> dict[str, Any]:
    """Ask every verb that looks, as JSON."""
    asked: dict[str, Sequence[str]] = {
        "status": ["status"],
        "alerts": ["alerts"],
        "sources": ["sources", "list"],
    }
    done = {name: verb(*words, "--json", "--dir", str(folder)) for name, words in asked.items()}
    assert [d.returncode for d in done.values()] == [0, 0, 0], [d.stderr for d in done.values()]
    return {name: json.loads(d.stdout) for name, d in done.items()}


def test_a_story_is_printed_once_and_every_verb_tells_of_it(workspace: Path, desk: Desk) -> None:
    desk.titles.append("Apple CEO Tim Cook resigns")
    with running(workspace) as daemon:
        daemon.wait("delivery.ended")
        during = looks(workspace)
        story = during["alerts"][0]["story"]
        why = verb("why", f"{story}.1@print", "--dir", str(workspace), "--json")
        page = urlopen(daemon.lines("daemon.started")[0]["status"]).read().decode()
        assert daemon.stop() == 0
    after = looks(workspace)

    assert daemon.alerts() == ["ALERT [high] Apple: Tim Cook leaves"]
    assert during["alerts"] == after["alerts"]
    assert [p["name"] for p in after["alerts"][0]["people"]] == ["Tim Cook"]
    assert after["status"]["counts"]["articles"] == 1
    assert [(s["id"], s["health"]) for s in after["sources"]] == [("desk", "ok")]
    assert json.loads(why.stdout)["deliveries"][0]["state"] == "sent"
    assert "Apple: Tim Cook leaves" in page


def test_verbs_are_readable_at_a_terminal_too(workspace: Path, desk: Desk) -> None:
    (workspace / ".git").mkdir()
    (workspace / ".git" / "HEAD").write_text("9f8e7d6" + "0" * 33)
    desk.titles.append("Apple CEO Tim Cook resigns")
    with running(workspace) as daemon:
        daemon.wait("delivery.ended")
    told = verb("alerts", "--dir", str(workspace)).stdout
    story = told.splitlines()[1].split()[2]
    assert "Apple: Tim Cook leaves" in told
    assert verb("status", "--dir", str(workspace)).stdout.startswith("1 article read, 1 story told")
    assert "desk (private)  ok" in verb("sources", "list", "--dir", str(workspace)).stdout
    why = verb("why", story, "--dir", str(workspace)).stdout
    assert f"card     {story}.1@print sent" in why
    assert "rest: yes, everything else -> print" in why
    assert re.search(r"^ rule     \S+ version [0-9a-f]{8} \(commit 9f8e7d6\)$", why, re.MULTILINE)


def test_a_second_start_resumes_and_tells_nothing_twice(workspace: Path, desk: Desk) -> None:
    desk.titles.append("Apple CEO Tim Cook resigns")
    with running(workspace) as daemon:
        daemon.wait("delivery.ended")
    desk.titles.append("Tesla CFO Vaibhav Taneja resigns")
    with running(workspace) as daemon:
        until(lambda: len(daemon.alerts()) > 1, "a second alert")
    assert daemon.alerts()[0] == "ALERT [high] Apple: Tim Cook leaves"
    assert len(daemon.alerts()) == 2
    assert "Tesla" in daemon.alerts()[1]


def test_a_second_daemon_is_refused_with_the_pid_of_the_first(workspace: Path) -> None:
    with running(workspace) as daemon:
        second = verb("run", "--dir", str(workspace))
        assert daemon.process.poll() is None
    assert second.returncode == 1
    line = second.stderr.splitlines()[-1]
    assert line.startswith(f"{workspace}/data: in use by pid {daemon.process.pid} since ")
    assert line.endswith("; stop it or set data_dir")
    assert "Traceback" not in second.stderr


def test_a_taken_port_is_one_clear_line(workspace: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = verb("run", "--dir", str(workspace), MONITOR_WEB__PORT=str(port))
    assert done.returncode == 1
    assert f"127.0.0.1:{port}: Address already in use; set MONITOR_WEB__PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_token_is_told_and_alerts_are_printed(workspace: Path, desk: Desk) -> None:
    (workspace / "rules" / "receivers.yaml").write_text(
        "receivers:\n  print: {kind: slack, channel: '#x', unset: console}\nops: print\n", "utf-8"
    )
    desk.titles.append("Apple CEO Tim Cook resigns")
    with running(workspace) as daemon:
        daemon.wait("delivery.ended")
        (noted,) = daemon.lines("receiver.noted")
    assert noted["text"].startswith("SLACK_BOT_TOKEN is not set")
    assert daemon.alerts() == ["ALERT [high] Apple: Tim Cook leaves"]


def test_a_receiver_without_its_token_is_parked_and_said_so(workspace: Path) -> None:
    (workspace / "rules" / "receivers.yaml").write_text(
        "receivers:\n  print: {kind: slack, channel: '#x'}\nops: print\n", "utf-8"
    )
    with running(workspace) as daemon:
        (noted,) = daemon.lines("receiver.noted")
    assert "receiver print is parked: SLACK_BOT_TOKEN is not set" in noted["text"]


def test_a_faulty_rule_is_told_while_the_rest_runs(workspace: Path, desk: Desk) -> None:
    bad = "rule: bad\ntitle: t\nmatch: (strike\n"
    (workspace / "rules" / "bad.yaml").write_text(bad, "utf-8")
    desk.titles.append("Apple CEO Tim Cook resigns")
    with running(workspace) as daemon:
        daemon.wait("delivery.ended")
    log = daemon.log.read_text("utf-8").splitlines()
    assert [s for s in log if s.startswith("rules/")] == [
        'rules/bad.yaml:3:8: E303 "(" is not closed'
    ]
    assert daemon.alerts() == ["ALERT [high] Apple: Tim Cook leaves"]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_daemon_and_server(workspace: Path, by: signal.Signals) -> None:
    with running(workspace) as daemon:
        (started,) = daemon.lines("store.started")
        assert daemon.stop(by) == 0
    assert [line["event"] for line in daemon.lines("daemon.stopped")] == ["daemon.stopped"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(started["pid"]), 0)


def test_sources_check_looks_while_nothing_runs_and_stores_nothing(
    workspace: Path, desk: Desk
) -> None:
    desk.titles.append("Apple CEO Tim Cook resigns")
    done = verb("sources", "check", "desk", "--dir", str(workspace), "--json")
    (one,) = json.loads(done.stdout)
    assert (done.returncode, one["state"], one["items"]) == (0, "ok", 1)
    assert one["titles"] == ["Apple CEO Tim Cook resigns"]
    assert not (workspace / "data").exists()


def test_a_closed_pipe_is_no_traceback(shipped: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*MONITOR, "sources", "list", "--dir", str(shipped)],
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            timeout=PATIENCE_S,
            check=False,
        )
    finally:
        os.close(writer)
    assert "Traceback" not in done.stderr
