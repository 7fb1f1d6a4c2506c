"""Article text: when a page is read, what is taken from it, and what its failure means."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.ids import article_version
from monitor.intake.texts import Texts, merged, page_text
from monitor.model import Article, Problem, Source
from monitor.net.problems import problem
from monitor.parsing.building import FROM_ADDRESS
from monitor.parsing.html import PageText
from tests.fakes.clock import START
from tests.fakes.reading import FakeFetch, document, entry, source

URL = "https://gazette.example/a"
BODY = "The chief executive leaves the company at the end of the month. " * 6
PAGE = f"<html lang='en'><article><h1>Title</h1><p>{BODY}</p></article></html>"


class InlineCompute:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.deadline_s = 0.0

    async def call(self, name: str, *args: Any, deadline_s: float = 3.0) -> Any:
        self.deadline_s = deadline_s
        if self.error is not None:
            raise self.error
        return page_text(*args)


def texts(answer: Any, *, error: Exception | None = None, wants: bool = True) -> Texts:
    fetch = FakeFetch({URL: answer})
    return Texts(fetch=fetch, compute=InlineCompute(error), wants_text=lambda _: wants)


def complete(answer: Any, given: Article, **more: Any) -> Article | Problem:
    return asyncio.run(texts(answer, **more)(source(), given))


@pytest.mark.parametrize(
    ("given", "of", "wanted", "needs"),
    [
        ({}, {}, True, True),
        ({}, {}, False, False),
        ({}, {"full_text": "always"}, False, True),
        ({}, {"full_text": "never"}, True, False),
        ({"text_from": "feed"}, {}, True, False),
        ({"text_from": "page"}, {"full_text": "always"}, True, False),
        ({"text_from": "lead"}, {}, True, True),
        ({"url": ""}, {"full_text": "always"}, True, False),
    ],
)
def test_a_page_is_read_only_when_it_can_matter(
    given: dict[str, Any], of: dict[str, Any], *, wanted: bool, needs: bool
) -> None:
    whom = texts(document(PAGE), wants=wanted)

    assert whom.needs(source(**of), entry("a", **given)) is needs


def test_the_page_s_text_becomes_the_body_and_makes_another_version() -> None:
    given = entry("a", lead="A lead")

    whole = complete(document(PAGE, url=URL), given)

    assert isinstance(whole, Article)
    assert whole.body.startswith("The chief executive leaves")
    assert (whole.title, whole.lead, whole.text_from) == (given.title, "A lead", "page")
    assert whole.version == article_version(whole.title, whole.lead, whole.body)
    assert (whole.id, whole.key, whole.shown) == (given.id, given.key, given.shown)


def test_a_page_that_cannot_be_had_is_a_problem() -> None:
    found = complete(problem("timeout", "not done in 10 s"), entry("a"))

    assert isinstance(found, Problem)
    assert found.kind == "timeout"


def test_a_page_too_costly_to_parse_is_a_problem_that_names_it() -> None:
    found = complete(document(PAGE), entry("a"), error=ParseError("parse", "too costly: over 5 s"))

    assert isinstance(found, Problem)
    assert found.detail == f"too costly: over 5 s at {URL}"


def test_a_page_without_a_text_leaves_the_article_as_it_is() -> None:
    given = entry("a")

    assert complete(document("<html><p>Log in to read on.</p></html>"), given) is given


def test_an_article_page_takes_a_start_slot_of_its_own_and_no_credentials() -> None:
    fetch = FakeFetch({URL: document(PAGE)})
    whom: Source = source(allow_private=("127.0.0.0/8",))

    asyncio.run(Texts(fetch=fetch, compute=InlineCompute(), wants_text=bool)(whom, entry("a")))

    _, more = fetch.asked[0]
    assert more["claimed"] is False
    assert "auth" not in more
    assert (more["max_time_s"], more["allow_private"]) == (10.0, ("127.0.0.0/8",))


def test_a_page_dates_an_article_that_has_no_date() -> None:
    text = PageText(body=BODY, dates=(("json-ld", "nonsense"), ("time", "2026-11-20T10:00:00Z")))

    dated = merged(source(), entry("a", published=None, seen=START), text)
    kept = merged(source(), entry("a", seen=START), text)

    assert dated.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert dated.published_from == "time"
    assert kept.published == entry("a").published


def test_a_date_ahead_of_us_is_not_taken() -> None:
    text = PageText(body=BODY, dates=(("time", "2027-01-01T00:00:00Z"),))

    assert merged(source(), entry("a", published=None, seen=START), text).published is None


def test_what_the_document_lacks_the_page_may_give() -> None:
    text = PageText(body=BODY, lead="From the page", authors=("Ana",))

    whole = merged(source(), entry("a"), text)
    own = merged(source(), entry("a", lead="Own", authors=("Bea",)), text)

    assert (whole.lead, whole.authors) == ("From the page", ("Ana",))
    assert (own.lead, own.authors) == ("Own", ("Bea",))


def test_an_article_of_which_only_the_address_is_known_takes_its_page_s_title() -> None:
    given = entry("a", text_from=FROM_ADDRESS)
    page = PAGE.replace("Title", "Globex names a chief | Gazette")

    whole = complete(document(page, url=URL), given)

    assert isinstance(whole, Article)
    assert (whole.title, whole.text_from, whole.shown) == (
        "Globex names a chief",
        "page",
        given.shown,
    )
    short = complete(document("<title>Globex names a chief</title><p>Log in"), given)
    assert isinstance(short, Article)
    assert (short.title, short.text_from) == ("Globex names a chief", "lead")
    assert short.version == article_version(short.title, short.lead, short.body)


@pytest.mark.parametrize(("said", "needs"), [("auto", True), ("always", True), ("never", False)])
def test_such_an_article_s_page_is_read_whatever_rules_need(said: str, *, needs: bool) -> None:
    whom = texts(document(PAGE), wants=False)
    assert whom.needs(source(full_text=said), entry("a", text_from=FROM_ADDRESS)) is needs
