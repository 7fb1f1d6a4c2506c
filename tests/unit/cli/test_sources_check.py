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
    "robots.txt": Answer(body=b"User-agent: *\nDisallow: /shy\n"),
    "few": Answer(body=ROWS, headers={"Content-Type": "text/html"}),
}
SOURCES = [name for name in ANSWERS if name != "robots.txt"]
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
        for name in [*SOURCES, "off"]
    ]
    folder = tmp_path / "rules" / "sources"
    folder.mkdir(parents=True)
    host = base.partition("//")[2]
    quick = f"hosts: {{'{host}': {{rate: 1000/s, connections: 20}}}}\n"
    (folder / "all.yaml").write_text("sources:\n" + "\n".join(lines) + "\n" + quick, "utf-8")
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
    assert lines[0] == (
        "good: ok (200): RSS, 4 items, newest 2024-08-06T09:00+00:00, 3 undated, en,"
        " contract holds, robots allowed"
    )
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
    assert [line["id"] for line in found] == SOURCES
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


def rewritten(workspace: Path, text: str) -> Path:
    file = workspace / "rules" / "sources" / "all.yaml"
    file.write_text(text, "utf-8")
    return file


def test_a_page_shows_what_robots_txt_refuses(workspace: Path, base: str) -> None:
    more = f"{LIST}, allow_private: [127.0.0.0/8]"
    rewritten(workspace, f"sources: [{{id: shy, url: '{base}/shy', {more}}}]\n")
    done = run(workspace, "shy")
    (line,) = done.stdout.splitlines()
    assert line.startswith("shy: robots: robots.txt says Disallow: /shy for ")
    assert done.exit_code == 1


def test_an_address_is_checked_as_what_it_looks_like(workspace: Path, base: str) -> None:
    found, code = one(workspace, f"{base}/good")  # a source's own: by its id, inside or not
    assert (code, found["id"], found["items"]) == (0, "good", 4)
    found, code = one(workspace, f"{base}/other")
    assert (code, found["state"]) == (1, "address")


def test_the_parser_and_the_dates_are_told(workspace: Path) -> None:
    found, _ = one(workspace, "good")
    assert (found["parser"], found["dated"], found["robots"]) == ("RSS", 1, "allowed")
    assert found["oldest"] == found["newest"]
    assert one(workspace, "rows")[0]["parser"] == "HTML"


def test_all_notes_the_day_where_a_source_is_fine(workspace: Path, base: str) -> None:
    own = "allow_private: [127.0.0.0/8]"
    file = rewritten(
        workspace,
        "# mine\nsources:\n"
        f"  - {{id: good, kind: feed, url: '{base}/good', {own}, unverified: true}}  # new\n"
        f"  - {{id: down, kind: feed, url: '{base}/down', {own}, unverified: true}}\n"
        f"  - {{id: off, kind: feed, url: '{base}/good', enabled: false, unverified: true}}\n"
        f"hosts: {{'{base.partition('//')[2]}': {{rate: 1000/s}}}}\n",
    )
    done = run(workspace, "--all")
    good, down, off = file.read_text("utf-8").splitlines()[2:5]
    assert re.search(r", verified: \d{4}-\d\d-\d\d}  # new$", good)
    assert "unverified: true" in down
    assert "unverified: true" in off
    assert "rules/sources/all.yaml: verified" in done.stderr
    assert done.exit_code == 1


def test_a_file_that_only_a_person_can_edit_is_told_of(workspace: Path, base: str) -> None:
    own = f"    url: {base}/good\n    allow_private: [127.0.0.0/8]\n    verified: >-\n      2020\n"
    file = rewritten(workspace, f"sources:\n  - id: good\n    kind: feed\n{own}")
    before = file.read_text("utf-8")
    done = run(workspace, "--all")
    assert (done.exit_code, file.read_text("utf-8")) == (1, before)
    assert "only you can edit: verified is not noted there" in done.stderr


def test_offline_reads_what_was_saved(workspace: Path) -> None:
    folder = workspace / "rules" / "sources" / "fixtures"
    folder.mkdir()
    (folder / "rows.html").write_bytes(ROWS)
    where = "url: https://acme.example/press, item: li, fields: {url: a@href, title: a}"
    rewritten(
        workspace,
        "sources:\n"
        f"  - {{id: saved, kind: list, {where}, fixture: fixtures/rows.html}}\n"
        f"  - {{id: lost, kind: list, {where}, fixture: fixtures/none.html}}\n"
        f"  - {{id: bare, kind: list, {where}}}\n",
    )
    done = run(workspace, "saved", "--offline")
    assert done.exit_code == 0
    assert done.stdout.startswith("saved: ok (200): HTML, 3 items, 3 undated")
    assert "robots" not in done.stdout
    everything = run(workspace, "--all", "--offline", "--json")
    states = {found["id"]: found["state"] for found in json.loads(everything.stdout)}
    assert states == {"saved": "ok", "lost": "file"}
    assert run(workspace, "bare", "--offline").stdout == "bare: file: it names no fixture\n"


def test_offline_judges_by_the_contract_too(workspace: Path) -> None:
    (workspace / "rules" / "sources" / "rows.html").write_bytes(ROWS)
    where = "url: https://acme.example/press, item: li, fields: {url: a@href, title: a}"
    more = "fixture: rows.html, expect: {items: 9..}"
    rewritten(workspace, f"sources: [{{id: few, kind: list, {where}, {more}}}]\n")
    done = run(workspace, "few", "--offline", "--json")
    (found,) = json.loads(done.stdout)
    assert (found["contract"], done.exit_code) == ("broken", 1)


def test_what_others_push_is_nothing_to_ask_for(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_SECRET", "whsec_" + "x" * 32)
    rewritten(workspace, "sources: [{id: push, kind: inbox, secret: 'env:DESK_SECRET'}]\n")
    done = run(workspace, "push")
    said = "push: skipped: there is nothing to ask: others push to it\n"
    assert (done.exit_code, done.stdout) == (0, said)


def test_several_are_summed_up(workspace: Path) -> None:
    assert run(workspace, "good", "rows", "down").stderr.splitlines()[-1] == "2 of 3 are fine"
    assert run(workspace, "good").stderr == ""


def test_when_nothing_can_be_reached_it_may_be_us(workspace: Path) -> None:
    closed = "url: 'http://127.0.0.1:1/f', allow_private: [127.0.0.0/8]"
    rows = "".join(f"  - {{id: s{n}, kind: feed, {closed}}}\n" for n in range(3))
    rewritten(workspace, f"sources:\n{rows}hosts: {{'127.0.0.1:1': {{rate: 1000/s}}}}\n")
    done = run(workspace, "--all")
    assert done.stderr.splitlines()[-1] == "no server can be reached: is this machine online?"
