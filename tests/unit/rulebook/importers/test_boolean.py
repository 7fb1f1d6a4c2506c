"""Files of boolean search strings."""

from monitor.rulebook.drafts import Imported
from monitor.rulebook.importers.boolean import convert
from monitor.rulebook.wrapping import plain_expression


def imported(text: str) -> Imported:
    return convert(text.encode(), "desk/ports.txt", {})


def test_searches_are_set_apart_by_blank_lines() -> None:
    found = imported("a AND b\n\n\nc\nOR d\n")
    assert [plain_expression(draft.match) for draft in found.drafts] == ["a AND b", "c OR d"]
    assert [draft.line for draft in found.drafts] == [1, 4]


def test_a_first_line_with_a_mark_is_the_title() -> None:
    (draft,) = imported("# Strikes at ports\nstrike\n").drafts
    assert (draft.id, draft.title) == ("strikes-at-ports", "Strikes at ports")


def test_without_a_title_the_file_names_a_search() -> None:
    first, second = imported("a\n\nb\n").drafts
    assert (first.title, first.id) == ("ports 1", "ports-1")
    assert (second.title, second.id) == ("ports 2", "ports-2")


def test_a_title_in_another_script_gets_a_number() -> None:
    (draft,) = imported("# 罢工\n罢工\n").drafts
    assert (draft.id, draft.title) == ("search-1", "罢工")


def test_a_search_that_cannot_be_read_stops_no_other() -> None:
    found = imported("(a OR b\n\nc\n")
    assert [draft.title for draft in found.drafts] == ["ports 2"]
    assert [str(one) for one in found.left] == [
        "desk/ports.txt:1:1: left out: the whole search: a bracket is not closed",
        "desk/ports.txt:1:1: left out: the search: nothing of it is left",
    ]


def test_other_encodings_and_line_ends_are_read_as_far_as_they_go() -> None:
    found = convert("# \u00fc\r\nstra\u00dfe\r\n".encode(), "f", {})
    assert plain_expression(found.drafts[0].match) == "stra\u00dfe"
    assert convert(b"\xff\xfe strike", "f", {}).drafts


def test_a_file_that_is_too_large_is_refused() -> None:
    found = convert(b"a " * (1 << 20), "f", {})
    assert found.drafts == ()
    assert [one.what for one in found.left] == ["the whole file: over 1 MiB"]


def test_an_empty_file_has_no_searches() -> None:
    assert imported("\n\n# only a title\n") == Imported()
