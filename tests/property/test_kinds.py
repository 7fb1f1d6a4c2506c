"""Kinds of sources under whatever comes: no other error, nothing lost, nothing told twice."""

from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.intake.remembered import Waiting, packed, unpacked
from monitor.model import Request
from monitor.parsing.difference import difference
from monitor.sources import json as json_kind
from monitor.sources import page
from tests.contract.test_sources import CASES, URL
from tests.fakes.kinds import answer, made

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
CURSOR = json_kind.Options(
    fields=json_kind.Fields(key=("n",), url=("https://a.example/{n}",), title=("t",)),
    params={"since": "{cursor}"},
    cursor=json_kind.Cursor(origin="at", start="0"),
)


def parsed(kind: str, body: bytes, memory: str = "", options: Any = None) -> Any:
    from monitor.intake.reading import parse_document

    whom = made(kind, URL, options or CASES[kind][0])
    return parse_document(whom, answer(body, URL, memory=memory))


@pytest.mark.parametrize("kind", sorted(CASES))
@given(data=st.data())
def test_bytes_of_any_kind_are_read_or_a_parse_error(kind: str, data: st.DataObject) -> None:
    golden = CASES[kind][1]
    at = data.draw(st.integers(0, len(golden)))
    body = golden[:at] + data.draw(st.binary(max_size=40)) + golden[data.draw(st.integers(at)) :]
    with suppress(ParseError):
        assert parsed(kind, body, CASES[kind][2]).articles is not None


@given(JSON)
def test_records_of_any_form_are_read_or_a_parse_error(value: Any) -> None:
    with suppress(ParseError):
        for article in parsed("json", orjson.dumps({"hits": value})).articles:
            assert article.url.startswith("http")


@given(st.lists(st.integers(1, 6), min_size=1, max_size=30), st.data())
def test_a_cursor_loses_nothing_of_a_second_however_often_it_is_asked(
    seconds: list[int], data: st.DataObject
) -> None:
    """Records come into being second by second; polls fall anywhere between them."""
    records = [{"n": n, "t": f"Title {n}", "at": at} for n, at in enumerate(sorted(seconds))]
    seen: set[str] = set()
    cursor, there = "", 0
    while there < len(records):
        there = data.draw(st.integers(there + 1, len(records)))
        since = float(cursor or "0")
        shown = [record for record in records[:there] if float(str(record["at"])) >= since]
        found = parsed("json", orjson.dumps(shown), cursor, CURSOR)
        seen |= {article.key for article in found.articles}
        cursor = cursor if found.memory is None else found.memory
    assert seen == {str(n) for n in range(len(records))}


LINES = st.lists(st.sampled_from("abcde"), min_size=1, max_size=5)


@given(st.lists(LINES, min_size=1, max_size=12))
def test_a_page_tells_each_of_its_last_texts_once(texts: list[list[str]]) -> None:
    options = page.Options(watch=("p",))
    memory, told = "", set()
    for lines in texts:
        body = "".join(f"<p>{line}</p>" for line in lines).encode()
        found = parsed("page", body, memory, options)
        memory = memory if found.memory is None else found.memory
        for article in found.articles:
            assert article.key not in told
            told.add(article.key)
            assert lines != texts[0]


@given(LINES, LINES)
def test_a_difference_is_what_makes_one_text_of_the_other(
    before: list[str], after: list[str]
) -> None:
    added, removed = difference(before, after)
    assert sorted([*before, *added]) == sorted([*after, *removed])


REQUESTS = st.builds(
    Request,
    url=TEXT.filter(bool),
    method=st.sampled_from(["GET", "POST"]),
    headers=st.dictionaries(TEXT, TEXT, max_size=2),
    body=st.none() | TEXT.filter(bool).map(str.encode),
    role=TEXT,
)


@given(TEXT, st.lists(st.builds(Waiting, request=REQUESTS, tries=st.integers(0, 9)), max_size=6))
def test_what_is_remembered_comes_back(memory: str, waiting: list[Waiting]) -> None:
    if memory.startswith("\x1e"):
        memory = ""
    assert unpacked(packed(memory, waiting)) == (memory, tuple(waiting))
