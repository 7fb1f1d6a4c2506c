"""GDELT's document search: what is asked, what it gives, and what an error looks like."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from monitor.errors import ParseError
from monitor.model import Parsed
from monitor.sources.gdelt import MOST, URL, Options, faults, parse, plan
from tests.fakes.kinds import SEEN, answer, golden, made

OPTIONS = Options(query='(resigns OR "steps down") CEO')
ASKED = f"{URL}?query=x&startdatetime=20261123140000&enddatetime=20261124140000"


def read(body: bytes | str, *, url: str = ASKED, memory: str = "") -> Parsed:
    return parse(made("gdelt", URL, OPTIONS), answer(body, url, memory=memory))


def asked(memory: str = "") -> dict[str, list[str]]:
    (request,) = plan(made("gdelt", URL, OPTIONS), memory, SEEN)
    assert request.url.startswith(URL + "?")
    return parse_qs(urlsplit(request.url).query)


def full(*seconds: int) -> bytes:
    rows = [
        {
            "url": f"https://h.example/{n}",
            "title": f"Title {n}",
            "seendate": f"20261124T1200{s:02}Z",
        }
        for n, s in enumerate(seconds)
    ]
    return orjson.dumps({"articles": rows})


def test_the_first_request_asks_for_a_day() -> None:
    assert asked() == {
        "query": ['(resigns OR "steps down") CEO'],
        "mode": ["artlist"],
        "format": ["json"],
        "maxrecords": ["250"],
        "sort": ["datedesc"],
        "startdatetime": ["20261123140000"],
        "enddatetime": ["20261124140000"],
    }


def test_later_ones_ask_for_what_is_newer_and_an_hour_once_more() -> None:
    assert asked("20261124131500")["startdatetime"] == ["20261124121500"]


def test_each_article_stands_under_its_own_outlet() -> None:
    first, second, third = read(golden("gdelt/found.json")).articles
    assert (first.outlet, first.outlet_id, first.lang) == (
        "gaceta.example",
        "gaceta.example",
        "es",
    )
    assert first.published == datetime(2026, 11, 24, 13, 15, tzinfo=UTC)
    assert first.source == "s"
    assert second.title == "Globex's chief steps down (again)"
    assert (third.outlet, third.published_from) == ("herald.example", "first-seen")


def test_signs_that_stand_apart_are_closed_up() -> None:
    assert read(golden("gdelt/found.json")).articles[0].title == (
        "La presidenta de Globex, Ana Ruiz, deja el cargo"
    )


def test_an_article_without_an_address_is_skipped() -> None:
    assert read(golden("gdelt/found.json")).skipped == 1


def test_the_newest_is_remembered_and_never_goes_back() -> None:
    assert read(golden("gdelt/found.json")).memory == "20261124131500"
    assert read(golden("gdelt/found.json"), memory="20261124200000").memory == "20261124200000"


def test_nothing_found_is_no_fault() -> None:
    parsed = read(b"{}", memory="20261124131500")
    assert (parsed.articles, parsed.memory) == ((), "20261124131500")


def test_a_full_answer_leads_to_what_is_older() -> None:
    (older,) = read(full(*[30] * (MOST - 1), 7)).follow
    sent = parse_qs(urlsplit(older.url).query)
    assert sent["enddatetime"] == ["20261124120007"]
    assert sent["startdatetime"] == ["20261123140000"]


def test_a_full_answer_of_one_second_leads_nowhere() -> None:
    url = ASKED.replace("20261124140000", "20261124120007")
    assert read(full(*[7] * MOST), url=url).follow == ()


@pytest.mark.parametrize(
    "body", ["The specified phrase is too short.", "", "[1]", '{"articles": 3}', "[" * 100_000]
)
def test_another_answer_is_a_broken_contract_with_the_servers_words(body: str) -> None:
    with pytest.raises(ParseError) as error:
        read(body)
    assert error.value.kind == "contract"
    if body.startswith("The"):
        assert body in error.value.detail


@pytest.mark.parametrize(
    ("query", "said"),
    [(" ", "nothing is searched for"), ("a OR b", "alternatives stand in brackets")],
)
def test_queries_that_the_server_refuses_are_told_beforehand(query: str, said: str) -> None:
    ((path, message),) = faults(Options(query=query))
    assert path == ("query",)
    assert said in message
