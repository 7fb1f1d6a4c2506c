"""Which pushes are believed: signed by id, time and body, with our secret, just now."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest

from monitor.intake.signatures import fault, push_id
from tests.fakes.clock import START

SECRET = "whsec_" + base64.b64encode(b"a key of twenty-four b..").decode()
BODY = b'{"title": "x"}'


def signed(key: bytes, *, name: str = "msg_1", at: str = "", body: bytes = BODY) -> dict[str, str]:
    """Sign with code of our own, as a sender's library would."""
    at = at or str(int(START.timestamp()))
    made = hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(made).decode()}"
    return {"webhook-id": name, "webhook-timestamp": at, "webhook-signature": signature}


KEY = base64.b64decode(SECRET.removeprefix("whsec_"))
GOOD = signed(KEY)


def told(headers: dict[str, str], *, body: bytes = BODY, secret: str = SECRET, **off: Any) -> str:
    return fault(headers, body, secret=secret, now=START + timedelta(**off))


def test_what_is_signed_with_our_secret_is_believed() -> None:
    assert told(GOOD) == ""


def test_a_plain_secret_is_the_key_itself() -> None:
    assert told(signed(b"open sesame"), secret="open sesame") == ""


def test_the_conventions_own_example_is_believed() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    at = START.fromtimestamp(1614265330, START.tzinfo)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert fault(headers, b'{"test": 2432232314}', secret=secret, now=at) == ""


def test_one_good_signature_among_several_is_enough() -> None:
    others = f"v1,{'A' * 43}= v1a,xx {GOOD['webhook-signature']} nonsense"
    assert told({**GOOD, "webhook-signature": others}) == ""


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_either_way_are_let_pass(seconds: int) -> None:
    assert told(GOOD, seconds=seconds) == ""


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_more_than_five_minutes_are_not(seconds: int) -> None:
    assert "more than 5 minutes off" in told(GOOD, seconds=seconds)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": str(int(START.timestamp()) + 1)},
        {"webhook-signature": ""},
        {"webhook-signature": GOOD["webhook-signature"].replace("v1,", "v2,")},
        {"webhook-signature": GOOD["webhook-signature"].removeprefix("v1,")},
        {"webhook-signature": "v1,ü" + GOOD["webhook-signature"]},
        {"webhook-signature": " ".join(["v1,x"] * 10 + [GOOD["webhook-signature"]])},
    ],
)
def test_whatever_is_changed_breaks_the_signature(changed: dict[str, str]) -> None:
    assert "not made with our secret" in told({**GOOD, **changed})


def test_another_body_or_secret_breaks_it_too() -> None:
    assert told(GOOD, body=BODY + b" ")
    assert told(GOOD, secret="whsec_" + base64.b64encode(b"other").decode())


@pytest.mark.parametrize("at", ["", "now", "-5", "1e9", "٣", "9" * 13])
def test_a_time_of_another_form_is_none(at: str) -> None:
    assert "no time in seconds" in told({**GOOD, "webhook-timestamp": at})


@pytest.mark.parametrize("name", ["", "a b", "ü", "a\n", "x" * 257])
def test_a_name_of_another_form_is_none(name: str) -> None:
    assert push_id({"webhook-id": name}) == ""
    assert "webhook-id" in told({**GOOD, "webhook-id": name})


@pytest.mark.parametrize("secret", ["whsec_abc", "whsec_"])
def test_a_secret_that_is_no_key_is_our_own_fault(secret: str) -> None:
    with pytest.raises(ValueError, match=r"padding|no bytes"):
        told(GOOD, secret=secret)
