import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.insight.alerts import Alerted, Person, Reply
from monitor.insight.overview import Overview, SourceLine
from monitor.web.app import Board, status_app
from tests.fakes.serving import serving

HOSTILE = "<script>alert(1)</script> & <b>bold</b>"
SOURCE = SourceLine(
    id="desk", kind="feed", outlet=HOSTILE, tier="outlet", url="https://d.example/", health="ok",
    since="", last_success="2026-11-24T09:00:00+00:00", next="", every="", articles=3,
    error=HOSTILE, private=True,
)  # fmt: skip
ALERT = Alerted(
    rule="executive-change", rules=("executive-change",), story="s7kq2m4x", org="OpenAI",
    headline=f"OpenAI: {HOSTILE}", severity="high", first_seen="2026-11-24T09:00:00+00:00",
    people=(Person(name=HOSTILE, role="CEO", action="move", destination="Acme"),),
    outlets=("Gazette",), languages=("en", "it"),
    thread=(Reply(kind="new", text=f"later: {HOSTILE}", people=()),),
    deliveries={"s7kq2m4x.1@desk": "sent"},
)  # fmt: skip


def seen(**more: Any) -> Overview:
    given: dict[str, Any] = {
        "at": datetime(2026, 11, 24, 9, tzinfo=UTC).isoformat(),
        "sources": (SOURCE,),
        "alerts": (ALERT,),
        "rows": {"queued": 2},
        "waiting": (("s1.1@desk", "dead", HOSTILE),),
        "receivers": {"desk": "ok", "other": "parked: invalid_auth"},
        "counts": {"articles": 3, "suppressed:background": 2},
    }
    return Overview(**(given | more))


def answering(value: Any) -> Callable[[], Awaitable[Any]]:
    async def answer() -> Any:
        return value

    return answer


def board(**more: Any) -> Board:
    given: dict[str, Any] = {
        "overview": answering(seen()),
        "alive": lambda: True,
        "missing": answering(()),
        "metrics": lambda: b"monitor_polls_total 1.0\n",
        "rules": lambda: (("executive-change", "live", HOSTILE),),
    }
    return Board(**(given | more))


class Got:
    """An answer, whatever its status."""

    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.text = status, headers, body.decode()


def get(shown: Board, path: str = "/", *, method: str = "GET", **headers: str) -> Got:
    with serving(status_app(shown)) as port:
        url = f"http://127.0.0.1:{port}{path}"
        asked = urllib.request.Request(url, headers=headers, method=method)
        try:
            with urllib.request.urlopen(asked) as answer:
                return Got(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Got(error.code, error.headers, error.read())


def test_hostile_text_is_shown_and_never_markup() -> None:
    page = get(board()).text
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 7


def test_the_page_shows_alert_thread_deliveries_and_reasons() -> None:
    page = get(board()).text
    for shown in ("2 queued", "to Acme", "later: ", "s7kq2m4x.1@desk sent", "background 2",
                  "other: parked: invalid_auth", "private addresses allowed"):  # fmt: skip
        assert shown in page


def test_an_empty_monitor_has_a_page_too() -> None:
    empty = seen(sources=(), alerts=(), rows={}, waiting=(), receivers={}, counts={})
    page = get(board(overview=answering(empty))).text
    assert "Nothing told yet." in page
    assert "Deliveries in trouble" not in page


def test_the_fragment_is_the_changing_part_alone() -> None:
    part = get(board(), "/_status").text
    assert part.startswith('<p class="dim">as of 2026-11-24')
    assert "<html" not in part


def test_links_of_the_demo_stand_in_the_head() -> None:
    page = get(board(links=(("fake Slack", "http://127.0.0.1:3999/"),))).text
    assert (
        '<a href="http://127.0.0.1:3999/" rel="noopener noreferrer nofollow">fake Slack</a>' in page
    )


@pytest.mark.parametrize("path", ["/", "/_status", "/api/v1/overview", "/healthz", "/metrics"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.:80"])
def test_a_host_we_are_not_known_by_reads_nothing(path: str, host: str) -> None:
    got = get(board(), path, Host=host)
    assert (got.status, got.text) == (421, "this host name is not ours\n")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:9", "[::1]:8080"])
def test_our_own_names_are_answered_with_any_port(host: str) -> None:
    assert get(board(), Host=host).status == 200


def test_further_names_come_from_the_settings() -> None:
    assert get(board(extra_hosts=("status.example",)), Host="status.example").status == 200


def test_every_answer_forbids_what_the_page_does_not_need() -> None:
    for path in ("/", "/static/live.js", "/nowhere"):
        headers = get(board(), path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_the_api_gives_the_same_as_json() -> None:
    said = json.loads(get(board(), "/api/v1/overview").text)
    assert said["alerts"][0]["headline"] == ALERT.headline
    assert said["sources"][0]["id"] == "desk"


@pytest.mark.parametrize(("alive", "status"), [(True, 200), (False, 503)])
def test_health_is_the_ticks(alive: bool, status: int) -> None:
    assert get(board(alive=lambda: alive), "/healthz").status == status


def test_not_ready_says_what_is_missing() -> None:
    got = get(board(missing=answering(("store: gone", "first tick"))), "/readyz")
    assert (got.status, got.text) == (503, "store: gone\nfirst tick\n")
    assert get(board(), "/readyz").text == "ready\n"


def test_metrics_are_passed_on() -> None:
    assert get(board(), "/metrics").text == "monitor_polls_total 1.0\n"


@pytest.mark.parametrize("name", ["style.css", "live.js"])
def test_our_own_files_are_served(name: str) -> None:
    got = get(board(), f"/static/{name}")
    assert got.status == 200
    assert got.headers["content-type"].startswith("text/")


@pytest.mark.parametrize("name", ["app.py", "..%2fapp.py", "%2e%2e/app.py", "x", "page.html"])
def test_no_other_file_is(name: str) -> None:
    assert get(board(), f"/static/{name}").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_pages_are_read_only(method: str) -> None:
    assert get(board(), method=method).status == 405


def test_what_is_no_http_is_left_alone() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(status_app(board())({"type": "websocket"}, None, send))
    assert sent == []
