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


@pytest.mark.parametrize(
    ("lang", "title", "org"),
    [
        ("ru", "Гендиректор «Северсталь» Пауль Штерн ушёл в отставку", "Северсталь"),
        ("ru", 'Гендиректор "Северсталь" Пауль Штерн ушёл в отставку', "Северсталь"),
        ("en", "Ana Ruiz resigns as chief executive of “Nordwind”", "Nordwind"),
        ("id", "Direktur Utama Nordwind (NWND) Mengundurkan Diri", "Nordwind"),
        ("en", "Nordwind (NWND) chief executive Ana Ruiz resigns", "Nordwind"),
        ("de", "Ana Ruiz zur Finanzchefin von Nordwind ernannt", "Nordwind"),
        ("de", "Laut Firma tritt Finanzchefin Ana Ruiz bei Nordwind zurück", "Nordwind"),
        ("de", "Nordwind: Finanzchefin Ana Ruiz verlässt das Unternehmen", "Nordwind"),
        ("en", "Ana Ruiz resigns as head of Nordwind", "Nordwind"),
        ("en", "Nordwind, Ana Ruiz named as chief executive", "Nordwind"),
    ],
)
def test_the_house_of_a_seat_in_other_dress(lang: str, title: str, org: str) -> None:
    found = events(title, lang=lang)

    assert [e.org.name if e.org else "" for e in found] == [org]


@pytest.mark.parametrize(
    "title",
    [
        "According to Nordwind, the chief executive Ana Ruiz resigns",
        "The chief executive Ana Ruiz resigns, according to Nordwind",
    ],
)
def test_who_reports_is_not_the_house(title: str) -> None:
    found = events(title)

    assert [e.org for e in found] == [None]


def test_a_goal_of_one_is_not_the_house_of_another() -> None:
    found = events(
        "OpenAI perde pezzi: John Schulman passa ad Anthropic, Peter Deng si dimette", lang="it"
    )

    homes = {e.person.name: e.org.name for e in found if e.person and e.org}
    assert homes["John Schulman"] == "OpenAI"
    assert homes.get("Peter Deng") == "OpenAI"


def test_a_seat_word_in_capitals_is_no_house() -> None:
    found = events("Presidente da Northwind deixa o Cargo de Presidente", lang="pt")

    assert [e.org.name if e.org else "" for e in found] == ["Northwind"]
