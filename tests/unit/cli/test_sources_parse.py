"""`monitor sources parse`: files and addresses to articles, one line each, nothing stored."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli.init import init
from monitor.cli.sources.parse import parse
from monitor.intake.previewing import preview, sniffed
from tests.fakes.kinds import GOLDEN, answer, golden, made

FIELDS = "{url: 'a.title@href', title: 'a.title', lead: p.lead}"
LIST = f"""sources:
  - id: globex
    kind: list
    url: https://www.globex.example/press/
    item: ul.press > li.item
    drop: li.sponsored
    fields: {FIELDS}
"""
JSON = """sources:
  - id: moves
    kind: json
    url: https://api.example/search
    items: hits
    fields: {url: [url, 'https://news.example/{objectID}'], title: title, date: created_at}
"""


def run(*words: str) -> Result:
    app = typer.Typer()
    app.command()(parse)
    return CliRunner().invoke(app, list(words))


def lines(*words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*words, "--json").stdout.splitlines()]


def written(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def test_a_feed_is_shown_as_one_line() -> None:
    file = str(GOLDEN / "feeds" / "atom10.xml")
    (line,) = lines(file)
    assert (line["file"], line["kind"], line["error"]) == (file, "feed", None)
    assert line["articles"][0] == {
        "id": "tag:corriere.example,2024:1",
        "url": "https://corriere.example/notizie/rossi",
        "title": "Rossi lascia la guida di Northwind",
        "summary": "Il presidente si è dimesso dopo dieci anni.",
        "body": "Il presidente si è dimesso.\nResta in carica fino a settembre.",
        "published": "2024-08-06T08:00:00+00:00",
        "updated": "2024-08-06T09:00:00+00:00",
        "lang": "it",
        "authors": ["Lucia Bianchi"],
        "categories": ["economia"],
    }
    assert line["articles"][1]["updated"] is None


def test_lines_come_in_the_order_of_the_inputs_and_faults_are_lines_too(tmp_path: Path) -> None:
    good = str(GOLDEN / "feeds" / "atom10.xml")
    bad = written(tmp_path, "bad.xml", "<!doctype html><title>Not found</title>")
    gone = str(tmp_path / "gone.xml")

    result = run(good, bad, gone, good, bad, good, "--json", "--kind", "feed")

    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["file"] for line in found] == [good, bad, gone, good, bad, good]
    assert [bool(line["error"]) for line in found] == [False, True, True, False, True, False]
    assert found[1]["error"].startswith("not-a-feed: ")
    assert "No such file" in found[2]["error"]
    assert (found[1]["articles"], result.exit_code) == ([], 1)


def test_without_a_fault_the_exit_status_is_0() -> None:
    result = run(str(GOLDEN / "sitemaps" / "news.xml"), "--json")
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("name", "kind", "titles"),
    [
        ("lists/globex.html", "list", "Lucia Bianchi nominata direttrice finanziaria"),
        ("lists/globex.html", None, "Lucia Bianchi nominata direttrice finanziaria"),
        ("lists/globex.html", "article", "Sala stampa"),
    ],
)
def test_a_list_is_read_by_the_selectors_of_a_source(
    tmp_path: Path, name: str, kind: str | None, titles: str
) -> None:
    selectors = written(tmp_path, "globex.yaml", LIST)
    words = ["--kind", kind] if kind else []
    (line,) = lines(str(GOLDEN / name), "--selectors", selectors, *words)
    assert line["error"] is None
    assert line["articles"][0]["title"].startswith(titles)


def test_selectors_of_a_source_of_the_workspace_are_named_by_its_id(tmp_path: Path) -> None:
    init(tmp_path)
    written(tmp_path / "rules" / "sources", "moves.yaml", JSON)
    words = ["--selectors", "moves", "--dir", str(tmp_path)]
    (line,) = lines(str(GOLDEN / "json" / "search.json"), *words)
    assert (line["kind"], len(line["articles"])) == ("json", 3)
    assert line["articles"][1]["url"] == "https://news.example/4000"


@pytest.mark.parametrize("kind", ["list", "json"])
def test_a_kind_that_needs_selectors_says_so(kind: str) -> None:
    (line,) = lines(str(GOLDEN / "json" / "search.json"), "--kind", kind)
    assert line["error"] == f"contract: kind {kind} needs --selectors SOURCE"


def test_selectors_of_another_kind_or_of_nobody_are_wrong_usage(tmp_path: Path) -> None:
    selectors = written(tmp_path, "globex.yaml", LIST)
    init(tmp_path)
    file = str(GOLDEN / "json" / "search.json")
    assert run(file, "--selectors", selectors, "--kind", "json").exit_code == 2
    assert run(file, "--selectors", "nobody", "--dir", str(tmp_path)).exit_code == 2


def test_an_address_inside_is_refused(tmp_path: Path) -> None:
    init(tmp_path)
    (line,) = lines("http://127.0.0.1:9/feed", "--dir", str(tmp_path))
    assert line["error"].startswith("address: ")


def test_for_people_there_is_a_table() -> None:
    result = run(str(GOLDEN / "sitemaps" / "news.xml"))
    assert "news.xml: sitemap, 3 articles" in result.stdout
    assert "2026-11-24 08:31" in result.stdout


def test_a_sitemap_is_shown_however_old_it_is(tmp_path: Path) -> None:
    old = golden("sitemaps/news.xml").replace(b"2026-11-2", b"2020-11-2")
    (line,) = lines(written(tmp_path, "old.xml", old))
    assert (line["error"], len(line["articles"])) == (None, 3)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (golden("sitemaps/index.xml"), "sitemap"),
        (gzip.compress(golden("sitemaps/news.xml")), "sitemap"),
        (golden("feeds/atom10.xml"), "feed"),
        (golden("json/search.json"), "feed"),
        (golden("pages/board.html"), "article"),
        (b"", "feed"),
    ],
)
def test_what_a_document_is_shows_in_its_beginning(body: bytes, kind: str) -> None:
    assert sniffed(body) == kind


def test_a_page_that_is_watched_shows_all_it_says_now() -> None:
    found = preview(
        made("page", "", {"watch": ["main li"]}), answer(golden("pages/board.html"), "")
    )
    assert found.rows[0].body.startswith("Ana Ruiz, chief executive")


def test_what_is_expected_of_a_source_counts_here_too(tmp_path: Path) -> None:
    selectors = written(tmp_path, "x.yaml", LIST + "    expect: {items: 50..}\n")
    (line,) = lines(str(GOLDEN / "lists" / "globex.html"), "--selectors", selectors)
    assert line["error"].startswith('contract: 3 rows for "ul.press > li.item", expected 50..')
