"""What `monitor add` finds on home pages of every usual shape, and what that costs."""

from functools import cache

import pytest

from monitor.intake.discover import BUDGET
from tests.golden.homes.outlets import outlets
from tests.golden.homes.rooms import rooms
from tests.golden.homes.systems import systems
from tests.golden.homes.web import Result, Site, searched

SITES = (*systems(), *outlets(), *rooms())


@cache
def results() -> dict[str, Result]:
    """Search every site once."""
    return {result.site.name: result for result in searched(SITES)}


def names(sites: tuple[Site, ...]) -> list[str]:
    return [site.name for site in sites]


def test_there_are_enough_sites_and_their_names_are_their_own() -> None:
    there = [site for site in SITES if site.kind]
    assert len(there) >= 50
    assert len(SITES) - len(there) >= 5
    assert len({site.host for site in SITES}) == len(SITES)


@pytest.mark.parametrize("name", names(SITES))
def test_the_first_choice_is_the_place_that_was_meant(name: str) -> None:
    result = results()[name]
    offered = [f"{one.kind} {one.url}" for one in result.order]
    assert result.is_right, f"wanted {result.site.kind} {result.site.at}, offered {offered}"


@pytest.mark.parametrize("name", names(SITES))
def test_no_search_makes_more_requests_than_it_may(name: str) -> None:
    result = results()[name]
    asked = result.asked
    assert 1 <= len(asked) <= BUDGET
    assert result.discovery.requests == len(asked)
    assert len(set(asked)) == len(asked)  # and none twice


@pytest.mark.parametrize("name", [site.name for site in SITES if site.never])
def test_what_must_not_be_chosen_is_not_even_offered(name: str) -> None:
    result = results()[name]
    offered = {one.url.removeprefix(result.base) for one in result.order}
    assert offered.isdisjoint(result.site.never)


@pytest.mark.parametrize("name", [site.name for site in SITES if site.unasked])
def test_what_robots_txt_refuses_is_not_asked_for(name: str) -> None:
    result = results()[name]
    asked = {one.partition(" ")[2] for one in result.asked}
    assert asked.isdisjoint(result.site.unasked)


def test_nine_of_ten_are_found() -> None:
    there = [result for result in results().values() if result.site.kind]
    assert sum(result.is_right for result in there) >= 0.9 * len(there)


def test_every_place_says_what_robots_txt_thinks_of_it() -> None:
    said = {one.robots.partition(" ")[0] for r in results().values() for one in r.order}
    assert said == {"allowed", "refused"}


def test_languages_are_told_for_what_was_found() -> None:
    found = {name: result.first for name, result in results().items()}
    for lang in ("ru", "zh", "ar"):
        first = found[f"wordpress-{lang}"]
        assert first is not None
        assert first.langs == (lang,)
