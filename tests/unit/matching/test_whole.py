"""Every word of a text: where it stands, what it begins with, what it weighs."""

import pytest

from monitor.matching.text import fold
from monitor.matching.whole import Whole


def whole_of(text: str) -> Whole:
    return Whole(fold(text))


def test_each_word_is_known_by_its_places() -> None:
    whole = whole_of("Strikes end. Strikes begin.")

    assert list(whole.places("strikes")) == list(whole.at["strikes"]) == [0, 2]
    assert list(whole.places("strike")) == []
    assert whole.vocabulary == ("begin", "end", "strikes")


def test_words_are_found_by_their_beginning() -> None:
    whole = whole_of("striking strike strikes stroke strike")

    assert list(whole.beginning("strik")) == [1, 4, 2, 0]
    assert list(whole.beginning("x")) == []


def test_a_word_with_something_glued_to_it_counts_as_itself_too() -> None:
    whole = whole_of("삼성전자는 삼성전자의 삼성")

    assert sorted(whole.within("삼성전자")) == [0, 1]
    assert list(whole.within("삼성전자는")) == []


@pytest.mark.parametrize(
    ("text", "halves"),
    [("two words", [0, 2, 4]), ("東京", [0, 1, 2]), ("AI辞任", [0, 2, 3, 4]), ("", [0])],
)
def test_two_characters_weigh_as_much_as_one_word(text: str, halves: list[int]) -> None:
    assert list(whole_of(text).halves) == halves


def test_a_longer_word_covers_the_one_inside_it() -> None:
    whole = whole_of("東京都")

    assert whole.covered.exceeds((1, 2))
    assert not whole.covered.exceeds((0, 2))
