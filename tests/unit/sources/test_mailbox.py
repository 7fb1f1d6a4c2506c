"""Newsletters: a message or its links as articles, whatever a sender may write."""

import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import orjson
import pytest

from monitor.errors import ParseError
from monitor.model import Article, Parsed
from monitor.sources.mailbox import MOST_LINKS, Options, address, faults, parse, plan
from tests.fakes.kinds import SEEN, answer, made

OPTIONS = Options(host="imap.acme.example", folder="News")


def letter(**more: str) -> EmailMessage:
    one = EmailMessage()
    one["From"] = more.get("sender", "The Brief <brief@letters.example>")
    one["Subject"] = more.get("subject", "Globex loses its chief")
    one["Date"] = "Tue, 24 Nov 2026 08:30:00 +0100"
    one["Message-ID"] = "<1@letters.example>"
    one.set_content(more.get("text", "Ana Ruiz\nleaves.\n \nNobody follows."))
    if "html" in more:
        one.add_alternative(more["html"], subtype="html")
    return one


def read(*letters: EmailMessage | bytes, options: Options = OPTIONS, **more: Any) -> Parsed:
    raw = [one if isinstance(one, bytes) else one.as_bytes() for one in letters]
    coded = [base64.b64encode(one).decode() for one in raw]
    body = orjson.dumps({"messages": coded, "validity": 7, "last": 9, "more": False} | more)
    source = made("mailbox", address(options), options)
    return parse(source, answer(body, address(options)))


def only(parsed: Parsed) -> Article:
    (article,) = parsed.articles
    return article


def test_the_folder_has_an_address_with_the_cursor_in_it() -> None:
    source = made("mailbox", "", Options(host="imap.acme.example", folder="INBOX/News & Co"))
    (first,), (later,) = plan(source, "", SEEN), plan(source, "7.9", SEEN)
    assert first.url == "imaps://imap.acme.example:993/INBOX%2FNews%20%26%20Co"
    assert later.url == first.url + "?after=7.9"


def test_a_message_is_an_article() -> None:
    article = only(read(letter()))
    assert article.key == "<1@letters.example>"
    assert article.title == "Globex loses its chief"
    assert article.body == "Ana Ruiz leaves.\nNobody follows."
    assert article.published == datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    assert (article.authors, article.outlet) == (("The Brief",), "The Gazette")


def test_text_of_html_alone_is_read_without_its_tags() -> None:
    one = EmailMessage()
    one["Subject"] = "Brief"
    one.set_content("<p>Ana <b>Ruiz</b> leaves<script>x()</script></p>", subtype="html")
    assert only(read(one)).body == "Ana Ruiz leaves"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("=?utf-8?B?5p2O5a6J56a76IGM?=", "李安离职"),
        ("=?no-such?Q?x?= Globex", "Globex"),
        ("Globex\r\n loses", "Globex loses"),
    ],
)
def test_subjects_come_in_any_encoding(written: str, read_as: str) -> None:
    raw = f"Subject: {written}\r\n\r\nText.\r\n".encode()
    assert read_as in only(read(raw)).title


def test_each_link_with_a_headline_is_an_article_when_links_are_asked_for() -> None:
    page = (
        '<a href="https://a.example/1?utm_source=x">Globex loses its chief executive</a>'
        '<a href="https://a.example/1">The same address once more, in other words</a>'
        '<a href="https://a.example/2">Read more</a>'
        '<a href="javascript:x()">A very long headline</a>'
        '<a href="https://a.example/3">格洛贝克斯首席执行官离职</a>'
    )
    parsed = read(letter(html=page), options=Options(host="h", split="links"))
    assert [(a.url, a.title) for a in parsed.articles] == [
        ("https://a.example/1", "Globex loses its chief executive"),
        ("https://a.example/3", "格洛贝克斯首席执行官离职"),
    ]


def test_a_letter_of_links_without_end_is_cut() -> None:
    links = "".join(
        f'<a href="https://a.example/{n}">A headline of enough letters {n}</a>' for n in range(999)
    )
    parsed = read(letter(html=links), options=Options(host="h", split="links"))
    assert len(parsed.articles) == MOST_LINKS


def test_only_the_senders_that_count_are_read() -> None:
    options = Options(host="h", senders=("*@letters.example", "ann@x.example"))
    given = [letter(sender=who) for who in ("B <B@Letters.example>", "bob@x.example", "")]
    assert len(read(*given, options=options).articles) == 1


def test_the_cursor_is_remembered_and_the_rest_is_followed() -> None:
    assert read().memory == "7.9"
    (more,) = read(letter(), more=True).follow
    assert more.url.endswith("?after=7.9")


def test_a_letter_in_letters_ends() -> None:
    deep = b""
    for n in range(400):
        deep = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) + deep
    assert read(b"Subject: Deep\r\n" + deep).articles[0].title == "Deep"


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"messages": ["!"], "validity": 1}', b"null"]
)
def test_anything_else_is_no_mailbox(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse(made("mailbox", "", OPTIONS), answer(body, "imaps://h/x"))


@pytest.mark.parametrize(
    ("options", "key"),
    [
        (Options(host="imap.acme.example/x"), "host"),
        (Options(host="h", folder="Entwürfe"), "folder"),
        (Options(host="h", folder='a"\r\nLOGOUT'), "folder"),
    ],
)
def test_hosts_and_folders_of_no_meaning_are_told(options: Options, key: str) -> None:
    assert [path for path, _ in faults(options)] == [(key,)]
