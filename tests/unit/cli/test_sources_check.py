"""`monitor sources check` against a real server on loopback."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.sources.check import check
from tests.fakes.webserver import Answer, WebServer

FEED = b"""<rss version="2.0"><channel><title>Desk</title><language>en</language>
<item><title>First long title of the desk</title><link>https://d.example/1</link>
<pubDate>Tue, 06 Aug 2024 09:00:00 GMT</pubDate></item>
<item><title>Second long title of the desk</title><link>https://d.example/2</link></item>
<item><title>Third long title of the desk</title><link>https://d.example/3</link></item>
<item><title>Fourth long title of the desk</title><link>https://d.example/4</link></item>
</channel></rss>"""
ROWS = b"<html lang=en><ul>" + b"".join(
    b"<li><a href=/%d>Some long title number %d</a>" % (n, n) for n in range(3)
)
LIST = "kind: list, item: li, fields: {url: a@href, title: a}"
ANSWERS = {
    "good": Answer(body=FEED, headers={"Content-Type": "application/rss+xml"}),
    "broken": Answer(body=b"<rss><channel><item><title>x"),
    "html": Answer(body=b"<!doctype html><html><body>Hello</body></html>"),
    "down": Answer(status=500, body=b"oops"),
    "hang": Answer(hang="head"),
    "sly": Answer(status=302, headers={"Location": "http://169.254.169.254/latest/"}),
    "rows": Answer(body=ROWS, headers={"Content-Type": "text/html"}),
    "few": Answer(body=ROWS, headers={"Content-Type": "text/html"}),
}
MORE = {"rows": LIST, "few": LIST + ", expect: {items: 5..9}", "off": "kind: feed, enabled: false"}


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Serve the answers from a thread; the verb runs a loop of its own."""
    loop, up, found = asyncio.new_event_loop(), threading.Event(), []
    stop = asyncio.Event()

    async def serve() -> None:
        async with WebServer() as web:
            for name, answer in ANSWERS.items():
                web.on(f"/{name}", answer)
            found.append(web.base)
            up.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert up.wait(10)
    yield found[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


@pytest.fixture
def workspace(tmp_path: Path, base: str) -> Path:
    lines = [
        f"  - {{id: {name}, url: '{base}/{name}', outlet: Desk, limits: {{time: 1s}},"
        f" allow_private: [127.0.0.0/8], {MORE.get(name, 'kind: feed')}}}"
        for name in [*ANSWERS, "off"]
    ]
    folder = tmp_path / "rules" / "sources"
    folder.mkdir(parents=True)
    (folder / "all.yaml").write_text("sources:\n" + "\n".join(lines) + "\n", "utf-8")
    (tmp_path / "monitor.toml").write_text("[workers]\ncount = 0\n", "utf-8")
    return tmp_path


def run(workspace: Path, *words: str) -> Result:
    app = typer.Typer()
    app.command()(check)
    return CliRunner().invoke(app, ["--dir", str(workspace), *words])


def one(workspace: Path, name: str) -> tuple[dict[str, Any], int]:
    done = run(workspace, name, "--json")
    (found,) = json.loads(done.stdout)
    return found, done.exit_code


def test_a_good_feed_shows_what_would_come(workspace: Path) -> None:
    found, code = one(workspace, "good")
    assert code == 0
    assert (found["state"], found["status"], found["items"]) == ("ok", 200, 4)
    assert (found["language"], found["contract"]) == ("en", "holds")
    assert found["newest"] == "2024-08-06T09:00+00:00"
    assert found["titles"] == [f"{n} long title of the desk" for n in ("First", "Second", "Third")]


def test_a_good_feed_is_a_line_and_three_titles(workspace: Path) -> None:
    lines = run(workspace, "good").stdout.splitlines()
    assert lines[0].startswith("good: ok (200): 4 items, newest 2024-08-06T09:00+00:00, en")
    assert lines[1:] == [f"    {n} long title of the desk" for n in ("First", "Second", "Third")]


def test_a_list_is_read_by_its_selectors(workspace: Path) -> None:
    found, code = one(workspace, "rows")
    assert (code, found["items"], found["contract"]) == (0, 3, "holds")


@pytest.mark.parametrize(
    ("name", "state", "detail"),
    [
        ("html", "not-a-feed", r"not a feed but the page at .*; try kind: list"),
        ("down", "5xx", r"status 500 at http://127\.0\.0\.1:\d+/down"),
        ("hang", "timeout", r"not done in 1 s at http"),
        ("sly", "address", r"169\.254\.169\.254"),
        ("few", "contract", r'3 rows for "li", expected 5\.\.9'),
    ],
)
def test_a_failure_is_one_clear_line(workspace: Path, name: str, state: str, detail: str) -> None:
    done = run(workspace, name)
    assert done.exit_code == 1
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"{name}: {state}: ")
    assert re.search(detail, line)


def test_a_broken_feed_is_told_or_mended(workspace: Path) -> None:
    """What a cut feed still holds is read; else it is one line."""
    found, code = one(workspace, "broken")
    assert (code == 0) == (found["state"] == "ok")
    assert found["items"] or found["detail"]


def test_a_broken_contract_is_marked(workspace: Path) -> None:
    assert one(workspace, "few")[0]["contract"] == "broken"


def test_the_status_of_a_refusal_is_told(workspace: Path) -> None:
    assert one(workspace, "down")[0]["status"] == 500
    assert one(workspace, "hang")[0]["status"] is None


def test_all_checks_the_enabled_ones_and_fails_with_one_of_them(workspace: Path) -> None:
    done = run(workspace, "--all", "--json")
    found = json.loads(done.stdout)
    assert [line["id"] for line in found] == list(ANSWERS)
    assert done.exit_code == 1


def test_a_source_that_waits_for_its_secret_says_so(workspace: Path, base: str) -> None:
    (workspace / "monitor.toml").write_text('[secrets]\nNO_SUCH_KEY = ["127.0.0.1"]\n', "utf-8")
    (workspace / "rules" / "sources" / "all.yaml").write_text(
        f"sources:\n  - {{id: key, kind: feed, url: '{base}/good', allow_private: [127.0.0.0/8],"
        " auth: {bearer: 'env:NO_SUCH_KEY'}}\n",
        "utf-8",
    )
    done = run(workspace, "key")
    assert (done.exit_code, done.stdout) == (1, "key: paused: NO_SUCH_KEY unset\n")


@pytest.mark.parametrize("words", [(), ("good", "--all"), ("gud",)])
def test_wrong_usage_is_exit_2(workspace: Path, words: tuple[str, ...]) -> None:
    assert run(workspace, *words).exit_code == 2


def test_nothing_is_stored(workspace: Path) -> None:
    before = sorted(workspace.rglob("*"))
    run(workspace, "good")
    assert sorted(workspace.rglob("*")) == before
