"""One request on its way: what goes into its header, and what stays behind at a redirect."""

from collections.abc import Mapping
from typing import Any

import pytest

from monitor.errors import FetchError
from monitor.model import Request
from monitor.net.addresses import Target, gate
from monitor.net.asking import (
    MAX_HOPS,
    Answer,
    Ask,
    gated,
    header_lines,
    moved,
    readable,
    redirected,
)
from monitor.net.problems import NOT_SENT, WEIGHTS, problem, status_kind, weight

HOME = "https://news.example/a/feed"


def ask(url: str = HOME, **more: Any) -> Ask:
    known: dict[str, Any] = {
        "request": Request(url=url),
        "allowed": (),
        "headers": {},
        "conditions": {},
        "max_body": 1000,
        "max_time_s": 5.0,
    }
    return Ask(**(known | more))


def target(url: str) -> Target:
    found = gate(url)
    assert isinstance(found, Target)
    return found


def to(location: str, *, status: int = 302) -> Answer:
    return Answer(status=status, headers={"location": location}, body=b"")


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("b", "https://news.example/a/b"),
        ("../b", "https://news.example/b"),
        ("/b?x=1", "https://news.example/b?x=1"),
        ("?page=2", "https://news.example/a/feed?page=2"),
        ("//other.example/b", "https://other.example/b"),
        ("https://other.example/b#part", "https://other.example/b"),
        (" /b ", "https://news.example/b"),
    ],
)
def test_a_location_is_read_against_the_address_that_gave_it(location: str, url: str) -> None:
    assert redirected(ask(), target(HOME), to(location)).url == url


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("", "redirect"),
        ("http://news.example/a", "redirect"),
        ("mailto:x@y.example", "redirect"),
        ("\\\\other.example", "redirect"),
        ("https://other.example\\@10.0.0.1", "redirect"),
        (HOME, "redirect"),
        ("#part", "redirect"),
        ("https://other.example:22/", "address"),
        ("https://127.1/", "address"),
        ("https://a_b.example/", "address"),
        ("https://x/" + "y" * 3000, "redirect"),
    ],
)
def test_a_location_that_leads_nowhere_good_ends_it(location: str, kind: str) -> None:
    with pytest.raises(FetchError) as error:
        redirected(ask(), target(HOME), to(location))
    assert error.value.kind == kind
    assert len(error.value.detail) < 300


def test_where_it_was_already_it_does_not_go_again() -> None:
    been = ask(visited=("https://news.example/1", "https://news.example/2"))
    with pytest.raises(FetchError, match="loop"):
        redirected(been, target("https://news.example/3"), to("/1"))


def test_hops_are_counted() -> None:
    been = ask(visited=tuple(f"https://news.example/{n}" for n in range(MAX_HOPS - 1)))
    assert redirected(been, target(HOME), to("/last")).url.endswith("/last")
    been = ask(visited=tuple(f"https://news.example/{n}" for n in range(MAX_HOPS)))
    with pytest.raises(FetchError, match="more than 5"):
        redirected(been, target(HOME), to("/last"))


@pytest.mark.parametrize(
    ("onward", "kept"),
    [
        ("https://news.example/other", True),
        ("https://news.example:443/other", True),
        ("https://www.news.example/", False),
        ("https://news.example:8443/", False),
        ("https://other.example/", False),
    ],
)
def test_secrets_go_to_their_own_origin_only(onward: str, *, kept: bool) -> None:
    known = ask(
        headers={"Authorization": "s", "X-Api-Key": "k", "Accept": "x", "accept-language": "it"}
    )
    found = moved(known, target(HOME), target(onward), 302)
    assert ("Authorization" in found.headers) is kept
    assert ("X-Api-Key" in found.headers) is kept
    assert (found.headers["Accept"], found.headers["accept-language"]) == ("x", "it")


def test_secrets_that_were_dropped_do_not_come_back() -> None:
    known = ask(headers={"Authorization": "s"})
    there = moved(known, target(HOME), target("https://other.example/"), 302)
    back = moved(there, target("https://other.example/"), target("https://news.example/b"), 302)
    assert back.headers == {}
    assert back.visited == (HOME, "https://other.example/")


@pytest.mark.parametrize(
    ("status", "method", "becomes"),
    [
        *((301, "GET", "GET"), (302, "GET", "GET"), (303, "GET", "GET"), (308, "GET", "GET")),
        *((301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET")),
        *((307, "POST", "POST"), (308, "POST", "POST")),
    ],
)
def test_a_post_is_repeated_only_where_the_status_says_so(
    status: int, method: Any, becomes: str
) -> None:
    body = b"{}" if method == "POST" else None
    known = ask(request=Request(url=HOME, method=method, body=body))
    found = moved(known, target(HOME), target("https://news.example/b"), status)
    assert found.request.method == becomes
    assert (found.request.body is None) is (becomes == "GET")


def test_a_post_is_never_repeated_at_another_origin() -> None:
    known = ask(request=Request(url=HOME, method="POST", body=b"{}"))
    with pytest.raises(FetchError, match="not repeated"):
        moved(known, target(HOME), target("https://other.example/"), 307)


def test_a_redirected_request_waits_for_its_hosts_slot() -> None:
    assert ask().claimed
    assert not moved(ask(), target(HOME), target("https://news.example/b"), 302).claimed


def test_the_header_is_ours_and_the_sources_and_nothing_else() -> None:
    lines = header_lines(ask(headers={"X-Desk": "1", "Accept": "application/json"}), "agent/1")
    assert dict(lines) == {
        b"user-agent": b"agent/1",
        b"accept": b"application/json",
        b"accept-encoding": b"gzip, deflate, br, zstd",
        b"x-desk": b"1",
    }


@pytest.mark.parametrize("value", ['W/"a b"', '"\xff\x80"', "not a date", '""', "*", 'W/"a", "b"'])
def test_validators_are_opaque(value: str) -> None:
    lines = dict(header_lines(ask(conditions={"if-none-match": value}), "a"))
    assert lines[b"if-none-match"] == value.encode("latin-1")


def test_a_line_end_in_a_value_makes_no_second_header() -> None:
    lines = header_lines(ask(conditions={"if-none-match": "a\r\nX-Evil: 1"}), "a")
    assert all(b"\r" not in value and b"\n" not in value for _, value in lines)


@pytest.mark.parametrize(
    ("raw", "known"),
    [
        ([(b"ETag", b'"\xff"')], {"etag": '"\xff"'}),
        ([(b"Vary", b"a"), (b"vary", b"b")], {"vary": "a, b"}),
        ([], {}),
    ],
)
def test_header_lines_are_read_byte_for_byte(
    raw: list[tuple[bytes, bytes]], known: Mapping[str, str]
) -> None:
    assert readable(raw) == known


def test_the_port_of_the_configured_url_is_open() -> None:
    assert gated(ask("http://news.example:9000/x"), "http://news.example:9000/y").port == 9000
    with pytest.raises(FetchError) as error:
        gated(ask("http://news.example:9000/x"), "http://news.example:9001/y")
    assert error.value.kind == "address"
    with pytest.raises(FetchError):
        gated(ask("http://news.example:port/x"), "http://news.example:9000/y")


@pytest.mark.parametrize(
    ("kinds", "weighs"),
    [
        (("timeout", "connect", "reset", "5xx", "429", "connect-timeout"), 0.25),
        (("dns", "tls", "404", "empty"), 0.5),
        (("401", "403", "410", "4xx", "blocked", "robots", "redirect", "too-large"), 1.0),
        (("bomb", "address", "not-a-feed", "charset", "parse", "contract"), 1.0),
        (("a word nobody knows",), 1.0),
    ],
)
def test_each_failure_has_its_weight(kinds: tuple[str, ...], weighs: float) -> None:
    assert {weight(kind) for kind in kinds} == {weighs}


def test_every_kind_that_was_not_sent_is_a_kind() -> None:
    assert set(WEIGHTS) >= NOT_SENT
    assert not NOT_SENT & {"timeout", "reset", "5xx", "429"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((400, "4xx"), (401, "401"), (402, "4xx"), (403, "403"), (404, "404"), (410, "410")),
        *((429, "429"), (451, "4xx"), (500, "5xx"), (503, "5xx"), (599, "5xx"), (999, "5xx")),
    ],
)
def test_a_status_has_its_word(status: int, kind: str) -> None:
    assert status_kind(status) == kind


def test_a_sample_is_cut() -> None:
    found = problem("parse", "x", sample="y" * 2000, retry_after_s=3.0)
    assert (len(found.sample), found.retry_after_s, found.weight) == (500, 3.0, 1.0)
