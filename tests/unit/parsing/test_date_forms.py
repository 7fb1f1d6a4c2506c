"""Dates, table by table: zones, halves of the day, months by language, formats, hostile ones."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Source
from monitor.parsing.building import published_of
from monitor.parsing.dateformat import fault_of, parse_format
from monitor.parsing.dates import AHEAD, EARLIEST, as_zone, parse_date, read_date
from monitor.parsing.months import MONTHS, all_months, months_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NOON = datetime(2024, 8, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        *(("Z", 0), ("UT", 0), ("UTC", 0), ("GMT", 0), ("EST", -5), ("EDT", -4), ("CST", -6)),
        *(("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7), ("ET", -5), ("PT", -8)),
        *(("CET", 1), ("CEST", 2), ("MEZ", 1), ("MESZ", 2), ("BST", 1), ("EET", 2), ("EEST", 3)),
        *(("MSK", 3), ("IST", 5.5), ("WIB", 7), ("SGT", 8), ("HKT", 8), ("JST", 9), ("KST", 9)),
        *(("AEST", 10), ("AEDT", 11), ("NZST", 12), ("NZDT", 13), ("BRT", -3), ("ART", -3)),
        *(("+0000", 0), ("-0000", 0), ("+0200", 2), ("+02:00", 2), ("-0530", -5.5), ("+1400", 14)),
        *(("GMT+2", 2), ("UTC+02:00", 2), ("+0200 (CEST)", 2), ("-0800 (PST)", -8)),
    ],
)
def test_a_zone_shifts_the_time(zone: str, hours: float) -> None:
    written = f"Tue, 06 Aug 2024 12:00:00 {zone}"
    assert read_date(written) == NOON - timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["XYZ", "LOCAL", ""])
def test_an_unknown_zone_is_the_sources(zone: str) -> None:
    written = f"Tue, 06 Aug 2024 12:00:00 {zone}"
    assert read_date(written, timezone="Europe/Rome") == NOON - timedelta(hours=2)


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        *(("12:00 AM", 0, 0), ("12:30 am", 0, 30), ("1:05 AM", 1, 5), ("11:59 am", 11, 59)),
        *(("12:00 PM", 12, 0), ("12:30pm", 12, 30), ("1:05 p.m.", 13, 5), ("11:59PM", 23, 59)),
        *(("13:05", 13, 5), ("13h05", 13, 5), ("00:00", 0, 0), ("23:59:59", 23, 59)),
    ],
)
def test_the_time_of_day_is_read(written: str, hour: int, minute: int) -> None:
    found = read_date(f"August 6, 2024 {written}")
    assert found is not None
    assert (found.hour, found.minute) == (hour, minute)


NAMED = [(lang, name, number) for lang in MONTHS for name, number in months_of(lang).items()]


@pytest.mark.parametrize("lang", MONTHS)
def test_every_language_has_twelve_months(lang: str) -> None:
    assert sorted(set(months_of(lang).values())) == list(range(1, 13))


def test_every_month_is_read_in_its_format_and_language() -> None:
    for lang, name, number in NAMED:
        found = parse_format(f"6 {name} 2024", "d MMMM yyyy", locale=lang)
        assert found == datetime(2024, number, 6, tzinfo=UTC), (lang, name)


def test_every_month_that_is_one_everywhere_is_read_without_a_format() -> None:
    unread = [
        (lang, name)
        for lang, name, number in NAMED
        if name in all_months()
        and read_date(f"6 {name} 2024") != datetime(2024, number, 6, tzinfo=UTC)
    ]  # fmt: skip
    assert unread == []


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1. Januar 2024", "2024-01-01"),
        ("3 Μαρτίου 2024", "2024-03-03"),
        ("15 de março de 2024", "2024-03-15"),
        ("1er août 2024", "2024-08-01"),
        ("6 agosto 2024", "2024-08-06"),
        ("6. lokakuuta 2024", "2024-10-06"),
        ("6 октября 2024 г.", "2024-10-06"),
        ("6 жовтня 2024", "2024-10-06"),
        ("६ अक्टूबर २०२४", "2024-10-06"),
        ("6 Oktober 2024", "2024-10-06"),
        ("2024年10月6日", "2024-10-06"),
        ("2024 年 10 月 6 日", "2024-10-06"),
        ("2024년 10월 6일", "2024-10-06"),
        ("６ October ２０２４", "2024-10-06"),
        ("October 6th, 2024", "2024-10-06"),
        ("Sunday 6 October 2024", "2024-10-06"),
        ("2024 October 6", "2024-10-06"),
        ("6-Oct-2024", "2024-10-06"),
        ("6-Oct-24", "2024-10-06"),
        ("06.10.24", "2024-10-06"),
        ("2024.10.06", "2024-10-06"),
        ("13/10/2024", "2024-10-13"),
        ("10/13/2024", "2024-10-13"),
        ("2024-10", "2024-10-01"),
        ("Updated: 6 October 2024", "2024-10-06"),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, iso: str) -> None:
    found = read_date(written)
    assert found is not None
    assert found.date().isoformat() == iso


@pytest.mark.parametrize("year", [1995, 1996, 2000, 2016, 2024, 2026])
def test_a_leap_day_is_one_in_leap_years_only(year: int) -> None:
    is_leap = year % 4 == 0
    for written in (f"{year}-02-29", f"29 Feb {year}", f"29/02/{year}", f"{year}年2月29日"):
        assert (read_date(written) is not None) is is_leap


HOSTILE = [
    *("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "0000-01-01", "-2024-08-06"),
    *("2024-00-06", "2024-08-00", "2024-08-32", "2024-08-06T25:00:00Z", "2024-08-06T10:60:00Z"),
    *("31 Feb 2024", "30 February 2024", "0 August 2024", "99 August 2024"),
    *("6 August 10000000000", "6 August 99999999999999999999", "1e18", "1E400", "inf", "nan"),
    *("9" * 20, "9" * 5000, "-9" * 60, "1" * 14 + ".5", "99999999999999999", "-62135596801"),
    *("Thu, 01 Jan 2004 19:48:21 +9999", "Thu, 01 Jan 2004 19:48:21 -1600", "\u00b2\u00b9\u2074"),
    *("२" * 200, "٠" * 200, "2024年99月99日", "9999年12月31日 24時", "2024년 13월 1일", "12:00"),
    *("\x00", "\x00" * 200, "\ud800 2024", "2024-08-06T10:11:12+\u0665\u0665:00", " " * 5000),
    *("Aug " * 1000 + "6 2024", "6" + " " * 5000 + "August 2024", "/" * 500, "1/1/1", "0/0/0000"),
]  # fmt: skip


@pytest.mark.parametrize("written", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_no_date_raises_and_none_is_out_of_range(written: str) -> None:
    for zone in ("UTC", "Pacific/Kiritimati", "No/Where", "../../etc/passwd", ""):
        found = parse_date(written, now=NOW, timezone=zone)
        assert found is None or EARLIEST <= found <= NOW + AHEAD
        for pattern in ("d MMMM yyyy", "yyyy-MM-dd'T'HH:mm:ssXXX", "yy", "H", "'"):
            parse_format(written, pattern, timezone=zone)


def test_a_zone_nobody_knows_is_utc() -> None:
    assert as_zone("No/Where").key == as_zone("").key == as_zone("\x00").key == "UTC"


@pytest.mark.parametrize(
    ("dates", "published", "said"),
    [
        ((("pubdate", "2024-08-06"),), datetime(2024, 8, 6, tzinfo=UTC), "pubdate"),
        ((("a", "soon"), ("b", "2024-08-06")), datetime(2024, 8, 6, tzinfo=UTC), "b"),
        ((("a", "1994-12-31"), ("b", "2024-08-06")), datetime(2024, 8, 6, tzinfo=UTC), "b"),
        ((("a", "1995-01-01"),), EARLIEST, "a"),
        ((("a", "2026-11-24T12:09:00Z"),), NOW + timedelta(minutes=9), "a"),
        ((("a", "2026-11-24T12:11:00Z"),), NOW, "clamped"),
        ((("a", "2126-11-24"),), NOW, "clamped"),
        ((("a", "soon"),), None, "first-seen"),
        ((), None, "first-seen"),
    ],
)
def test_where_a_publication_date_is_from_is_told(
    dates: tuple[tuple[str, str], ...], published: datetime | None, said: str
) -> None:
    assert published_of(
        dates, Source(id="s", kind="feed", url="", outlet="", outlet_id="").timezone, NOW
    ) == (published, said)


@pytest.mark.parametrize(
    ("written", "pattern", "locale", "iso"),
    [
        ("06/08/2024", "dd/MM/yyyy", "", "2024-08-06T00:00"),
        ("08/06/2024", "MM/dd/yyyy", "", "2024-08-06T00:00"),
        ("8/6/24", "M/d/yy", "", "2024-08-06T00:00"),
        ("mar. 6 août 2024", "EEE d MMMM yyyy", "fr", "2024-08-06T00:00"),
        ("Dienstag, 6. August 2024", "EEEE, d. MMMM yyyy", "de", "2024-08-06T00:00"),
        ("6 AGOSTO 2024", "d MMMM yyyy", "it", "2024-08-06T00:00"),
        ("6 mar 2024", "d MMM yyyy", "it", "2024-03-06T00:00"),
        ("6 mar 2024", "d MMM yyyy", "es-MX", "2024-03-06T00:00"),
        ("6 листопада 2024", "d MMMM yyyy", "uk", "2024-11-06T00:00"),
        ("6 listopadu 2024", "d MMMM yyyy", "cs", "2024-11-06T00:00"),
        ("publié le 6 août 2024", "'publié le' d MMMM yyyy", "fr", "2024-08-06T00:00"),
        ("2024.08.06 18h30", "yyyy.MM.dd HH'h'mm", "", "2024-08-06T18:30"),
        ("6 août 2024 suite", "d MMMM yyyy", "fr", "2024-08-06T00:00"),
        ("12 o'clock 6.8.2024", "H 'o'''clock' d.M.yyyy", "", None),
        ("2024年8月6日 18:30", "y年M月d日 HH:mm", "", "2024-08-06T18:30"),
        ("12:30 AM 6.8.2024", "h:mm a d.M.y", "", "2024-08-06T00:30"),
        ("12:30 PM 6.8.2024", "h:mm a d.M.y", "", "2024-08-06T12:30"),
        ("6.8.2024 10:00 +02:00", "d.M.y HH:mm XXX", "", "2024-08-06T08:00"),
        ("6.8.2024 10:00 Z", "d.M.y HH:mm X", "", "2024-08-06T10:00"),
        ("6.8.2024 10:00 +02", "d.M.y HH:mm X", "", "2024-08-06T08:00"),
        ("31.2.2024", "d.M.y", "", None),
        ("6.13.2024", "d.M.y", "", None),
        ("\u00b2.8.2024", "d.M.y", "", None),
        ("6.8.2024 10:00 +\u00b2\u00b2", "d.M.y HH:mm X", "", None),
        ("6 août 2024", "d MMMM yyyy", "de", None),
        ("6-8-2024", "d.M.y", "", None),
        ("", "d.M.y", "", None),
    ],
)
def test_a_format_is_read_letter_by_letter(
    written: str, pattern: str, locale: str, iso: str | None
) -> None:
    found = parse_format(written, pattern, locale=locale)
    assert (found and found.replace(tzinfo=None).isoformat(timespec="minutes")) == iso


@pytest.mark.parametrize(
    "pattern", ["d MMMM yyyy", "yyyy-MM-dd'T'HH:mm:ssXXX", "M/y", "EEE d MMM yy"]
)
def test_a_good_format_has_no_fault(pattern: str) -> None:
    assert fault_of(pattern) == fault_of(pattern, "it") == ""


@pytest.mark.parametrize(
    ("pattern", "locale", "told"),
    [
        ("d MMMM YYYY", "", "'Y'"),
        ("DD MM yyyy", "", "'D'"),
        ("d MMMM", "", "year"),
        ("yyyy", "", "month"),
        ("", "", "year"),
        ("d MMMM yyyy", "tlh", "tlh"),
        ("d MMMM yyyy k", "", "'k'"),
    ],
)
def test_a_bad_format_is_told(pattern: str, locale: str, told: str) -> None:
    assert told in fault_of(pattern, locale)
