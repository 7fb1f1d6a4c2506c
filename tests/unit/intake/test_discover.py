"""The search itself: what is asked, in which order, and where it ends."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor.intake.discover import BUDGET, Discovery, candidates
from monitor.intake.reading import parse_document
from monitor.intake.searching import Known
from monitor.intake.sitemapping import sitemapped
from monitor.intake.surveying import survey
from monitor.model import Hop
from monitor.net.problems import problem
from monitor.sources import sitemap as sitemap_kind
from monitor.workers import Compute
from tests.fakes.web import FakeWeb
from tests.golden.homes.forms import named, page, rss, sitemap
from tests.golden.homes.words import stories

BASE = "https://acme.example"
FEED = rss(stories("x"), base=BASE, title="Acme")


def search(
    web: FakeWeb, url: str = BASE, *, most: int = BUDGET, catalogue: Sequence[Known] = (),
    told: Callable[[str], None] = lambda _: None,
) -> Discovery:  # fmt: skip
    jobs = {"parse": parse_document, "survey": survey, "sitemap": sitemapped}

    async def run() -> Discovery:
        compute = Compute.start(jobs, workers=0)
        left = web.left(most)
        return await candidates(
            url, web=web, compute=compute, left=left, catalogue=catalogue, told=told
        )

    return asyncio.run(run())


def test_an_address_without_scheme_is_tried_by_https_then_by_http() -> None:
    refused = problem("connect", "refused")
    web = FakeWeb({"http://acme.example": FEED}, {"https://acme.example": refused})
    found = search(web, "acme.example")
    assert [url for url, _ in web.asked] == ["https://acme.example", "http://acme.example"]
    assert [one.url for one in found.found] == ["http://acme.example"]
    assert (found.problem, found.url) == (None, "http://acme.example")


def test_when_both_fail_the_first_failure_is_told() -> None:
    first, second = problem("tls", "no"), problem("connect", "refused")
    web = FakeWeb({}, {"https://acme.example": first, "http://acme.example": second})
    found = search(web, "acme.example")
    assert (found.problem, len(web.asked)) == (first, 2)


def test_a_site_that_cannot_be_reached_is_not_asked_again() -> None:
    web = FakeWeb({}, {BASE: problem("dns", "no such name")})
    found = search(web)
    assert (len(web.asked), found.found) == (1, ())


def test_a_front_page_that_is_missing_does_not_end_the_search() -> None:
    web = FakeWeb({f"{BASE}/rss.xml": FEED})
    found = search(web)
    assert found.problem is not None
    assert [one.url for one in found.found] == [f"{BASE}/rss.xml"]


def test_what_nobody_has_named_obeys_robots_txt() -> None:
    head = named("/dead.xml")
    menu = '<li><a href="/news">News</a></li>'
    web = FakeWeb({BASE: page("", head=head, menu=menu)}, said=["/s.xml"])
    search(web)
    obeyed = dict(web.asked)
    assert obeyed[BASE] is False
    assert obeyed[f"{BASE}/dead.xml"] is False
    assert obeyed[f"{BASE}/s.xml"]
    assert obeyed[f"{BASE}/feed"]
    assert obeyed[f"{BASE}/news"]


def test_no_address_is_asked_twice_and_none_beyond_what_is_left() -> None:
    links = "".join(f'<a href="/f{n}.rss">RSS</a>' for n in range(30))
    menu = "".join(f'<li><a href="/{n}/news">News</a></li>' for n in range(9))
    web = FakeWeb({BASE: page(links, menu=menu)}, said=[f"/news{n}.xml" for n in range(9)])
    search(web)
    asked = [url for url, _ in web.asked]
    assert len(asked) == len(set(asked)) <= BUDGET
    few = replace(web, asked=[])
    search(few, most=3)
    assert len(few.asked) == 3


def test_a_lasting_redirect_is_kept_and_a_passing_one_is_not() -> None:
    there = f"{BASE}/there.xml"
    for status, kept in ((301, there), (308, there), (302, f"{BASE}/rss"), (307, f"{BASE}/rss")):
        head = named("/rss")
        web = FakeWeb({BASE: page("", head=head), f"{BASE}/rss": FEED},
                      hops={f"{BASE}/rss": (Hop(status, there),)})  # fmt: skip
        assert [one.url for one in search(web).found] == [kept]


def test_a_catalogued_sitemap_is_read_by_its_own_options() -> None:
    listed = [(f"/x/some-story-of-ours-{n}", "2026-11-23") for n in range(7)]
    options = sitemap_kind.Options(include="/x/")
    url = f"https://www.acme.example/{'s' * 9}.xml"
    known = Known(kind="sitemap", url=url, id="acme", options=options, more={"include": "/x/"})
    web = FakeWeb({BASE: page(""), url: sitemap(listed, base=BASE)})
    (found,) = search(web, catalogue=[known]).found
    assert (found.url, found.more, len(found.articles)) == (url, {"include": "/x/"}, 7)
    assert found.note == "shipped as acme"
    stranger = replace(known, url="https://other.example/s.xml")
    web.asked.clear()
    assert search(web, catalogue=[stranger]).found == ()


def test_progress_hears_of_each_address() -> None:
    heard: list[str] = []
    web = FakeWeb({BASE: page("", head=named("/rss")), f"{BASE}/rss": FEED})
    found = search(web, told=heard.append)
    assert heard == [BASE, f"{BASE}/rss"] == list(found.looked)


def test_a_page_without_links_is_known_to_be_drawn() -> None:
    assert search(FakeWeb({BASE: b"<!doctype html><html><div id=root></div>"})).is_drawn
    assert not search(FakeWeb({BASE: page("<h1>Hello</h1>")})).is_drawn


def test_each_place_says_what_robots_txt_thinks_of_it() -> None:
    web = FakeWeb({BASE: page("", head=named("/rss")), f"{BASE}/rss": FEED})
    (found,) = search(web).found
    assert found.robots == f"allowed {BASE}/rss"


def test_no_request_too_many_is_spent_on_a_verdict() -> None:
    other = "https://feeds.other.example/rss"
    web = FakeWeb({BASE: page("", head=named(other)), other: FEED})
    assert search(web, most=2).found[0].robots == ""
