"""Enlisting: what hosts bear when many sources share them."""

from monitor.intake.enlisting import limits
from monitor.manners import CROWD, CROWDED, HostLimit
from tests.fakes.reading import source


def test_a_host_that_many_sources_share_is_asked_less_often() -> None:
    many = [source(f"s{i}", url=f"https://Big.example/{i}") for i in range(CROWD + 1)]
    few = [source(f"t{i}", url=f"https://small.example/{i}") for i in range(CROWD)]
    assert limits([*many, *few], {}) == {"big.example": CROWDED}


def test_what_a_file_says_of_a_crowded_host_counts() -> None:
    many = [source(f"s{i}", url=f"https://big.example/{i}") for i in range(CROWD + 1)]
    said = {"big.example": HostLimit(rate_s=0.1), "other.example": HostLimit()}
    assert limits(many, said) == said
