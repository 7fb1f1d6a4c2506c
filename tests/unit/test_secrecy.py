"""Secrets are not seen, in whatever form they would be printed."""

import base64
import json
from urllib.parse import quote

import pytest

from monitor.secrecy import Secrets

PLANTED = 'pl+nted/"secret"'


@pytest.mark.parametrize(
    "form",
    [
        PLANTED,
        quote(PLANTED, safe=""),
        base64.b64encode(PLANTED.encode()).decode(),
        json.dumps(PLANTED),
    ],
)
def test_a_secret_is_known_in_every_form(form: str) -> None:
    secrets = Secrets()
    secrets.add("KEY", PLANTED)
    assert form not in secrets.clean(f"https://a.example/?q={form}")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("token xoxb-12-ab_c!", "token [secret]!"),
        ("Authorization: Bearer abc.def-1", "Authorization: Bearer [secret]"),
        ("redis://user:pass@host/0", "redis://[secret]@host/0"),
        ("https://hooks.slack.com/services/T0/B0/x", "https://hooks.slack.com/services/[secret]"),
        ("/?a=1&token=abc&b=2", "/?a=1&token=[secret]&b=2"),
        ("whsec_cGxhbnRlZA==", "[secret]"),
        ("nothing here", "nothing here"),
    ],
)
def test_what_looks_like_a_secret_is_taken_for_one(text: str, clean: str) -> None:
    assert Secrets().clean(text) == clean


def test_short_values_would_blank_ordinary_words() -> None:
    secrets = Secrets()
    secrets.add("KEY", "news")
    assert secrets.clean("no news") == "no news"


def test_the_longer_of_two_secrets_is_replaced_first() -> None:
    secrets = Secrets()
    secrets.add("SHORT", "abcdef")
    secrets.add("LONG", "abcdefghi")
    assert secrets.clean("abcdefghi") == "[secret LONG]"


def test_plain_values_keep_their_type() -> None:
    given = {"n": 1, "f": 1.5, "b": True, "none": None, "list": (1, "a")}
    assert Secrets().cleaned(given) == {"n": 1, "f": 1.5, "b": True, "none": None, "list": [1, "a"]}
