"""Laws of thresholds: no order, no repeat and no shift of time changes who is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.conditions import count, distinct, first_seen, spike
from monitor.model import Article
from monitor.policy import Threshold
from monitor.stories.newsroom import Newsroom
from monitor.windows import Window
from tests.fakes.made import NINE, article, match, rule
from tests.fakes.windows_made import HOUR, member

OUTLETS = "ABCD"


@dataclass(frozen=True)
class Came:
    """One article: its number, when it came, from where, and what it is about."""

    number: int
    minutes: int
    outlet: str
    value: str

    def article(self, shift: int = 0) -> Article:
        at = NINE + timedelta(minutes=self.minutes, hours=shift)
        return article(
            f"Title{self.number} x{self.number} y{self.number} z{self.number}",
            id=f"a{self.number}",
            url=f"https://x.example/{self.number}",
            outlet=self.outlet,
            outlet_id=self.outlet,
            published=at,
            seen=at,
        )


STREAMS = st.lists(
    st.tuples(st.integers(0, 600), st.sampled_from(OUTLETS), st.sampled_from("xy")), max_size=9
).map(lambda rows: [Came(n, *row) for n, row in enumerate(rows)])
TRIGGERS = st.one_of(
    st.builds(
        lambda least: Threshold(
            kind="distinct",
            options=distinct.Options(of="outlet", at_least=least, within=2 * HOUR),
        ),
        st.integers(1, 4),
    ),
    st.builds(
        lambda least: Threshold(
            kind="count", options=count.Options(at_least=least, within=2 * HOUR)
        ),
        st.integers(1, 5),
    ),
)


def told(
    stream: Sequence[Came], trigger: Threshold, *, shift: int = 0, repeats: int = 1
) -> tuple[frozenset[str], int]:
    """Play a stream; gives the values whose story was told, and how many cards there were."""
    own = rule("k", trigger=trigger, same_if=("value",))
    room = Newsroom(rules={"k": own})
    cards = 0
    for one in stream:
        found = match(rule="k", captures={"value": (one.value,)})
        for _ in range(repeats):
            said = room.join(one.article(shift), [found])
            cards += sum(1 for telling in said if telling.kind == "card")
    stories = {report.story: report for report in room.reports.values()}
    values = {stories[s].captures["value"][0] for s in room.stories if room.told(s)}
    return frozenset(values), cards


@settings(deadline=None)
@given(stream=STREAMS, trigger=TRIGGERS, order=st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(
    stream: list[Came], trigger: Threshold, order: object
) -> None:
    mixed = list(stream)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    assert told(mixed, trigger) == told(stream, trigger)


@settings(deadline=None)
@given(stream=STREAMS, trigger=TRIGGERS)
def test_repeated_articles_change_nothing(stream: list[Came], trigger: Threshold) -> None:
    assert told(stream, trigger, repeats=3) == told(stream, trigger)
    assert told([*stream, *stream], trigger) == told(stream, trigger)


@settings(deadline=None)
@given(stream=STREAMS, trigger=TRIGGERS, hours=st.integers(-5000, 5000))
def test_windows_slide_with_time(stream: list[Came], trigger: Threshold, hours: int) -> None:
    assert told(stream, trigger, shift=hours) == told(stream, trigger)


@settings(deadline=None)
@given(stream=STREAMS, least=st.integers(1, 5))
def test_who_asks_for_more_is_told_of_less(stream: list[Came], least: int) -> None:
    def trigger(number: int) -> Threshold:
        options = count.Options(at_least=number, within=2 * HOUR)
        return Threshold(kind="count", options=options)

    assert told(stream, trigger(least + 1))[0] <= told(stream, trigger(least))[0]


@settings(deadline=None)
@given(stream=STREAMS)
def test_a_story_has_one_card_and_only_when_enough_came_together(stream: list[Came]) -> None:
    options = count.Options(at_least=3, within=2 * HOUR)
    values, cards = told(stream, Threshold(kind="count", options=options))
    assert cards == len(values)
    for value in "xy":
        times = sorted(one.minutes for one in stream if one.value == value)
        together = any(late - early <= 120 for early, late in zip(times, times[2:], strict=False))
        assert (value in values) is together


@settings(deadline=None)
@given(
    days=st.lists(st.integers(0, 100), min_size=1, max_size=8),
    after=st.integers(1, 40),
)
def test_a_value_is_new_if_and_only_if_no_other_article_has_it_near(
    days: list[int], after: int
) -> None:
    options = first_seen.Options(of="who", after=after * 24 * HOUR)
    members = tuple(member(f"a{n}", day * 24) for n, day in enumerate(days))
    for own in members:
        held = first_seen.holds(options, Window(at=own.at, article=own.article, members=members))
        near = [m for m in members if m is not own and abs(m.at - own.at) <= options.after]
        assert held is not bool(near)


@settings(deadline=None)
@given(
    usual=st.integers(0, 6),
    now=st.integers(1, 40),
    ratio=st.integers(1, 6),
    within=st.sampled_from([1, 2, 6]),
)
def test_a_spike_holds_from_ratio_times_the_mean_on(
    usual: int, now: int, ratio: int, within: int
) -> None:
    start = 4 * 168 + 10.99
    old = [member(f"o{w}-{n}", start - w * 168) for w in range(1, 5) for n in range(usual)]
    new = [member(f"n{n}", start) for n in range(now)]
    window = Window(at=start * HOUR, members=tuple(old + new), since=0.0)
    options = spike.Options(ratio=ratio, within=within * HOUR)
    assert spike.holds(options, window) is (now >= ratio * usual)
