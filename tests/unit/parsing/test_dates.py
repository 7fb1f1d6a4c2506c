"""Dates in every form we have met, and none that raises."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.parsing.dateformat import fault_of, parse_format
from monitor.parsing.dates import parse_date, read_date

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Tue, 06 Aug 2024 10:11:12 GMT", "2024-08-06T10:11:12"),
        ("Mon, 06 Aug 2024 10:11:12 +0900", "2024-08-06T01:11:12"),  # the weekday is wrong
        ("Tue, 06 Aug 24 10:11 EST", "2024-08-06T15:11:00"),
        ("6 Aug 2024 10:11:12 PDT", "2024-08-06T17:11:12"),
        ("Tue Aug  6 10:11:12 2024", "2024-08-06T10:11:12"),
        ("Tue Aug 06 10:11:12 UTC 2024", "2024-08-06T10:11:12"),
        ("2024-08-06T10:11:12Z", "2024-08-06T10:11:12"),
        ("2024-08-06T10:11:12.123456+02:00", "2024-08-06T08:11:12"),
        ("2024-08-06 10:11", "2024-08-06T10:11:00"),
        ("20240806T101112Z", "2024-08-06T10:11:12"),
        ("2024-08-06T24:00:00Z", "2024-08-07T00:00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("2026-08-03T19:47Z", "2026-08-03T19:47:00"),
        ("07.09.2013", "2013-09-07T00:00:00"),
        ("20030219", "2003-02-19T00:00:00"),
        ("July 9, 2022 12:06 AM", "2022-07-09T00:06:00"),
        ("July 9, 2022 12:06 PM", "2022-07-09T12:06:00"),
        ("6 Aug 2024 10:11pm", "2024-08-06T22:11:00"),
        ("1394471386", "2014-03-10T17:09:46"),
        ("1394471386000", "2014-03-10T17:09:46"),
        ("1394471386.5", "2014-03-10T17:09:46"),
        ("2025-02", "2025-02-01T00:00:00"),
        ("August 2024", "2024-08-01T00:00:00"),
        ("8/25/2024 3:04 PM", "2024-08-25T15:04:00"),
        ("06/08/2024", "2024-08-06T00:00:00"),
        ("2024/08/06 10:11", "2024-08-06T10:11:00"),
        ("2024年8月6日 10:30", "2024-08-06T10:30:00"),
        ("2024年8月6日下午3点", "2024-08-06T15:00:00"),
        ("2024年8月6日 午後3時5分", "2024-08-06T15:05:00"),
        ("2024년 8월 6일 오후 3:05", "2024-08-06T15:05:00"),
        ("6 agosto 2024", "2024-08-06T00:00:00"),
        ("6. elokuuta 2024", "2024-08-06T00:00:00"),
        ("6 de agosto de 2024", "2024-08-06T00:00:00"),
        ("6 августа 2024, 10:30", "2024-08-06T10:30:00"),
        ("6 Αυγούστου 2024", "2024-08-06T00:00:00"),
        ("6 août 2024 à 10h30", "2024-08-06T10:30:00"),
        ("6 Agustus 2024", "2024-08-06T00:00:00"),
        ("6 Augusti 2024", "2024-08-06T00:00:00"),
        ("६ अगस्त २०२४", "2024-08-06T00:00:00"),
        ("٦ أغسطس ٢٠٢٤", "2024-08-06T00:00:00"),
        ("Sept. 6, 2024", "2024-09-06T00:00:00"),
        ("Published: 6 August 2024", "2024-08-06T00:00:00"),
    ],
)
def test_a_date_is_read(text: str, iso: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is not None
    assert found.replace(tzinfo=None, microsecond=0).isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "yesterday at 10:00", "2024-02-31", "31 Feb 2024", "2024-13-01", "0", "-1"),
        *("9999-12-31T23:59:59-12:00", "1e18", "10000000000000000000", "99999999999999999999999"),
        *("Thu, 01 Jan 2004 19:48:21 +9999", "1994-12-31", "2026-11-24T12:11:00Z", "2100-01-01"),
        *("1" * 5000, "2024-08-06T99:99:99Z", "\u0664" * 50, "²³¹", "6 August 100000", "NaN 1"),
        *("0000-00-00", "2024-08", "1e5", "२" * 200, "6 6 6 6 Augusto", "24:00", "٪٪ 1 ٪"),
    ],
)
def test_what_is_no_date_in_range_is_none(text: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is None or found == datetime(2024, 8, 1, tzinfo=UTC)


def test_a_date_without_a_zone_is_the_sources() -> None:
    ten = datetime(2024, 8, 6, 10, tzinfo=UTC)
    assert read_date("2024-08-06 10:00", timezone="Europe/Rome") == ten - timedelta(hours=2)
    assert read_date("2024-08-06 10:00", timezone="No/Where") == ten
    assert read_date("2024-08-06 10:00Z", timezone="Europe/Rome") == ten


def test_ten_minutes_ahead_are_still_now() -> None:
    assert parse_date((NOW + timedelta(minutes=9)).isoformat(), now=NOW) is not None
    assert parse_date((NOW + timedelta(minutes=11)).isoformat(), now=NOW) is None


@pytest.mark.parametrize(
    ("text", "pattern", "locale", "iso"),
    [
        ("6 agosto 2024", "d MMMM yyyy", "it", "2024-08-06T00:00:00"),
        ("06 ago. 24, 18:30", "dd MMM yy, HH:mm", "es", "2024-08-06T18:30:00"),
        ("Tue, Aug 6, 2024 at 6:30 PM", "EEE, MMM d, y 'at' h:mm a", "en", "2024-08-06T18:30:00"),
        ("6.8.2024", "d.M.yyyy", "", "2024-08-06T00:00:00"),
        ("2024-08-06T10:00:05+02:00", "yyyy-MM-dd'T'HH:mm:ssXXX", "", "2024-08-06T08:00:05"),
        ("2024-08-06 10:00 Z", "yyyy-MM-dd HH:mm X", "", "2024-08-06T10:00:00"),
        ("2024-08-06 10:00 -0530", "yyyy-MM-dd HH:mm Z", "", "2024-08-06T15:30:00"),
        ("12:05 am 6 août 2024", "hh:mm a d MMMM yyyy", "fr", "2024-08-06T00:05:00"),
        ("2024年8月6日", "yyyy年M月d日", "ja", "2024-08-06T00:00:00"),
    ],
)  # fmt: skip
def test_a_date_is_read_by_its_format(text: str, pattern: str, locale: str, iso: str) -> None:
    found = parse_format(text, pattern, locale=locale)
    assert found is not None
    assert found.replace(tzinfo=None).isoformat() == iso


@pytest.mark.parametrize("text", ["", "6 nonsense 2024", "32 agosto 2024", "agosto", "6 agosto"])
def test_a_text_that_is_not_of_the_format_is_none(text: str) -> None:
    assert parse_format(text, "d MMMM yyyy", locale="it") is None


def test_a_format_that_cannot_be_read_is_told() -> None:
    assert fault_of("d MMMM yyyy", "it") == ""
    assert "Q" in fault_of("QQQ yyyy")
    assert "year" in fault_of("d MMMM")
    assert "xx" in fault_of("d MMMM yyyy", "xx")
    assert parse_format("x", "d 'open") is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Tue, 24 Nov 2026 10:15:30 GMT", "2026-11-24T10:15:30+00:00"),
        ("4 Nov 2026 10:15:30 +0130", "2026-11-04T08:45:30+00:00"),
        ("Tue, 24 Nov 2026 24:00:00 -0500", "2026-11-25T05:00:00+00:00"),
        ("Tue, 24 Nov 2026 10:15:60 +0000", "2026-11-24T10:15:59+00:00"),
        ("Tue, 24 anF 2026 10:15:30 GMT", None),
        ("Tue, 31 Nov 2026 10:15:30 GMT", None),
        ("Tue, 24 Nov 2026 25:15:30 GMT", None),
    ],
)
def test_a_mail_date_is_read_at_once(text: str, read: str | None) -> None:
    found = read_date(text)
    assert (found.isoformat() if found else None) == read
