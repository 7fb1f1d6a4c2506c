"""The rules of canonical URLs one by one: what is the same page, and what is not."""

import pytest

from monitor.ids import article_id
from monitor.parsing.urls import canonical, hash_form, join, same_site

HOME = "https://news.example"
SAME = [
    ("HTTPS://news.example/a", "https://news.example/a"),
    ("https://NEWS.Example/a", "https://news.example/a"),
    ("https://news.example/A", "https://news.example/A"),  # a path has case
    ("https://news.example./a", "https://news.example/a"),
    ("https://news.example:443/a", "https://news.example/a"),
    ("http://news.example:80/a", "http://news.example/a"),
    ("http://news.example:443/a", "http://news.example:443/a"),
    ("https://news.example:8443/a", "https://news.example:8443/a"),
    ("https://news.example", "https://news.example/"),
    ("https://news.example/a#top", "https://news.example/a"),
    ("https://news.example/a#", "https://news.example/a"),
    ("https://news.example/#!/a", "https://news.example/#!/a"),
    ("https://news.example/a?", "https://news.example/a"),
    ("https://news.example/./a/./b", "https://news.example/a/b"),
    ("https://news.example/a/../b", "https://news.example/b"),
    ("https://news.example/../../a", "https://news.example/a"),
    ("https://news.example/a/..", "https://news.example/"),
    ("https://news.example/a/.", "https://news.example/a/"),
    ("https://news.example/%41%2d%5f%7e", "https://news.example/A-_~"),
    ("https://news.example/%c3%a8", "https://news.example/%C3%A8"),
    ("https://news.example/è", "https://news.example/%C3%A8"),
    ("https://news.example/a%2fb", "https://news.example/a%2fb"),
    ("https://news.example/a%20b", "https://news.example/a%20b"),
    ("https://news.example/a b", "https://news.example/ab"),
    ("https://news.example/?b=2&a=1", "https://news.example/?a=1&b=2"),
    ("https://news.example/?a=2&a=1", "https://news.example/?a=1&a=2"),
    ("https://news.example/?&&a=1&", "https://news.example/?a=1"),
    ("https://news.example/?a=", "https://news.example/?a="),
    ("https://news.example/?a", "https://news.example/?a"),
    ("https://news.example/?q=a+b", "https://news.example/?q=a+b"),
    ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
    ("https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/"),
    ("https://xn--mnchen-3ya.example/", "https://xn--mnchen-3ya.example/"),
    ("http://93.184.216.34:80/", "http://93.184.216.34/"),
    ("https://[2606:4700::1]/", "https://[2606:4700::1]/"),
    ("https://news.example/a;p=1", "https://news.example/a;p=1"),
    ("  https://news.example/a\n", "https://news.example/a"),
]
TRACKERS = [
    *("utm_source=rss", "utm_medium=feed", "utm_campaign=x", "utm_id=1", "UTM_Source=x", "utm_x=1"),
    *("at_medium=RSS", "at_campaign=x", "ns_mchannel=rss", "ns_source=x", "fbclid=1", "gclid=1"),
    *("dclid=1", "msclkid=1", "yclid=1", "igshid=1", "mc_cid=1", "mc_eid=1", "_hsenc=1", "_hsmi=1"),
    *("cmpid=1", "ocid=1", "smid=tw", "xtor=RSS-1", "spm=1", "guccounter=1", "FBCLID=x", "fbclid"),
    *("ref=rss", "src=rss", "partner=rss", "ref=feed", "src=feed", "partner=feed", "ref=RSS"),
]
KEPT = [
    *("utm=1", "source=rss", "ref=home", "src=1", "partner=acme", "id=utm_source", "at=1", "ns=1"),
    *("p=1", "page=2", "article=gclid", "cid=1", "medium=rss", "reference=rss", "ref=", "x=fbclid"),
]
NONE = [
    *("", " ", "news.example/a", "/a", "//news.example/a", "ftp://news.example/"),
    *("mailto:a@b.example", "javascript:alert(1)", "data:text/html,x", "file:///a", "about:blank"),
    *("https://", "https:///a", "https://u@news.example/", "https://u:p@news.example/", "https://news.example:x/"),
    *("https://[::1", "https://news.example:99999/", "http://", "http://?a"),
    "https://news.example/" + "x" * 2048,
]  # fmt: skip


@pytest.mark.parametrize(("url", "known"), SAME)
def test_a_url_has_one_form(url: str, known: str) -> None:
    assert canonical(url) == known
    assert canonical(known) == known


@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_tracker_goes_wherever_it_stands(tracker: str) -> None:
    for query in (tracker, f"a=1&{tracker}", f"{tracker}&a=1", f"a=1&{tracker}&{tracker}"):
        rest = "?a=1" if "a=1&" in query or query.endswith("&a=1") else ""
        assert canonical(f"{HOME}/x?{query}") == f"{HOME}/x{rest}"


@pytest.mark.parametrize("part", KEPT)
def test_what_only_looks_like_one_stays(part: str) -> None:
    assert canonical(f"{HOME}/x?{part}") == f"{HOME}/x?{part}"


@pytest.mark.parametrize("url", NONE)
def test_what_is_no_web_address_is_empty(url: str) -> None:
    assert canonical(url) == ""
    assert hash_form(canonical(url)) == ""


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://www.google.com/url?sa=t&url={}",
        "https://www.google.com/url?q={}&usg=1",
        "https://l.facebook.com/l.php?u={}&h=1",
        "https://lm.facebook.com/l.php?u={}",
        "https://out.reddit.com/t3_1?url={}",
        "https://go.redirectingat.com/?id=1&url={}",
        "https://www.bing.com/news/apiclick.aspx?ref=FexRss&url={}",
        "https://slack-redir.net/link?url={}",
    ],
)
def test_a_redirector_that_names_its_target_is_unwrapped(wrapped: str) -> None:
    target = "https%3A%2F%2Fnews.example%2Fa%3Fb%3D1%26utm_id%3D2"
    assert canonical(wrapped.format(target)) == "https://news.example/a?b=1"
    assert canonical(wrapped.format("nowhere")).startswith("https://")
    assert canonical(wrapped.format("javascript%3Aalert(1)")).startswith("https://")


def test_any_other_site_with_a_target_in_its_query_is_itself() -> None:
    url = "https://news.example/share?url=https://other.example/"
    assert canonical(url) == url


def test_a_redirector_inside_a_redirector_is_unwrapped_once() -> None:
    inner = "https%3A%2F%2Fwww.google.com%2Furl%3Furl%3Dhttps%253A%252F%252Fnews.example%252F"
    found = canonical(f"https://www.google.com/url?url={inner}")
    assert found.startswith("https://www.google.com/url?")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://news.example/a", "https://news.example/a", True),
        ("https://news.example/a/", "https://news.example/a", True),
        ("https://news.example/a//", "https://news.example/a", True),
        ("https://news.example/", "https://news.example", True),
        ("https://news.example/a?utm_id=1", "http://news.example/a/#x", True),
        ("https://news.example/a?b=1&c=2", "https://news.example/a?c=2&b=1", True),
        ("https://news.example/a", "https://news.example/b", False),
        ("https://news.example/a?b=1", "https://news.example/a?b=2", False),
        ("https://www.news.example/a", "https://news.example/a", False),
        ("https://news.example:8443/a", "https://news.example/a", False),
        ("https://news.example/#!a", "https://news.example/#!b", False),
    ],
)
def test_ids_forget_scheme_and_last_slash_and_nothing_more(
    one: str, other: str, *, same: bool
) -> None:
    ids = {article_id(hash_form(canonical(url))) for url in (one, other)}
    assert (len(ids) == 1) is same


@pytest.mark.parametrize(
    ("base", "link", "joined"),
    [
        ("https://a.example", "b", "https://a.example/b"),
        ("https://a.example/x/", "b", "https://a.example/x/b"),
        ("https://a.example/x/", "../b", "https://a.example/b"),
        ("https://a.example/x?y", "", "https://a.example/x?y"),
        ("https://a.example/x", "#b", "https://a.example/x#b"),
        ("https://a.example/x", "HTTP://b.example/", "HTTP://b.example/"),
        ("https://a.example/x", "https:b", "https://a.example/b"),
        ("https://a.example/x", "\x00\x01javascript:alert(1)", ""),
        ("https://a.example/x", "vbscript:x", ""),
        ("https://a.example/x", "ja\tva\nscript:x", ""),
        ("https://a.example/x", "tel:+39", ""),
        ("https://a.example/x", "//u:p@b.example/", ""),
        ("", "b", ""),
        ("nonsense", "b", ""),
    ],
)
def test_a_link_is_resolved_where_it_stands(base: str, link: str, joined: str) -> None:
    assert join(base, link) == joined


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/", "https://www.a.example/", True),
        ("https://x.y.a.example/", "https://a.example/", True),
        ("https://a.com.br/", "https://b.com.br/", False),
        ("https://x.a.com.br/", "https://a.com.br/", True),
        ("https://a.co.jp/", "https://b.co.jp/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1/x", True),
        ("", "", False),
        ("nonsense", "nonsense", False),
    ],
)
def test_a_site_is_a_registrable_domain(one: str, other: str, *, same: bool) -> None:
    assert same_site(one, other) is same
