"""How long an answer is fresh, by its headers and by what the document says."""

import pytest

from monitor.intake.freshness import kept, left, seconds
from tests.fakes.clock import START

TEN_LATER = {"expires": "Tue, 24 Nov 2026 09:10:00 GMT"}


@pytest.mark.parametrize(
    ("headers", "ttl_s", "fresh_s"),
    [
        ({}, 0, None),
        ({"cache-control": "max-age=300"}, 0, 300),
        ({"cache-control": "public, Max-Age=300", "age": "100"}, 0, 200),
        ({"cache-control": "max-age=300", "age": "1000"}, 0, 0),
        ({"cache-control": 'max-age="60"'}, 0, 60),
        ({"cache-control": "max-age=0"}, 0, 0),
        ({"cache-control": "no-cache"}, 0, None),
        ({"cache-control": "max-age=300, no-store"}, 0, None),
        ({}, 3600, 3600),
        ({"cache-control": "max-age=60"}, 3600, 3600),
        ({"cache-control": "max-age=7200"}, 3600, 7200),
        ({"date": "Tue, 24 Nov 2026 09:00:00 GMT", **TEN_LATER}, 0, 600),
        ({"date": "Tue, 24 Nov 2026 08:00:00 GMT", **TEN_LATER}, 0, 4200),
        (TEN_LATER, 0, 600),
        ({"cache-control": "max-age=60", **TEN_LATER}, 0, 60),
        ({"expires": "Tue, 24 Nov 2020 09:10:00 GMT"}, 0, 0),
    ],
)
def test_freshness_is_what_the_longest_of_them_says(
    headers: dict[str, str], ttl_s: float, fresh_s: float | None
) -> None:
    assert left(headers, now=START, ttl_s=ttl_s) == fresh_s


@pytest.mark.parametrize(
    "headers",
    [
        {"cache-control": "max-age=lots"},
        {"cache-control": "max-age=-5"},
        {"cache-control": "max-age=1e9"},
        {"cache-control": "max-age=99999999999999"},
        {"cache-control": "max-age"},
        {"cache-control": ",,=,;"},
        {"expires": "0", "date": "Tue, 24 Nov 2026 09:00:00 GMT"},
        {"expires": "-1"},
        {"expires": "Tue, 99 Nov 2026 09:00:00 GMT"},
        {"age": "100"},
    ],
)
def test_nonsense_says_nothing(headers: dict[str, str]) -> None:
    assert left(headers, now=START) is None


def test_a_304_that_says_nothing_leaves_what_was_said_before() -> None:
    said = kept({"cache-control": "max-age=1800"}, before_s=0.0)

    assert kept({"etag": "x"}, before_s=said) == 1800
    assert left({"etag": "x"}, now=START, kept_s=said) == 1800
    assert left({"etag": "x", "age": "600"}, now=START, kept_s=said) == 1200


def test_a_304_with_words_of_its_own_replaces_them() -> None:
    assert kept({"cache-control": "no-cache"}, before_s=1800.0) == 0
    assert kept({"cache-control": "max-age=5"}, before_s=1800.0) == 5
    assert left({"cache-control": "no-cache"}, now=START, kept_s=1800.0) is None


@pytest.mark.parametrize(("text", "read"), [("300", 300), ("", 0), ("x", 0), ("-5", 0), ("²", 0)])
def test_a_document_s_own_word_is_read_or_is_nonsense(text: str, read: float) -> None:
    assert seconds(text) == read
