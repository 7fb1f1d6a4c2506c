"""Moves: three times to the same address over a day, and only where it is permanent."""

from datetime import timedelta

import pytest

from monitor.intake.moves import followed, forgotten
from monitor.manners import Auth
from monitor.model import Hop, Place, Source
from monitor.ports import SourceState
from tests.fakes.clock import START
from tests.fakes.reading import source

NEW = "https://news.example/feed"


def after(
    *polls: tuple[float, list[Hop]], of: Source | None = None
) -> tuple[SourceState, list[str]]:
    """Follow one poll's redirects after the other, each at its hour."""
    own = of or source(place=Place(file="ai.yaml", line=14))
    state, told = SourceState(), []
    for hour, hops in polls:
        state, line = followed(own, state, hops, START + timedelta(hours=hour))
        told += [line] if line else []
    return state, told


@pytest.mark.parametrize("status", [301, 308])
def test_three_times_over_a_day_is_a_move(status: int) -> None:
    hops = [Hop(status, NEW)]

    state, told = after((0, hops), (12, hops), (24, hops))

    assert state.url == NEW
    assert told == [f"gazette moved to {NEW}: edit ai.yaml:14"]


def test_often_within_a_day_is_none_yet() -> None:
    hops = [Hop(301, NEW)]

    state, told = after(*[(hour, hops) for hour in range(24)])

    assert (state.url, told) == ("", [])


def test_twice_a_week_apart_is_none_yet() -> None:
    hops = [Hop(301, NEW)]

    state, told = after((0, hops), (168, hops))

    assert (state.url, told) == ("", [])


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_redirect_for_now_never_is(status: int) -> None:
    hops = [Hop(status, NEW)]

    state, told = after((0, hops), (12, hops), (24, hops), (48, hops))

    assert (state.url, state.moved, told) == ("", "", [])


def test_another_target_or_none_begins_anew() -> None:
    hops, other = [Hop(301, NEW)], [Hop(301, "https://other.example/")]

    changed, _ = after((0, hops), (12, hops), (24, other))
    back, told = after((0, hops), (12, hops), (18, []), (24, hops), (36, hops))

    assert (changed.url, changed.moved, changed.moved_n) == ("", other[0].url, 1)
    assert (back.url, told) == ("", [])


def test_of_a_chain_only_the_permanent_beginning_counts() -> None:
    chain = [Hop(301, NEW), Hop(308, NEW + "/2"), Hop(302, NEW + "/today"), Hop(301, NEW + "/4")]

    state, _ = after((0, chain), (12, chain), (24, chain))

    assert state.url == NEW + "/2"


def test_headers_of_its_own_are_never_sent_to_another_origin() -> None:
    own = source(headers={"x-team": "desk"})
    far, near = [Hop(301, NEW)], [Hop(301, "https://gazette.example/new")]

    kept, told = after((0, far), (12, far), (24, far), of=own)
    moved, _ = after((0, near), (12, near), (24, near), of=own)

    assert (kept.url, told) == ("", [])
    assert moved.url == near[0].url


def test_an_edited_file_forgets_where_the_old_address_led() -> None:
    state = forgotten(SourceState(url=NEW, moved=NEW, moved_n=2, etag="e"))

    assert state == SourceState(etag="e")


def test_an_address_that_may_repeat_a_secret_is_kept_nowhere() -> None:
    own = source(auth=Auth(query={"k": "env:K"}))
    near = [Hop(301, "https://gazette.example/new?k=secret")]

    state, told = after((0, near), (12, near), (24, near), of=own)

    assert (state, told) == (SourceState(), [])
