import pytest

from monitor.rulebook.forms import Wrong, cidr, cron, identifier, url, zone


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
