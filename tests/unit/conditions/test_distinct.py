import pytest

from monitor.conditions.distinct import Options, holds, scope
from monitor.windows import Member
from tests.fakes.windows_made import member, window

TWO = Options(of="outlet", at_least=2, within=6 * 3600.0)


def test_the_same_outlet_twice_is_one() -> None:
    assert not holds(TWO, window(member("a", outlet="A"), member("b", 1, outlet="A")))
    assert holds(TWO, window(member("a", outlet="A"), member("b", 1, outlet="B")))


def test_a_copy_counts_with_its_original() -> None:
    copied = member("b", 1, outlet="B", original="a")
    assert not holds(TWO, window(member("a", outlet="A"), copied))
    own = member("c", 2, outlet="C")
    assert holds(TWO, window(member("a", outlet="A"), copied, own))


def test_what_is_too_far_apart_is_not_counted_together() -> None:
    assert not holds(TWO, window(member("a", outlet="A"), member("b", 6.5, outlet="B")))


@pytest.mark.parametrize(("tier", "suffices"), [("regulator", True), ("outlet", False)])
def test_one_article_of_a_good_tier_suffices(tier: str, suffices: bool) -> None:
    options = Options(of="outlet", at_least=9, within=60.0, or_tier=("primary", "regulator"))
    assert holds(options, window(member("a", outlet="A", tier=tier))) is suffices


def test_languages_and_captures_can_be_counted() -> None:
    def one(name: str, lang: str, *towns: str) -> Member:
        return member(name, lang=lang, values={"town": towns})

    pair = window(one("a", "en", "Rome"), one("b", "it", "Rome"))
    towns = Options(of="town", at_least=2, within=60.0)
    assert holds(Options(of="lang", at_least=2, within=60.0), pair)
    assert not holds(towns, pair)
    assert holds(towns, window(one("a", "en", "Rome", "Paris")))
    assert not holds(towns, window(member("a"), member("b")))


def test_only_what_is_neither_outlet_nor_language_is_a_capture() -> None:
    assert scope(TWO).captures == {}
    assert scope(Options(of="town", at_least=2, within=60.0)).captures == {"of": "town"}
