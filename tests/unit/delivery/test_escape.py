"""Escaping: nothing scraped can ping, link, format, reorder or overflow."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.delivery.escape import (
    clean,
    cut,
    fallback,
    is_inside,
    label,
    mrkdwn_link,
    mrkdwn_value,
    size,
    web_url,
)
from tests.fakes.hostile import HOSTILE, URLS

ACTIVE = re.compile("[<>*_~`|]|&(?!(amp|lt|gt);)")
UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\ufeff\u202a-\u202e\ud800-\udfff\U000e0000-\U000e007f]"
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_is_inert_in_mrkdwn(text: str) -> None:
    value = mrkdwn_value(text, 200)
    assert not ACTIVE.search(value)
    assert not UNWANTED.search(value)
    assert size(value) <= 200


@given(st.text(st.characters(codec=None), max_size=400), st.integers(10, 300))
def test_any_value_is_inert_and_within_its_limit(text: str, most: int) -> None:
    value = mrkdwn_value(text, most)
    assert not ACTIVE.search(value)
    assert size(value) <= most


@given(st.text(max_size=200))
def test_any_fallback_line_has_no_angle_left(text: str) -> None:
    assert not re.search("[<>\n]", fallback(text))


def test_entities_are_read_once_before_they_are_written() -> None:
    assert mrkdwn_value("AT&amp;T &lt;!channel&gt;") == "AT&amp;T &lt;!channel&gt;"
    assert clean("AT&amp;T") == "AT&T"


def test_markup_becomes_its_full_width_twin() -> None:
    assert mrkdwn_value("*a* _b_ ~c~ `d` |e|") == "＊a＊ ＿b＿ ～c～ ｀d｀ ｜e｜"


def test_right_to_left_text_is_kept_apart_and_plain_text_is_not() -> None:
    assert mrkdwn_value("שלום") == "\u2068שלום\u2069"
    assert mrkdwn_value("Greg Brockman") == "Greg Brockman"


def test_a_pile_of_marks_is_thinned() -> None:
    assert len(clean("e" + "\u0301" * 5_000)) == 31


def test_cjk_and_indic_text_stays_as_it_is() -> None:
    for text in ("奥特曼离开开放人工智能", "샘 알트먼", "निदेशकः त्यागपत्रं दत्तवान्"):
        assert clean(text) == text


@pytest.mark.parametrize("url", URLS)
def test_an_unsafe_url_is_dropped_or_made_safe(url: str) -> None:
    safe = web_url(url)
    assert safe == "" or re.fullmatch(r"https?://[a-z0-9.:\[\]-]+/[^\s<>|]*", safe)
    assert len(safe) <= 2000
    assert "@" not in safe.partition("//")[2].partition("/")[0]


def test_a_look_alike_host_shows_its_real_name() -> None:
    assert web_url("https://bücher.example/ä") == "https://xn--bcher-kva.example/%C3%A4"
    assert label("", "https://bücher.example/x") == "xn--bcher-kva.example"


def test_a_too_long_url_becomes_its_hosts_home() -> None:
    assert web_url("https://a.example/" + "x" * 3000) == "https://a.example/"


def test_what_is_percent_encoded_stays_so() -> None:
    assert web_url("https://a.example/%20x?q=a%7Cb#c") == "https://a.example/%20x?q=a%7Cb#c"


def test_a_link_shows_the_outlet_and_no_markup_of_its_name() -> None:
    assert mrkdwn_link("A|B <x>", "https://a.example/") == "<https://a.example/|A｜B &lt;x&gt;>"


def test_a_link_to_nowhere_is_only_text() -> None:
    assert mrkdwn_link("Gazette", "javascript:x") == "Gazette"


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("short", 10, "short"),
        ("abcdef", 4, "abc…"),
        ("ab👨\u200d👩\u200d👧cd", 6, "ab…"),
        ("abe\u0301\u0302cd", 5, "ab…"),
        ("🇮🇹🇫🇷🇩🇪", 6, "🇮🇹…"),
        ("👍🏽👍🏽", 7, "👍🏽…"),
        ("\u1100\u1161\u11a8\u1100\u1161\u11a8", 5, "\u1100\u1161\u11a8…"),
        ("ab cd", 4, "ab…"),
    ],
)
def test_text_is_cut_between_letters(text: str, most: int, kept: str) -> None:
    assert cut(text, most) == kept
    assert size(cut(text, most)) <= most


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_cut_keeps_its_limit(text: str, most: int) -> None:
    assert size(cut(text, most)) <= max(most, 1)


def test_the_ends_of_a_text_are_inside_nothing() -> None:
    assert not is_inside("abc", 0)
    assert not is_inside("abc", 3)


def test_size_counts_as_slack_does() -> None:
    assert (size("abc"), size("👍"), size("奥")) == (3, 2, 1)
