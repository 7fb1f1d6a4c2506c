"""Fold: the frames of an article into one event per person and direction (N5)."""

import pytest

from monitor.events.fold import fold, person_key
from monitor.events.newness import ranked
from monitor.events.written import Name
from tests.fakes.lexicons import events, lines
from tests.fakes.scenes import frames_of


def folded(*titles: str) -> list[str]:
    frames = [frame for title in titles for frame in frames_of(title)]
    return [
        f"{f.type} {f.best.frame.person.text if f.best.frame.person else '-'}"
        for f in fold(ranked(frames, None))
    ]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (None, ""),
        (Name(start=0, end=2, kind="person", text="Ana  RUIZ"), "ana ruiz"),
        (Name(start=0, end=2, kind="person", text="Tim Cook", id="tim-cook"), "tim-cook"),
    ],
)
def test_a_person_is_known_by_id_or_folded_name(name: Name | None, key: str) -> None:
    assert person_key(name) == key


def test_two_tellings_of_one_person_are_one_event() -> None:
    assert folded(
        "Northwind chief executive Ana Ruiz resigns",
        "Ana Ruiz steps down as chief executive of Northwind",
    ) == ["departure Ana Ruiz"]


def test_two_people_are_two_events_in_text_order() -> None:
    assert folded(
        "Northwind chief executive Ana Ruiz resigns",
        "Northwind finance chief Paul Stern resigns",
    ) == ["departure Ana Ruiz", "departure Paul Stern"]


def test_exit_and_entry_of_one_person_at_one_house_stay_two() -> None:
    assert folded(
        "Northwind finance chief Ana Ruiz steps down as finance chief",
        "Northwind names Ana Ruiz chief executive",
    ) == ["departure Ana Ruiz", "appointment Ana Ruiz"]


def test_a_death_and_an_entry_elsewhere_are_no_move() -> None:
    assert folded(
        "Apple chief executive Tim Cook dies", "OpenAI names Tim Cook chief executive"
    ) == ["death Tim Cook", "appointment Tim Cook"]


def test_a_return_is_no_move() -> None:
    assert folded("Sam Altman leaves OpenAI", "Sam Altman returns as chief executive of Apple") == [
        "departure Sam Altman",
        "return Sam Altman",
    ]


def test_an_unnamed_seat_fits_the_named_one() -> None:
    assert folded(
        "Northwind chief executive resigns",
        "Ana Ruiz steps down as chief executive of Northwind",
    ) == ["departure Ana Ruiz"]


def test_an_unnamed_seat_of_another_class_stays() -> None:
    assert folded(
        "Northwind finance chief resigns",
        "Ana Ruiz steps down as chief executive of Northwind",
    ) == ["departure -", "departure Ana Ruiz"]


def test_unnamed_tellings_of_one_seat_are_one() -> None:
    assert folded(
        "Northwind chief executive resigns", "The chief executive of Northwind quits"
    ) == ["departure -"]


def test_nothing_folds_to_nothing() -> None:
    assert fold(()) == ()


def test_a_dated_telling_beats_all_others() -> None:
    found = events(
        "Northwind chief executive Ana Ruiz resigns",
        lead="Ana Ruiz resigns as chief executive on 9 March 2026.",
    )

    assert [(e.newness, e.effective) for e in found] == [("new", "2026-03-09")]


def test_a_seat_of_a_later_telling_fills_the_first() -> None:
    found = events("Tim Cook leaves Apple", lead="Tim Cook resigns as chief executive, Apple said.")

    assert lines(found) == ["departure Tim Cook @ Apple"]
    assert found[0].role_class == {"ceo"}


def test_two_people_of_one_seat_both_stay() -> None:
    found = events(
        "Northwind chief executive Ana Ruiz resigns",
        lead="Northwind names Paul Stern chief executive.",
    )

    assert lines(found) == ["departure Ana Ruiz @ Northwind", "appointment Paul Stern @ Northwind"]


def test_out_of_a_house_and_into_the_same_is_not_folded_to_a_move() -> None:
    found = events(
        "OpenAI co-founder John Schulman leaves OpenAI",
        lead="John Schulman joins OpenAI as head of research.",
    )

    assert "move" not in {e.type for e in found}
