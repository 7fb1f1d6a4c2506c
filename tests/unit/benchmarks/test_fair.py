"""Fair: rounds are interleaved, ratios are taken round by round."""

import gc

import pytest

from benchmarks import fair
from benchmarks.fair import Contender, Ratio, Times


class Ticks:
    """A timer that only moves when something is run."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[tuple[str, int]] = []

    def __call__(self) -> float:
        return self.now

    def doing(self, name: str, seconds: float) -> Contender:
        def run(item: int) -> None:
            self.done.append((name, item))
            self.now += seconds

        return Contender(name=name, run=run)


def test_a_ratio_is_taken_each_round_and_then_summed_up() -> None:
    assert fair.ratio([2.0, 9.0, 8.0], [1.0, 3.0, 2.0]) == Ratio(median=3.0, low=2.0, high=4.0)


def test_a_ratio_wants_as_many_rounds_on_both_sides() -> None:
    with pytest.raises(ValueError, match="shorter"):
        fair.ratio([1.0, 2.0], [1.0])


def test_a_ratio_shows_median_lowest_and_highest() -> None:
    assert str(Ratio(median=2.4, low=2.314, high=2.521)) == "2.4 (2.31-2.52)"


def test_every_contender_does_every_item_in_every_round() -> None:
    ticks = Ticks()
    times = fair.interleave(
        [ticks.doing("a", 1.0), ticks.doing("b", 3.0)],
        items=range(4),
        rounds=2,
        seed=7,
        timer=ticks,
    )
    assert times["a"].totals == (4.0, 4.0)
    assert times["b"].totals == (12.0, 12.0)
    assert times["b"].mean == 3.0


def test_an_untimed_pass_comes_first() -> None:
    ticks = Ticks()
    fair.interleave([ticks.doing("a", 1.0)], items=range(3), rounds=1, seed=7, timer=ticks)
    assert ticks.done == [("a", 0), ("a", 1), ("a", 2)] * 2


def test_contenders_take_turns_on_each_item() -> None:
    ticks = Ticks()
    both = [ticks.doing("a", 1.0), ticks.doing("b", 1.0)]
    fair.interleave(both, items=range(50), rounds=1, seed=7, timer=ticks)
    timed = ticks.done[100:]
    pairs = [timed[at : at + 2] for at in range(0, 100, 2)]
    assert all({name for name, _ in pair} == {"a", "b"} for pair in pairs)
    assert all(one[1] == other[1] for one, other in pairs)


def test_the_order_is_shuffled_and_the_same_for_the_same_seed() -> None:
    def order(seed: int) -> list[str]:
        ticks = Ticks()
        both = [ticks.doing("a", 1.0), ticks.doing("b", 1.0)]
        fair.interleave(both, items=range(20), rounds=1, seed=seed, timer=ticks)
        return [name for name, _ in ticks.done]

    assert order(1) == order(1)
    assert order(1) != order(2)


def test_a_slow_contender_does_one_item_a_round_and_is_not_warmed_up() -> None:
    ticks = Ticks()
    slow = Contender(name="slow", run=ticks.doing("slow", 5.0).run, once=(2, 0))
    quick = ticks.doing("quick", 1.0)
    times = fair.interleave([quick, slow], items=range(3), rounds=3, seed=7, timer=ticks)
    assert [dict(one) for one in times["slow"].rounds] == [{2: 5.0}, {0: 5.0}, {2: 5.0}]
    assert times["quick"].beside(times["slow"]) == (1.0, 1.0, 1.0)


def test_what_is_not_counted_is_taken_off() -> None:
    ticks = Ticks()
    aside = [0.0]

    def run(_: int) -> None:
        ticks.now += 5.0
        aside[0] += 2.0

    one = Contender(name="a", run=run, once=(0,), uncounted=lambda: aside[0])
    times = fair.interleave([one], items=[0], rounds=1, seed=7, timer=ticks)
    assert times["a"].totals == (3.0,)


def test_of_each_item_the_median_over_rounds_counts() -> None:
    times = Times(rounds=({0: 1.0, 1: 4.0}, {0: 9.0, 1: 5.0}, {0: 2.0, 1: 6.0}))
    assert times.each() == {0: 2.0, 1: 5.0}


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 3), (0.99, 5), (1.0, 5)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert fair.percentile([5, 3, 1, 4, 2], share) == value


def test_garbage_is_not_collected_while_preparing_and_is_afterwards() -> None:
    with fair.uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_environment_says_where_and_with_what() -> None:
    env = fair.environment(["google-re2"], load_before=0.5)
    assert env.cores >= 1
    assert env.cpu
    assert env.libraries["google-re2"][0].isdigit()
    assert fair.json_ready(env)["load_before"] == 0.5


def test_more_load_than_cores_is_busy() -> None:
    env = fair.environment([], load_before=1_000.0)
    assert env.is_busy
