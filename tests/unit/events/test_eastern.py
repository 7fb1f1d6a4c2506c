"""Names without capitals: Chinese, Japanese and Korean people beside their seats."""

import pytest

from tests.fakes.lexicons import events, lines


@pytest.mark.parametrize(
    ("lang", "title", "people"),
    [
        ("zh", "北风公司首席财务官张伟辞职", ["张伟"]),
        ("zh", "李明出任北风公司总裁", ["李明"]),
        ("zh", "北风公司首席财务官保罗·斯特恩辞职", ["保罗·斯特恩"]),
        ("zh", "北风公司首席财务官辞职", []),
        ("ja", "ノースウィンド、スターンCFOが退任へ 後任にルイス氏", ["スターン", "ルイス"]),
        ("ko", "노스윈드 김철수 대표 사임", ["김철수"]),
        ("ko", "노스윈드 대표 사임", []),
    ],
)
def test_people_are_found_beside_their_seat(lang: str, title: str, people: list[str]) -> None:
    found = events(title, lang=lang)

    assert [e.person.name for e in found if e.person] == people


def test_watched_people_are_found_in_their_own_script() -> None:
    chinese = events("OpenAI总裁格雷格·布罗克曼将长期休假", lang="zh")
    korean = events("오픈AI 그렉 브록먼 사장 장기 휴직", lang="ko")

    assert lines(chinese) == ["leave Greg Brockman @ OpenAI"]
    assert lines(korean) == ["leave Greg Brockman @ OpenAI"]


@pytest.mark.parametrize(
    ("lang", "title", "people"),
    [
        ("zh", "北风公司任命张伟为首席财务官", ["张伟"]),
        ("zh", "北风公司董事长欧阳明辞职", []),
        ("ja", "北風商事の山田太郎社長が退任", []),
        ("ja", "北風商事、社長に山田太郎氏", ["山田太郎"]),
        ("ko", "노스윈드, 김철수 대표이사 선임", ["김철수"]),
        ("ko", "노스윈드 김철수는 사임", []),
    ],
)
def test_only_what_the_place_says_is_a_person(lang: str, title: str, people: list[str]) -> None:
    found = events(title, lang=lang)

    assert [e.person.name for e in found if e.person] == people


@pytest.mark.parametrize(
    "title",
    [
        "元北風商事専務の山田太郎さんが死去",
        "元北風商事社長の山田太郎氏が死去",
        "北風商事会長などを務めた山田太郎氏が死去",
        "北風商事の社長だった山田太郎氏が死去",
        "北風商事で社長を歴任した山田太郎氏が死去",
    ],
)
def test_the_death_of_a_former_holder_is_no_exit(title: str) -> None:
    assert events(title, lang="ja") == ()


def test_the_death_of_a_holder_is_one() -> None:
    found = events("アップル会長の山田太郎氏が死去", lang="ja")

    assert lines(found) == ["death 山田太郎 @ Apple"]


def test_a_surname_that_begins_like_former_takes_no_seat_away() -> None:
    found = events("北風商事、前田社長が退任", lang="ja")

    assert [sorted(e.role_class) for e in found] == [["ceo"]]
