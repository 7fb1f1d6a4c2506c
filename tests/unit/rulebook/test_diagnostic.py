from monitor.rulebook.diagnostic import Diagnostic, Faults, Mark, Stretch


def spot(line: int, column: int, file: str = "rules/a.yaml") -> Stretch:
    start = Mark(line=line, column=column)
    return Stretch(file=file, start=start, end=Mark(line=line, column=column + 3))


def test_a_fault_is_one_line_with_its_place_and_code() -> None:
    faults = Faults()
    faults.add(spot(3, 8), "E204", 'unknown field "titel"', suggestion="title")
    faults.add(spot(4, 1), "E102", 'missing key "match"')
    assert [str(fault) for fault in faults] == [
        'rules/a.yaml:3:8: E204 unknown field "titel" (did you mean "title"?)',
        'rules/a.yaml:4:1: E102 missing key "match"',
    ]


def test_faults_are_sorted_by_file_then_place_then_code() -> None:
    faults = Faults()
    for at, code in (
        (spot(10, 1), "E101"),
        (spot(9, 9), "E101"),
        (spot(9, 2), "E301"),
        (spot(9, 2), "E102"),
        (spot(99, 1, "rules/0.yaml"), "E001"),
    ):
        faults.add(at, code, "wrong")
    places = [(f.file, f.line, f.column, f.code) for f in faults.sorted()]
    assert places == [
        ("rules/0.yaml", 99, 1, "E001"),
        ("rules/a.yaml", 9, 2, "E102"),
        ("rules/a.yaml", 9, 2, "E301"),
        ("rules/a.yaml", 9, 9, "E101"),
        ("rules/a.yaml", 10, 1, "E101"),
    ]


def test_equal_faults_are_kept_once() -> None:
    faults = Faults()
    faults.add(spot(1, 1), "E101", "wrong")
    faults.add(spot(1, 1), "E101", "wrong")
    faults.add(spot(1, 1), "E101", "wrong", severity="warning")
    assert len(faults) == 2


def test_another_collectors_faults_are_taken_over_in_their_order() -> None:
    faults, other = Faults(), Faults()
    faults.add(spot(5, 1), "E101", "one")
    other.add(spot(2, 1), "E101", "two")
    other.add(spot(5, 1), "E101", "one")
    faults.take(other)
    assert [fault.message for fault in faults] == ["one", "two"]


def test_a_diagnostic_knows_where_the_wrong_part_ends() -> None:
    faults = Faults()
    faults.add(spot(7, 4), "E101", "wrong")
    (found,) = faults
    assert isinstance(found, Diagnostic)
    assert (found.end_line, found.end_column) == (7, 7)
    assert found.severity == "error"


def test_marks_compare_by_line_before_column() -> None:
    assert Mark(line=1, column=9) < Mark(line=2, column=1) < Mark(line=2, column=2)
