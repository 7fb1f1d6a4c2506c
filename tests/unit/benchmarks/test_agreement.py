"""Agreement with feedparser is counted file by file, and each difference has its cause."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.parsing.agreement import Counted, Entry, agreement, told

FEED = (
    "<rss><channel><item><title>Chief leaves &lt;b&gt;Harbour&lt;/b&gt;</title>"
    "<link>https://a.example/1</link><guid>g1</guid>"
    "<pubDate>Mon, 01 Jun 2026 10:00:00 +0000</pubDate>"
    "<description>What &amp;lt;she&amp;gt; said.</description></item></channel></rss>"
)
AGREED: Entry = {
    "title": "Chief leaves <b>Harbour</b>",
    "link": "https://a.example/1",
    "id": "g1",
    "date": [2026, 6, 1, 10, 0, 0],
    "summary": "What &lt;she&gt; said.",
    "contents": [],
}
NOTHING: Entry = {"title": "", "link": "", "id": "", "date": [], "summary": "", "contents": []}


def compared(folder: Path, *entries: Entry, body: str = FEED) -> Counted:
    (folder / "one.xml").write_text(body)

    def fields(_: Path) -> Sequence[Entry]:
        return entries

    return agreement(folder, fields=fields)


def test_a_file_that_both_read_alike_agrees(tmp_path: Path) -> None:
    counted = compared(tmp_path, AGREED)
    assert (counted.share, counted.named_share, counted.causes) == (1.0, 1.0, {})
    assert list(told(counted))[-1].startswith("1 of 1 files agree (100.0%)")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Another"),
        ("link", "https://a.example/2"),
        ("id", "g2"),
        ("date", [2026, 6, 1, 11, 0, 0]),
        ("summary", "else"),
        ("contents", ["more"]),
    ],
)
def test_each_field_can_differ(tmp_path: Path, field: str, value: object) -> None:
    counted = compared(tmp_path, {**AGREED, field: value})
    assert counted.agreeing == 0
    assert list(counted.causes) == [field.removesuffix("s")]
    assert "  one.xml" in told(counted)


def test_what_is_no_difference_is_none(tmp_path: Path) -> None:
    old = {**AGREED, "date": [1980, 1, 1, 0, 0, 0], "title": " Chief  leaves Harbour"}
    assert compared(tmp_path, old).agreeing == 1
    assert compared(tmp_path, {**AGREED, "link": "https://a.example/1?utm_source=x"}).agreeing == 1
    assert compared(tmp_path, {**AGREED, "date": [2026, 13, 1, 0, 0, 0]}).agreeing == 1


def test_a_file_without_title_address_or_text_does_not_count(tmp_path: Path) -> None:
    picture = {**NOTHING, "id": "g1", "link": "g1", "contents": ["<img src='x'>"]}
    assert compared(tmp_path, NOTHING, picture).files == 0
    text_only = compared(tmp_path, {**NOTHING, "summary": "What <she> said."})
    assert (text_only.files, text_only.named) == (1, 0)


def test_a_fault_and_a_count_are_causes(tmp_path: Path) -> None:
    assert list(compared(tmp_path, AGREED, body="plain").causes) == ["error parse"]
    assert list(compared(tmp_path, AGREED, AGREED).causes) == ["1 articles of 2 entries"]
