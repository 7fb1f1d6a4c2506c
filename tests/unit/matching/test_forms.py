"""Forms: what may be glued to a word, or stand at a name's end, by script and language."""

import pytest

from monitor.matching.forms import inflected, unglued


@pytest.mark.parametrize(
    ("shown", "word"),
    [
        ("애플은", "애플"),
        ("애플이", "애플"),
        ("애플에서는", "애플"),
        ("사임했다", "사임"),
        ("사임하겠다고", "사임"),
        ("임명됐습니다", "임명"),
        ("대표였다", "대표"),
        ("해임당했다", "해임"),
        ("삼성전자의", "삼성전자"),
        ("والشركة", "شركة"),
        ("الشركة", "شركة"),
        ("للشركة", "شركة"),
        ("بالشركة", "شركة"),
        ("وسيستقيل", "سيستقيل"),
        ("המנכל", "מנכל"),
        ("ולמנכל", "למנכל"),
        ("שהמנכל", "מנכל"),
        ("כשהמנכל", "מנכל"),
        ("מהחברה", "חברה"),
    ],
)
def test_what_is_glued_to_a_word_comes_off(shown: str, word: str) -> None:
    assert word in unglued(shown)


@pytest.mark.parametrize(
    ("shown", "word"),
    [
        ("resignation", "resign"),  # Latin takes nothing off
        ("металл", "мета"),
        ("차은", "차"),  # one syllable takes no tail
        ("애플망고", "애플"),  # no particle
        ("ولد", "لد"),  # too short to be left
        ("בנק", "נק"),
        ("東京都", "東京"),
    ],
)
def test_what_is_part_of_another_word_stays(shown: str, word: str) -> None:
    assert word not in unglued(shown)


def test_a_word_is_not_among_what_it_may_be() -> None:
    for shown in ("애플은", "الشركة", "המנכל", "apple", "애플"):
        assert shown not in unglued(shown)


@pytest.mark.parametrize(
    ("name", "lang", "form"),
    [
        ("альтман", "ru", "альтмана"),
        ("альтман", "ru", "альтманом"),
        ("мария", "ru", "марии"),
        ("бекова", "ru", "бековой"),
        ("чайковский", "ru", "чайковского"),
        ("шевченко", "uk", "шевченка"),
        ("марія", "uk", "марії"),
        ("шевченко", "uk", "шевченку"),
        ("иванов", "bg", "ивановът"),
        ("вучич", "sr", "вучича"),
        ("horvat", "hr", "horvatom"),
        ("novák", "cs", "novákovi"),
        ("nováková", "cs", "novákovou"),
        ("fico", "sk", "fica"),
        ("kowalski", "pl", "kowalskiego"),
        ("tusk", "pl", "tuskiem"),
        ("παπαδοπουλοσ", "el", "παπαδοπουλου"),
        ("nokia", "fi", "nokialla"),
        ("virtanen", "fi", "virtasen"),
        ("virtanen", "fi", "virtaselle"),
        ("čaputová", "sk", "čaputovej"),
        ("airbus", "fi", "airbusin"),
        ("kallas", "et", "kallasi"),
        ("orbán", "hu", "orbánnak"),
        ("koç", "tr", "koçun"),
        ("erdoğan", "tr", "erdoğandan"),
        ("nausėda", "lt", "nausėdą"),
        ("siemens", "de", "siemenses"),
        ("merkel", "de", "merkels"),
        ("volvo", "sv", "volvos"),
        ("telenor", "no", "telenors"),
        ("maersk", "da", "maersks"),
        ("philip", "nl", "philips"),
        ("jokowi", "id", "jokowinya"),
    ],
)
def test_a_name_takes_its_languages_endings(name: str, lang: str, form: str) -> None:
    assert form in inflected(name, lang)


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        ("apple", "en"),
        ("apple", "fr"),
        ("东京", "zh"),
        ("ab", "de"),  # too short
        ("gpt5", "de"),  # ends in a figure
        ("apple", "ru"),  # a Latin name is not inflected in another script's way
        ("apple", "el"),
        ("한국", "ko"),
    ],
)
def test_a_name_of_another_kind_stays_as_it_is(name: str, lang: str) -> None:
    assert inflected(name, lang) == frozenset()


def test_an_unknown_language_is_guessed_from_the_script() -> None:
    assert inflected("альтман", "und") == inflected("альтман", "ru")
    assert inflected("альтман", "en") == inflected("альтман", "ru")
    assert inflected("αλτμαν", "und") == inflected("αλτμαν", "el")
    assert inflected("apple", "und") == frozenset()


def test_no_ending_makes_a_different_name() -> None:
    assert "металл" not in inflected("мета", "ru")
    assert "metall" not in inflected("meta", "de")
    assert "airbus" not in inflected("airbus", "fi")
