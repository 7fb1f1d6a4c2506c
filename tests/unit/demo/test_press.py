import json
import xml.etree.ElementTree as ET
from html import unescape

import pytest

from monitor.demo.outlets import Outlet, Piece, Serve
from monitor.demo.press import Press

PRESS = Press(base="http://127.0.0.1:8000")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"
RSS1 = "{http://purl.org/rss/1.0/}"


def piece(**given: object) -> Piece:
    fields: dict[str, object] = {
        "slug": "one",
        "date": "2024-08-06T07:30:00Z",
        "title": 'Fish & <chips> "now"',
        "lead": "A lead & more.",
        "body": "First <line>\nstill first.\n\nSecond & last.",
    }
    return Piece(**(fields | given))  # type: ignore[arg-type]


def outlet(serve: Serve, *pieces: Piece) -> Outlet:
    return Outlet(outlet="daily", name="The Daily", lang="en", serve=serve, articles=pieces)


def feed(serve: Serve) -> str:
    page = PRESS.feed(outlet(serve, piece()), later=False)
    assert page is not None
    return page.body


def test_an_rss_feed_carries_title_lead_and_whole_text() -> None:
    item = ET.fromstring(feed("rss")).find("channel/item")  # noqa: S314 - our own text
    assert item is not None
    assert item.findtext("title") == 'Fish & <chips> "now"'
    assert item.findtext("description") == "A lead & more."
    assert item.findtext("pubDate") == "Tue, 06 Aug 2024 07:30:00 +0000"
    assert item.findtext(CONTENT) == (
        "<p>First &lt;line&gt; still first.</p><p>Second &amp; last.</p>"
    )


def test_a_short_rss_feed_has_no_text() -> None:
    item = ET.fromstring(feed("rss-short")).find("channel/item")  # noqa: S314 - our own text
    assert item is not None
    assert item.find(CONTENT) is None
    assert item.findtext("description") == "A lead & more."


def test_an_atom_feed_names_its_language_and_newest_change() -> None:
    root = ET.fromstring(feed("atom"))  # noqa: S314 - our own text
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert root.findtext(f"{ATOM}updated") == "2024-08-06T07:30:00+00:00"
    assert root.findtext(f"{ATOM}entry/{ATOM}id") == "http://127.0.0.1:8000/daily/one"


def test_an_rdf_feed_lists_its_items_twice() -> None:
    root = ET.fromstring(feed("rdf"))  # noqa: S314 - our own text
    assert len(root.findall(f"{RSS1}item")) == 1
    assert "http://127.0.0.1:8000/daily/one" in feed("rdf").split("</channel>")[0]


def test_a_json_feed_is_json() -> None:
    found = json.loads(feed("json"))
    assert found["items"][0]["title"] == 'Fish & <chips> "now"'
    assert found["items"][0]["date_published"] == "2024-08-06T07:30:00+00:00"


@pytest.mark.parametrize(
    ("serve", "media_type"),
    [
        ("rss", "application/rss+xml"),
        ("rss-short", "application/rss+xml"),
        ("rdf", "application/rdf+xml"),
        ("atom", "application/atom+xml"),
        ("json", "application/feed+json"),
    ],
)
def test_every_format_says_what_it_is(serve: Serve, media_type: str) -> None:
    page = PRESS.feed(outlet(serve, piece()), later=False)
    assert page is not None
    assert page.media_type == media_type


def test_an_outlet_of_pages_has_no_feed() -> None:
    assert PRESS.feed(outlet("list", piece()), later=False) is None


def test_an_article_page_holds_the_text_and_the_same_text_as_linked_data() -> None:
    page = PRESS.article(outlet("list"), piece())
    assert "<p>First &lt;line&gt; still first.</p>" in page.body
    raw = page.body.split('<script type="application/ld+json">')[1].split("</script>")[0]
    linked = json.loads(raw)
    assert linked["articleBody"] == "First <line> still first.\n\nSecond & last."
    assert linked["datePublished"] == "2024-08-06T07:30:00+00:00"


def test_text_cannot_break_out_of_a_page() -> None:
    page = PRESS.article(outlet("list"), piece(title="</script><script>alert(1)</script>"))
    assert "<script>alert" not in page.body


def test_a_front_page_has_a_row_per_article() -> None:
    page = PRESS.front(outlet("list", piece(), piece(slug="two")), later=False)
    assert page.body.count('<article class="row">') == 2
    assert 'href="/daily/two"' in page.body
    assert 'Fish & <chips> "now"' in unescape(page.body)


def test_the_newest_shown_piece_dates_a_page() -> None:
    late = piece(slug="two", date="2024-08-09T00:00:00Z", later=True)
    held = PRESS.front(outlet("list", piece(), late), later=False)
    out = PRESS.front(outlet("list", piece(), late), later=True)
    assert (held.newest.day, out.newest.day) == (6, 9)


def test_the_newsroom_page_counts_what_is_out() -> None:
    shown = [outlet("list", piece(), piece(slug="two", later=True))]
    assert "1 articles in 1 languages" in PRESS.newsroom(shown, later=False).body
    assert "2 articles in 1 languages" in PRESS.newsroom(shown, later=True).body
