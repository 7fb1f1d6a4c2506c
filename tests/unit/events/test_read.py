"""Reading: an article's events, with evidence, reasons, and what is left out."""

from datetime import UTC, datetime

import pytest

from monitor.events.lexicon import Pack
from monitor.events.read import MOST_SENTENCES, read
from monitor.model import Event
from tests.fakes.lexicons import (
    alerting,
    article,
    events,
    line,
    lines,
    shipped_names,
    shipped_pack,
)


def one(title: str, *, lang: str = "en") -> Event:
    found = events(title, lang=lang)
    assert len(found) == 1, lines(found)
    return found[0]


def test_evidence_lies_in_the_original() -> None:
    title = "OpenAI president Greg Brockman begins an extended leave"

    event = one(title)

    assert [(e.text, e.part) for e in event.evidence] == [
        ("OpenAI", "slot"),
        ("president", "slot"),
        ("Greg Brockman", "slot"),
        ("begins an extended leave", "trigger"),
    ]
    assert all(title[e.start : e.end] == e.text and e.field == "title" for e in event.evidence)


def test_each_decision_names_its_line() -> None:
    event = one("Apple says Tim Cook has no plans to step down as chief executive")

    assert event.explain["type"].startswith("step down (rules/events/executive-change/en.yaml:")
    assert event.explain["polarity"].startswith("no plans to (rules/events/language/en.yaml:")
    assert event.explain["person"] == "alias"


def test_slots_hold_ids_of_the_watched_and_keys_of_the_others() -> None:
    watched = one("Apple chief executive Tim Cook retires")
    other = one("Nordwind SpA names Ana Ruiz chief financial officer")

    assert watched.person is not None
    assert watched.org is not None
    assert (watched.person.id, watched.org.id) == ("tim-cook", "apple")
    assert other.person is not None
    assert other.org is not None
    assert (other.person.id, other.person.how) == (None, "heuristic")
    assert other.org.id == "~nordwind-spa"


def test_roles_have_text_and_classes() -> None:
    event = one("Northwind president and chief executive Ana Ruiz resigns")

    assert event.role == "president, chief executive"
    assert event.role_class == {"president", "ceo"}
    assert event.direction == "out"


def test_a_surname_takes_the_full_name_of_the_article() -> None:
    found = events(
        "Northwind chief executive Stern resigns",
        body="Paul Stern had led Northwind since 2019. Stern resigns at once, the company said.",
    )

    assert {e.person.name for e in found if e.person} == {"Paul Stern"}


def test_an_unnamed_seat_is_an_event_and_a_name_fills_it() -> None:
    unnamed = events("Northwind chief financial officer steps down")
    filled = events(
        "Northwind chief financial officer steps down",
        lead="Ana Ruiz resigns as chief financial officer of Northwind, it said.",
    )

    assert lines(unnamed) == ["departure - @ Northwind"]
    assert lines(filled) == ["departure Ana Ruiz @ Northwind"]


def test_the_topic_stands_in_for_a_missing_organisation() -> None:
    found = events(
        "Shake-up at OpenAI",
        lead="John Schulman steps down as head of research, he wrote.",
    )

    assert lines(found) == ["departure John Schulman @ OpenAI"]
    assert found[0].org is not None
    assert found[0].org.how == "topic"


def test_exit_and_entry_of_one_person_are_a_move() -> None:
    found = events(
        "OpenAI co-founder John Schulman leaves OpenAI",
        lead="John Schulman joins Anthropic as head of research.",
    )

    assert lines(found) == ["move John Schulman @ OpenAI > Anthropic"]
    assert found[0].direction == "out in"


def test_a_nickname_resolves_only_beside_its_guard() -> None:
    guarded = events("OpenAI: Ultraman si dimette", lang="it")
    film = events("Ultraman si dimette", lang="it")

    assert lines(guarded) == ["departure Sam Altman @ OpenAI"]
    assert lines(film) == []


def test_the_possessor_of_a_name_is_not_the_subject() -> None:
    event = one("OpenAI: l'alleato di Ultraman Brockman è in congedo", lang="it")

    assert line(event) == "leave Greg Brockman @ OpenAI"


def test_former_employers_in_an_inset_bind_nothing() -> None:
    found = events(
        "OpenAI perde pezzi",
        lang="it",
        body=(
            "Secondo una persona informata, il responsabile del prodotto Peter Deng, arrivato "
            "l'anno scorso dopo gli anni in Uber e Airtable, se ne è andato."
        ),
    )

    assert lines(alerting(found)) == ["departure Peter Deng @ OpenAI reported"]


def test_a_role_list_is_no_event() -> None:
    assert events("The committee: Bret Taylor (chair), Sam Altman (CEO) and Nicole Seligman") == ()


@pytest.mark.parametrize(
    "title",
    [
        "Northwind resigns itself to higher prices",
        "Two cities named best places for directors",
        "Rhoda AI Exits Stealth with $450 Million Series A",
        "Minister appoints judge",
        "African President ousted",
        "He died from head injuries",
        "Court-appointed director says no",
    ],
)
def test_what_is_no_executive_change_alerts_nobody(title: str) -> None:
    assert alerting(events(title)) == []


def test_language_is_guessed_from_the_words_when_unknown() -> None:
    text = "Il presidente di OpenAI Greg Brockman prende un lungo congedo"
    unknown = article(text, lang="und")
    unsure = article(text, lang="es", sure=0.4)

    for found in (unknown, unsure):
        read_ = read(found, pack=shipped_pack(), gazetteer=shipped_names())
        assert lines(read_) == ["leave Greg Brockman @ OpenAI"]


def test_no_lexicon_no_words_no_event() -> None:
    empty = Pack(name="none", vocabularies={})

    assert read(article("Stern resigns"), pack=empty, gazetteer=shipped_names()) == ()
    assert events("Ngozi amejiuzulu", lang="sw") == ()
    assert events("", lang="und") == ()
    assert events("12 34", lang="und") == ()


def test_the_headline_is_read_before_the_64_sentences_are_full() -> None:
    body = "Somebody resigns as a guess. " * (MOST_SENTENCES + 10)

    found = events("Apple chief executive Tim Cook retires", body=body)

    assert "retirement Tim Cook @ Apple" in lines(found)


def test_death_of_a_holder_is_an_exit() -> None:
    event = one("Northwind chairman Paul Stern dies")

    assert (event.type, event.direction) == ("death", "out")


def test_a_founding_has_no_direction() -> None:
    found = events("Ilya Sutskever founded Safe Superintelligence")

    assert [(e.type, e.direction) for e in found] == [("founding", "")]


def test_the_effective_date_is_read() -> None:
    event = one("Northwind chief executive Ana Ruiz to retire on 30 June 2026")

    assert event.effective == "2026-06-30"


def test_without_a_date_of_its_own_an_article_is_still_read() -> None:
    found = events("Northwind chief executive Ana Ruiz resigns", published=None)

    assert lines(found) == ["departure Ana Ruiz @ Northwind"]


def test_succession_gives_two_events() -> None:
    found = events("Northwind names Ana Ruiz CFO, replacing Paul Stern")

    assert lines(found) == ["appointment Ana Ruiz @ Northwind", "departure Paul Stern @ Northwind"]


def test_a_demand_is_no_news() -> None:
    found = events("Investors urge Northwind to drop chief Stern")

    assert lines(found) == ["dismissal Stern @ Northwind demanded"]


def test_published_in_another_year_makes_a_date_background() -> None:
    old = events(
        "Shake-up at OpenAI",
        lang="en",
        body="Ilya Sutskever left OpenAI in May 2024.",
        published=datetime(2024, 8, 6, tzinfo=UTC),
    )

    assert lines(old) == ["departure Ilya Sutskever @ OpenAI background"]


@pytest.mark.parametrize(
    ("title", "org"),
    [
        ("Nord Sole, Ana Ruiz nuova amministratrice delegata", "Nord Sole"),
        ("Nordwind: Ana Ruiz nuova amministratrice delegata", "Nordwind"),
        ("Ana Ruiz nuova amministratrice delegata di Nordwind", "Nordwind"),
        ("Ana Ruiz nuova amministratrice delegata: governance e crescita", "-"),
    ],
)
def test_a_headline_names_its_organisation_first_or_last(title: str, org: str) -> None:
    assert lines(events(title, lang="it")) == [f"appointment Ana Ruiz @ {org}"]


def test_a_quotation_after_the_colon_makes_a_mention() -> None:
    found = events('Ana Ruiz nuova amministratrice delegata: "Crescita per tutti"', lang="it")

    assert [e.newness for e in found] == ["mention"]


def test_a_month_that_looks_like_a_hedge_is_a_month() -> None:
    event = one("Northwind chief executive Ana Ruiz resigns effective May 15, 2026")

    assert (event.certainty, event.effective) == ("confirmed", "2026-05-15")


def test_not_standing_for_re_election_is_a_departure() -> None:
    found = events("Ana Ruiz, a director of Nordwind Inc, will not stand for re-election")

    assert lines(alerting(found)) == ["departure Ana Ruiz @ Nordwind Inc"]


def test_a_watched_person_who_joins_another_house_has_moved() -> None:
    found = events("Leaders leave OpenAI: co-founder John Schulman joins Anthropic")

    assert "move John Schulman @ OpenAI > Anthropic" in lines(found)


def test_what_was_left_unread_is_told() -> None:
    sentence = "Somebody resigns as a guess. "
    title = "Apple chief executive Tim Cook retires"

    short = events(title, body=sentence * 5)
    long = events(title, body=sentence * (MOST_SENTENCES + 10))
    dense = events(title, body="He resigns, quits, resigns, quits, resigns, quits. " * 30)

    assert all("cut" not in e.explain for e in short)
    assert all("64 sentences" in e.explain["cut"] for e in long)
    assert all("96 triggers" in e.explain["cut"] for e in dense)
    assert long
    assert dense


def test_two_alphabets_are_two_names() -> None:
    found = events("Northwind Пауль Штерн appointed chief executive")

    assert lines(found) == ["appointment Пауль Штерн @ Northwind"]


def test_the_seat_is_shown_with_what_it_is_for() -> None:
    assert one("Northwind head of infrastructure Ana Ruiz resigns").role == "head of infrastructure"
