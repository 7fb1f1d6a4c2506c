"""Days: dates written out in many languages, as ISO dates."""

import pytest

from monitor.matching.days import find_days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-08-05", "2024-08-05"),
        ("August 5, 2024", "2024-08-05"),
        ("August 5th, 2024", "2024-08-05"),
        ("Aug. 5 2024", "2024-08-05"),
        ("5th of August 2024", "2024-08-05"),
        ("5 May, 2024", "2024-05-05"),
        ("March 3, 2024", "2024-03-03"),
        ("5. August 2024", "2024-08-05"),
        ("05.08.2024", "2024-08-05"),
        ("5.8.2024", "2024-08-05"),
        ("1er janvier 2025", "2025-01-01"),
        ("5 juin 2024", "2024-06-05"),
        ("14 juillet 2024", "2024-07-14"),
        ("5 août 2024", "2024-08-05"),
        ("3 de marzo de 2025", "2025-03-03"),
        ("3 de março de 2025", "2025-03-03"),
        ("5 maggio 2024", "2024-05-05"),
        ("5 marzo 2024", "2024-03-05"),
        ("12 maart 2024", "2024-03-12"),
        ("12 mei 2024", "2024-05-12"),
        ("12 Desember 2024", "2024-12-12"),
        ("5 maj 2024", "2024-05-05"),
        ("5. elokuuta 2024", "2024-08-05"),
        ("5 tammikuuta 2024", "2024-01-05"),
        ("5 marraskuuta 2024", "2024-11-05"),
        ("5 lipca 2024", "2024-07-05"),
        ("5 sierpnia 2024", "2024-08-05"),
        ("5 listopada 2024", "2024-11-05"),
        ("5. května 2024", "2024-05-05"),
        ("5. června 2024", "2024-06-05"),
        ("5. července 2024", "2024-07-05"),
        ("5. října 2024", "2024-10-05"),
        ("5. prosince 2024", "2024-12-05"),
        ("3 Haziran 2024", "2024-06-03"),
        ("12 Ağustos 2024", "2024-08-12"),
        ("5 марта 2024", "2024-03-05"),
        ("5 мая 2024", "2024-05-05"),
        ("5 травня 2024", "2024-05-05"),
        ("5 листопада 2024", "2024-11-05"),
        ("5 грудня 2024", "2024-12-05"),
        ("5 Μαΐου 2024", "2024-05-05"),
        ("5 iulie 2024", "2024-07-05"),
        ("2024年8月5日", "2024-08-05"),
        ("2024 年 8 月 5 日", "2024-08-05"),
        ("2024년 8월 5일", "2024-08-05"),
    ],
)
def test_a_day_is_read_in_its_language(text: str, day: str) -> None:
    assert [(f.value, text[f.start : f.end]) for f in find_days(f"{text}")] == [(day, text)]


@pytest.mark.parametrize(
    "text",
    [
        "2024-13-01",
        "2024-02-31",
        "30.02.2024",
        "31 Smarch 2024",
        "12024-01-01",
        "2024-01-011",
        "5/8/2024",  # nobody knows which is the month
        "August 2024",
        "5 August",
        "0 May 2024",
    ],
)
def test_what_is_no_day_with_its_year_is_left_out(text: str) -> None:
    assert list(find_days(text)) == []


def test_days_come_in_the_order_of_the_text() -> None:
    text = "5 October 2024, then 2024-01-01, then 2024年8月5日"

    assert [f.value for f in find_days(text)] == ["2024-10-05", "2024-01-01", "2024-08-05"]
