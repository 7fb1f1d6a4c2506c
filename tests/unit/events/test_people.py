"""People and organisations: the watched ones, and single words explained by the article."""

import pytest

from monitor.events.people import cast_of, looks_like_person, taken_by
from monitor.events.written import Name
from tests.fakes.lexicons import article, events, shipped_names
from tests.fakes.scenes import scene


def test_watched_names_have_ids_and_their_canonical_form() -> None:
    found = {n.text: (n.id, n.kind, n.how) for n in scene("Apple boss Tim Cook resigns").names}

    assert found == {
        "Apple": ("apple", "org", "alias"),
        "Tim Cook": ("tim-cook", "person", "alias"),
    }


def test_a_surname_of_a_watched_house_is_its_person() -> None:
    (apple, cook) = scene("Apple chief Cook resigns").names

    assert apple.id == "apple"
    assert (cook.text, cook.id, cook.how) == ("Tim Cook", "tim-cook", "in-article")


def test_another_given_name_is_another_person() -> None:
    found = scene("Apple chief Linda Cook resigns").names

    assert [n.id for n in found if n.kind != "org"] == [None]


def test_a_surname_without_its_house_is_a_word() -> None:
    assert [n.id for n in scene("Chief Cook resigns").names] == [None]


def test_the_topic_is_named_most_up_front() -> None:
    names = shipped_names()

    both = cast_of(article("Apple grows", body="OpenAI. OpenAI. OpenAI."), names)
    none = cast_of(article("Northwind grows"), names)

    assert both.topic is not None
    assert both.topic.id == "apple"
    assert none.topic is None
    assert none.spotted == {}


def test_people_have_their_home_when_it_is_up_front() -> None:
    front = cast_of(article("OpenAI grows"), shipped_names())
    behind = cast_of(article("Things grow", body="OpenAI grows."), shipped_names())

    assert front.homes["greg-brockman"].id == "openai"
    assert "greg-brockman" not in behind.homes
    assert behind.surnames["brockman"] is not None


@pytest.mark.parametrize(
    ("text", "kind", "person"),
    [
        ("Ana Ruiz", "name", True),
        ("Ruiz", "name", False),
        ("Ruiz", "person", True),
        ("Ana Ruiz", "org", False),
        ("Ana de la Ruiz Garcia Perez", "name", False),
        ("Studio 54", "name", False),
    ],
)
def test_two_to_five_words_look_like_a_person(text: str, kind: str, person: bool) -> None:
    assert looks_like_person(Name(start=0, end=1, kind=kind, text=text)) is person


def test_marks_take_their_words_but_not_what_stands_in_their_gap() -> None:
    made = scene("Northwind welcomes Ana Ruiz as chief executive")

    taken = taken_by(made.marks)

    assert {n.text for n in made.names} == {"Northwind", "Ana Ruiz"}
    assert 1 in taken
    assert 2 not in taken


def test_the_full_name_may_stand_anywhere_in_what_is_read() -> None:
    found = events(
        "Northwind chief executive Stern resigns", body="Otto Stern quits as chief executive."
    )

    assert {e.person.name for e in found if e.person} == {"Otto Stern"}


def test_a_title_before_a_surname_is_no_given_name() -> None:
    found = events(
        "Northwind chief executive Stern resigns", body="Chief Stern resigns from Northwind."
    )

    assert {e.person.name for e in found if e.person} == {"Stern"}
