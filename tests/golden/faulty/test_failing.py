"""What reading cannot tell: tests that fail (E501), and vetoes inside other words (E601).

Each file of `failing/` and `vetoes/` is laid alone into the rules of `good/`, which read it without
a fault; running its tests, or searching its vetoes, gives its line of the list beside it.
"""

from pathlib import Path

import pytest

from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.overlaps import tell_overlaps
from monitor.rulebook.suite import run_tests

HERE = Path(__file__).parent


def texts(folder: str) -> dict[str, bytes]:
    top = HERE / folder
    found = sorted(top.rglob("*.yaml"))
    return {f"rules/{path.relative_to(top).as_posix()}": path.read_bytes() for path in found}


def expected(folder: str) -> dict[str, str]:
    lines = (HERE / f"{folder}.txt").read_text(encoding="utf-8").splitlines()
    return {line.split(":", 1)[0]: line for line in lines}


def book(files: dict[str, bytes]) -> Rulebook:
    faults = Faults()
    made = load({**texts("good"), **files}, folder=HERE / "good", named=Named(), faults=faults)
    assert faults.sorted() == ()
    return made


FAILING, VETOES = texts("failing"), texts("vetoes")


@pytest.mark.parametrize("name", sorted(FAILING))
def test_a_failing_test_is_one_exact_line(name: str) -> None:
    faults = Faults()
    run_tests(book({name: FAILING[name]}), faults=faults)
    assert [str(fault) for fault in faults] == [expected("failing")[name]]


@pytest.mark.parametrize("name", sorted(VETOES))
def test_a_veto_inside_a_word_is_one_exact_line(name: str) -> None:
    faults = Faults()
    checked = book({name: VETOES[name]}).checked
    assert checked is not None
    tell_overlaps(checked, faults=faults)
    assert [str(fault) for fault in faults] == [expected("vetoes")[name]]


def test_every_line_has_its_file() -> None:
    assert expected("failing").keys() == FAILING.keys()
    assert expected("vetoes").keys() == VETOES.keys()
