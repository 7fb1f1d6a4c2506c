"""Places: at which organisation a seat is, and where a person goes."""

import pytest

from tests.fakes.lexicons import events


@pytest.mark.parametrize(
    ("lang", "title", "org"),
    [
        ("en", "Ana Ruiz resigns as chief executive of Nordwind", "Nordwind"),
        ("en", "Nordwind chief executive Ana Ruiz resigns", "Nordwind"),
        ("en", "Nordwind's chief executive Ana Ruiz resigns", "Nordwind"),
        ("en", "Nordwind: chief executive Ana Ruiz resigns", "Nordwind"),
        ("en", "Ana Ruiz, chief executive of Nordwind, resigns", "Nordwind"),
        ("en", "Ana Ruiz appointed chief executive of Nordwind", "Nordwind"),
        ("en", "Nordwind appoints Ana Ruiz as chief executive", "Nordwind"),
        ("en", "Ana Ruiz joins Nordwind as chief executive", "Nordwind"),
        ("de", "Finanzchef Stern tritt nach acht Monaten bei Nordwind zurück", "Nordwind"),
        ("de", "Nordwind-Finanzchef Paul Stern tritt zurück", "Nordwind"),
        ("fr", "Paul Stern nommé directeur général de Nordwind", "Nordwind"),
        ("es", "Paul Stern, nuevo consejero delegado de Nordwind", "Nordwind"),
        ("it", "Paul Stern nominato amministratore delegato di Nordwind", "Nordwind"),
    ],
)
def test_the_organisation_of_the_seat(lang: str, title: str, org: str) -> None:
    found = events(title, lang=lang)

    assert [e.org.name if e.org else "" for e in found] == [org]


def test_a_subsidiary_is_itself() -> None:
    found = events("DeepMind chief executive Demis Hassabis steps down")

    assert [e.org.id if e.org else "" for e in found] == ["deepmind"]


def test_the_last_of_a_row_of_names_is_the_destination() -> None:
    found = events("Jan Leike si unirà al concorrente di OpenAI Anthropic", lang="it")

    assert [e.destination.id if e.destination else "" for e in found] == ["anthropic"]


def test_a_move_without_a_place_is_a_departure() -> None:
    found = events("OpenAI co-founder John Schulman moves on, leaves company")

    assert {e.type for e in found} == {"departure"}
