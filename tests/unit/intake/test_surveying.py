"""What one page shows of where its site's news are."""

import pytest

from monitor.errors import ParseError
from monitor.intake.surveying import survey
from monitor.model import Document, Source
from tests.fakes.clock import START
from tests.golden.homes.forms import named, page, posts
from tests.golden.homes.words import stories

URL = "https://acme.example/"
SOURCE = Source(id="new", kind="list", url=URL, outlet="acme.example", outlet_id="acme")


def document(body: bytes, content_type: str = "text/html") -> Document:
    return Document(
        url=URL, status=200, headers={"content-type": content_type}, body=body, fetched=START
    )


def test_feeds_sections_and_the_list_are_told_at_once() -> None:
    told = stories("x", "de")
    menu = '<li><a href="/presse">Presse</a></li>'
    body = page(posts(told), head=named("/f.xml"), menu=menu, title="Acme – Start", lang="de")
    found = survey(SOURCE, document(body))
    assert found.title == "Acme – Start"
    assert found.feeds == ("https://acme.example/f.xml",)
    assert found.sections == ("https://acme.example/presse",)
    assert found.guessed is not None
    assert (found.guessed.item, len(found.guessed.articles)) == ("article.post", 12)
    assert found.guessed.articles[0].published == told[0].at
    assert found.links == 12 + 7 + 2


def test_a_page_without_rows_has_no_list() -> None:
    found = survey(SOURCE, document(page("<p>Nothing here.</p>")))
    assert (found.guessed, found.feeds, found.onward) == (None, (), "")


def test_where_a_page_sends_its_reader_is_whole() -> None:
    body = page("", head='<meta http-equiv="refresh" content="0;url=de/start">')
    assert survey(SOURCE, document(body)).onward == "https://acme.example/de/start"


def test_a_page_of_another_charset_is_read_by_what_it_says() -> None:
    text = page(posts(stories("x", "ru")), lang="ru").decode().replace("utf-8", "windows-1251")
    found = survey(SOURCE, document(text.encode("cp1251", "replace")))
    assert found.guessed is not None
    assert found.guessed.articles[0].lang == "ru"


def test_what_no_charset_reads_is_refused() -> None:
    with pytest.raises(ParseError):
        survey(SOURCE, document(b"\x81\x8d\x8f\x90\x9d\xff" * 4_000))
