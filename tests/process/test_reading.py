"""Reading with real worker processes: what crosses to them, and what hostile pages cost."""

import asyncio

import pytest

from monitor.clock import SystemClock
from monitor.intake.found import Found
from monitor.intake.reading import Reader, parse_document
from monitor.intake.texts import Texts, page_text
from monitor.manners import Expect
from monitor.model import Article, Parsed, Problem, Source
from monitor.ports import SourceState
from monitor.sources import list as list_kind
from monitor.workers import Compute
from tests.contract.test_sources import CASES
from tests.fakes.kinds import answer, made
from tests.fakes.reading import FakeFetch, document, entry, source
from tests.fakes.store import MemoryStore

pytestmark = pytest.mark.process

NEWS = "https://gazette.example/news"
ROWS = list_kind.Options(
    item="li.item",
    fields=list_kind.Fields(
        url=list_kind.FieldOf(css="a@href"),
        title=list_kind.FieldOf(css="a"),
        date=list_kind.FieldOf(css="time", otherwise="span", format="d MMMM yyyy", locale="it"),
    ),
)
ROW = "<li class='item'><a href='/{0}'>Una notizia lunga {0}</a> <span>6 agosto 2024</span></li>"
PAGE = "<html lang='it'><ul>" + "".join(ROW.format(n) for n in range(3)) + "</ul></html>"
BOMB = "<html>" + "<div>" * 100_000


def listed(name: str) -> Source:
    return source(name, kind="list", url=NEWS, options=ROWS)


def reader(compute: Compute, page: str) -> Reader:
    store = MemoryStore()
    return Reader(
        fetch=FakeFetch({NEWS: document(page, url=NEWS)}),
        compute=compute,
        unseen=store.articles.unseen,
        secret=lambda ref: ref,
        clock=SystemClock(),
    )


def test_a_list_is_read_by_a_worker_as_it_would_be_here() -> None:
    async def use() -> Found | Problem:
        try:
            return await reader(compute, PAGE)(listed("gazette"), SourceState())
        finally:
            await compute.close()

    compute = Compute.start({"parse": parse_document}, workers=1)
    found = asyncio.run(use())

    assert isinstance(found, Found)
    here = parse_document(listed("gazette"), document(PAGE, url=NEWS))
    assert found.articles == here.articles
    assert [a.published and a.published.date().isoformat() for a in found.articles] == [
        "2024-08-06"
    ] * 3


def test_a_hostile_page_costs_its_own_source_only() -> None:
    async def use() -> tuple[Found | Problem, Found | Problem, Article | Problem]:
        whole = Texts(
            fetch=FakeFetch({entry("a").url: document(PAGE)}),
            compute=compute,
            wants_text=lambda _: True,
        )
        try:
            return await asyncio.gather(
                reader(compute, BOMB)(listed("bomb"), SourceState()),
                reader(compute, PAGE)(listed("gazette"), SourceState()),
                whole(listed("gazette"), entry("a")),
            )
        finally:
            await compute.close()

    compute = Compute.start({"parse": parse_document, "text": page_text}, workers=1)
    bad, good, text = asyncio.run(use())

    assert isinstance(bad, Problem)
    assert (bad.kind, bad.detail) == ("parse", "too costly: over 3 s")
    assert isinstance(good, Found)
    assert isinstance(text, Article)


@pytest.mark.parametrize("kind", sorted(CASES))
def test_every_kind_s_options_and_memory_cross_to_a_worker(kind: str) -> None:
    options, body, memory = CASES[kind]
    whom = made(kind, NEWS, options, expect=Expect(least=1))
    given = answer(body, NEWS, memory=memory)

    async def use() -> Parsed:
        try:
            found: Parsed = await compute.call("parse", whom, given)
            return found
        finally:
            await compute.close()

    compute = Compute.start({"parse": parse_document}, workers=1)
    assert asyncio.run(use()) == parse_document(whom, given)
