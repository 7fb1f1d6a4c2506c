"""Rows and strings: many small things in few flat ones."""

from monitor.matching.rows import rows_of
from monitor.matching.strings import strings_of


def test_rows_come_back_in_their_order() -> None:
    rows = rows_of([(1, 2), (), (3,)])

    assert [list(rows.row(number)) for number in range(len(rows))] == [[1, 2], [], [3]]


def test_a_row_is_put_behind_the_others() -> None:
    rows = rows_of([])
    rows.add([7, 8])

    assert len(rows) == 1
    assert list(rows.row(0)) == [7, 8]


def test_texts_come_back_whole() -> None:
    texts = ["strike", "", "辞任", "é\ud800", "\0"]
    strings = strings_of(texts)

    assert [strings[number] for number in range(len(strings))] == texts


def test_no_texts_are_no_texts() -> None:
    assert len(strings_of(())) == 0
    assert len(rows_of(())) == 0
