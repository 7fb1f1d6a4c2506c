"""The webhook notifier: what is signed, what is sent, what each failure means."""

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from monitor.errors import DeliveryError, FetchError, Outcome
from monitor.notifiers.webhook import Options, address, make, signature
from monitor.outgoing import Message
from tests.fakes.tools import NOW, tools

SECRETS = {
    "URL": "https://hook.example/very-secret-path",
    "NEW": "whsec_" + base64.b64encode(b"new key").decode(),
    "OLD": "old key",
}
MESSAGE = Message(
    id="s1.1@on-abc", delivery="s1.1@on", kind="card", text="", headline="",
    payload={"v": 1, "headline": "Ü <!channel>"},
)  # fmt: skip


@dataclass
class Answered:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Posts:
    """An HTTP client that notes what it is given and gives one answer."""

    answer: Answered | FetchError = field(default_factory=Answered)
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def post(self, url: str, **request: Any) -> Answered:
        self.seen.append({"url": url, **request})
        if isinstance(self.answer, FetchError):
            raise self.answer
        return self.answer


def sent(posts: Posts, **options: Any) -> dict[str, Any]:
    given = Options(**({"url": "env:URL"} | options))
    with tools(post=posts.post, secrets=SECRETS) as held:
        asyncio.run(make(given, held).send(MESSAGE, under=None, alive=lambda: True))
    return posts.seen[0]


def failed(answer: Answered | FetchError) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        sent(Posts(answer=answer))
    return caught.value


def test_the_payload_is_sent_as_json_under_the_messages_id() -> None:
    request = sent(Posts())
    assert request["url"] == SECRETS["URL"]
    assert json.loads(request["body"]) == MESSAGE.payload
    assert request["headers"]["webhook-id"] == MESSAGE.id
    assert request["headers"]["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert "webhook-signature" not in request["headers"]


def test_the_signature_is_over_id_time_and_body() -> None:
    request = sent(Posts(), sign="env:NEW")
    at = request["headers"]["webhook-timestamp"]
    signed = f"{MESSAGE.id}.{at}.".encode() + request["body"]
    wanted = base64.b64encode(hmac.new(b"new key", signed, hashlib.sha256).digest()).decode()
    assert request["headers"]["webhook-signature"] == f"v1,{wanted}"


def test_during_a_rotation_both_keys_sign() -> None:
    request = sent(Posts(), sign="env:NEW", sign_old="env:OLD")
    at = request["headers"]["webhook-timestamp"]
    assert request["headers"]["webhook-signature"].split(" ") == [
        signature(key, MESSAGE.id, at, request["body"]) for key in (b"new key", b"old key")
    ]


def test_private_ranges_are_handed_on() -> None:
    request = sent(Posts(), allow_private=("10.0.0.0/8",))
    assert request["allow_private"] == ("10.0.0.0/8",)


def test_a_known_signature_comes_out_as_the_convention_says() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answered(429), Outcome.RETRY),
        (Answered(503), Outcome.AMBIGUOUS),
        (Answered(500), Outcome.AMBIGUOUS),
        (Answered(401), Outcome.PARKED),
        (Answered(403), Outcome.PARKED),
        (Answered(404), Outcome.PARKED),
        (Answered(410), Outcome.PARKED),
        (Answered(302), Outcome.REFUSED),
        (Answered(422), Outcome.REFUSED),
        (FetchError("dns", "x"), Outcome.RETRY),
        (FetchError("connect", "x"), Outcome.RETRY),
        (FetchError("connect-timeout", "x"), Outcome.RETRY),
        (FetchError("tls", "x"), Outcome.PARKED),
        (FetchError("address", "x"), Outcome.PARKED),
        (FetchError("reset", "x"), Outcome.AMBIGUOUS),
        (FetchError("timeout", "x"), Outcome.AMBIGUOUS),
    ],
)
def test_each_failure_has_its_class(answer: Answered | FetchError, outcome: Outcome) -> None:
    assert failed(answer).outcome is outcome


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("17", 17.0), ("Tue, 24 Nov 2026 09:01:00 GMT", 60.0), ("Tue, 24 Nov 2020 09:01:00 GMT", 0.0)],
)
def test_a_503_with_a_time_is_tried_again_after_it(value: str, seconds: float) -> None:
    error = failed(Answered(503, {"retry-after": value}))
    assert (error.outcome, error.retry_after_s) == (Outcome.RETRY, seconds)


def test_a_nonsense_time_is_none() -> None:
    assert failed(Answered(429, {"retry-after": "soon"})).retry_after_s is None


def test_the_address_is_never_quoted_but_its_host() -> None:
    error = failed(FetchError("reset", "at https://hook.example/very-secret-path"))
    assert error.detail == "reset at hook.example"
    assert "very-secret" not in repr(error)


def test_an_unset_key_is_named() -> None:
    with tools(secrets={"URL": "x"}) as held, pytest.raises(KeyError, match="NEW"):
        make(Options(url="env:URL", sign="env:NEW"), held)


def test_two_receivers_with_one_address_are_one_reader() -> None:
    assert address(Options(url="env:URL")) == "env:URL"
