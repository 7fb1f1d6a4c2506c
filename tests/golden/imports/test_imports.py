"""Others' rules become these drafts, which pass `check`, and these lines say what is lost.

`expected/` holds drafts and lines of each sample. `MONITOR_GOLDEN=1` writes them anew.
"""

import os
from pathlib import Path

import pytest

from monitor import kinds
from monitor.rulebook import load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.drafts import Imported, text_of, unique
from monitor.rulebook.folder import Named

HERE = Path(__file__).parent
SAMPLES = sorted(path for path in HERE.glob("*.*.*"))


def imported(path: Path) -> Imported:
    form = path.name.split(".")[1]
    convert = kinds.load("monitor.rulebook.importers", form).convert
    found = convert(path.read_bytes(), path.name, {})
    assert isinstance(found, Imported)
    return found


def texts(found: Imported, origin: str) -> dict[str, str]:
    ids = unique(found.drafts)
    return {
        name: text_of(draft, name, origin=origin)
        for name, draft in zip(ids, found.drafts, strict=True)
    }


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_becomes_what_is_expected(path: Path) -> None:
    found = imported(path)
    lines = [str(one) for one in sorted(found.left, key=lambda one: (one.line, one.column))]
    shown = "\n".join([*texts(found, path.name).values(), *lines]) + "\n"
    golden = HERE / "expected" / f"{path.name}.txt"
    if os.environ.get("MONITOR_GOLDEN"):
        golden.write_text(shown, "utf-8")
    assert shown == golden.read_text("utf-8")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_draft_passes_the_loader(path: Path) -> None:
    drafts = texts(imported(path), path.name)
    faults = Faults()
    files = {f"rules/{name}.yaml": text.encode() for name, text in drafts.items()}
    book = load(files, folder=Path(), named=Named(), faults=faults)
    assert [str(fault) for fault in faults] == []
    assert set(book.rules) == set(drafts)
    assert {rule.status for rule in book.rules.values()} <= {"draft"}


def test_every_form_has_samples() -> None:
    forms = {path.name.split(".")[1] for path in SAMPLES}
    assert forms == set(kinds.names("monitor.rulebook.importers"))
