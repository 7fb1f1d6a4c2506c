import pytest

from monitor.errors import ParseError
from monitor.intake.exchange import csv
from monitor.model import Source


def test_a_row_is_a_source() -> None:
    data = (
        b"id,kind,url,outlet,tier,lang,tags,every\na,list,https://a.example/,A,Wire,en;it,x y,2h\n"
    )
    [draft] = csv.read(data, "f.csv").drafts
    assert draft.id == "a"
    assert draft.keys("a") == {
        "id": "a",
        "kind": "list",
        "url": "https://a.example/",
        "outlet": "A",
        "tier": "wire",
        "lang": ["en", "it"],
        "tags": ["x", "y"],
        "every": "2h",
    }


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_may_stand_in_any_order_between_any_signs(sign: str) -> None:
    data = f"\ufeffoutlet{sign}url\nA{sign}https://a.example/\n".encode()
    [draft] = csv.read(data, "f.csv").drafts
    assert (draft.kind, draft.outlet, draft.line) == ("feed", "A", 2)


def test_what_has_no_place_is_told_with_its_line() -> None:
    data = b"url,evry,tier,every\n,,,\nx,,,\n,1,,\nhttps://a.example/,,paper,soon\n"
    said = [str(one) for one in csv.read(data, "f.csv").left]
    assert said == [
        'f.csv:1:1: left out: column "evry" (did you mean "every"?)',
        "f.csv:4:1: left out: a row without url",
        'f.csv:5:1: left out: every "soon": write 15m, 2h',
        'f.csv:5:1: left out: tier "paper"; known: primary, regulator, wire, outlet, aggregator',
    ]


def test_a_cell_over_several_lines_keeps_the_count_of_lines_right() -> None:
    data = b'url,outlet\nhttps://a.example/,"A\nB"\nhttps://b.example/,C\n'
    assert [(d.outlet, d.line) for d in csv.read(data, "f").drafts] == [("A B", 2), ("C", 4)]


@pytest.mark.parametrize("data", [b"", b"name,address\n1,2\n", b'url\n"' + b"x" * 200_000])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        csv.read(data, "f.csv")


@pytest.mark.parametrize("name", ["=SUM(1)", "+1", "-x", "@x"])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_comes_back_bare(name: str) -> None:
    source = Source(
        id="a", kind="feed", url="https://a.example/", outlet=name, outlet_id="a", every_s=900.0
    )
    text = csv.write([source])
    assert f",'{name},".replace("''", "'") in text
    assert csv.is_mine(text.encode(), "x")
    [draft] = csv.read(text.encode(), "f.csv").drafts
    assert (draft.outlet, draft.every_s) == (name, 900.0)
