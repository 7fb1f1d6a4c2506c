"""What other systems push: checked field by field, then read as any document is."""

from typing import Any

import orjson
import pytest

from monitor.errors import ParseError
from monitor.sources.inbox import MAX_BODY, Options, accept, parse, plan
from tests.fakes.kinds import SEEN, made

SOURCE = made("inbox", "", Options(secret="env:DESK"), outlet="Newsdesk", outlet_id="newsdesk")
ONE = {
    "id": "desk-1",
    "url": "https://gazette.example/globex",
    "title": "Globex chief leaves",
    "lead": "The group said so.",
    "body": "All of it.",
    "published": "2026-11-24T08:00:00Z",
    "lang": "en",
    "authors": ["Ana"],
    "tags": ["people"],
}


def refused(body: bytes) -> tuple[str, str]:
    with pytest.raises(ParseError) as error:
        accept(SOURCE, {}, body, now=SEEN)
    return error.value.kind, error.value.detail


@pytest.mark.parametrize("pushed", [ONE, [ONE], [ONE, {"title": "A title is enough"}]])
def test_one_article_or_a_list_is_taken(pushed: Any) -> None:
    (document,) = accept(SOURCE, {"webhook-id": "1"}, orjson.dumps(pushed), now=SEEN)
    first = parse(SOURCE, document).articles[0]
    assert (first.key, first.title, first.lead) == ("desk-1", ONE["title"], ONE["lead"])
    assert (first.url, first.authors, first.tags) == (ONE["url"], ("Ana",), ("people",))
    assert first.published is not None
    assert (document.fetched, first.outlet) == (SEEN, "Newsdesk")


def test_nothing_is_fetched() -> None:
    assert plan(SOURCE, "", SEEN) == ()


@pytest.mark.parametrize(
    ("pushed", "told"),
    [
        ([], "0 articles"),
        (["x"], "a JSON object"),
        ([ONE, {"lead": "x"}], "1.title is missing"),
        ({**ONE, "title": "  "}, "0.title is missing"),
        ({**ONE, "title": ["x"]}, "0.title is no text"),
        ({**ONE, "body": {}}, "0.body is no text"),
        ({**ONE, "url": "javascript:x"}, "0.url is no address"),
        ({**ONE, "tags": "people"}, "0.tags is no list of texts"),
        ({**ONE, "authors": [1]}, "0.authors is no list of texts"),
    ],
)
def test_what_is_wrong_is_told_by_its_field(pushed: Any, told: str) -> None:
    kind, detail = refused(orjson.dumps(pushed))
    assert kind == "contract"
    assert told in detail


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "parse"),
        (b"{", "parse"),
        (b"[" * 5_000, "parse"),
        (b" " * (MAX_BODY + 1), "too-large"),
    ],
)
def test_what_is_no_push_at_all_is_refused(body: bytes, kind: str) -> None:
    assert refused(body)[0] == kind
