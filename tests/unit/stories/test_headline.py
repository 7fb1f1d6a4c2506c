"""Headlines: templates filled, optional parts, the pack's summary."""

from typing import Any

import pytest

from monitor.model import Fact
from monitor.stories.headline import deed, headline, summary

VALUES = {
    "org": ("OpenAI",),
    "summary": ("3 senior people leave",),
    "person": ("Ana Ruiz", "Paul Stern"),
    "records": ("12000", "1,500,000"),
    "change": ("0.25", "-0.5"),
    "day": ("2026-12-31",),
    "empty": (),
}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{org}: {summary}", "OpenAI: 3 senior people leave"),
        ("{person}", "Ana Ruiz, Paul Stern"),
        ("{person|first}", "Ana Ruiz"),
        ("{person|last|upper}", "PAUL STERN"),
        ("{person|count} people", "2 people"),
        ("{records|max} records", "1,500,000 records"),
        ("{records|first|number}", "12,000"),
        ("{change|signed}", "+0.25, -0.5"),
        ("{day|date}", "31 Dec 2026"),
        ("{org}[, {records|max} records]", "OpenAI, 1,500,000 records"),
        ("{org}[, {empty} records]", "OpenAI"),
        ("{org}[ ({empty}{records})]", "OpenAI"),
        ("{empty|max}{empty|count}{unknown}", ""),
        ("{person|date}", "Ana Ruiz, Paul Stern"),
        ("{person|max}", "Ana Ruiz"),
        ("no names", "no names"),
    ],
)
def test_a_template_is_filled(template: str, filled: str) -> None:
    assert headline(template, VALUES) == filled


def test_a_value_that_looks_like_a_template_stays_text() -> None:
    assert headline("{a} {b}", {"a": ("{b}[x]",), "b": ("1",)}) == "{b}[x] 1"


def out(name: str, kind: str = "departure", **more: Any) -> Fact:
    role = more.pop("role", "out")
    return Fact(id=f"{role}:{name}", role=role, value=name, person=name, type=kind, **more)


GOES = Fact(id="d", role="destination", value="Anthropic", person="John")


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ([], ""),
        ([out("Greg", "leave")], "Greg takes leave"),
        ([out("Peter", certainty="reported")], "Peter leaves (reported)"),
        ([out("John", "move"), GOES], "John leaves for Anthropic"),
        ([out("John", "move", role="in")], "John joins"),
        ([out("A"), out("B", "dismissal")], "A leaves, B is dismissed"),
        ([out("A"), out("B"), out("C")], "3 senior people leave"),
        ([out("A", role="in"), out("B", role="in"), out("C", role="in")], "3 senior people join"),
        ([out("A"), out("B"), out("C", role="in")], "3 senior people change seats"),
        ([out("", "departure")], "A senior executive leaves"),
    ],
)
def test_the_summary_names_up_to_two_people(facts: list[Fact], line: str) -> None:
    assert summary(facts) == line


def test_a_type_without_words_of_its_own_is_said_as_it_is() -> None:
    assert deed(out("A", "data_breach"), []) == "data breach"
