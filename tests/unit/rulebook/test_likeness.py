"""Whether an event is as a test expects it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from monitor.model import Event, Participant
from monitor.rulebook.likeness import is_like, is_told, same, shown

EVENT = Event(
    pack="executive-change",
    type="departure",
    direction="out",
    slots={
        "person": Participant(name="José Núñez", id="jose"),
        "org": Participant(name="Acme S.p.A.", id="acme"),
    },
    role="amministratore delegato",
    role_class=frozenset({"ceo", "executive"}),
)


@pytest.mark.parametrize(
    "subset",
    [
        {},
        {"type": "departure"},
        {"type": "Departure", "direction": "out", "polarity": "asserted"},
        {"person": "José Núñez"},
        {"person": "JOSÉ NÚÑEZ"},
        {"person": "jose"},
        {"org": "acme", "destination": None},
        {"role_class": "ceo"},
        {"role_class": ["ceo", "executive"]},
        {"role_class": []},
        {"role": "Amministratore Delegato"},
        {"newness": "new", "sphere": "company", "certainty": "confirmed"},
    ],
)
def test_an_event_has_what_a_test_names(subset: Mapping[str, object]) -> None:
    assert is_like(EVENT, subset)


@pytest.mark.parametrize(
    "subset",
    [
        {"type": "leave"},
        {"person": "Ana Ruiz"},
        {"person": None},
        {"destination": "Globex"},
        {"role_class": "cfo"},
        {"role_class": ["ceo", "cfo"]},
        {"type": "departure", "polarity": "denied"},
        {"colour": "red"},
        {"slots": "x"},
    ],
)
def test_one_thing_that_differs_is_enough(subset: Mapping[str, object]) -> None:
    assert not is_like(EVENT, subset)


def test_values_are_compared_by_their_folded_words() -> None:
    assert same("  Ana   RUIZ ") == same("ana ruiz")
    assert same("OpenAI") != same("Open AI")
    assert same("!?") == "!?"


@pytest.mark.parametrize(
    "change",
    [
        {"polarity": "denied"},
        {"certainty": "rumoured"},
        {"certainty": "planned"},
        {"newness": "background"},
        {"newness": "mention"},
        {"sphere": "sport"},
    ],
)
def test_only_plain_news_of_companies_is_told(change: Mapping[str, str]) -> None:
    assert is_told(EVENT)
    assert is_told(replace(EVENT, certainty="reported"))
    assert not is_told(replace(EVENT, **change))  # type: ignore[arg-type]  # fields by name


def test_an_event_is_shown_in_a_few_words() -> None:
    assert shown(EVENT) == "departure José Núñez at Acme S.p.A."
    denied = replace(EVENT, polarity="denied", newness="background", slots={})
    assert shown(denied) == "departure nobody at nowhere (background, denied)"
