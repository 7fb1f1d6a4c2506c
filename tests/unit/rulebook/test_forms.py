from datetime import date

import pytest

from monitor.rulebook.forms import Wrong, cidr, cron, day, duration, identifier, language, url, zone


@pytest.mark.parametrize(
    "text", ["0 8,17 * * mon-fri", "*/5 * * * *", "0 0 1-15/2 jan sun", "30 6 * * 7"]
)
def test_schedules_of_five_fields_are_read(text: str) -> None:
    assert cron(text) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0 8 * *", "is no schedule; it has 4 fields, wanted 5"),
        ("61 * * * *", 'is no schedule; "61" is no minute (0-59)'),
        ("0 8-6 * * *", 'is no schedule; "8-6" is no hour (0-23)'),
        ("0 8 * * someday", 'is no schedule; "someday" is no day of week (0-7)'),
        ("*/0 * * * *", 'is no schedule; "*/0" is no minute (0-59)'),
        ("*-3 * * * *", 'is no schedule; "*-3" is no minute (0-59)'),
        ("a/b * * * *", 'is no schedule; "a/b" is no minute (0-59)'),
        ("0 0 30 2 *", 'is no schedule; month "2" has no day 30'),
        ("0 0 31 feb,apr-6/2 *", 'is no schedule; month "feb,apr-6/2" has no day 31'),
        ("0 0 31/5,30 2 mon", 'is no schedule; month "2" has no day 30'),
    ],
)
def test_a_wrong_schedule_names_the_field(text: str, says: str) -> None:
    found = cron(text)
    assert isinstance(found, Wrong)
    assert found.message == says


def test_a_misspelt_zone_is_suggested() -> None:
    assert zone("Europe/Rome") == "Europe/Rome"
    found = zone("Europe/Roma")
    assert isinstance(found, Wrong)
    assert found.suggestion == "Europe/Rome"


def test_an_id_is_small_letters_digits_and_hyphens() -> None:
    assert identifier("port-strike-2") == "port-strike-2"
    blank, long = identifier("Port Strike"), identifier("a" * 65)
    assert isinstance(blank, Wrong)
    assert (blank.code, blank.message) == ("E108", "is no id; write port-strike")
    assert isinstance(long, Wrong)
    assert long.code == "E108"


@pytest.mark.parametrize(
    "text", ["ftp://a.example/", "a.example", "https://", "http://[::1", "https://a b.example/"]
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    assert isinstance(url(text), Wrong)


def test_a_password_in_an_address_is_refused() -> None:
    found = url("https://user:pass@a.example/feed")
    assert isinstance(found, Wrong)
    assert "password" in found.message
    assert url("https://a.example:8080/feed?x=1") == "https://a.example:8080/feed?x=1"


def test_a_range_of_addresses_is_checked() -> None:
    assert cidr("127.0.0.0/8") == "127.0.0.0/8"
    assert isinstance(cidr("127.0.0.1/8"), Wrong)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("500ms", 0.5),
        ("0s", 0.0),
        ("1.5h", 5400.0),
        ("2w", 1_209_600.0),
        ("-10m", -600.0),
        ("0.001d", 86.4),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: float) -> None:
    assert duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("7 days", "7d"),
        ("2 Hours", "2h"),
        ("90 sec", "90s"),
        ("15min", "15m"),
        ("3 weeks", "3w"),
        ("soon", "90s, 15m, 2h or 7d"),
        ("7", "90s, 15m, 2h or 7d"),
        ("1d12h", "90s, 15m, 2h or 7d"),
        ("", "90s, 15m, 2h or 7d"),
        ("9" * 10 + "d", "90s, 15m, 2h or 7d"),
        ("１d", "90s, 15m, 2h or 7d"),
    ],
)
def test_what_is_no_duration_is_told_with_what_to_write(text: str, write: str) -> None:
    found = duration(text)
    assert isinstance(found, Wrong)
    assert found.message == f"is no duration; write {write}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31-12-2026", "is no day; write 2026-12-31"),
        ("1.2.2026", "is no day; write 2026-02-01"),
        ("5/8/2024", "is no day; write 2024-08-05"),
        ("2026-02-30", "is no day of the calendar"),
        ("2026-1-1", "is no day; write 2026-12-31"),
        ("20261231", "is no day; write 2026-12-31"),
        ("tomorrow", "is no day; write 2026-12-31"),
    ],
)
def test_what_is_no_day_is_told_with_what_to_write(text: str, message: str) -> None:
    found = day(text)
    assert isinstance(found, Wrong)
    assert found.message == message


def test_a_day_is_iso() -> None:
    assert day("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["en", "it", "zh", "no"])
def test_a_language_is_two_small_letters(text: str) -> None:
    assert language(text) == text


@pytest.mark.parametrize("text", ["EN", "eng", "e", "", "en-US", "éé", "english"])
def test_what_is_no_language_is_told(text: str) -> None:
    found = language(text)
    assert isinstance(found, Wrong)
    assert found.message == "is no language; write en, it or zh"


@pytest.mark.parametrize("text", ["a", "0", "port-strike", "a" * 64, "7-of-9", "a--b"])
def test_an_id_may_be_this(text: str) -> None:
    assert identifier(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Port_Strike", "is no id; write port-strike"),
        ("-a", "is no id; write a"),
        ("Überfall 2", "is no id; write berfall-2"),
        ("港", "is no id"),
        ("", "is no id"),
        ("a.b", "is no id; write a-b"),
    ],
)
def test_what_is_no_id_is_told_with_a_better_one(text: str, message: str) -> None:
    found = identifier(text)
    assert isinstance(found, Wrong)
    assert (found.code, found.message) == ("E108", message)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Europe/Rom", "Europe/Rome"),
        ("America/New York", "America/New_York"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("Tokyo", "Asia/Tokyo"),
        ("qqqqqqqqqq", ""),
    ],
)
def test_a_zone_is_looked_for_by_its_city_too(text: str, near: str) -> None:
    found = zone(text)
    assert isinstance(found, Wrong)
    assert (found.message, found.suggestion) == ("is no time zone", near)


@pytest.mark.parametrize(
    "text",
    [
        "0 13 * * mon-fri",
        "0 0 * * SUN",
        "0-59/2 0-23 1-31 1-12 0-7",
        "1,2,3 4 5 6 *",
        "0 0 29 2 *",
        "0 0 31 2,3 *",
        "0 0 31 2/2 *",
        "0 0 20/10 2 *",
        "0 0 */31 feb *",
    ],
)
def test_schedules_may_say_this(text: str) -> None:
    assert cron(text) == text


@pytest.mark.parametrize(
    "text", ["", "* * * * * *", "@daily", "60 * * * *", "* 24 * * *", "* * 0 * *"]
)
def test_schedules_out_of_range_are_refused(text: str) -> None:
    assert isinstance(cron(text), Wrong)
