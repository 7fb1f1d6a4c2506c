"""Who is honest is always believed; who hides news behind a 304 hides them for a day at most."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.validators import DAY, HOUR, Server

waits = st.lists(st.floats(60, 6 * HOUR), min_size=1, max_size=120)
events = st.sampled_from(["nothing", "news", "noise", "touch", "drop"])


@given(waits=waits, happens=st.lists(events, min_size=1, max_size=40), by_date=st.booleans())
def test_an_honest_server_is_always_believed(
    waits: list[float], happens: list[str], *, by_date: bool
) -> None:
    """Its validators change with every byte, are changed for nothing, or are left out for once."""
    server = Server()
    for n, wait_s in enumerate(waits):
        what = happens[n % len(happens)]
        server.news += what == "news"
        server.noise += what == "noise"
        named = "" if what == "drop" else f"{server.news}/{server.noise}/{n * (what == 'touch')}"
        server.etag, server.modified = ("", named) if by_date else (named, "")
        server.poll(wait_s)
        assert not server.is_untrusted
        assert server.seen == server.news


@given(waits=waits, per_poll=st.integers(1, 4))
def test_requests_without_validators_are_a_day_apart(waits: list[float], per_poll: int) -> None:
    server = Server()
    plain: list[float] = []
    for n, wait_s in enumerate(waits):
        at = server.clock.monotonic()
        server.poll(wait_s)
        if not server.asked[-1].are_any:
            plain.append(at)
        server.news += n % per_poll == 0
        server.etag = f'"{server.news}"'

    assert all(b - a >= DAY - 0.001 for a, b in itertools.pairwise(plain))


@given(waits=waits, every=st.integers(1, 30), is_renamed=st.booleans())
def test_news_behind_a_lie_come_within_a_day_and_two_polls(
    waits: list[float], every: int, *, is_renamed: bool
) -> None:
    server = Server(lies=True)
    hidden_since = -1.0
    longest = DAY + 2 * max(waits)
    for n, wait_s in enumerate(waits):
        if n % every == every - 1:
            server.news += 1
            server.etag = f'"{server.news}"' if is_renamed else server.etag
            hidden_since = server.clock.monotonic() if hidden_since < 0 else hidden_since
        server.poll(wait_s)
        if server.seen == server.news:
            hidden_since = -1.0
        assert hidden_since < 0 or server.clock.monotonic() - hidden_since <= longest + max(waits)
