from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article, Match
from monitor.reasons import Reason
from monitor.stories.newsroom import Newsroom
from tests.fakes.made import NINE, article, event, match, rule

TITLES = (
    "Dockers strike at the port of Antwerp",
    "Dockers strike at the port of Antwerp again",
    "Walkout closes the harbour of Genoa",
    "Strike in Genoa",
)


def news(number: int, title: str, *, hours: float = 0) -> Article:
    at = NINE + timedelta(hours=hours)
    url = f"https://{number}.example/"
    return article(title, id=f"a{number}", url=url, published=at, seen=at)


def keyword(name: str = "port-strike", reason: Reason | None = None) -> Match:
    return match(rule=name, reason=reason)


def room(name: str = "port-strike", **more: object) -> Newsroom:
    return Newsroom(rules={name: rule(name, **more)})


def test_the_first_report_is_a_card_and_a_copy_is_silent() -> None:
    port = room()
    first = port.join(news(1, TITLES[0]), [keyword()])
    second = port.join(news(2, TITLES[1], hours=2), [keyword()])
    assert [telling.kind for telling in first] == ["card"]
    assert second == ()
    assert port.story_of("a1") == port.story_of("a2") == first[0].story
    assert port.told(first[0].story)


def test_another_story_is_another_card() -> None:
    port = room()
    port.join(news(1, TITLES[0]), [keyword()])
    (card,) = port.join(news(2, TITLES[2]), [keyword()])
    assert port.story_of("a1") != card.story


def test_a_new_person_is_told_in_the_thread() -> None:
    people = room("executive-change")
    people.join(news(1, "Cook leaves"), [match(event("Tim Cook"))])
    (reply,) = people.join(news(2, "Maestri too"), [match(event("Luca Maestri"))])
    assert reply.kind == "reply"
    assert len(people.stories) == 1


def test_what_does_not_hold_tells_nothing() -> None:
    port = room()
    assert port.join(news(1, TITLES[0]), [keyword(reason=Reason.MENTION)]) == ()
    assert port.join(news(2, TITLES[0]), []) == ()
    assert port.story_of("a1") == port.story_of("nobody") == ""


def test_a_denial_of_what_nobody_told_opens_no_story() -> None:
    people = room("executive-change")
    denied = match(event(polarity="denied"), reason=Reason.DENIED, held=())
    assert people.join(news(1, "Cook stays"), [denied]) == ()
    assert people.story_of("a1") == ""


def test_the_same_article_again_changes_nothing() -> None:
    port = room()
    port.join(news(1, TITLES[0]), [keyword()])
    before = dict(port.stories)
    assert port.join(news(1, TITLES[0]), [keyword()]) == ()
    assert port.stories == before


def test_alike_reports_weeks_apart_are_two_stories() -> None:
    port = room()
    port.join(news(1, TITLES[0]), [keyword()])
    (card,) = port.join(news(2, TITLES[0], hours=24 * 30), [keyword()])
    assert card.kind == "card"


@given(st.lists(st.sampled_from(TITLES), max_size=8))
def test_every_report_is_of_one_story_and_every_story_was_told_once(titles: list[str]) -> None:
    port = room()
    told = [
        telling
        for number, title in enumerate(titles)
        for telling in port.join(news(number, title), [keyword()])
    ]
    cards = [telling.story for telling in told if telling.kind == "card"]
    assert sorted(cards) == sorted(port.stories)
    assert {port.story_of(f"a{n}") for n in range(len(titles))} == set(port.stories)


def test_a_broad_rule_stays_quick_in_one_week() -> None:
    """Reports that are like no other are compared with, but not grouped against, all others."""
    port = room()
    for number in range(300):
        port.join(news(number, f"Word{number} other{number} third{number}"), [keyword()])
    assert len(port.stories) == 300
