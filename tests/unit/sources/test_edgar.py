"""Filings: the list, the page of one, its main document; a company's submissions."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from monitor.errors import ParseError
from monitor.model import Parsed, Request
from monitor.sources.edgar import MOST_SEEN, URL, Options, faults, filled, parse, plan
from tests.fakes.kinds import SEEN, answer, golden, made

GLOBEX = "https://www.sec.gov/Archives/edgar/data/123456/000012345626000077"
COMPANY = "https://data.sec.gov/submissions/CIK##########.json"
OPTIONS = Options(items=("5.02",))
BEGUN = '["-"]'  # the memory of a source that has looked before


def read(
    body: bytes | str,
    options: Options = OPTIONS,
    *,
    url: str = URL,
    memory: str = BEGUN,
    role: str = "",
) -> Parsed:
    source = made("edgar", url, options, outlet="SEC", outlet_id="sec", tier="regulator")
    return parse(source, answer(body, url, memory=memory, role=role))


def follow(parsed: Parsed) -> Request:
    (request,) = parsed.follow
    return request


def test_a_filing_is_read_from_the_list_over_its_page_to_its_main_document() -> None:
    page = follow(read(golden("edgar/current.atom")))
    assert page.url == f"{GLOBEX}/0000123456-26-000077-index.htm"
    main = follow(read(golden("edgar/index.htm"), url=page.url, role=page.role))
    assert main.url == f"{GLOBEX}/globex-20261124.htm"

    parsed = read(golden("edgar/main.htm"), url=main.url, role=main.role)

    (article,) = parsed.articles
    assert article.title == (
        "GLOBEX CORP: 8-K, Item 5.02 Departure of Directors or Certain Officers;"
        " Election of Directors"
    )
    assert article.key == "0000123456-26-000077"
    assert article.url == main.url
    assert article.published == datetime(2026, 11, 24, 13, 58, 12, tzinfo=UTC)
    assert article.lead.startswith("Item 5.02. Departure of Directors or Certain Officers.")
    assert article.lead.endswith("to resign as chief financial officer.")
    assert "hidden" not in article.body
    assert article.tags == ("8-K", "item 5.02", "item 9.01")
    assert (article.text_from, article.lang, article.tier) == ("feed", "en", "regulator")


def test_a_filing_counts_as_seen_once_its_main_document_was_read() -> None:
    page = follow(read(golden("edgar/current.atom")))
    main = follow(read(golden("edgar/index.htm"), url=page.url, role=page.role))
    memory = read(golden("edgar/main.htm"), url=main.url, role=main.role).memory
    assert memory is not None

    assert read(golden("edgar/current.atom")).memory is None
    assert read(golden("edgar/current.atom"), memory=memory).follow == ()


def test_the_first_list_is_taken_as_it_is() -> None:
    parsed = read(golden("edgar/current.atom"), memory="")
    (article,) = parsed.articles
    assert (parsed.follow, article.key) == ((), "0000123456-26-000077")
    assert article.lead.startswith("Item 5.02 Departure")
    assert orjson.loads(parsed.memory or "") == ["0000123456-26-000077"]
    empty = read(golden("edgar/current.atom"), replace(OPTIONS, items=("1.05",)), memory="")
    assert (empty.articles, bool(empty.memory)) == ((), True)


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (Options(), ["123456-26-000077", "654321-26-000011"]),
        (Options(items=("2.02",)), ["654321-26-000011"]),
        (Options(ciks=("123456",)), ["123456-26-000077"]),
        (Options(ciks=("0000654321", "1")), ["654321-26-000011"]),
        (Options(forms=("10-Q",)), ["777777-26-000005"]),
        (Options(forms=("10-Q",), items=("5.02",)), ["777777-26-000005"]),  # tells no items
        (Options(forms=("8-K/A",)), []),
    ],
)
def test_filings_are_chosen_by_form_item_and_company(options: Options, numbers: list[str]) -> None:
    roles = [orjson.loads(r.role) for r in read(golden("edgar/current.atom"), options).follow]
    assert [role[1].lstrip("0") for role in roles] == numbers


def test_a_filing_whose_items_only_its_document_tells_is_dropped_when_they_are_others() -> None:
    role = orjson.dumps([0, "0000000001-26-000001", "8-K", "X", 1, "", [], {}]).decode()
    wrong = read(golden("edgar/main.htm"), Options(items=("1.05",)), role=role)
    right = read(golden("edgar/main.htm"), Options(items=("9.01",)), role=role)
    assert (wrong.articles, len(right.articles)) == ((), 1)
    assert "0000000001-26-000001" in (wrong.memory or "")


def test_a_company_s_submissions_lead_straight_to_the_documents() -> None:
    parsed = read(golden("edgar/submissions.json"), url=COMPANY)
    request = follow(parsed)  # neither the other form nor what is a year old
    assert request.url == f"{GLOBEX}/globex-20261124.htm"
    (article,) = read(golden("edgar/main.htm"), url=request.url, role=request.role).articles
    assert article.title == "GLOBEX CORP: 8-K, Item 5.02"


def test_each_company_is_asked_by_its_number() -> None:
    source = made("edgar", COMPANY, Options(ciks=("123456", "0000000007")))
    assert [r.url for r in plan(source, "", SEEN)] == [
        "https://data.sec.gov/submissions/CIK0000000007.json",
        "https://data.sec.gov/submissions/CIK0000123456.json",
    ]
    assert plan(made("edgar", URL, Options()), "", SEEN) == (Request(url=URL),)


def test_few_of_the_numbers_read_are_kept() -> None:
    memory = orjson.dumps([f"{n:010}-26-000001" for n in range(MOST_SEEN)]).decode()
    role = orjson.dumps([0, "0000000009-26-000009", "8-K", "X", 1, "", ["5.02"], {}]).decode()
    kept = orjson.loads(read(golden("edgar/main.htm"), memory=memory, role=role).memory or "")
    assert (len(kept), kept[-1], kept[0]) == (
        MOST_SEEN,
        "0000000009-26-000009",
        "0000000001-26-000001",
    )


INDEX_ROLE = orjson.dumps([1, "1", "8-K", "X", 1, "", [], {}]).decode()


@pytest.mark.parametrize(
    ("body", "more", "kind"),
    [
        ("<html><title>Undeclared automated tool</title></html>", {}, "not-a-feed"),
        ("<feed><entry><title>Hello</title><id>x</id></entry></feed>", {}, "contract"),
        ("{", {}, "parse"),
        ('{"cik": "1", "filings": {}}', {}, "contract"),
        ('{"cik": "x", "filings": {"recent": {}}}', {}, "contract"),
        ("<html><p>no table</p></html>", {"role": INDEX_ROLE}, "contract"),
    ],
)
def test_what_is_not_the_answer_that_was_meant_is_told(
    body: str, more: dict[str, Any], kind: str
) -> None:
    with pytest.raises(ParseError) as error:
        read(body, **more)
    assert error.value.kind == kind


@pytest.mark.parametrize(
    ("options", "key"),
    [
        (Options(ciks=("all", "globex")), "ciks"),
        (Options(ciks=("12345678901",)), "ciks"),
        (Options(items=("5",)), "items"),
        (Options(items=("5.2",)), "items"),
    ],
)
def test_options_that_cannot_be_meant_are_told(options: Options, key: str) -> None:
    assert [path for path, _ in faults(options)] == [(key,)]


def test_good_options_have_no_fault() -> None:
    assert list(faults(Options(ciks=("all",), items=("5.02", "1.05")))) == []


def test_numbers_may_stand_in_a_file_one_a_line() -> None:
    files = {"watch/ciks.txt": b"\xef\xbb\xbf# ours\n123456  # Globex\n\n0000000007\r\n"}
    options = filled(Options(ciks=("watch/ciks.txt", "9")), files.get)
    assert options.ciks == ("123456", "0000000007", "9")
    assert filled(Options(), files.get) == Options()


def test_a_file_that_is_not_there_and_a_line_that_is_no_number_are_faults() -> None:
    missing = filled(Options(ciks=("ciks.txt",)), lambda _: None)
    wrong = filled(Options(ciks=("ciks.txt",)), {"ciks.txt": b"Globex\n"}.get)
    assert [text for _, text in faults(missing)] == ['no file "ciks.txt" beside this one']
    assert [text for _, text in faults(wrong)] == [
        '"Globex" is no CIK; write up to ten digits, or all'
    ]
