"""Scenes: what stands between two words, and which seats are past."""

import pytest

from monitor.events.scene import nearest
from tests.fakes.scenes import scene


def index_of(title: str, word: str, *, lang: str = "en") -> int:
    return scene(title, lang=lang).tokens.words.index(word)


@pytest.mark.parametrize(
    ("lang", "title", "seats"),
    [
        ("en", "Northwind chief executive Ana Ruiz", 1),
        ("en", "Former Northwind chief executive Ana Ruiz", 0),
        ("en", "The former group chief executive", 0),
        ("en", "Former minister sues the chief executive of Northwind", 1),
        ("it", "L'ex amministratore delegato di Northwind", 0),
        ("it", "Il direttore finanziario di Northwind", 1),
        ("fr", "L'ancien directeur général de Northwind", 0),
        ("es", "El antiguo consejero delegado de Northwind", 0),
        ("de", "Ehemaliger Finanzchef von Northwind", 0),
        ("ru", "Бывший гендиректор Northwind", 0),
        ("id", "Mantan direktur utama Northwind", 0),
        ("ja", "元北風商事社長の山田太郎氏", 0),
        ("ja", "北風商事社長の山田太郎氏", 1),
        ("ja", "北風商事の社長を務めた山田太郎氏", 0),
        ("ja", "北風商事の社長などを歴任した山田太郎氏", 0),
        ("ja", "北風商事の社長だった山田太郎氏", 0),
        ("ja", "北風商事、前田社長が語る", 1),
        ("ja", "北風商事の前社長が語る", 0),
        ("zh", "北风公司前首席财务官", 0),
        ("ko", "전 대표", 0),
    ],
)
def test_former_takes_a_seat_away(lang: str, title: str, seats: int) -> None:
    assert len(scene(title, lang=lang).seats) == seats


@pytest.mark.parametrize(
    ("title", "first", "last", "joined"),
    [
        ("chief of the Northwind", "chief", "northwind", True),
        ("chief of all the Northwind", "chief", "northwind", False),
        ("chief , Northwind", "chief", "northwind", False),
        ('chief of "Northwind"', "chief", "northwind", True),
        ("chief (NWND) of Northwind", "chief", "northwind", True),
    ],
)
def test_joining_words_join(title: str, first: str, last: str, joined: bool) -> None:
    made = scene(title)

    start, end = made.tokens.words.index(first) + 1, made.tokens.words.index(last)

    assert made.joined(start, end) is joined


def test_a_spare_word_is_no_mark() -> None:
    made = scene("chief big Northwind")
    comma = scene("chief , Northwind")

    assert made.joined(1, 2, spare=1)
    assert not comma.joined(1, 2, spare=1)


def test_names_and_seats_are_asked_by_place() -> None:
    made = scene("Northwind names Ana Ruiz chief executive")

    assert [n.text for n in made.names_within(0, 2)] == ["Northwind"]
    assert [n.text for n in made.names_within(1, 6)] == ["Ana Ruiz"]
    assert len(made.roles_within(0, 6)) == 1
    assert made.roles_within(0, 5) == ()


def test_the_nearest_mark_is_nearest_by_its_edge() -> None:
    roles = scene("chief executive of Northwind and finance chief").marks.of("role")

    assert nearest(roles, 6) is roles[1]
    assert nearest(roles, 0) is roles[0]
    assert nearest((), 0) is None
