"""URLs written the one way we know them by."""

import pytest

from monitor.parsing.urls import canonical, domain_of, hash_form, host_of, join, same_site


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("HTTPS://News.Example:443/A/../b/./c?utm_source=x&b=2&a=1#top", "https://news.example/b/c?a=1&b=2"),
        ("http://news.example:8080", "http://news.example:8080/"),
        ("https://news.example/#!/story/5", "https://news.example/#!/story/5"),
        ("https://news.example/?fbclid=1&gclid=2&spm=3&smid=4&ocid=5", "https://news.example/"),
        ("https://news.example/?ref=rss&src=feed&partner=x", "https://news.example/?partner=x"),
        ("https://news.example/a%7eb/%E4%BD%a0", "https://news.example/a~b/%E4%BD%A0"),
        ("https://news.example/你好", "https://news.example/%E4%BD%A0%E5%A5%BD"),
        ("https://news.example/a%2Fb", "https://news.example/a%2Fb"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://news.example/?b&a=&c=1%202", "https://news.example/?a=&b&c=1%202"),
        ("https://www.google.com/url?sa=t&url=https://news.example/x%3Futm_id=1", "https://news.example/x"),
        ("https://news.example/?url=https://other.example/", "https://news.example/?url=https://other.example/"),
        ("https://[2606:4700::1]:443/x", "https://[2606:4700::1]/x"),
        ("javascript:alert(1)", ""),
        ("https://u:p@news.example/", ""),
        ("//news.example/x", ""),
        ("https://news.example:99999/", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_url_is_known_by_its_canonical_form(url: str, known: str) -> None:
    assert canonical(url) == known
    assert canonical(known) == known


def test_the_form_for_ids_forgets_scheme_and_last_slash() -> None:
    forms = {hash_form(canonical(u)) for u in ("http://a.example/x/", "https://a.example/x")}
    assert forms == {"https://a.example/x"}
    assert hash_form("") == ""


@pytest.mark.parametrize(
    ("link", "joined"),
    [
        ("x", "https://a.example/b/x"),
        ("/x", "https://a.example/x"),
        ("//c.example/x", "https://c.example/x"),
        (" x\n y\t", "https://a.example/b/xy"),
        ("?q", "https://a.example/b/c?q"),
        ("java\nscript:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("https://u:p@c.example/", ""),
        ("http://[broken", ""),
        ("x" * 3000, ""),
    ],
)
def test_links_are_resolved_or_dropped(link: str, joined: str) -> None:
    assert join("https://a.example/b/c", link) == joined


def test_hosts_are_named_as_politeness_counts_them() -> None:
    assert host_of("https://WWW.A.example./x") == "www.a.example"
    assert host_of("http://127.0.0.1:81/x") == "127.0.0.1:81"
    assert host_of("https://127.0.0.1/x") == "127.0.0.1:443"
    assert host_of("http://[::1]:81/") == "[::1]:81"
    assert host_of("http://[broken") == ""
    assert domain_of("https://www.a.example/") == "a.example"


def test_sites_are_compared_by_their_domain() -> None:
    assert same_site("https://www.a.example/x", "http://news.a.example/y")
    assert same_site("https://a.co.uk/x", "https://b.a.co.uk/")
    assert not same_site("https://a.co.uk/", "https://b.co.uk/")
    assert not same_site("https://a.example/", "https://b.example/")


@pytest.mark.parametrize(
    "path", ["", "a", "a/", "2026/11/24/story-1_2~x.html", "a.b/c..d", "A/B", "0"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_address_that_is_settled_stays(path: str, scheme: str) -> None:
    url = f"{scheme}://news-1.example/{path}"
    assert canonical(url) == join("https://other.example/", url) == url


@pytest.mark.parametrize(
    "url",
    [
        *("https://news.example/a//b", "https://news.example/./a", "https://news.example/a/../b"),
        *("https://news.example", "https://News.example/a", "https://news.example./a"),
        *("https://news.example:443/a", "https://news.example/a%7e", "https://news.example/a?"),
        *("https://10.0.0.1/a", "https://news.example/a#top", "https://news.example/.a"),
    ],
)
def test_any_other_is_written_anew_the_same_way_twice(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)
    assert canonical(url).startswith("https://")
