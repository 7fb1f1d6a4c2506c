"""Seats: called in full, with what a loose one is for."""

import pytest

from monitor.events.seats import Seat, complement_at, seat_text
from tests.fakes.lexicons import events
from tests.fakes.scenes import scene


def role_of(title: str, *, lang: str = "en") -> str:
    found = [e for e in events(title, lang=lang) if e.newness == "new"]
    assert len(found) == 1
    return found[0].role


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Northwind head of infrastructure Ana Ruiz steps down", "head of infrastructure"),
        ("Ana Ruiz, head of infrastructure at Northwind, quits", "head of infrastructure"),
        ("Ana Ruiz, head of the global network at Northwind, quits", "head of the global network"),
        ("Ana Ruiz, Head of Hardware at Northwind, quits", "Head of Hardware"),
        ("Northwind names Ana Ruiz head of people and culture", "head of people and culture"),
        ("Northwind names Ana Ruiz head of people, culture", "head of people"),
        ("Ana Ruiz resigns as head of hardware at Northwind", "head of hardware"),
        ("Northwind's head of hardware resigns", "head of hardware"),
        (
            "Northwind's head of very large and heavy old engines resigns",
            "head of very large and heavy",
        ),
        ("Ana Ruiz resigns as head of Northwind", "head"),
        ("Northwind chief Ana Ruiz resigns", "chief"),
        ("Northwind finance chief Ana Ruiz resigns", "finance chief"),
    ],
)
def test_a_loose_seat_takes_what_it_is_for(title: str, role: str) -> None:
    assert role_of(title) == role


@pytest.mark.parametrize(
    ("lang", "title", "role"),
    [
        (
            "it",
            "Ana Ruiz, responsabile delle reti di Northwind, si dimette",
            "responsabile delle reti",
        ),
        (
            "it",
            "Ana Ruiz, responsabile per le reti di Northwind, si dimette",
            "responsabile per le reti",
        ),
        (
            "fr",
            "Ana Ruiz, responsable des réseaux de Northwind, démissionne",
            "responsable des réseaux",
        ),
        ("es", "Ana Ruiz, responsable de redes de Northwind, dimite", "responsable de redes"),
        ("de", "Ana Ruiz, Leiterin für Netze bei Northwind, tritt zurück", "Leiterin für Netze"),
        ("pt", "Northwind tem nova diretora de redes", "diretora de redes"),
    ],
)
def test_the_complement_is_taken_in_each_language(lang: str, title: str, role: str) -> None:
    assert role_of(title, lang=lang) == role


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("de", "Ana Ruiz, Leiterin für Netze bei Northwind, tritt zurück"),
        ("en", "Ana Ruiz resigns as chief executive for Europe at Northwind"),
        ("es", "Ana Ruiz, responsable para Europa de Northwind, dimite"),
    ],
)
def test_what_a_seat_is_for_is_not_its_house(lang: str, title: str) -> None:
    (event,) = events(title, lang=lang)

    assert event.org is not None
    assert event.org.name == "Northwind"


def test_a_house_stays_a_house_when_a_country_follows() -> None:
    (event,) = events("Ana Ruiz, nueva consejera delegada de Northwind en España", lang="es")

    assert event.org is not None
    assert event.org.name == "Northwind"


def test_the_end_of_a_text_ends_a_seat() -> None:
    made = scene("Northwind names Ana Ruiz head of")
    (role,) = made.marks.of("role")

    assert seat_text(made, role, frozenset()) == "head"
    assert complement_at(made, role.end - 1) is not None
    assert complement_at(made, 0) is None


def test_a_seat_without_roles_has_no_classes() -> None:
    assert Seat(person=None, roles=()).classes == frozenset()


def test_a_pdg_is_two_classes() -> None:
    made = scene("Le PDG de Northwind démissionne", lang="fr")

    assert Seat(person=None, roles=made.marks.of("role")).classes == {"ceo", "chair"}
