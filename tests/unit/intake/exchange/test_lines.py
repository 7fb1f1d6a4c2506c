import pytest

from monitor.errors import ParseError
from monitor.intake.exchange import lines


def test_an_address_a_line_with_tags_and_a_name() -> None:
    data = b'# mine\n\nhttps://a.example/f tech "Big Labs" "~A Blog" "!hidden"\n'
    assert lines.is_mine(data, "urls")
    [draft] = lines.read(data, "urls").drafts
    assert (draft.url, draft.outlet, draft.tags, draft.line) == (
        "https://a.example/f",
        "A Blog",
        ("tech", "big-labs"),
        3,
    )


def test_tags_between_commas_are_tags_too() -> None:
    [draft] = lines.read(b"https://a.example/ one, two\n", "f").drafts
    assert draft.tags == ("one", "two")


def test_a_quote_that_never_ends_loses_no_line() -> None:
    [draft] = lines.read(b'https://a.example/ "one two\n', "f").drafts
    assert draft.tags == ("one", "two")


def test_other_lines_are_told() -> None:
    carried = lines.read(b"https://a.example/\nexec:ls\n", "urls")
    assert [str(one) for one in carried.left] == ["urls:2:1: left out: no address: exec:ls"]


def test_a_file_without_an_address_is_refused() -> None:
    assert not lines.is_mine(b"hello\n", "urls")
    with pytest.raises(ParseError):
        lines.read(b"hello\n", "urls")
