"""A fix is a change of the file that takes the fault away."""

from pathlib import Path

import pytest

from monitor.rulebook import load
from monitor.rulebook.diagnostic import Diagnostic, Faults, Fix
from monitor.rulebook.fixes import with_fix
from monitor.rulebook.folder import Named

FAULTY = Path(__file__).parents[2] / "golden" / "faulty"
GOOD = FAULTY / "good"


def texts(folder: Path) -> dict[str, bytes]:
    found = sorted(folder.rglob("*.yaml"))
    return {f"rules/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in found}


FILES = texts(FAULTY / "faults")
SURROUNDING = texts(GOOD)


def told(name: str, data: bytes) -> list[Diagnostic]:
    faults = Faults()
    load(
        {**SURROUNDING, name: data}, folder=GOOD, named=Named(receivers=("oncall",)), faults=faults
    )
    return [fault for fault in faults.sorted() if fault.file == name]


def applied(fix: Fix, data: bytes) -> bytes:
    lines = data.decode().splitlines(keepends=True)
    line = lines[fix.line - 1]
    assert fix.end_line == fix.line
    lines[fix.line - 1] = line[: fix.column - 1] + fix.text + line[fix.end_column - 1 :]
    return "".join(lines).encode()


def fixable() -> list[tuple[str, Diagnostic]]:
    found = []
    for name, data in FILES.items():
        try:
            text = data.decode()
        except UnicodeDecodeError:
            continue
        found += [
            (name, f) for f in (with_fix(f, text.splitlines()) for f in told(name, data)) if f.fix
        ]
    return found


FIXABLE = fixable()


@pytest.mark.parametrize(("name", "fault"), FIXABLE, ids=[name for name, _ in FIXABLE])
def test_a_fix_takes_its_fault_away(name: str, fault: Diagnostic) -> None:
    assert fault.fix is not None
    after = told(name, applied(fault.fix, FILES[name]))
    assert str(fault) not in [str(one) for one in after]
    assert (fault.code, fault.line) not in [(one.code, one.line) for one in after]


def test_nearly_every_suggestion_is_a_fix() -> None:
    suggested = [f for name, data in FILES.items() for f in told(name, data) if f.suggestion]
    fixed = [fault for _, fault in FIXABLE if fault.suggestion]
    assert len(fixed) >= 0.9 * len(suggested) > 15


def fault(text: str, message: str, *, code: str = "E204", suggestion: str = "") -> Diagnostic:
    return Diagnostic(
        file="rules/a.yaml",
        line=1,
        column=text.index("titel") + 1 if "titel" in text else 1,
        end_line=1,
        end_column=len(text),
        code=code,
        message=message,
        suggestion=suggestion,
    )


def test_what_stands_in_quotes_is_changed_inside_them() -> None:
    text = '"titel":'
    one = fault(text, 'unknown key "titel"', suggestion="title")
    one = Diagnostic(**{**{f: getattr(one, f) for f in one.__dataclass_fields__}, "column": 1})
    found = with_fix(one, text.splitlines()).fix
    assert found == Fix(line=1, column=2, end_line=1, end_column=7, text="title")


def test_a_file_that_says_something_else_there_has_no_fix() -> None:
    one = fault("titel: x", 'unknown key "titel"', suggestion="title")
    assert with_fix(one, ["something: else"]).fix is None
    assert with_fix(one, []).fix is None


def test_an_example_in_a_message_is_no_fix() -> None:
    one = fault("5.8.2024", '"5.8.2024" is no moment; write 2026-01-05T09:00Z', code="E105")
    assert with_fix(one, ["5.8.2024"]).fix is None


def test_a_key_of_a_mapping_that_is_not_there_is_no_fix() -> None:
    one = fault("titel", 'unknown key "titel"', code="E101", suggestion="story.title")
    assert with_fix(one, ["titel"]).fix is None
