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
