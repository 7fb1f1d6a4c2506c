"""An API's records, and the cursor that asks for newer ones."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from monitor.errors import ParseError
from monitor.model import Parsed
from monitor.sources.json import Cursor, Fields, Options, faults, parse, plan
from tests.fakes.kinds import SEEN, answer, golden, made

URL = "https://api.example/v1/search"
FIELDS = Fields(
    key=("objectID",),
    url=("url", "https://news.example/item?id={objectID}"),
    title=("title",),
    body=("story_text",),
    date=("created_at",),
    author=("author",),
    tags=("_tags",),
)
CURSOR = Cursor(origin="created_at_i")
OPTIONS = Options(
    fields=FIELDS, items="hits", params={"after": "created_at_i>={cursor}"}, cursor=CURSOR
)
PLAIN = Options(fields=Fields(url=("u",), title=("t",)))


def read(body: bytes | str, options: Options = OPTIONS, memory: str = "") -> Parsed:
    return parse(made("json", URL, options), answer(body, URL, memory=memory))


def asked(options: Options, memory: str = "", url: str = URL) -> Any:
    (request,) = plan(made("json", url, options), memory, SEEN)
    return request


def broken(body: bytes | str, options: Options = OPTIONS) -> tuple[str, str]:
    with pytest.raises(ParseError) as error:
        read(body, options)
    return error.value.kind, error.value.detail


def test_records_become_articles() -> None:
    first, second, _ = read(golden("json/search.json")).articles
    assert (first.key, first.title) == ("4001", "Globex CEO steps down after a decade")
    assert first.url == "https://gazette.example/globex"
    assert first.published == datetime(2026, 11, 24, 8, 0, 5, tzinfo=UTC)
    assert (first.authors, first.tags) == (("ana",), ("story", "author_ana"))
    assert second.url == "https://news.example/item?id=4000"
    assert second.title == "Ask: who leads Northwind now?"
    assert second.body == "Nobody said so."


def test_what_fills_a_place_of_an_address_cannot_leave_it() -> None:
    fields = Fields(url=("https://news.example/{id}/read",), title=("title",))
    body = orjson.dumps([{"id": "../../x?y#z", "title": "Globex names a chief"}])
    (article,) = read(body, Options(fields=fields)).articles
    assert article.url == "https://news.example/..%2F..%2Fx%3Fy%23z/read"


def test_the_first_poll_asks_from_a_time_ago_on() -> None:
    query = parse_qs(urlsplit(asked(OPTIONS).url).query)
    assert query == {"after": [f"created_at_i>={int(SEEN.timestamp()) - 86_400}"]}


@pytest.mark.parametrize(
    ("cursor", "begin"),
    [
        (Cursor(origin="x", start="-1h", written="ms"), str(int(SEEN.timestamp() - 3600) * 1000)),
        (Cursor(origin="x", start="-2d", written="iso"), "2026-11-22T14:00:00Z"),
        (Cursor(origin="x", start="0"), "0"),
        (Cursor(origin="x", start="first page"), "first page"),
    ],
)
def test_a_cursor_begins_as_its_file_says(cursor: Cursor, begin: str) -> None:
    options = Options(fields=FIELDS, params={"q": "{cursor}"}, cursor=cursor)
    assert parse_qs(urlsplit(asked(options).url).query)["q"] == [begin]


def test_the_next_poll_asks_again_from_the_last_second_so_that_none_of_it_is_lost() -> None:
    memory = read(golden("json/search.json")).memory
    assert memory == "1795507205"
    assert "created_at_i%3E%3D1795507205" in asked(OPTIONS, memory).url


def test_a_cursor_never_goes_back() -> None:
    assert read(golden("json/search.json"), memory="1795507299").memory == "1795507299"
    assert read('{"hits": []}', memory="5").memory is None


@pytest.mark.parametrize(("take", "taken"), [("max", "10"), ("first", "9"), ("last", "2")])
def test_which_record_gives_the_cursor(take: Any, taken: str) -> None:
    cursor = Cursor(origin="n", take=take)
    options = Options(fields=PLAIN.fields, params={"n": "{cursor}"}, cursor=cursor)
    rows = [{"u": f"https://a.example/{n}", "t": "A title", "n": n} for n in (9, 10, 2)]
    assert read(orjson.dumps(rows), options).memory == taken


def test_dates_as_a_cursor_are_compared_as_texts() -> None:
    cursor = Cursor(origin="d")
    options = Options(fields=PLAIN.fields, params={"d": "{cursor}"}, cursor=cursor)
    rows = [
        {"u": f"https://a.example/{d}", "t": "A title", "d": d}
        for d in ("2026-11-24", "2026-11-03")
    ]
    assert read(orjson.dumps(rows), options).memory == "2026-11-24"


def test_a_post_has_its_body_with_the_cursor_in_it() -> None:
    body = '{"query": "CEO", "since": "{cursor}"}'
    request = asked(Options(fields=FIELDS, method="POST", body=body, cursor=CURSOR), 'a"b')
    assert request.method == "POST"
    assert orjson.loads(request.body) == {"query": "CEO", "since": 'a"b'}
    assert request.headers["Content-Type"] == "application/json"


def test_parameters_join_those_of_the_address() -> None:
    options = Options(fields=FIELDS, params={"q": "CEO steps down", "tags": "story"})
    assert asked(options, url=f"{URL}?v=2").url == f"{URL}?v=2&q=CEO+steps+down&tags=story"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{", "parse"),
        ("[" * 100_000, "parse"),
        ("<html></html>", "parse"),
        ("{}", "contract"),
        ('{"hits": {"a": 1}}', "contract"),
        ('{"hits": null}', "contract"),
        ("[]", "contract"),
        ('{"hits": [{"title": "no address"}]}', "contract"),
    ],
)
def test_what_is_not_the_answer_that_was_meant_is_told(body: str, kind: str) -> None:
    assert broken(body)[0] == kind


def test_records_of_another_form_are_skipped_while_they_are_few() -> None:
    good = [{"u": f"https://a.example/{n}", "t": f"Title {n}"} for n in range(9)]
    parsed = read(orjson.dumps([*good, None]), PLAIN)
    assert (len(parsed.articles), parsed.skipped) == (9, 1)
    assert "2 of 5 records" in broken(orjson.dumps([*good[:3], 7, []]), PLAIN)[1]


@pytest.mark.parametrize("item", [7, "x", [], [[]], {"u": {}, "t": []}, {"u": True, "t": 1}])
def test_values_of_no_use_tell_nothing(item: Any) -> None:
    good = [{"u": f"https://a.example/{n}", "t": f"Title {n}"} for n in range(9)]
    assert read(orjson.dumps([*good, item]), PLAIN).skipped == 1


@pytest.mark.parametrize(
    ("options", "path", "told"),
    [
        (Options(fields=FIELDS, body="x"), ("body",), "method: POST"),
        (Options(fields=FIELDS, params={"a": "{cursor}"}), (), "needs cursor"),
        (Options(fields=FIELDS, cursor=CURSOR), ("cursor",), "has {cursor} in it"),
        (
            Options(
                fields=FIELDS,
                params={"a": "{cursor}"},
                cursor=Cursor(origin="x", start="-1 day"),
            ),
            ("cursor", "start"),
            "write -24h",
        ),
    ],
)
def test_options_that_cannot_be_meant_are_told(
    options: Options, path: tuple[str, ...], told: str
) -> None:
    (found,) = faults(options)
    assert found[0] == path
    assert told in found[1]


def test_good_options_have_no_fault() -> None:
    assert list(faults(OPTIONS)) == []
