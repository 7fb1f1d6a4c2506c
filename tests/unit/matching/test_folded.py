"""Folded texts: words cut by script, offsets at borders, initials joined, long texts cut."""

import pytest

from monitor.matching.text import LIMIT, fold, quick_line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("… -- !", ()),
        ("One two", ("one", "two")),
        ("don’t", ("don", "t")),
        ("co-founder", ("co", "founder")),
        ("x@y.com", ("x", "y", "com")),
        ("3,5%", ("3", "5")),
        ("GPT-5o", ("gpt", "5o")),
        ("U.S.", ("us",)),
        ("U.S.A", ("usa",)),
        ("J.R.R. Tolkien", ("jrr", "tolkien")),
        ("J. R. Smith", ("j", "r", "smith")),  # with a space they are words
        ("e.g. this", ("eg", "this")),
        ("a.bc", ("a", "bc")),
        ("1.2.3", ("1", "2", "3")),
        ("離开OpenAI公司", ("離", "开", "openai", "公", "司")),
        ("한국AI가", ("한국", "ai", "가")),
        ("第5条", ("第", "5", "条")),
        ("カタカナ", ("カ", "タ", "カ", "ナ")),
        ("ｶﾞｽ", ("ガ", "ス")),
        ("ก็ดี", ("ก็", "ดี")),
        ("हिन्दी में", ("हिन्दी", "में")),
        ("צה״ל", ("צהל",)),
        ('"של"', ("של",)),
        ("نـــعم", ("نعم",)),
        ("ﬁx", ("fix",)),
        ("\u200bOpen\u200bAI\ufeff", ("openai",)),
        ("re\u00adsign", ("resign",)),
        ("½ price", ("1", "2", "price")),
        ("№5", ("no5",)),
    ],
)
def test_a_text_is_cut_into_its_words(text: str, words: tuple[str, ...]) -> None:
    assert fold(text).words == words


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The U.S. left", ["The", "U.S.", "left"]),
        ("(“Démission”)", ["Démission"]),
        ("abe\u0301c d", ["abe\u0301c", "d"]),
        ("ｶﾞｽ", ["ｶﾞ", "ｽ"]),
        ("(כ״ל)", ["כ״ל"]),
        ("Open\u200bAI!", ["Open\u200bAI"]),
        ("ß ﬁ", ["ß", "ﬁ"]),
        ("👍🏽 yes", ["yes"]),
    ],
)
def test_what_was_written_is_given_back_whole(text: str, written: list[str]) -> None:
    folded = fold(text)

    assert [folded.written(i, i) for i in range(len(folded))] == written


def test_gaps_are_what_stands_between_words() -> None:
    folded = fold("«One, two»!")

    assert [folded.gap(i) for i in range(3)] == ["«", ", ", "»!"]
    assert folded.written(0, 1) == "One, two"


def test_both_forms_stand_side_by_side() -> None:
    folded = fold("Démission ÉTÉ plain")

    assert folded.words == ("demission", "ete", "plain")
    assert folded.marked == ("démission", "été", "plain")
    assert [folded.in_capitals(i) for i in range(3)] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("FED RAISES RATES", True),
        ("FED RAISES rates", False),
        ("FED RAISES RATES to", True),  # over 80 %
        ("Fed raises", False),
        ("ABCDe", True),  # 80 % exactly
        ("ABCd", False),
        ("辞任 AI", False),
        ("123", False),
        ("", False),
    ],
)
def test_a_text_in_capitals_is_known(text: str, shouted: bool) -> None:
    assert fold(text).shouted is shouted


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    folded = fold("a" * (LIMIT - 1) + " bc")

    assert len(folded) == 1
    assert len(folded.text) == LIMIT


def test_a_long_run_without_spaces_is_cut_as_a_short_one() -> None:
    run = "辞任é" * 50

    assert fold(run).words == fold("辞任é").words * 50


def test_an_empty_text_has_no_words() -> None:
    folded = fold("")

    assert len(folded) == 0
    assert folded.gap(0) == ""
    assert (folded.sentences, folded.paragraphs) == ((), ())


@pytest.mark.parametrize("text", ["One, two", "U.S. ½ ﬁx é", "社長がAI", "กิ่ก", "ab\u0301 \u0301c"])
def test_a_word_is_asked_for_alone_or_with_all(text: str) -> None:
    folded = fold(text)

    for index in reversed(range(len(folded))):
        assert folded.start(index) == fold(text).starts[index] == folded.starts[index]
        assert folded.end(index) == fold(text).ends[index] == folded.ends[index]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One two\nthree", ["one two", "three"]),
        ("\n.", ["", ""]),
        ("社長\nоpenai", ["社 長", "openai"]),
    ],
)
def test_the_words_of_each_line_are_given(text: str, lines: list[str]) -> None:
    assert fold(text).lines == lines


@pytest.mark.parametrize("text", ["ลา ออก AI!", "الشركة  U.S.\ncafé", "한국AI가 x", "", " ."])
def test_short_runs_are_remembered_and_give_the_same_line(text: str) -> None:
    assert quick_line(text) == quick_line(text) == fold(text).line


def test_long_runs_are_not_remembered() -> None:
    assert quick_line("word " + "社" * 41) is None
