"""New keys that tell nothing new, and known URLs that do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.ids import article_id
from monitor.intake.recognising import Recognised, recognised
from monitor.model import Article
from monitor.parsing.urls import hash_form
from monitor.ports import Freshness
from tests.fakes.clock import START
from tests.fakes.made import article

HOUR = timedelta(hours=1)
FLOOD, VOTE = "River floods the old town", "Parliament votes on pensions today"


def shown(key: str, title: str, *, url: str = "", hours: float = 0, **more: object) -> Article:
    """An article as a feed shows it, its id that of its URL."""
    url = url or f"https://gazette.example/{key}"
    made = article(title, id=article_id(hash_form(url)), key=key, url=url, **more)
    return replace(made, published=START + hours * HOUR)


def after(
    before: list[Article], now: list[Article], *fresh: Freshness, then: bytes = b""
) -> Recognised:
    """See `now` by a source that has shown `before`."""
    kept = recognised(before, ["new"] * len(before), then, now=START).prints
    return recognised(now, fresh or ["new"] * len(now), kept, now=START)


def test_a_new_key_with_a_known_url_and_title_is_known() -> None:
    assert after([shown("a", FLOOD)], [replace(shown("a", FLOOD), key="b")]).fresh == ("known",)


def test_a_new_key_with_a_known_url_and_another_title_is_an_update() -> None:
    edited = replace(shown("a", f"{FLOOD} and the bridge"), key="b")

    assert after([shown("a", FLOOD)], [edited]).fresh == ("changed",)


def test_a_new_key_and_url_with_a_known_title_and_time_is_known() -> None:
    met = after([shown("a", FLOOD)], [shown("b", FLOOD), shown("c", VOTE)])

    assert met.fresh == ("known", "new")


def test_one_of_the_same_title_at_another_time_is_new() -> None:
    filing = "8-K ACME CORP (0000123456) (Filer)"

    assert after([shown("a", filing)], [shown("b", filing, hours=20)]).fresh == ("new",)


@pytest.mark.parametrize(("hours", "fresh"), [(47, "known"), (49, "new"), (-49, "new")])
def test_many_of_known_titles_within_two_days_are_known(hours: float, fresh: Freshness) -> None:
    titles = [f"{FLOOD} for the {n} time" for n in range(4)]
    before = [shown(f"a{n}", title) for n, title in enumerate(titles)]
    now = [shown(f"b{n}", title, hours=hours) for n, title in enumerate(titles)]

    assert after(before, [*now, shown("c", VOTE)]).fresh == (*[fresh] * 4, "new")


def test_a_few_known_titles_among_many_new_ones_are_new() -> None:
    titles = [f"{FLOOD} for the {n} time" for n in range(3)]
    before = [shown(f"a{n}", title) for n, title in enumerate(titles)]
    now = [shown(f"b{n}", title, hours=3) for n, title in enumerate(titles)]
    others = [shown(f"c{n}", f"{VOTE} once more, number {n}") for n in range(3)]

    assert set(after(before, now + others).fresh) == {"new"}


@pytest.mark.parametrize("title", ["Daily briefing", "Form 8-K", "朝刊"])
def test_a_title_that_names_no_article_makes_none_known(title: str) -> None:
    assert after([shown("a", title)], [shown("b", title)]).fresh == ("new",)


def test_an_article_beside_its_namesake_is_another() -> None:
    a, b = shown("a", FLOOD), shown("b", FLOOD)

    assert after([a], [a, b], "known", "new").fresh == ("known", "new")


def test_one_known_article_answers_for_one_only() -> None:
    met = after([shown("a", FLOOD)], [shown("b", FLOOD), shown("c", FLOOD)])

    assert sorted(met.fresh) == ["known", "new"]


def test_another_outlet_s_title_makes_nothing_known() -> None:
    other = replace(shown("b", FLOOD), outlet_id="herald")

    assert after([shown("a", FLOOD)], [other]).fresh == ("new",)


@pytest.mark.parametrize("fresh", ["new", "changed"])
def test_a_known_url_that_shows_something_later_is_another_article(fresh: Freshness) -> None:
    old = shown("a", FLOOD)
    live = replace(shown("a", VOTE, hours=5), key="a" if fresh == "changed" else "b")

    met = after([old], [live], fresh)

    assert met.fresh == ("new",)
    assert met.articles[0].id != old.id


def test_an_edit_of_it_keeps_its_id_and_a_third_thing_gets_its_own() -> None:
    old, live = shown("a", FLOOD), shown("a", VOTE, hours=5)
    second = after([old], [live], "changed")
    edit = shown("a", f"{VOTE} again", hours=6)
    third = shown("a", "Museum opens its doors at night", hours=9)

    edited = recognised([edit], ["changed"], second.prints, now=START)
    last = recognised([third], ["changed"], edited.prints, now=START)

    assert edited.fresh == ("changed",)
    assert edited.articles[0].id == second.articles[0].id
    assert last.fresh == ("new",)
    assert len({old.id, second.articles[0].id, last.articles[0].id}) == 3


def test_a_generation_is_kept_while_nothing_changes() -> None:
    second = after([shown("a", FLOOD)], [shown("a", VOTE, hours=5)], "changed")
    later = recognised(
        [shown("a", VOTE, hours=5), shown("z", "Something else is new here")],
        ["known", "new"],
        second.prints,
        now=START,
    )
    edited = recognised(
        [shown("a", f"{VOTE} again", hours=6)], ["changed"], later.prints, now=START
    )

    assert edited.articles[0].id == second.articles[0].id


def test_the_same_date_or_none_is_an_edit() -> None:
    old = shown("a", FLOOD)

    assert after([old], [shown("a", VOTE)], "changed").articles[0].id == old.id
    undated = replace(shown("a", VOTE), published=None)
    clamped = replace(shown("a", VOTE, hours=5), published_from="clamped")
    assert after([old], [clamped], "changed").fresh == ("changed",)
    assert after([old], [undated], "changed").fresh == ("changed",)


def test_the_same_poll_after_a_crash_gives_the_same_id() -> None:
    old, live = shown("a", FLOOD), shown("a", VOTE, hours=5)
    first = after([old], [live], "changed")

    again = after([old], [live], "changed")
    archived = after([old], [first.articles[0]], "changed")

    assert again.articles == first.articles == archived.articles


def test_urls_that_several_articles_share_say_nothing() -> None:
    home = "https://gazette.example/changes"
    now = [shown("b", VOTE, url=home), shown("c", "Museum opens its doors at night", url=home)]

    assert after([shown("a", FLOOD, url=home)], now).fresh == ("new", "new")


def test_an_id_that_its_kind_has_made_is_left_alone() -> None:
    page = replace(shown("a", VOTE, hours=5), id="made-by-its-kind", key="change-2")

    met = after([replace(shown("a", FLOOD), id="other", key="change-1")], [page])

    assert (met.fresh, met.articles) == (("new",), (page,))


def test_without_prints_nothing_is_seen_through() -> None:
    met = recognised([shown("a", FLOOD)], ["changed"], b"", now=START)

    assert met.fresh == ("changed",)


def test_damaged_prints_harm_nothing() -> None:
    assert recognised([shown("a", FLOOD)], ["new"], b"\xff" * 45, now=START).fresh == ("new",)


@pytest.mark.parametrize("many", [40, 400])
def test_a_part_of_what_is_shown_pushes_no_print_of_the_rest_out(many: int) -> None:
    document = [shown(f"k{n}", f"{FLOOD} for the {n}th time") for n in range(many)]
    kept = recognised(document, ["new"] * many, b"", now=START).prints

    met = recognised([shown("a", VOTE)], ["new"], kept, now=START, part=True)

    again = [replace(one, key=f"new-{one.key}") for one in document[: many - 1]]
    assert set(recognised(again, ["new"] * len(again), met.prints, now=START).fresh) == {"known"}
