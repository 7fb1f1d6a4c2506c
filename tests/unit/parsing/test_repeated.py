"""Finding the rows of a list of news on a page."""

import pytest

from monitor.parsing.anchors import anchors, refresh
from monitor.parsing.html import MAX_ROWS, Page
from monitor.parsing.repeated import Rows, repeated

URL = "https://acme.example/press"
TITLES = [f"A headline of the usual length, number {n}" for n in range(8)]


def page(body: str) -> Page:
    return Page(f"<html><body>{body}</body></html>", url=URL)


def best(body: str) -> Rows:
    return repeated(page(body))[0]


def rows(form: str) -> str:
    return "".join(form.format(n=n, title=title) for n, title in enumerate(TITLES))


@pytest.mark.parametrize(
    ("form", "item", "fields"),
    [
        (
            '<article class="c"><h2><a href="/a/{n}">{title}</a></h2></article>',
            "article.c",
            {"url": "h2 a@href", "title": "h2"},
        ),
        (
            '<div class="c"><a href="/t/x">Tag</a><a href="/a/{n}"><h3>{title}</h3></a></div>',
            "div.c",
            {"url": "a:has(h3)@href", "title": "h3"},
        ),
        (
            '<div class="c"><a href="/t">T</a><a class="title" href="/a/{n}">{title}</a></div>',
            "div.c",
            {"url": "a[class*=title]@href", "title": "[class*=title]"},
        ),
        (
            '<a class="row" href="/a/{n}"><h4>{title}</h4></a>',
            "a.row",
            {"url": "@href", "title": "h4"},
        ),
        (
            '<div class="c"><h2><a href="/a/{n}">{title}</a></h2><time datetime="2026-11-2{n}">',
            "div.c",
            {"url": "h2 a@href", "title": "h2", "date": "time@datetime"},
        ),
    ],
)
def test_rows_are_found_with_their_fields(form: str, item: str, fields: dict[str, str]) -> None:
    found = best(rows(form))
    assert found.item == item
    assert found.fields == fields


def test_rows_without_any_class_are_found_below_what_has_a_name() -> None:
    found = best(f"<main><ul>{rows('<li><a href=/a/{n}>{title}</a></li>')}</ul></main>")
    assert found.item == "main li"


def test_a_lead_must_be_a_sentence() -> None:
    lead = "It said so in a statement of more than forty letters on Monday."
    form = '<div class="c"><h2><a href="/a/{n}">{title}</a></h2><p>%s</p></div>'
    assert best(rows(form % lead)).fields["lead"] == "p"
    assert "lead" not in best(rows(form % "by Ann")).fields


def test_a_date_must_be_one() -> None:
    form = '<div class="c"><h2><a href="/a/{n}">{title}</a></h2><i class="date">soon</i></div>'
    assert "date" not in best(rows(form)).fields


def test_menus_and_footers_hold_no_news() -> None:
    menu = rows('<li class="m"><a href="/p/{n}">{title}</a></li>')
    for around in ("nav", "footer", "aside"):
        assert repeated(page(f"<{around}><ul>{menu}</ul></{around}>")) == ()


@pytest.mark.parametrize(
    "form",
    [
        '<li class="m"><a href="/p/{n}">Short {n}</a></li>',
        '<li class="m"><a href="https://other.example/{n}">{title}</a></li>',
        '<li class="m"><a href="/press">{title}</a></li>',
        '<li class="m">{title}</li>',
    ],
)
def test_rows_that_are_no_articles_are_no_list(form: str) -> None:
    assert repeated(page(rows(form))) == ()


def test_fewer_than_five_rows_are_no_list() -> None:
    form = '<li class="m"><a href="/a/{n}">{title}</a></li>'
    assert repeated(page(rows(form)[: rows(form).find("/a/4")])) == ()


def test_titles_of_scripts_without_blanks_may_be_short() -> None:
    body = "".join(
        f'<li class="n"><a href="/a/{n}">新工場の開設について{n}</a></li>' for n in range(6)
    )
    assert best(body).item == "li.n"


def test_a_page_may_send_its_reader_on() -> None:
    for said, led in (
        ("0; url=/en/", "/en/"),
        ("5;URL='https://x.example/'", "https://x.example/"),
        ("30", ""),
    ):
        meta = f'<meta http-equiv="Refresh" content="{said}">'
        assert refresh(Page(meta, url=URL)) == led


def test_an_anchor_tells_where_it_lies() -> None:
    body = '<main id="all"><div class="1x ok"><p><a href="/x" title="Read"></a></p></div></main>'
    (anchor,) = anchors(page(body))
    assert (anchor.href, anchor.text, anchor.in_menu) == ("/x", "Read", False)
    selectors = [css for _, css in anchor.above]
    assert selectors == ["div.ok a", "div.ok > p", "div.ok", "main#all"]


def test_of_very_many_links_a_page_s_worth_is_looked_at() -> None:
    body = "".join(f'<div class="k"><a href="/{n}">Title</a></div>' for n in range(10_000))
    assert len(list(anchors(page(body)))) == MAX_ROWS


def test_rows_that_lead_to_articles_go_before_longer_ones_that_lead_to_products() -> None:
    news = rows('<li class="news"><a href="/2026/11/{n}">{title}</a></li>')
    wares = rows('<li class="ware"><a href="/p/{n}">{title}, and some more of it</a></li>')
    assert best(f"<ul>{wares}</ul><ul>{news}</ul>").item == "li.news"


def test_an_archive_of_hundreds_is_a_list_too() -> None:
    form = '<li class="old"><a href="/a/{}">A headline of the usual length {}</a></li>'
    assert best("".join(form.format(n, n) for n in range(450))).item == "li.old"
