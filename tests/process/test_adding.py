"""A source added while the daemon runs: nothing of what stands there is told, what comes is."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.fakes.theatre import LEAVE, Item, Theatre, theatre
from tests.golden.homes.forms import news_sitemap, page, posts
from tests.golden.homes.words import stories

pytestmark = pytest.mark.process

BACKLOG = 30
PEOPLE = ("Ann", "Ben", "Cleo", "Dan", "Eva", "Finn")
FRESH = Item(
    slug="fresh",
    title="OpenAI chief technology officer Mira Murati resigns",
    lead="OpenAI chief technology officer Mira Murati has resigned, the company said on Monday.",
    rest="The company thanked her and gave no more details. ",
)


def old(number: int) -> Item:
    """Write a story of the past that a live rule would tell."""
    name = f"{PEOPLE[number % len(PEOPLE)]} {chr(65 + number % 26)}illiams{number}"
    return Item(
        slug=f"old-{number}",
        title=f"OpenAI finance chief {name} resigns",
        lead=f"OpenAI chief financial officer {name} has resigned, the company said on Monday.",
        rest="The company gave no more details. ",
    )


def front(stage: Theatre) -> None:
    """Give the paper a front page that names its feed."""
    stage.paper.pages["/"] = (
        b"<!doctype html><html lang=en><head><title>The Courier</title><link rel=alternate"
        b" type=application/rss+xml href=/courier.xml></head><body><h1>Courier</h1></body></html>"
    )


def add(stage: Theatre, *words: str) -> tuple[int, dict[str, Any]]:
    """Run the verb as a person would, with JSON to read."""
    url = f"http://127.0.0.1:{stage.paper.port}/"
    command = [sys.executable, "-m", "monitor", "add", url, "--dir", str(stage.folder), "--json"]
    command += ["--allow-private", "127.0.0.0/8", "--every", "1s", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def polls(stage: Theatre, source: str) -> int:
    """Count the polls of a source that went well."""
    command = [sys.executable, "-m", "monitor", "sources", "list", "--json", "--dir"]
    done = subprocess.run([*command, str(stage.folder)], capture_output=True, check=True)
    (line,) = [one for one in json.loads(done.stdout) if one["id"] == source]
    return int(line["polls"]) if line["last_success"] else 0


def test_adding_a_source_tells_nothing_of_what_stands_there_and_all_that_comes(
    tmp_path: Any,
) -> None:
    with theatre(tmp_path) as stage:
        front(stage)
        backlog = [old(number) for number in range(BACKLOG)]
        stage.paper.print_feed("courier", *backlog)
        daemon = stage.start()
        code, said = add(stage, "--yes")
        wrote = said["wrote"]
        assert (code, wrote["stored"], wrote["would_alert"]) == (0, BACKLOG, BACKLOG)
        assert wrote["file"] == "rules/sources/added.yaml"
        stage.await_that(lambda: polls(stage, wrote["id"]) >= 2, "two polls of the new source")
        assert stage.posts() == []
        stage.paper.print_feed("courier", FRESH, *backlog)
        stage.await_that(lambda: stage.shows("Mira Murati"), "the new story")
        stage.stop(daemon)
        assert len(stage.cards()) == 1
        assert not stage.shows("illiams")


def test_a_source_is_never_added_twice(tmp_path: Any) -> None:
    with theatre(tmp_path) as stage:
        front(stage)
        stage.paper.print_feed("courier", LEAVE)
        assert add(stage, "--yes")[0] == 0
        file = stage.folder / "rules" / "sources" / "added.yaml"
        before = file.read_bytes()
        code, said = add(stage, "--yes")
        assert code == 0
        assert said["known"] == "courier"
        assert said["place"].startswith("rules/sources/added.yaml:")
        assert file.read_bytes() == before


def test_sitemaps_and_lists_come_whole_out_of_a_worker(tmp_path: Any) -> None:
    told = stories("worker")
    with theatre(tmp_path) as stage:
        base = f"http://127.0.0.1:{stage.paper.port}"
        robots = f"User-agent: *\nSitemap: {base}/news.xml\n"
        stage.paper.pages |= {
            "/": page(posts(told), title="The Courier"),
            "/robots.txt": robots.encode(),
            "/news.xml": news_sitemap(told, base=base, name="Courier"),
        }
        code, said = add(stage, "--dry-run")
        kinds = {one["kind"]: (one["items"], one["keys"]) for one in said["candidates"]}
        assert code == 0
        assert kinds["sitemap"] == (12, {"title_from": "news"})
        assert kinds["list"][0] == 12
        assert kinds["list"][1]["item"] == "article.post"
        assert not (stage.folder / "rules" / "sources" / "added.yaml").exists()
