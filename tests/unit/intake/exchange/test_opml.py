import pytest

from monitor.errors import ParseError
from monitor.intake.exchange import opml
from monitor.model import Source

HEAD = b'<?xml version="1.0"?>\n<opml version="2.0"><head/><body>\n'
TAIL = b"</body></opml>"


def file_of(*rows: str) -> bytes:
    return HEAD + "\n".join(rows).encode() + TAIL


def source(name: str, *, kind: str = "feed", tags: tuple[str, ...] = ()) -> Source:
    url = f"https://{name}.example/rss?a=1&b=2"
    return Source(id=name, kind=kind, url=url, outlet=f"{name} & Co", outlet_id=name, tags=tags)


def test_an_outline_with_an_address_is_a_feed_named_by_its_title() -> None:
    data = file_of('<outline text="T" title="Acme" xmlUrl=" https://a.example/f " type="rss"/>')
    [draft] = opml.read(data, "my.opml").drafts
    assert (draft.kind, draft.url, draft.outlet, draft.line) == (
        "feed",
        "https://a.example/f",
        "Acme",
        3,
    )


def test_folders_and_categories_become_tags() -> None:
    data = file_of(
        '<outline text="AI &amp; Labs"><outline text="Deep">',
        '<outline text="A" xmlUrl="https://a.example/f" category="/Wire/Fast,Business"/>',
        "</outline></outline>",
    )
    assert opml.read(data, "my.opml").drafts[0].tags == (
        "ai-labs",
        "deep",
        "wire",
        "fast",
        "business",
    )


def test_what_is_no_feed_is_told_with_its_line() -> None:
    data = file_of('<outline type="link" text="L" url="https://a.example/"/>')
    carried = opml.read(data, "my.opml")
    assert [str(one) for one in carried.left] == [
        'my.opml:3:1: left out: "L": an outline of type link'
    ]
    assert not carried.drafts


def test_an_unknown_type_is_taken_as_a_feed_and_told() -> None:
    carried = opml.read(file_of('<outline type="pod" text="P" xmlUrl="https://p.example/"/>'), "f")
    assert len(carried.drafts) == len(carried.left) == 1


def test_folders_that_nest_without_end_are_told_not_followed() -> None:
    deep = "<outline text='x'>" * 60 + '<outline xmlUrl="https://a.example/"/>'
    carried = opml.read(file_of(deep + "</outline>" * 60), "f")
    assert not carried.drafts
    assert "over 20 deep" in str(carried.left[0])


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body>'
    data = bomb + b'<outline text="&b;" xmlUrl="https://a.example/"/></body></opml>'
    assert "aaaa" not in opml.read(data, "f").drafts[0].outlet


@pytest.mark.parametrize("data", [b"<rss/>", b"", b"\x00\x01"])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        opml.read(data, "f")


def test_what_is_written_is_read_again() -> None:
    sources = [source("acme", tags=("labs", "eu")), source("beta"), source("board", kind="page")]
    data = opml.write(sources).encode()
    assert opml.is_mine(data, "x.xml")
    drafts = {one.outlet: one for one in opml.read(data, "x.xml").drafts}
    assert set(drafts) == {"acme & Co", "beta & Co"}
    assert drafts["acme & Co"].tags == ("labs", "eu")
    assert drafts["acme & Co"].url == "https://acme.example/rss?a=1&b=2"
