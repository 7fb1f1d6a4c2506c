import inspect

import pytest

from monitor import errors
from monitor.errors import (
    DeliveryError,
    FetchError,
    MonitorError,
    Outcome,
    ParseError,
    StoreError,
)


def test_there_are_six_errors_below_one_root() -> None:
    own = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, Exception)]
    assert len(own) == 7
    assert all(issubclass(one, MonitorError) for one in own)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FetchError("timeout", "not done in 1 s"), "timeout"),
        (ParseError("contract", "not done in 1 s"), "contract"),
        (StoreError("not done in 1 s"), "refused"),
        (StoreError("not done in 1 s", kind="busy"), "busy"),
    ],
)
def test_an_error_keeps_its_kind_and_shows_its_detail(error: MonitorError, kind: str) -> None:
    assert getattr(error, "kind", "") == kind
    assert str(error) == "not done in 1 s"


def test_a_sample_is_cut() -> None:
    assert len(ParseError("parse", "x", sample="y" * 1000).sample) == 500


def test_a_failed_send_keeps_what_it_means() -> None:
    error = DeliveryError(Outcome.PARKED, "invalid_auth", retry_after_s=3)
    assert (error.outcome, error.detail, error.retry_after_s) == ("parked", "invalid_auth", 3)
