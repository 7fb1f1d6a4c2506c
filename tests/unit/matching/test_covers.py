"""Covers: the same answer as comparing with each stretch, by bisection."""

from typing import ClassVar

from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.covers import Cover, cover


class Counted(int):
    """A place that counts how often it is compared."""

    compared: ClassVar[int] = 0

    def __lt__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) < int(other)

    def __gt__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) > int(other)


STRETCHES = st.tuples(st.integers(0, 20), st.integers(0, 4)).map(lambda s: (s[0], s[0] + s[1]))


def test_a_place_within_a_stretch_is_hidden() -> None:
    found = cover([(4, 6), (10, 10)])

    assert [found.hides(p) for p in [(4, 6), (5, 5), (10, 10)]] == [True, True, True]
    assert [found.hides(p) for p in [(3, 5), (6, 7), (8, 8), (0, 20)]] == [False] * 4


def test_a_stretch_exceeds_what_it_holds_but_not_itself() -> None:
    found = cover([(4, 6)])

    assert [found.exceeds(p) for p in [(4, 5), (5, 6), (5, 5)]] == [True, True, True]
    assert [found.exceeds(p) for p in [(4, 6), (3, 4), (6, 7)]] == [False] * 3


def test_an_early_long_stretch_hides_beyond_later_short_ones() -> None:
    found = cover([(0, 9), (2, 3), (5, 5)])

    assert found.hides((6, 9))
    assert found.exceeds((2, 3))


def test_no_stretch_hides_nothing() -> None:
    assert not Cover().hides((0, 0))
    assert not Cover().exceeds((0, 0))
    assert cover([]) == Cover()


@given(st.lists(STRETCHES, max_size=8), STRETCHES)
def test_a_cover_agrees_with_looking_at_each(
    stretches: list[tuple[int, int]], place: tuple[int, int]
) -> None:
    around = [s for s in stretches if s[0] <= place[0] and place[1] <= s[1]]

    assert cover(stretches).hides(place) is bool(around)
    assert cover(stretches).exceeds(place) is any(s != place for s in around)


def test_a_question_takes_few_steps_however_many_stretches_there_are() -> None:
    found = cover((Counted(3 * n), Counted(3 * n + 2)) for n in range(5000))
    Counted.compared = 0

    assert found.exceeds((7500, 7501))
    assert found.hides((7500, 7502))
    assert not found.exceeds((7500, 7502))
    assert Counted.compared < 100
