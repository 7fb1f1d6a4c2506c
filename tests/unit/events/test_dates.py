"""Dates: explicit ones, bare months, bare years, and how they compare with the article's day."""

from datetime import UTC, date, datetime

import pytest

from monitor.events.dates import Told
from tests.fakes.lexicons import events

PUBLISHED = date(2024, 8, 6)


def told(first: date, last: date | None = None) -> Told:
    return Told(index=0, text=first.isoformat(), first=first, last=last or first)


@pytest.mark.parametrize(
    ("one", "early", "current"),
    [
        (told(date(2024, 8, 5)), False, True),
        (told(date(2024, 7, 31)), False, True),
        (told(date(2024, 7, 20)), True, False),
        (told(date(2024, 9, 1)), False, True),
        (told(date(2024, 5, 1), date(2024, 5, 31)), True, False),
        (told(date(2024, 7, 1), date(2024, 7, 31)), False, False),
        (told(date(2023, 1, 1), date(2023, 12, 31)), True, False),
    ],
)
def test_a_date_is_early_current_or_neither(one: Told, early: bool, current: bool) -> None:
    assert (one.is_early(PUBLISHED), one.is_current(PUBLISHED)) == (early, current)


@pytest.mark.parametrize(
    ("text", "lang", "effective"),
    [
        ("Apple CEO Tim Cook resigns on 5 August", "en", "2024-08-05"),
        ("Apple CEO Tim Cook resigns effective August 30, 2024", "en", "2024-08-30"),
        ("Apple CEO Tim Cook to retire in November", "en", "2024-11"),
        ("Apple CEO Tim Cook resigned in May", "en", "2024-05"),
        ("Apple CEO Tim Cook to retire in January 2026", "en", "2026-01"),
        ("Apple CEO Tim Cook resigns on 2024-08-05", "en", "2024-08-05"),
        ("Apple CEO Tim Cook resigned in 2011", "en", "2011"),
        ("Apple CEO Tim Cook resigns", "en", ""),
        ("Apple CEO Tim Cook resigns on 31 February", "en", ""),
        ("Tim Cook si dimette da CEO di Apple a settembre", "it", "2024-09"),
        ("Tim Cook tritt im September als Apple-Chef zurück", "de", "2024-09"),
        ("Tim Cook dimite como CEO de Apple en septiembre", "es", "2024-09"),
        ("Tim Cook démissionne de la tête d'Apple en septembre", "fr", "2024-09"),
    ],
)
def test_the_effective_date_is_as_exact_as_the_text(text: str, lang: str, effective: str) -> None:
    found = events(text, lang=lang, published=datetime(2024, 8, 6, tzinfo=UTC))

    assert {e.effective for e in found if e.person} == {effective}


def test_a_bare_month_needs_the_day_of_the_article() -> None:
    found = events("Apple CEO Tim Cook to retire in November", published=None)

    assert [e.effective for e in found] == [""]


def test_a_month_just_before_new_year_is_the_last_one() -> None:
    found = events(
        "Apple CEO Tim Cook resigned in December", published=datetime(2024, 1, 6, tzinfo=UTC)
    )

    assert [e.effective for e in found] == ["2023-12"]


@pytest.mark.parametrize(
    ("lang", "title", "effective"),
    [
        ("ja", "アップルのティム・クックCEOが5月に退任", "2026-05"),
        ("ja", "アップルのティム・クックCEO、5月15日に退任", "2026-05-15"),
        ("ja", "アップルのティム・クックCEO、2026年11月1日に退任", "2026-11-01"),
        ("zh", "苹果首席执行官库克5月辞职", "2026-05"),
        ("zh", "苹果首席执行官库克将于2026年5月15日辞职", "2026-05-15"),
        ("zh", "苹果首席执行官库克将于5月15号辞职", "2026-05-15"),
        ("ko", "애플 팀 쿡 CEO 5월 사임", "2026-05"),
        ("ko", "애플 팀 쿡 CEO 5월 15일 사임", "2026-05-15"),
        ("de", "Apple-Finanzchef Tim Cook tritt am 15. Mai 2026 zurück", "2026-05-15"),
        ("de", "Apple-Finanzchef Tim Cook tritt zum 1. Juli zurück", "2026-07-01"),
        ("ru", "Гендиректор Apple Тим Кук ушёл в отставку 5 марта", "2026-03-05"),
    ],
)
def test_a_month_in_figures_is_not_its_own_day(lang: str, title: str, effective: str) -> None:
    assert [e.effective for e in events(title, lang=lang)] == [effective]


def test_a_number_beside_a_month_is_its_day_only_up_to_31() -> None:
    found = events("Apple CEO Tim Cook resigns in March with 45 others")

    assert [e.effective for e in found] == ["2026-03"]


@pytest.mark.parametrize(
    ("title", "certainty", "effective"),
    [
        ("Apple CEO Tim Cook resigns in May", "confirmed", "2026-05"),
        ("Apple CEO Tim Cook resigns on May 3", "confirmed", "2026-05-03"),
        ("Apple CEO Tim Cook may resign", "rumoured", ""),
        ("Apple CEO Tim Cook May Resign", "rumoured", ""),
        ("The company says CEO Tim Cook may resign", "rumoured", ""),
    ],
)
def test_may_is_a_month_or_a_hedge(title: str, certainty: str, effective: str) -> None:
    found = events(title)

    assert {e.certainty for e in found} == {certainty}
    if effective:
        assert {e.effective for e in found} == {effective}
