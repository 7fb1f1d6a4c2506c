"""The pages in a real browser: hostile text is inert, the page refreshes, the policy holds."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_sdk import WebClient

from monitor.insight.alerts import Alerted
from monitor.insight.overview import Overview
from monitor.web.app import Board, status_app
from tests.fakes.serving import fake_slack, serving

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "<img src=x onerror='document.title=\"owned\"'><script>document.title='owned'</script>"
ALERT = Alerted(
    rule="executive-change", rules=("executive-change",), story="s7kq2m4x", org="OpenAI",
    headline=f"OpenAI: {HOSTILE}", severity="high", first_seen="2026-11-24T09:00:00+00:00",
    people=(), outlets=("Gazette",), languages=("en",), thread=(), deliveries={},
)  # fmt: skip
EMPTY = Overview(
    at="2026-11-24T09:00:00+00:00", sources=(), alerts=(), rows={}, waiting=(), receivers={},
    counts={},
)  # fmt: skip


class Shown:
    """What the page reads; a test changes it while the page is open."""

    def __init__(self, seen: Overview) -> None:
        self.seen = seen

    async def overview(self) -> Overview:
        return self.seen

    async def missing(self) -> tuple[str, ...]:
        return ()

    def board(self) -> Board:
        return Board(
            overview=self.overview,
            alive=lambda: True,
            missing=self.missing,
            metrics=lambda: b"",
            rules=lambda: (("executive-change", "live", HOSTILE),),
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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


def test_a_hostile_headline_is_text(page: Page) -> None:
    with serving(status_app(Shown(replace(EMPTY, alerts=(ALERT,))).board())) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.locator("article.card h3")).to_have_text(f"OpenAI: {HOSTILE}")
        expect(page.locator("article.card img")).to_have_count(0)
        assert page.title() == "newsmonitor"


def test_the_page_uses_nothing_that_its_policy_forbids(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    with serving(status_app(Shown(EMPTY).board())) as port:
        answer = page.goto(f"http://127.0.0.1:{port}/")
        expect(page.locator("h1")).to_have_text("newsmonitor")
        assert answer is not None
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        color = page.locator(".dim").first.evaluate("e => getComputedStyle(e).color")
    assert said == []
    assert color != "rgb(0, 0, 0)", "our own style is in force"


def test_a_script_in_the_page_would_not_run(page: Page) -> None:
    with serving(status_app(Shown(EMPTY).board())) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        page.evaluate(
            "() => { const s = document.createElement('script');"
            " s.textContent = \"document.title='owned'\"; document.body.append(s); }"
        )
        assert page.title() == "newsmonitor"


def test_the_page_refreshes_by_itself(page: Page) -> None:
    shown = Shown(EMPTY)
    with serving(status_app(shown.board())) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.locator("main")).to_contain_text("Nothing told yet.")
        shown.seen = replace(EMPTY, alerts=(ALERT,))
        expect(page.locator("article.card")).to_have_count(1, timeout=20_000)
        expect(page.locator("article.card img")).to_have_count(0)
        assert page.title() == "newsmonitor"


def test_a_page_that_lost_its_daemon_says_so(page: Page) -> None:
    with serving(status_app(Shown(EMPTY).board())) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.locator("#status")).to_be_visible()
    expect(page.locator("#status.stale")).to_have_count(1, timeout=20_000)


def test_another_host_name_reads_nothing(browser: Browser) -> None:
    context = browser.new_context(extra_http_headers={})
    try:
        with serving(status_app(Shown(EMPTY).board())) as port:
            url = f"http://127.0.0.1:{port}/"
            refused = context.request.get(url, headers={"Host": "rebound.example"})
            assert (refused.status, refused.text()) == (421, "this host name is not ours\n")
            assert context.request.get(url).status == 200
    finally:
        context.close()


@pytest.mark.parametrize("width", [360, 1400])
def test_the_page_fits_a_phone_and_a_desk(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    with serving(status_app(Shown(replace(EMPTY, alerts=(ALERT,))).board())) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        wide: Any = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width


def test_the_fake_slack_shows_card_and_thread(page: Page) -> None:
    with fake_slack() as (_, base):
        client = WebClient(token="xoxb-test", base_url=base, retry_handlers=[], timeout=5)
        card = client.chat_postMessage(channel="#news", text=f"Card {HOSTILE}")
        client.chat_postMessage(channel="#news", text="A later fact", thread_ts=card["ts"])
        page.goto(base.removesuffix("api/"))
        expect(page.locator("body")).to_contain_text("Card <img")
        expect(page.locator("body")).to_contain_text("A later fact")
        assert "owned" not in page.title()
