"""When much fails at once it is us; and the trouble of one host is one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from monitor.intake.found import Found
from monitor.intake.horizon import CLEAR, Horizon, Sky
from monitor.model import Problem
from monitor.net.problems import problem
from monitor.ports import SourceState
from tests.fakes.clock import START
from tests.fakes.reading import source

DOWN = problem("connect", "refused")
BUSY = problem("5xx", "status 503")
FINE = Found()


def seen(
    horizon: Horizon, outcomes: Iterable[Found | Problem], *, begin_s: float = 0, name: str = "h"
) -> list[Sky]:
    """Let hosts of their own answer, two a second."""
    return [
        horizon.saw(source(f"{name}{n}"), found, START + timedelta(seconds=begin_s + n / 2))
        for n, found in enumerate(outcomes)
    ]


def texts(skies: Iterable[Sky]) -> list[str]:
    return [notice.text for sky in skies for notice in sky.notices]


# --- we are offline -------------------------------------------------------------------------


def test_a_third_of_many_hosts_failing_at_once_is_us() -> None:
    skies = seen(Horizon(), [FINE] * 14 + [DOWN] * 8)

    assert [sky.is_offline for sky in skies] == [False] * 19 + [True] * 3
    assert texts(skies) == [
        "we are offline: 6 of the last 20 hosts fail (connect); no source is blamed"
    ]


def test_who_answers_meanwhile_is_counted() -> None:
    horizon = Horizon()
    seen(horizon, [FINE] * 10 + [DOWN] * 15)

    (sky,) = seen(horizon, [FINE], begin_s=15, name="other")

    assert sky == CLEAR


def test_it_ends_when_nearly_all_answer_and_is_told_once() -> None:
    horizon = Horizon()
    seen(horizon, [DOWN] * 30)

    skies = seen(horizon, [FINE] * 40, begin_s=600, name="again")

    assert texts(skies) == ["we are online again after 10 min; 26 failed polls were not counted"]


def test_failures_over_a_longer_time_are_not_us() -> None:
    horizon = Horizon()

    skies = [
        horizon.saw(source(f"h{n}"), DOWN if n % 3 else FINE, START + timedelta(seconds=20 * n))
        for n in range(60)
    ]

    assert not any(sky.is_offline for sky in skies)


def test_one_host_that_fails_again_and_again_is_one() -> None:
    horizon = Horizon()
    seen(horizon, [FINE] * 20)

    skies = [horizon.saw(source("bad"), DOWN, START + timedelta(seconds=10)) for _ in range(40)]

    assert not any(sky.is_offline for sky in skies)


def test_what_a_server_says_is_never_us() -> None:
    assert not any(sky.is_offline for sky in seen(Horizon(), [BUSY] * 40))


def test_where_few_hosts_are_asked_all_of_the_last_five_must_fail() -> None:
    horizon = Horizon()
    slow = [replace(source(f"h{n}"), every_s=900.0) for n in range(12)]

    skies = [
        horizon.saw(one, FINE if n < 6 else DOWN, START + timedelta(minutes=5 * n))
        for n, one in enumerate(slow)
    ]

    assert [sky.is_offline for sky in skies] == [False] * 10 + [True] * 2
    sky = horizon.saw(slow[0], FINE, START + timedelta(minutes=65))
    assert not sky.notices  # one answer may be a cache's
    for n in range(1, 4):
        sky = horizon.saw(slow[n], FINE, START + timedelta(minutes=65 + n))
    assert texts([sky]) == ["we are online again after 18 min; 2 failed polls were not counted"]


def test_certificates_that_all_fail_name_the_clock() -> None:
    skies = seen(Horizon(), [problem("tls", "not yet valid")] * 6)

    (said,) = texts(skies)
    assert said.endswith("(tls); no source is blamed; is this machine's clock right?")


def test_a_poll_that_asked_nothing_tells_nothing() -> None:
    assert Horizon().saw(source(), None, START) == CLEAR


# --- one host, one cause --------------------------------------------------------------------


def test_others_of_a_host_learn_that_its_trouble_was_told() -> None:
    horizon = Horizon()
    first, second = source("a", url="https://x.example/a"), source("b", url="https://x.example/b")
    broken = SourceState(health="broken", fault="5xx", told="n.a.broken.1")

    before = horizon.saw(first, BUSY, START)
    horizon.noted(first, broken, START)
    after = horizon.saw(second, BUSY, START)

    assert (before.told, after.told) == ("", "n.a.broken.1")
    assert horizon.saw(source("c"), BUSY, START).told == ""
    assert horizon.saw(second, DOWN, START).told == ""


def test_an_answer_of_the_host_ends_that_and_a_day_does() -> None:
    horizon = Horizon()
    broken = SourceState(health="broken", fault="5xx", told="n.gazette.broken.1")

    horizon.noted(source(), broken, START)
    assert horizon.saw(source(), BUSY, START + timedelta(hours=25)).told == ""

    horizon.noted(source(), broken, START)
    horizon.saw(source(), problem("404", "not found"), START)
    assert horizon.saw(source(), BUSY, START).told == ""


def test_what_is_wrong_with_one_address_is_not_its_hosts_trouble() -> None:
    horizon = Horizon()

    horizon.noted(source(), SourceState(fault="contract", told="n.gazette.broken.1"), START)

    assert horizon.saw(source(), problem("contract", "0 rows"), START).told == ""
