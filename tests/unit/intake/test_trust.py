"""Which validators are believed: the daily audit, lies, trials, and what is no lie."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.intake import trust
from monitor.intake.found import Found
from monitor.intake.trust import conditions, learned
from monitor.ports import SourceState
from tests.fakes.clock import FakeClock
from tests.fakes.validators import DAY, Server


def test_a_server_is_asked_without_validators_once_a_day() -> None:
    server = Server()

    server.polls(49)

    assert [n for n, asks in enumerate(server.asked) if not asks.are_any] == [0, 24, 48]
    assert [asks.is_audit for asks in server.asked[:25:24]] == [False, True]
    assert not server.is_untrusted


def test_validators_go_out_as_they_came() -> None:
    state = SourceState(etag='W/"a b"', modified="yesterday-ish", audited=FakeClock().now_ms())

    asks = conditions(state, FakeClock().now())

    assert (asks.etag, asks.modified, asks.are_any) == ('W/"a b"', "yesterday-ish", True)


def test_a_server_without_validators_needs_no_audit() -> None:
    server = Server(etag="")

    server.polls(30)

    assert server.plain == 30
    assert not any(asks.is_audit for asks in server.asked)


def test_news_that_a_304_hid_end_the_belief_in_it() -> None:
    server = Server(lies=True)
    server.polls(3)

    server.news = 2
    server.polls(22)

    assert server.is_untrusted
    assert server.state.untrusted_until == server.state.audited + trust.UNTRUSTED.days * DAY * 1000
    assert server.seen == 2


def test_from_then_on_no_validators_go_out_for_a_week() -> None:
    server = Server(lies=True)
    server.polls(3)
    server.news = 2
    server.polls(22)

    for news in range(3, 170):
        server.news = news
        server.poll()

    assert server.plain == 1 + 1 + 167
    assert server.seen == 169


def test_after_a_week_they_are_tried_once_and_a_304_to_them_is_the_same_lie() -> None:
    server = Server(lies=True)
    server.polls(3)
    server.news = 2
    server.polls(22)
    server.clock.advance(7 * DAY)

    trial, after = server.poll(), server.poll()

    assert (trial.status, after.status) == (304, 200)
    assert server.is_untrusted


def test_a_server_that_was_mended_is_believed_again() -> None:
    server = Server(lies=True)
    server.polls(3)
    server.news = 2
    server.polls(22)
    server.lies, server.etag = False, '"2"'
    server.polls(167)

    first, second = server.poll(), server.poll()

    assert (first.status, second.status) == (200, 304)
    assert not server.is_untrusted
    assert (server.state.on_trial, server.state.etag) == (False, '"2"')


def test_an_audit_right_after_a_change_is_no_proof_but_begins_a_trial() -> None:
    server = Server()
    server.polls(24)
    server.news, server.etag = 2, '"2"'

    server.polls(2)

    assert [f'"{n}"' for n in (1, 2)] == [server.asked[-1].etag, server.state.etag]
    assert not server.is_untrusted
    assert server.poll().status == 304


def test_a_304_to_validators_of_a_document_that_is_gone_is_a_lie() -> None:
    server = Server(lies=True)
    server.polls(24)
    server.news, server.etag = 2, '"2"'

    server.polls(2)

    assert server.is_untrusted
    assert server.poll().status == 200


def test_a_page_that_is_made_anew_for_each_request_tells_no_lie() -> None:
    server = Server(lies=True)
    server.polls(3)

    for noise in range(1, 60):
        server.noise = noise
        server.poll()

    assert not server.is_untrusted
    assert server.plain == 3


def test_news_of_documents_that_this_one_leads_to_are_no_lie_of_its_own() -> None:
    clock = FakeClock()
    state = SourceState(etag="x", body_hash="same", spared=True)
    found = Found(etag="x", body_hash="same", is_new=False, is_audit=True)

    after = learned(state, found, brought=True, now=clock.now())

    assert after == replace(state, audited=clock.now_ms(), spared=False)


def test_validators_that_never_spared_anything_are_no_lie() -> None:
    server = Server(modified="Mon, 01 Jan 2024 00:00:00 GMT", etag="")
    server.state = SourceState(modified=server.modified, audited=0)

    server.news = 5
    server.poll()

    assert not server.is_untrusted
    assert not server.state.on_trial


def test_a_200_without_validators_drops_them_and_all_doubt() -> None:
    server = Server(lies=True)
    server.polls(3)
    server.news = 2
    server.polls(22)

    server.etag = ""
    server.poll()

    assert (server.state.etag, server.state.untrusted_until, server.state.on_trial) == (
        "",
        0,
        False,
    )


@pytest.mark.parametrize(
    ("etag", "until_s", "believed"),
    [("", 0, False), ("x", 0, True), ("x", 1, False), ("x", -1, True)],
)
def test_validators_are_believed_until_they_have_lied(
    etag: str, until_s: int, believed: bool
) -> None:
    clock = FakeClock()
    until = clock.now_ms() + 1000 * until_s if until_s else 0

    assert (
        trust.are_believed(SourceState(etag=etag, untrusted_until=until), clock.now()) is believed
    )


def test_after_a_change_of_its_file_a_source_is_judged_afresh() -> None:
    known = SourceState(etag="x", audited=5, untrusted_until=7, on_trial=True, spared=True)

    state = trust.forgotten(known)

    assert (state.audited, state.untrusted_until, state.on_trial, state.spared) == (
        0,
        0,
        False,
        False,
    )


def test_an_audit_is_due_a_day_after_the_last_whole_answer() -> None:
    clock = FakeClock()
    state = SourceState(etag="x", audited=clock.now_ms())

    soon = conditions(state, clock.now() + timedelta(hours=23, minutes=59))
    then = conditions(state, clock.now() + timedelta(hours=24))

    assert (soon.is_audit, then.is_audit, then.are_any) == (False, True, False)
