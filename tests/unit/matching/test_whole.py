"""Every word of a text: where it stands, what it begins with, what it weighs."""

from monitor.matching.text import fold
from monitor.matching.whole import whole_of


def test_each_word_is_known_by_its_places() -> None:
    whole = whole_of(fold("Strikes end. Strikes begin."))

    assert whole.at["strikes"] == (0, 2)
    assert whole.vocabulary == ("begin", "end", "strikes")


def test_words_are_found_by_their_beginning() -> None:
    whole = whole_of(fold("strike strikes striking stroke"))

    assert list(whole.beginning("strik")) == ["strike", "strikes", "striking"]
    assert list(whole.beginning("x")) == []


def test_a_word_with_something_glued_to_it_counts_as_itself_too() -> None:
    whole = whole_of(fold("삼성전자는"))

    assert 0 in {place for word, found in whole.within.items() for place in found if word}


def test_two_characters_weigh_as_much_as_one_word() -> None:
    assert whole_of(fold("two words")).halves == (0, 2, 4)
    assert whole_of(fold("東京")).halves == (0, 1, 2)


def test_a_longer_word_covers_the_one_inside_it() -> None:
    whole = whole_of(fold("東京都"))

    assert whole.covered.exceeds((1, 2))
    assert not whole.covered.exceeds((0, 2))
