"""Every probable slip of the corpus is told at its exact place, and nothing beside it.

Each file of `warnings/` is laid alone into the rules of `good/`; what is told of it are its lines
of `warnings.txt`. Where a concept or list must be used, a rule that does is laid beside it.
"""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from monitor import kinds
from monitor.model import Source
from monitor.rulebook import load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.linting import LINTS, Seen, lint
from monitor.rulebook.overlaps import tell_hidden, tell_overlaps

HERE = Path(__file__).parent
TODAY = date(2026, 11, 24)
SOURCES = (
    Source(id="acme-news", kind="feed", url="https://acme.example/", outlet="Acme", outlet_id=""),
    Source(
        id="wire",
        kind="feed",
        url="https://wire.example/",
        outlet="Wire",
        outlet_id="",
        tier="wire",
    ),
)
USING = "rule: using\ntitle: Using\nmatch: >\n  {}\n"
USED = {
    "rules/concepts/concept-blind.yaml": "@concept-blind",
    "rules/concepts/hides-itself.yaml": "@hides-itself",
    "rules/entities/alias-short.yaml": "entity(org in alias-short)",
    "rules/entities/alias-word.yaml": "org:target OR entity(org)",
}
LANGS = {
    "rules/concepts/concept-blind.yaml": ("de", "en"),
    "rules/lang-nobody.yaml": ("de", "en"),
}


def texts(folder: Path) -> dict[str, bytes]:
    found = sorted(folder.rglob("*.yaml"))
    return {f"rules/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in found}


@cache
def expected() -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for line in (HERE / "warnings.txt").read_text(encoding="utf-8").splitlines():
        lines.setdefault(line.split(":", 1)[0], []).append(line)
    return lines


def told(name: str) -> list[str]:
    faults = Faults()
    files = {**texts(HERE / "good"), name: FILES[name]}
    if name in USED:
        files["rules/using.yaml"] = USING.format(USED[name]).encode()
    book = load(files, folder=HERE / "good", named=Named(), faults=faults)
    assert book.checked is not None
    seen = Seen(
        checked=book.checked,
        forms=book.compiler.forms,
        today=TODAY,
        sources=tuple(replace(source, langs=LANGS.get(name, ())) for source in SOURCES),
    )
    tell_overlaps(seen.checked, faults=faults)
    tell_hidden(seen.checked.concepts.values(), seen.forms, faults=faults)
    lint(seen, faults=faults)
    return [str(fault) for fault in faults.sorted() if fault.file == name]


FILES = texts(HERE / "warnings")


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_slip_is_told_where_it_is(name: str) -> None:
    assert told(name) == expected()[name]


def test_every_file_of_the_corpus_is_expected() -> None:
    assert sorted(FILES) == sorted(expected())


def test_the_corpus_holds_every_lint_that_needs_no_archive() -> None:
    codes = {line.split(": ")[1].split(" ")[0] for lines in expected().values() for line in lines}
    lints = {n[:4].upper() for n in kinds.names(LINTS) if not hasattr(kinds.load(LINTS, n), "DAYS")}
    assert lints <= codes
