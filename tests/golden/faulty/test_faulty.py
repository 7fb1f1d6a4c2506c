"""Every fault of the corpus is one line, exactly this one.

`good/` is a workspace's rules without a fault; each file of `faults/` is laid into it alone
and must give its line of `expected.txt`, nothing else.
"""

from functools import cache
from itertools import count
from pathlib import Path

import pytest

from monitor.rulebook import load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named

HERE = Path(__file__).parent
TWINS = {"rules/same-id.yaml": "rules/more/same-id.yaml"}


def texts(folder: Path) -> dict[str, bytes]:
    found = sorted(folder.rglob("*.yaml"))
    return {f"rules/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in found}


@cache
def expected() -> dict[str, str]:
    lines = (HERE / "expected.txt").read_text(encoding="utf-8").splitlines()
    return {line.split(":", 1)[0]: line for line in lines}


def faults_of(files: dict[str, bytes]) -> list[str]:
    """Load the good files with these; each look at the timer is a second later: all is slow."""
    faults = Faults()
    seconds = count()
    load(
        {**texts(HERE / "good"), **files},
        folder=HERE / "good",
        named=Named(receivers=("oncall", "desk"), sources=("acme-news",), tags=("ai-lab",)),
        faults=faults,
        timer=lambda: float(next(seconds)),
    )
    return [str(fault) for fault in faults.sorted()]


LARGE = b"rule: large\ntitle: Large\nmatch: >\n  strike\n" + b"# x\n" * (1 << 18)  # over 1 MiB
FILES = {**texts(HERE / "faults"), "rules/large.yaml": LARGE}


@pytest.mark.parametrize("name", sorted(FILES.keys() - TWINS.values()))
def test_a_fault_is_one_exact_line(name: str) -> None:
    twin = TWINS.get(name)
    files = {name: FILES[name]} | ({twin: FILES[twin]} if twin else {})
    assert faults_of(files) == [expected()[name]]


def test_a_faulty_file_never_hides_the_faults_of_another() -> None:
    together = faults_of({n: data for n, data in FILES.items() if n not in SHADOWING})
    alone = {line for name, line in expected().items() if name not in SHADOWING}
    assert set(together) == alone


# While one of these is there, what refers to lists or packs cannot be told apart from it.
SHADOWING = frozenset(
    name for name in FILES if name.startswith(("rules/entities/", "rules/watch/"))
)


def test_the_workspace_around_the_faults_has_none() -> None:
    assert faults_of({}) == []


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(expected()) >= 60
    assert len(expected()) == len(FILES) - len(TWINS)
