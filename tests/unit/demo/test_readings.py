"""Every article of the newsroom, read by the shipped lexicons: what alerts, and what does not."""

import pytest

from monitor.demo.outlets import Outlet, Piece, load_outlets
from monitor.model import Event
from tests.unit.demo.reading import alerts, name_of, shipped

TOLD = {
    "leave": ("Greg Brockman", "leave"),
    "move": ("John Schulman", "move"),
    "departure": ("Peter Deng", "departure"),
}
OUTLETS = load_outlets()
PIECES = [(outlet, piece) for outlet in OUTLETS for piece in outlet.articles]
STORY = [(o, p) for o, p in PIECES if p.story in {"main", "follow-up"}]
LATER = [(o, p) for o, p in PIECES if p.story == "later"]
QUIET = [(o, p) for o, p in PIECES if p.why]


def each(pieces: list[tuple[Outlet, Piece]]) -> pytest.MarkDecorator:
    named = [pytest.param(o, p, id=f"{o.outlet}/{p.slug}") for o, p in pieces]
    return pytest.mark.parametrize(("outlet", "piece"), named)


def new_events(outlet: Outlet, piece: Piece) -> list[Event]:
    found = shipped().events(
        lang=outlet.lang,
        title=piece.title,
        lead=piece.lead,
        body=piece.text,
        published=piece.date,
    )
    return [event for event in found if alerts(event)]


@each(STORY)
def test_a_story_piece_tells_its_people_with_the_right_type(outlet: Outlet, piece: Piece) -> None:
    told = {(name_of(event, "person"), event.type) for event in new_events(outlet, piece)}
    assert {TOLD[kind] for kind in piece.tells} <= told


@each(STORY)
def test_a_story_piece_reports_nobody_else_as_new(outlet: Outlet, piece: Piece) -> None:
    people = {name_of(event, "person") for event in new_events(outlet, piece)}
    assert people <= {person for person, _ in TOLD.values()}


@each(STORY)
def test_a_story_piece_is_about_openai_and_schulman_goes_to_anthropic(
    outlet: Outlet, piece: Piece
) -> None:
    found = new_events(outlet, piece)
    assert {name_of(event, "org") for event in found} == {"OpenAI"}
    goals = {name_of(event, "destination") for event in found if event.type == "move"}
    assert goals <= {"Anthropic"}


@each(LATER)
def test_a_later_piece_tells_its_new_person_and_one_of_the_three(
    outlet: Outlet, piece: Piece
) -> None:
    people = {name_of(event, "person") for event in new_events(outlet, piece)}
    assert people & {"Tomas Lindqvist", "Nora Castellan"}
    assert people & {person for person, _ in TOLD.values()}


@each(QUIET)
def test_what_says_why_it_is_quiet_is_quiet(outlet: Outlet, piece: Piece) -> None:
    assert new_events(outlet, piece) == []
