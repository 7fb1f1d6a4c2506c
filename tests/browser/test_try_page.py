"""The page of `try --html` in a real browser: its style holds, hostile text is inert."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from monitor.cli._page import page as written
from monitor.model import Evidence, Match
from tests.fakes import made

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=alert(1)> strike"
FOUND = Match(
    rule="port-strike",
    reason=None,
    evidence=(
        Evidence(field="title", start=len(HOSTILE) - 6, end=len(HOSTILE), text="strike", part="s~"),
        Evidence(field="title", start=0, end=8, text="<script>", part="<b>"),
    ),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if "browser" in os.environ.get("MONITOR_REQUIRE", ""):
            pytest.fail(f"MONITOR_REQUIRE names browser, and there is no {CHROMIUM}")
        pytest.skip(f"no {CHROMIUM}")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


def opened(
    browser: Browser, file: Path, scheme: Literal["light", "dark"]
) -> tuple[Page, list[str]]:
    """Open the page of a hostile article; gives what the browser complained of, too."""
    file.write_text(written(made.article(HOSTILE), [FOUND], {}), "utf-8")
    page = browser.new_context(color_scheme=scheme).new_page()
    page.set_default_timeout(20_000)
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", hear)
    page.goto(file.as_uri())
    return page, said


@pytest.mark.parametrize(
    ("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 23, 27)")]
)
def test_the_page_has_its_style_in_light_and_dark(
    browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"], paper: str
) -> None:
    page, said = opened(browser, tmp_path / "page.html", scheme)
    expect(page.locator("body")).to_have_css("background-color", paper)
    expect(page.locator("mark")).to_have_count(2)
    assert said == []
    colours = page.locator("mark").evaluate_all(
        "all => all.map(m => getComputedStyle(m).backgroundColor)"
    )
    assert len(set(colours)) == 2


def test_hostile_text_is_text(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path / "page.html", "light")
    expect(page).to_have_title(HOSTILE)
    expect(page.locator("h1")).to_have_text(HOSTILE)
    expect(page.locator("img")).to_have_count(0)
    expect(page.locator(".legend li")).to_have_text(["s~", "<b>"])
