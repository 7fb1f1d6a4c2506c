"""Attaching: the clause a trigger reigns over, and whose change it tells."""

import pytest

from monitor.events.attach import clause_of, is_inset
from tests.fakes.scenes import scene, seats_of


def clauses(title: str, *, lang: str = "en") -> list[str]:
    made = scene(title, lang=lang)
    spans = [clause_of(made, t) for t in made.marks.of("trigger")]
    return [made.tokens.text(c.left, c.right) for c in spans]


def who(title: str, *, lang: str = "en") -> list[str]:
    return [
        seat.person.text if seat.person else "-" for _, _, _, seat in seats_of(title, lang=lang)
    ]


def classes(title: str, *, lang: str = "en") -> list[list[str]]:
    return [sorted(seat.classes) for _, _, _, seat in seats_of(title, lang=lang)]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Ana Ruiz resigns", ["Ana Ruiz resigns"]),
        ("Acme grows; Ana Ruiz resigns", ["; Ana Ruiz resigns"]),
        ("Acme says that Ana Ruiz resigns", ["Ana Ruiz resigns"]),
        ("Ana Ruiz resigns when Acme falls", ["Ana Ruiz resigns"]),
        (
            "Ana Ruiz resigns and Paul Stern retires",
            ["Ana Ruiz resigns", "Paul Stern retires"],
        ),
        (
            "Ana Ruiz resigns, Paul Stern retires",
            ["Ana Ruiz resigns", ", Paul Stern retires"],
        ),
    ],
)
def test_a_clause_lies_between_subordinators_and_coordinators(title: str, found: list[str]) -> None:
    assert clauses(title) == found


def test_a_coordinator_between_two_seats_parts_nothing() -> None:
    title = "Northwind names Ana Ruiz president and chief executive, Otto Klein resigns"

    assert clauses(title)[0].endswith("president and chief executive")


def test_a_clause_remembers_what_opened_it() -> None:
    made = scene("Paul Stern, who quits as chief executive")

    (clause,) = [clause_of(made, t) for t in made.marks.of("trigger")]

    assert clause.opener is not None
    assert clause.opener.entry.say == "who"


def test_a_piece_that_opens_with_a_relative_is_an_inset() -> None:
    made = scene("Paul Stern, who quits as chief, sleeps")

    start, _ = made.cut.piece_bounds(3)

    assert is_inset(made, start)
    assert not is_inset(made, 0)


@pytest.mark.parametrize(
    ("lang", "title", "person"),
    [
        ("en", "Northwind chief executive Ana Ruiz resigns", "Ana Ruiz"),
        ("en", "Ana Ruiz, chief executive of Northwind, resigns", "Ana Ruiz"),
        ("en", "Northwind names Ana Ruiz chief executive", "Ana Ruiz"),
        ("en", "Northwind names as chief executive Ana Ruiz", "Ana Ruiz"),
        ("en", "Ana Ruiz named chief executive of Northwind", "Ana Ruiz"),
        ("en", "Ana Ruiz named chief executive by Paul Stern", "Ana Ruiz"),
        ("en", "Northwind announces resignation of chief executive Ana Ruiz", "Ana Ruiz"),
        ("en", "Northwind chief executive resigns", "-"),
        ("en", "Northwind names new chief executive", "-"),
        ("it", "Ana Ruiz nominata amministratrice delegata da Otto Klein", "Ana Ruiz"),
        ("it", "Si dimette Ana Ruiz, direttrice finanziaria di Northwind", "Ana Ruiz"),
        ("es", "Dimite Ana Ruiz, consejera delegada de Northwind", "Ana Ruiz"),
        ("es", "Northwind nombra a Ana Ruiz directora financiera", "Ana Ruiz"),
        ("de", "Laut Firma tritt Finanzchefin Ana Ruiz zurück", "Ana Ruiz"),
        ("de", "Northwind entlässt Finanzchefin Ana Ruiz", "Ana Ruiz"),
        ("fr", "Paul Stern, limogé par Northwind, était directeur général", "Paul Stern"),
        ("ru", "Северный банк уволил гендиректора Пауля Штерна", "Пауля Штерна"),
        ("zh", "北风公司任命张伟为首席财务官", "张伟"),
        ("ko", "노스윈드, 김철수 대표 선임", "김철수"),
    ],
)
def test_the_slot_of_the_trigger_says_whose_change_it_is(
    lang: str, title: str, person: str
) -> None:
    assert person in who(title, lang=lang)


def test_the_agent_of_a_passive_is_nobody() -> None:
    assert "Otto Klein" not in who("Ana Ruiz dismissed as chief executive by Otto Klein")
    assert "Otto Klein" not in who("Ana Ruiz licenziata da Otto Klein", lang="it")


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Northwind president and chief executive Ana Ruiz resigns", ["ceo", "president"]),
        ("Northwind chairman, president and chief executive Ana Ruiz resigns", None),
        ("Northwind finance chief Ana Ruiz named chief executive", ["ceo"]),
        ("Northwind names finance chief Ana Ruiz", ["cfo"]),
    ],
)
def test_seats_joined_are_one_seat_and_who_comes_takes_the_later_one(
    title: str, found: list[str] | None
) -> None:
    assert classes(title)[0] == (found or ["ceo", "chair", "president"])


def test_a_seat_beyond_another_person_is_the_other_ones() -> None:
    found = list(seats_of("Ana Ruiz resigns, Tim Cook, chief executive of Apple, says"))

    assert found[0][3].roles == ()
