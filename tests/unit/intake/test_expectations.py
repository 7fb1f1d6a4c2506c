"""What a source expects of its documents, and what is said when they keep less than that."""

from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.intake.expectations import bounds, held, read, row_of, unmet
from monitor.intake.sourcefile import ExpectKeys
from monitor.manners import Expect
from monitor.model import Parsed, Request
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Table
from monitor.rulebook.schema import read as read_keys
from monitor.rulebook.yamlfile import parse
from tests.fakes.reading import document, entry

ROWS = [
    {"url": f"https://globex.example/{n}", "title": f"Globex names chief number {n}", "lead": ""}
    for n in range(3)
]


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        (Expect(least=4, most=4), "3 rows, expected 4"),
        (Expect(least=4), "3 rows, expected 4.."),
        (Expect(most=2), "3 rows, expected 0..2"),
        (Expect(title="resigns"), '3 titles unlike "resigns", first "Globex names chief number 0"'),
        (Expect(title="number [12]$"), "1 titles unlike"),
        (Expect(required=("date",)), "3 of 3 rows without date"),
        (Expect(required=("title", "lead")), "3 of 3 rows without lead"),
        (Expect(unique="lead"), "rows that share their lead"),
    ],
)
def test_a_broken_promise_is_told_with_what_was_found(expect: Expect, told: str) -> None:
    assert told in unmet(expect, ROWS)


@pytest.mark.parametrize(
    "expect",
    [
        *(Expect(), Expect(least=3, most=3), Expect(most=3), Expect(least=1, most=9)),
        *(Expect(title="chief"), Expect(title="^Globex .{8,}"), Expect(unique="url")),
        *(Expect(unique="title"), Expect(required=("url", "title"))),
    ],
)
def test_a_kept_promise_is_silent(expect: Expect) -> None:
    assert unmet(expect, ROWS) == ""


def test_a_row_that_was_skipped_counts_as_a_row_only() -> None:
    expect = Expect(least=4, title="chief", required=("url",))
    assert unmet(expect, [*ROWS, {}]) == ""


def test_an_article_is_a_row() -> None:
    row = row_of(entry("one", authors=("Ana", "Bo"), lead="It said so."))
    assert (row["title"], row["author"], row["lead"]) == ("Title of one", "Ana, Bo", "It said so.")


def test_a_document_that_breaks_its_promise_is_a_contract_error() -> None:
    with pytest.raises(ParseError, match=r"1 rows, expected 5\.\. at https://gazette") as error:
        held(Expect(least=5), document(), Parsed(articles=(entry("one"),)))
    assert error.value.kind == "contract"


@pytest.mark.parametrize(
    ("role", "parsed"),
    [
        ("", Parsed(articles=(), follow=(Request(url="https://gazette.example/2"),))),
        ("2", Parsed(articles=(entry("one"),))),
    ],
)
def test_what_only_leads_on_and_later_pages_are_not_counted(role: str, parsed: Parsed) -> None:
    from dataclasses import replace

    assert held(Expect(least=5), replace(document(), role=role), parsed) is parsed


def test_bounds_are_read() -> None:
    assert [bounds(said) for said in ("5..200", "5..", "..9", "7", " 1 .. 2 ")] == [
        (5, 200),
        (5, None),
        (0, 9),
        (7, 7),
        (1, 2),
    ]


@pytest.mark.parametrize(
    "text", ["many", "", "..", "..x", "1..x", "-1", "1-5", "\u00b2", "1...5", "1.5", "9..5"]
)
def test_a_number_of_rows_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^|."):
        bounds(text)


def expected(text: str) -> tuple[Any, list[str]]:
    faults = Faults()
    node = parse(text.encode(), "a.yaml", faults=faults)
    assert isinstance(node, Table)
    keys = read_keys(ExpectKeys, node, faults=faults)
    assert keys is not None
    return read(keys, faults), [str(fault) for fault in faults]


def test_what_a_file_expects_is_read() -> None:
    expect, faults = expected("{items: 5..200, title: chief, unique: url, required: [title, date]}")
    wanted = Expect(least=5, most=200, title="chief", unique="url", required=("title", "date"))
    assert (expect, faults) == (wanted, [])


def test_without_a_number_at_least_one_row_is_expected() -> None:
    assert expected("{unique: url}")[0] == Expect(least=1, unique="url")


def test_what_cannot_be_meant_is_told_at_its_place() -> None:
    _, faults = expected("items: many\nunique: link\nrequired: [url, x]\n")
    assert [line.partition(" is no")[0] for line in faults] == [
        'a.yaml:1:8: E105 "many"',
        'a.yaml:2:9: E105 "link"',
        'a.yaml:3:17: E105 "x"',
    ]
