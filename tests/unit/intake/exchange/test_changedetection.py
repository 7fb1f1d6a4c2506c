import io
import zipfile
from typing import Any

import orjson
import pytest

from monitor.errors import ParseError
from monitor.intake.exchange import changedetection

WATCH: dict[str, Any] = {
    "url": "https://a.example/page",
    "title": "A",
    "tags": ["t1", "t9"],
    "include_filters": ["//main/div[@class='x']", ".people", "css:h1"],
    "ignore_text": ["Ads (2)", "/upd.*/i"],
    "time_between_check": {"hours": 3, "minutes": None},
    "last_checked": 1,
}
TAGS = {"application": {"tags": {"t1": {"title": "Big Leaders"}}}}


def state(*watches: dict[str, Any]) -> bytes:
    numbered = {f"u{n}": one for n, one in enumerate(watches)}
    return orjson.dumps({"watching": numbered, "settings": TAGS}, option=orjson.OPT_INDENT_2)


def backup(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(name, data)
    return out.getvalue()


def test_a_watch_is_a_page_with_its_selectors_and_its_interval() -> None:
    data = state(WATCH)
    assert changedetection.is_mine(data, "x.json")
    carried = changedetection.read(data, "x.json")
    [draft] = carried.drafts
    assert not carried.left
    assert draft.keys("a") == {
        "id": "a",
        "kind": "page",
        "url": "https://a.example/page",
        "outlet": "A",
        "tags": ["big-leaders", "t9"],
        "every": "3h",
        "watch": ['main > div[class="x"]', ".people", "h1"],
        "ignore": ["Ads\\ \\(2\\)", "upd.*"],
    }


def test_a_backup_holds_the_same() -> None:
    data = backup("url-watches.json", state(WATCH, {**WATCH, "url": "https://b.example/"}))
    assert changedetection.is_mine(data, "backup.zip")
    assert len(changedetection.read(data, "backup.zip").drafts) == 2


def test_a_backup_with_a_file_a_watch_is_read_too() -> None:
    data = backup("0a1b/watch.json", orjson.dumps(WATCH))
    assert [d.url for d in changedetection.read(data, "b.zip").drafts] == ["https://a.example/page"]


def test_what_has_no_place_is_told() -> None:
    odd = {
        **WATCH,
        "paused": True,
        "time_between_check_use_default": True,
        "include_filters": ["jq:.a", "xpath://a[position()<3]"],
        "fetch_backend": "html_webdriver",
        "browser_steps": [{"operation": "Click"}],
        "headers": {"Authorization": "hush", "Accept-Language": "de"},
        "trigger_text": ["resigns"],
    }
    carried = changedetection.read(state(odd), "x.json")
    [draft] = carried.drafts
    assert draft.more["enabled"] is False
    assert draft.every_s is None
    assert draft.more["headers"] == {"Accept-Language": "de"}
    assert len(carried.left) == 6
    assert "hush" not in f"{carried}"


def test_a_backup_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(ParseError, match="32 MiB"):
        changedetection.read(backup("url-watches.json", b" " * (33 << 20)), "b.zip")


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"{}", b'{"watching": {}}', b"["])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        changedetection.read(data, "x")
