"""JSON Feed: each field's row, what other JSON is, and JSON made to harm."""

from typing import Any

import orjson
import pytest

from monitor.errors import ParseError
from monitor.parsing.building import Raw
from monitor.parsing.entries import MAX_ENTRIES, Feed
from monitor.parsing.jsonfeed import read_json_feed

BASE = "https://feeds.example/x.json"


def feed(*items: Any, **head: Any) -> Feed:
    return read_json_feed(orjson.dumps({"items": list(items), **head}), base=BASE)


def entry(**item: Any) -> Raw:
    (raw,) = feed(item).entries
    return raw


@pytest.mark.parametrize(
    ("item", "name", "value"),
    [
        ({"id": "i"}, "key", "i"),
        ({"id": 5}, "key", "5"),
        ({"id": True}, "key", ""),
        ({"url": "https://a.example/1"}, "url", "https://a.example/1"),
        ({"url": "/1"}, "url", "https://feeds.example/1"),
        ({"external_url": "https://b.example/"}, "url", "https://b.example/"),
        ({"url": "/1", "external_url": "https://b.example/"}, "url", "https://feeds.example/1"),
        ({"url": "javascript:x"}, "url", ""),
        ({"title": "A &amp; <b>B</b>"}, "title", "A & B"),
        ({"content_text": "word " * 40}, "title", ("word " * 40)[:80]),
        ({"summary": "<p>A</p>"}, "lead", "A"),
        ({"content_html": "<p>A</p><p>B</p>"}, "body", "A\nB"),
        ({"content_text": "A <b>"}, "body", "A <b>"),
        ({"content_text": "A", "content_html": "<p>B</p>"}, "body", "A"),
        ({"date_published": "2024-08-06"}, "dates", [("date_published", "2024-08-06")]),
        ({"date_modified": "2024-08-07"}, "dates", [("date_modified", "2024-08-07")]),
        ({"authors": [{"name": "A"}, {"name": "B"}]}, "authors", ["A", "B"]),
        ({"author": {"name": "A"}}, "authors", ["A"]),
        ({"authors": [{"name": "A"}], "author": {"name": "B"}}, "authors", ["A"]),
        ({"authors": "A"}, "authors", []),
        ({"tags": ["A", 5, "B"]}, "tags", ["A", "B"]),
        ({"tags": "A"}, "tags", []),
        ({"language": "it"}, "lang", "it"),
    ],
)
def test_a_member_fills_its_field(item: dict[str, Any], name: str, value: Any) -> None:
    found = getattr(entry(**item), name)
    assert (found if isinstance(found, str) else list(found)) == value


def test_published_goes_before_modified() -> None:
    dates = entry(date_modified="2024-08-07", date_published="2024-08-06").dates
    assert [name for name, _ in dates] == ["date_published", "date_modified"]


def test_what_the_feed_says_of_itself() -> None:
    found = feed(
        {"id": "1"},
        title="News",
        home_page_url="/",
        feed_url=BASE,
        language="it",
        hubs=["nonsense", {"type": "WebSub", "url": "https://hub.example/"}],
    )
    assert found.hints() == {
        "title": "News",
        "home": "https://feeds.example/",
        "hub": "https://hub.example/",
        "self": BASE,
    }
    assert found.entries[0].lang == "it"


def test_items_that_are_no_objects_are_passed_over() -> None:
    assert [raw.key for raw in feed(None, 5, "x", [], {"id": "1"}).entries] == ["1"]
    assert len(feed(*({"id": n} for n in range(MAX_ENTRIES + 9))).entries) == MAX_ENTRIES


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        *((b"{}", "not-a-feed"), (b"[]", "not-a-feed"), (b'{"items": {}}', "not-a-feed")),
        *((b'{"items": null}', "not-a-feed"), (b"5", "not-a-feed"), (b'"items"', "not-a-feed")),
        *((b"", "parse"), (b"{", "parse"), (b'{"items": [}', "parse"), (b"{'items': []}", "parse")),
        *((b'{"items": [NaN]}', "parse"), (b'{"items": ["\\ud800"]}', "parse")),
        *((b'{"items": [1e999]}', "parse"), (b'{"items": []} x', "parse")),
        *((b"[" * 100_000, "parse"), (b'{"items":' * 50_000, "parse")),
    ],
)
def test_other_json_is_an_error_with_a_sample(body: bytes, kind: str) -> None:
    with pytest.raises(ParseError) as error:
        read_json_feed(body, base=BASE)
    assert error.value.kind == kind
    assert len(error.value.sample) <= 500


def test_huge_numbers_and_repeated_members_harm_nothing() -> None:
    body = b'{"items": [{"id": 1, "id": 99999999999999999999999999999999, "title": "A"}]}'
    found = read_json_feed(body, base=BASE)
    assert found.entries[0].title == "A"
