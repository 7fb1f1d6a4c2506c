"""Slack's answers and their classes, the whole table."""

import pytest

from monitor.errors import Outcome
from monitor.notifiers._slack_codes import classed


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("ratelimited", Outcome.RETRY),
        ("request_timeout", Outcome.RETRY),
        ("internal_error", Outcome.AMBIGUOUS),
        ("fatal_error", Outcome.AMBIGUOUS),
        ("service_unavailable", Outcome.AMBIGUOUS),
        ("invalid_auth", Outcome.PARKED),
        ("not_authed", Outcome.PARKED),
        ("token_revoked", Outcome.PARKED),
        ("token_expired", Outcome.PARKED),
        ("account_inactive", Outcome.PARKED),
        ("missing_scope", Outcome.PARKED),
        ("channel_not_found", Outcome.PARKED),
        ("is_archived", Outcome.PARKED),
        ("restricted_action", Outcome.PARKED),
        ("restricted_action_thread_only_channel", Outcome.PARKED),
        ("not_in_channel", Outcome.PARKED),
        ("invalid_blocks", Outcome.REFUSED),
        ("invalid_blocks_format", Outcome.REFUSED),
        ("msg_blocks_too_long", Outcome.REFUSED),
        ("msg_too_long", Outcome.REFUSED),
        ("metadata_too_large", Outcome.REFUSED),
        ("invalid_metadata_schema", Outcome.REFUSED),
        ("no_text", Outcome.REFUSED),
        ("message_not_found", Outcome.POINTLESS),
        ("cant_update_message", Outcome.POINTLESS),
        ("edit_window_closed", Outcome.POINTLESS),
    ],
)
def test_a_code_has_its_class(code: str, outcome: Outcome) -> None:
    error = classed(200, code, {})
    assert (error.outcome, error.detail) == (outcome, code)


@pytest.mark.parametrize(("attempt", "outcome"), [(1, Outcome.AMBIGUOUS), (3, Outcome.REFUSED)])
def test_a_code_of_no_class_is_dead_after_three(attempt: int, outcome: Outcome) -> None:
    assert classed(200, "code_of_tomorrow", {}, attempt=attempt).outcome is outcome


@pytest.mark.parametrize("code", ["", "An error page <b>", "x" * 100, "Received a response in"])
def test_what_is_no_code_is_not_quoted(code: str) -> None:
    error = classed(200, code, {})
    assert (error.outcome, error.detail) == (Outcome.AMBIGUOUS, "status 200")


def test_429_is_a_retry_whatever_the_body_says() -> None:
    error = classed(429, "", {"Retry-After": "30"})
    assert (error.outcome, error.retry_after_s) == (Outcome.RETRY, 30.0)
    assert classed(429, "ratelimited", {"retry-after": "soon"}).retry_after_s is None


def test_a_code_under_another_status_is_ambiguous() -> None:
    assert classed(502, "invalid_auth", {}).outcome is Outcome.AMBIGUOUS
