"""Texts made to hurt: what the engine says of them is bounded, and still right."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import Engine
from monitor.matching.flat import flatten
from monitor.matching.text import LIMIT, fold, line_of
from monitor.matching.trace import KEPT as SHOWN
from tests.unit.matching.asking import GAZETTEER, article, asked, engine, holds

SIZE = 12_000  # characters
RULES = (
    "strike",
    "strike*",
    '"strike port"',
    "strike NEAR/5 port",
    "strike NEAR/S port NEAR/S ship",
    "strike THEN/50 port THEN/50 ship",
    "strike NOT NEAR/3 quay",
    "(strike AS x) NEAR/2 port",
    "@stops-work NEAR/P port",
    "WHO OR démission OR AT&T OR C++",
    "/strike.{0,80}port/",
    "entity(org) AS x",
    "辞任 NEAR/10 社長",
    "사임",
    "استقالة",
)
PIECES = (
    "a",
    "a ",
    "a.",
    "strike ",
    "strike port ",
    "strike port ship ",
    "strike\n\n",
    "strike\u00a0port\u2028",
    "strikeport",
    "strik porth ",
    "\u0301",
    "e" + "\u0301" * 40 + " ",
    "社長が辞任",
    "사임했다 ",
    "والاستقالة ",
    "ลาออก",
    "इस्तीफ़ा ",
    "aбγ字가اש",
    "strіke ",
    "ß",
    "\ufdfa",
    "😀 strike ",
    "“’” ",
    "U.S.",
    "α.",
    "aé-",
    "㌖",
    "a\u0301\u0345",
    "ทำ",
    'א"ב',
    "AT&T C++ .NET ",
    "Apple OpenAI ",
    "\0",
    "\u202e\u200b",
)


@cache
def hostile() -> Engine:
    return engine(*(asked(text, rule=text, packs=()) for text in RULES))


@pytest.mark.parametrize("piece", PIECES, ids=[ascii(piece)[:20] for piece in PIECES])
@pytest.mark.parametrize("field", ["title", "body"])
def test_a_long_repetition_is_matched_within_bounds(piece: str, field: str) -> None:
    text = (piece * (SIZE // len(piece) + 1))[:SIZE]

    found = hostile().match(article(**{"text" if field == "title" else field: text}))

    assert {match.rule for match in found} <= set(RULES)
    for match in found:
        assert 0 < len(match.evidence) <= SHOWN
        assert all(text[e.start : e.end] == e.text for e in match.evidence)


@pytest.mark.parametrize("noise", PIECES, ids=[ascii(piece)[:20] for piece in PIECES])
def test_what_stands_behind_noise_is_found(noise: str) -> None:
    text = (noise * (2_000 // len(noise)))[:2_000] + "\n\nThe quay: no tools NEAR the mole. "

    assert holds("quay AND mole", body=text)
    assert holds("quay NEAR/3 tools", body=text)
    assert not holds("quay NEAR/2 mole", body=text)


def test_a_text_is_read_up_to_its_limit() -> None:
    text = "x " * (LIMIT // 2)

    assert holds("quay", body=text[: LIMIT - 10] + " quay ")
    assert not holds("quay", body=text + "quay")


def test_many_names_are_named_once() -> None:
    found = engine(asked("entity(org) AS x", packs=())).match(article(body="Apple, OpenAI " * 500))

    assert found[0].captures["x"] == ("Apple", "OpenAI")
    assert GAZETTEER.entity("apple") is not None


@given(st.text(st.sampled_from("aé.ßU 字가กิ์ا\u0301\u200b\n🙂ｶﾞ'"), max_size=200))
@settings(max_examples=200, deadline=None)
def test_the_line_holds_the_words_that_folding_gives(text: str) -> None:
    assert line_of(text) == " ".join(("", *fold(text).words, ""))


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_the_line_of_any_text_holds_its_words(text: str) -> None:
    assert line_of(text) == " ".join(("", *fold(text).words, ""))


@given(st.text(st.sampled_from("aéß.- '\n\u03b1\u0434’ÆœU1…"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_a_western_line_holds_the_words_that_folding_gives(text: str) -> None:
    flat, folded = flatten(text), fold(text)

    if flat is not None:
        assert flat.line.decode() == folded.line
        for word in set(folded.words):
            at = [i for i, shown in enumerate(folded.words) if shown == word]
            places = [(folded.start(i), folded.end(i)) for i in at]
            assert flat.stretches(f" {word} ".encode()) == places


def test_what_stands_for_many_letters_is_spelled_out_so_often_only() -> None:
    assert len(fold("\ufdfa" * 100)) == 301
    assert len(fold("\ufdfa" * 30_000)) < 5_000
