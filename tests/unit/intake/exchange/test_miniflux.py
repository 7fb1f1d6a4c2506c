import orjson
import pytest

from monitor.errors import ParseError
from monitor.intake.exchange import miniflux

FEED = {"feed_url": "https://a.example/f", "title": "A", "category": {"id": 1, "title": "All"}}


def file_of(*feeds: object) -> bytes:
    return orjson.dumps(feeds, option=orjson.OPT_INDENT_2)


def test_a_feed_is_carried_over_with_its_folder() -> None:
    data = file_of({**FEED, "disabled": True, "crawler": True})
    assert miniflux.is_mine(data, "x.json")
    [draft] = miniflux.read(data, "x.json").drafts
    assert draft.keys("a") == {
        "id": "a",
        "kind": "feed",
        "url": "https://a.example/f",
        "outlet": "A",
        "tags": ["all"],
        "enabled": False,
        "full_text": "always",
    }
    assert draft.line == 3


def test_what_has_no_place_is_told_and_secrets_are_not_shown() -> None:
    data = file_of(
        {**FEED, "username": "u", "password": "hush", "cookie": "c=hush", "proxy_url": ""}
    )
    carried = miniflux.read(data, "x.json")
    assert [one.what for one in carried.left] == [
        '"A": user and password: name them under `auth:` as env:NAME',
        '"A": its cookie',
    ]
    assert "hush" not in f"{carried}"


def test_entries_of_another_shape_are_told() -> None:
    carried = miniflux.read(file_of(FEED, {"title": "x"}, 3), "x.json")
    assert len(carried.drafts) == 1
    assert len(carried.left) == 2


@pytest.mark.parametrize("data", [b"{", b"3", b'{"x": 1}'])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        miniflux.read(data, "x.json")
