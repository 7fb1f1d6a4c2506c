"""What a poll leaves behind of its source's health, and what is told of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from monitor.intake.admission import Admitted
from monitor.intake.cadence import Next
from monitor.intake.found import Found
from monitor.intake.health import Notice
from monitor.intake.horizon import CLEAR, Sky
from monitor.intake.settling import Polled, Settled, settled
from monitor.model import Hop, Problem, Source
from monitor.net.problems import problem
from monitor.ports import Claim, SourceState
from tests.fakes.clock import START
from tests.fakes.idle import idle_work
from tests.fakes.reading import entry, source

NOW_MS = round(START.timestamp() * 1000)
HOUR = 3_600_000
CONTRACT = problem("contract", "0 rows")
OK = SourceState(
    health="ok",
    since=17,
    baseline="c1",
    interval_s=900.0,
    last_success=NOW_MS - HOUR,
    last_attempt=NOW_MS - HOUR,
    last_new=NOW_MS - HOUR,
    polls=9,
)
FIVE = tuple(entry(name) for name in "abcde")


def in_a_quarter(source: Source, state: SourceState, **_: Any) -> Next:
    return Next(due=NOW_MS + 900_000, interval_s=900.0, why="every")


def left(
    found: Found | Problem | None,
    *,
    state: SourceState = OK,
    new: int = 0,
    sky: Sky = CLEAR,
    hours: Sequence[float] = (),
    owner: Source | None = None,
) -> Settled:
    """Settle one poll."""
    claim = Claim(source="gazette", token=1, tries=0, due=NOW_MS, hours=hours, state=state)
    admitted = Admitted(new=new, unseen=FIVE[:new])
    polled = Polled(
        claim, owner or source(), START, found, (), admitted, idle_work(), sky
    )  # fmt: skip
    return settled(polled, START, in_a_quarter)


def texts(last: Settled) -> list[str]:
    return [notice.text for notice in last.notices]


def test_the_word_of_a_break_says_until_when_it_was_good_and_when_it_is_tried_next() -> None:
    last = left(CONTRACT, state=replace(OK, streak=2))

    assert texts(last) == [
        "gazette broken(contract): 0 rows; good until 08:00; next try 09:15"
    ]  # fmt: skip
    assert last.settlement.state.told == last.notices[0].id


def test_a_block_needs_a_person_and_names_no_next_try() -> None:
    last = left(problem("blocked", "challenge page"), state=replace(OK, streak=1, refused=1))

    assert texts(last) == ["gazette blocked: challenge page; try its feed or a licence"]


def test_what_fails_while_we_are_offline_is_not_counted() -> None:
    away = Notice(id="n.network.offline.1", source="network", text="we are offline")
    sky = Sky(is_offline=True, notices=(away,))

    last = left(problem("connect", "refused"), state=replace(OK, streak=2), sky=sky)

    state = last.settlement.state
    assert (state.health, state.streak, state.failures) == ("ok", 2, 0)
    assert state.error == "refused (not counted: we are offline)"
    assert last.notices == (away,)


def test_a_host_that_was_told_of_is_not_told_of_again_for_its_next_source() -> None:
    sky = Sky(told="n.herald.broken.3")

    last = left(problem("5xx", "status 503"), state=replace(OK, streak=2), sky=sky)

    assert [notice.id for notice in last.notices] == ["n.herald.broken.3"]
    assert last.settlement.state.told == "n.herald.broken.3"


def test_a_silence_beyond_the_pattern_of_the_claim_is_told() -> None:
    silent = replace(OK, last_new=NOW_MS - 19 * HOUR, lull=7.0)

    last = left(Found(is_new=False), state=silent, hours=(2.0,) * 168)

    assert texts(last) == ["gazette quiet for 19 h, usually under 4"]
    assert last.settlement.state.health == "quiet"


def test_a_gap_that_ends_is_remembered_in_the_state() -> None:
    before = replace(OK, last_success=NOW_MS - 900_000, last_new=NOW_MS - 3 * HOUR)

    last = left(Found(articles=FIVE), new=1, state=before, hours=(2.0,) * 168)

    assert last.settlement.state.lull == 6.0


def test_the_third_document_in_a_row_that_shows_nothing_known_is_told() -> None:
    last = left(Found(articles=FIVE), new=5, state=replace(OK, flawed=2))

    assert texts(last) == [
        "gazette degraded: nothing it shows was there at the last poll: a gap"
    ]  # fmt: skip


def test_a_move_that_is_believed_is_a_state_too() -> None:
    led = Found(is_new=False, hops=(Hop(301, "https://new.example/"),))
    day_ago = round((START - timedelta(days=2)).timestamp() * 1000)
    before = replace(OK, moved="https://new.example/", moved_since=day_ago, moved_n=2)

    last = left(led, state=before)

    assert (last.settlement.state.health, last.settlement.state.since) == ("moved", NOW_MS)
    assert texts(last) == ["gazette moved to https://new.example/: edit :1"]


def test_a_poll_for_texts_only_changes_no_health() -> None:
    last = left(None, state=replace(OK, streak=2))

    assert (last.settlement.state, last.notices) == (replace(OK, streak=2), ())


def test_an_unset_secret_pauses_and_says_so() -> None:
    last = left(None, owner=source(paused_why="HN_KEY unset"))

    assert texts(last) == ["gazette paused: HN_KEY unset"]
    assert last.settlement.next_due == NOW_MS + HOUR
