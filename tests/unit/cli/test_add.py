"""`monitor add` against a site on loopback."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.add import add
from monitor.errors import RuleError
from tests.fakes.sites import desk, standing
from tests.fakes.webserver import Answer, WebServer

INSIDE = ("--allow-private", "127.0.0.0/8")
NOW = datetime.now(UTC)  # the verb judges by the system's clock
ROWS = 12
RULE = """rule: strikes
title: Strikes
owner: desk
status: live
match: strike~
alert: {headline: "{title}"}
tests:
  - {text: A strike., expect: {alert: true}}
  - {name: calm, text: All is calm., expect: {alert: false}}
"""


def item(number: int, *, title: str = "") -> str:
    told = title or f"A long enough title of story number {number}"
    at = format_datetime(NOW - timedelta(hours=2 + 3 * number, minutes=10))
    return (
        f"<item><title>{told}</title><link>https://acme.example/{number}</link>"
        f"<pubDate>{at}</pubDate><description>{told}, it was said.</description></item>"
    )


def feed(title: str = "Acme News") -> bytes:
    rows = [item(0, title="Dockers strike at the port"), *(item(n) for n in range(1, ROWS))]
    channel = f"<channel><title>{title}</title><language>en</language>{''.join(rows)}</channel>"
    return f'<rss version="2.0">{channel}</rss>'.encode()


NAMED = b"<link rel=alternate type=application/rss+xml href=/rss.xml>"
CARDS = "".join(
    f'<article class="card"><h2><a href="/s/{n}">The long title of the card {n}</a></h2></article>'
    for n in range(ROWS)
)
HOME = b"<!doctype html><html lang=en><head><title>Acme</title>%b</head><body>%b</body></html>"
XML = {"Content-Type": "application/rss+xml"}
SITE: Mapping[str, Answer] = {
    "/": Answer(body=HOME % (NAMED, CARDS.encode())),
    "/rss.xml": Answer(body=feed(), headers={**XML, "ETag": '"1"'}),
    "/weak": Answer(body=feed("Weak News"), headers=XML),
    "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /secret/\n"),
}
BARE: Mapping[str, Answer] = {
    "/list": Answer(body=HOME % (b"", CARDS.encode())),
    "/secret/": Answer(body=HOME % (b"", CARDS.encode())),
    "/empty/": Answer(body=HOME % (b"", b'<div id="root"></div>')),
    "/wall/": Answer(status=403, headers={"cf-mitigated": "challenge"}),
    "/robots.txt": SITE["/robots.txt"],
}


@pytest.fixture(scope="module")
def site() -> Iterator[WebServer]:
    with standing(SITE) as web:
        yield web


@pytest.fixture(scope="module")
def bare() -> Iterator[WebServer]:
    with standing(BARE) as web:
        yield web


@pytest.fixture(scope="module")
def shy() -> Iterator[WebServer]:
    """Give a site whose front page refuses robots, and whose feed is named there."""
    with standing({**SITE, "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /$\n")}) as web:
        yield web


@pytest.fixture
def folder(tmp_path: Path, site: WebServer) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "strikes.yaml").write_text(RULE, "utf-8")
    return desk(tmp_path, site)


def run(folder: Path, *words: str, answer: str | None = None) -> Result:
    app = typer.Typer()
    app.command()(add)
    return CliRunner().invoke(app, ["--dir", str(folder), *INSIDE, *words], input=answer)


def added(folder: Path) -> str:
    file = folder / "rules" / "sources" / "added.yaml"
    return file.read_text("utf-8") if file.exists() else ""


def test_what_was_found_is_shown_and_written_once_somebody_agrees(
    folder: Path, site: WebServer
) -> None:
    done = run(folder, site.url("/"), answer="y\n")
    head, first, second, asked, last = done.stdout.splitlines()
    assert " ".join(head.split()) == "kind address items newest lang robots every note"
    assert " ".join(first.split()) == "> 1 feed /rss.xml 12 2 h en allowed 15m ETag"
    assert second.split()[:4] == ["2", "list", "/", "12"]
    assert asked == "use 1? [Y/n/number] y"
    assert last == "wrote rules/sources/added.yaml:5 acme-news: 12 stored, 1 would have alerted"
    assert "id: acme-news, kind: feed" in added(folder)
    assert done.exit_code == 0


def test_yes_takes_the_first_without_asking(folder: Path, site: WebServer) -> None:
    done = run(folder, site.url("/"), "--yes")
    assert done.exit_code == 0
    assert "use 1?" not in done.stdout
    assert "wrote rules/sources/added.yaml:5 acme-news" in done.stdout


def test_another_one_may_be_taken(folder: Path, site: WebServer) -> None:
    done = run(folder, site.url("/"), answer="7\n2\n")
    assert '"7" is none of them: y, n, or 1 to 2' in done.stderr
    assert "kind: list" in added(folder)
    assert "item: article.card" in added(folder)
    assert done.exit_code == 0


@pytest.mark.parametrize(("answer", "said"), [("n\n", "nothing was written"), (None, "nobody")])
def test_without_a_yes_nothing_is_written(
    folder: Path, site: WebServer, answer: str | None, said: str
) -> None:
    done = run(folder, site.url("/"), answer=answer)
    assert (done.exit_code, added(folder)) == (1, "")
    assert said in done.stderr


def test_a_dry_run_says_what_it_would_write(folder: Path, site: WebServer) -> None:
    done = run(folder, site.url("/"), "--dry-run")
    assert (done.exit_code, added(folder)) == (0, "")
    assert "would write rules/sources/added.yaml: {id: acme-news, kind: feed" in done.stdout


def test_a_list_shows_five_of_its_rows(tmp_path: Path, bare: WebServer) -> None:
    done = run(desk(tmp_path, bare), bare.url("/list"), "--dry-run")
    rows = [line for line in done.stdout.splitlines() if "The long title of the card" in line]
    assert len(rows) == 5
    assert "guessed article.card" in done.stdout


def test_wishes_are_written_too(folder: Path, site: WebServer) -> None:
    words = ("--tag", "ai-lab", "--tag", "desk", "--tier", "primary", "--every", "20m")
    run(folder, site.url("/"), "--yes", *words, "--replay", "24h")
    text = added(folder)
    for part in ("tags: [ai-lab, desk]", "tier: primary", "every: 20m"):
        assert part in text
    assert "first_run: {replay: 24h}" in text


def test_a_replay_tells_only_what_is_young(folder: Path, site: WebServer) -> None:
    done = run(folder, site.url("/"), "--yes", "--replay", "24h")
    assert done.stdout.endswith("acme-news: 12 found, 1 of the last 24h will alert\n")


def test_an_interval_is_written_where_a_server_has_no_validators(
    folder: Path, site: WebServer
) -> None:
    run(folder, site.url("/weak"), "--yes")
    assert "every: 15m" in added(folder)
    run(folder, site.url("/rss.xml"), "--yes")
    assert added(folder).count("every:") == 1


def test_the_file_keeps_what_a_person_wrote(folder: Path, site: WebServer) -> None:
    file = folder / "rules" / "sources" / "added.yaml"
    mine = "sources:\n  # mine\n  - {id: x, kind: feed, url: https://x.example/f}  # keep\n"
    file.write_text(mine, "utf-8")
    run(folder, site.url("/"), "--yes")
    assert added(folder).startswith(mine)
    assert len(added(folder).splitlines()) == 4


def test_an_id_that_is_taken_gets_a_number(folder: Path, site: WebServer) -> None:
    other = folder / "rules" / "sources" / "other.yaml"
    other.write_text("sources: [{id: acme-news, kind: feed, url: https://x.example/f}]\n", "utf-8")
    done = run(folder, site.url("/"), "--yes", "--json")
    assert json.loads(done.stdout)["wrote"]["id"] == "acme-news-2"


def test_an_address_that_is_a_source_already_costs_nothing(folder: Path, site: WebServer) -> None:
    run(folder, site.url("/"), "--yes")
    before = len(site.requests)
    done = run(folder, site.url("/rss.xml"))
    there = 'is source "acme-news" already, at rules/sources/added.yaml:5:5'
    assert done.stdout == f"{site.url('/rss.xml')} {there}\n"
    assert (done.exit_code, len(site.requests)) == (0, before)


def test_the_site_of_a_source_is_not_written_twice(folder: Path, site: WebServer) -> None:
    run(folder, site.url("/"), "--yes")
    text = added(folder)
    done = run(folder, site.url("/"), "--yes")
    assert (done.exit_code, added(folder)) == (0, text)
    assert 'is source "acme-news" already' in done.stdout


def test_json_tells_it_all_and_asks_nothing(folder: Path, site: WebServer) -> None:
    said = json.loads(run(folder, site.url("/"), "--json", "--yes").stdout)
    first: dict[str, Any] = said["candidates"][0]
    assert (first["kind"], first["items"], first["robots"]) == ("feed", ROWS, "allowed")
    assert said["wrote"]["line"] == 5
    assert (said["wrote"]["stored"], said["wrote"]["would_alert"]) == (ROWS, 1)
    asked = run(folder, site.url("/weak"), "--json")
    assert (asked.exit_code, json.loads(asked.stdout)["wrote"]) == (1, None)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/secret/", "only a list at .*/secret/ is there: refused .robots.txt says Disallow"),
        ("/empty/", "scripts draw this page and it names no feed; looked at 12 addresses; try"),
        ("/wall/", r"blocked: bot wall .status 403. at .*/wall/; a bot wall, which is not evaded"),
    ],
)
def test_what_cannot_be_added_is_one_clear_line(
    tmp_path: Path, bare: WebServer, path: str, said: str
) -> None:
    folder = desk(tmp_path, bare)
    done = run(folder, bare.url(path), "--yes")
    (line,) = done.stderr.splitlines()
    assert re.search(said, line), line
    assert (done.exit_code, added(folder)) == (1, "")


def test_an_inside_address_is_refused_unless_it_is_opened(folder: Path, site: WebServer) -> None:
    app = typer.Typer()
    app.command()(add)
    done = CliRunner().invoke(app, ["--dir", str(folder), site.url("/"), "--yes"])
    assert done.exit_code == 1
    assert "loopback address" in done.stderr
    assert "--allow-private 127.0.0.1/32" in done.stderr
    assert "\n" not in done.stderr.strip()


@pytest.mark.parametrize(
    "words",
    [
        ("htps://acme.example",),
        ("acme",),
        ("https://me:pw@acme.example",),
        ("acme.example", "--every", "soon"),
        ("acme.example", "--replay", "never"),
        ("acme.example", "--allow-private", "home"),
        ("acme.example", "--kind", "page"),
    ],
)
def test_wrong_usage_is_exit_2(folder: Path, words: tuple[str, ...]) -> None:
    assert run(folder, *words).exit_code == 2


def test_a_file_that_only_a_person_can_edit_is_left_alone(folder: Path, site: WebServer) -> None:
    file = folder / "rules" / "sources" / "added.yaml"
    file.write_text("sources: &all\n  - {id: x, kind: feed\n", "utf-8")
    done = run(folder, site.url("/"), "--yes")
    assert isinstance(done.exception, RuleError)
    assert file.read_text("utf-8").endswith("kind: feed\n")


def test_what_robots_txt_refuses_cannot_be_taken(tmp_path: Path, shy: WebServer) -> None:
    folder = desk(tmp_path, shy)
    done = run(folder, shy.url("/"), answer="2\n1\n")
    assert "robots.txt refuses 2: nothing would ever come" in done.stderr
    assert "kind: feed" in added(folder)


def test_an_address_that_is_wrong_is_told_beside_what_its_site_has(
    folder: Path, site: WebServer
) -> None:
    done = run(folder, site.url("/missing"), "--dry-run")
    assert done.stderr == f"404: status 404 at {site.url('/missing')}; is the path right?\n"
    assert "> 1 feed" in done.stdout


def test_what_somebody_writes_during_the_search_stays(folder: Path, site: WebServer) -> None:
    file = folder / "rules" / "sources" / "added.yaml"

    def meanwhile(_request: object) -> Answer:
        file.write_text("sources:\n  - {id: mine, kind: feed, url: https://m.example}\n", "utf-8")
        return SITE["/rss.xml"]

    site.on("/late.xml", meanwhile)
    done = run(folder, site.url("/late.xml"), "--yes")
    assert done.exit_code == 0
    assert [line.split(",")[0] for line in added(folder).splitlines()[1:]] == [
        "  - {id: mine",
        "  - {id: acme-news",
    ]


def test_requests_are_counted_with_robots_txt(folder: Path, site: WebServer) -> None:
    before = len(site.requests)
    said = json.loads(run(folder, site.url("/"), "--json", "--dry-run").stdout)
    assert said["requests"] == len(site.requests) - before == 3


def test_what_the_file_s_defaults_open_needs_no_option(folder: Path, site: WebServer) -> None:
    file = folder / "rules" / "sources" / "added.yaml"
    file.write_text("sources: []\ndefaults: {allow_private: [127.0.0.0/8]}\n", "utf-8")
    app = typer.Typer()
    app.command()(add)
    done = CliRunner().invoke(app, ["--dir", str(folder), site.url("/"), "--yes"])
    assert done.exit_code == 0
    assert added(folder).count("allow_private") == 1
    assert "id: acme-news" in added(folder)


def test_a_file_with_a_fault_is_not_written(folder: Path, site: WebServer) -> None:
    file = folder / "rules" / "sources" / "added.yaml"
    text = "sources:\n  - {id: x, kind: feed, url: https://x.example/f, evry: 1m}\n"
    file.write_text(text, "utf-8")
    done = run(folder, site.url("/"), "--yes")
    assert 'E101 unknown key "evry"' in str(done.exception)
    assert str(done.exception).endswith("(nothing was written)")
    assert file.read_text("utf-8") == text


def test_a_known_address_is_told_as_data_too(folder: Path, site: WebServer) -> None:
    run(folder, site.url("/"), "--yes")
    said = json.loads(run(folder, site.url("/rss.xml"), "--json").stdout)
    assert (said["known"], said["place"]) == ("acme-news", "rules/sources/added.yaml:5:5")


def test_what_is_of_no_such_kind_is_told(folder: Path, site: WebServer) -> None:
    done = run(folder, site.url("/"), "--kind", "sitemap", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"].endswith("no sitemap is there; found: feed, list")
