"""Hot reload over real rule files: what is good comes in, what is faulty keeps its good self."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor.rulebook import Rulebook
from monitor.rulebook.diagnostic import Diagnostic, Faults
from monitor.rulebook.edition import Editor, Reads, nothing
from monitor.rulebook.folder import Named
from monitor.rulebook.reload import Edited, Edits, Reload, Swept
from monitor.rulebook.trial import trial

PLACES = "concept: places\nany: [port]\n"


class Books:
    """Makes rulebooks of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _editor(self, reads: Reads = nothing) -> Editor:
        return Editor(folder=self.folder, named=Named(), faults=Faults(), reads=reads)

    def load(self, texts: Mapping[str, bytes]) -> Edited[Rulebook]:
        editor = self._editor()
        book = editor.load(texts)
        return Edited(value=book, diagnostics=editor.faults.sorted(), looked=frozenset(texts))

    def edit(self, book: Rulebook, edits: Edits, reads: Reads) -> Edited[Rulebook]:
        editor = self._editor(reads)
        made = editor.edit(book, edits.changes, keep=edits.keep)
        return Edited(value=made, diagnostics=editor.faults.sorted(), looked=made.looked)

    def trial(self, book: Rulebook, edits: Edits, reads: Reads) -> tuple[Diagnostic, ...]:
        return trial(book, edits.changes, editor=self._editor(reads))


class Desk:
    """An analyst who saves files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rules = root / "rules"
        self.rules.mkdir()
        self.told: list[str] = []
        self.moment = 1_000
        self.is_open = False
        self.reload = self.started()

    def started(self) -> Reload[Rulebook]:
        return Reload(
            self.rules,
            data=self.root / "data",
            maker=Books(self.rules),
            tell=lambda fault: self.told.append(str(fault)),
        )

    def save(self, name: str, text: str) -> Swept[Rulebook]:
        path = self.rules / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        self.moment += 1
        os.utime(path, (self.moment, self.moment))
        swept = self.reload.sweep() if self.is_open else self.reload.start()
        self.is_open = True
        assert swept is not None
        return swept


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.save("places", PLACES)
    desk.save("strike", "rule: strike\ntitle: Strike\nmatch: strike AND @places\n")
    return desk


def test_a_syntax_fault_keeps_the_last_good_rule_and_is_told_once(desk: Desk) -> None:
    good = desk.save("other", "rule: other\ntitle: t\nmatch: other\n")
    swept = desk.save("strike", "rule: strike\ntitle: Strike\nmatch: strike AND\n")
    assert swept.value.rules["strike"].version == good.value.rules["strike"].version
    assert swept.stale == ("rules/strike.yaml",)
    assert desk.told == ["rules/strike.yaml:3:15: E304 AND has nothing after it"]


def test_a_faulty_concept_keeps_its_words_for_the_rules_on_it(desk: Desk) -> None:
    swept = desk.save("places", "concept: places\nany: [port\n")
    assert list(swept.value.rules) == ["strike"]
    assert swept.value.left_out == ()
    assert len(desk.told) == 1


def test_a_restart_with_a_faulty_file_finds_the_good_one(desk: Desk) -> None:
    desk.save("strike", "rule: strike\ntitl: Strike\n")
    swept = desk.started().start()
    assert swept is not None
    assert list(swept.value.rules) == ["strike"]
    assert len(desk.told) == 2  # misspelt title, missing match: each once over both starts


def test_a_new_faulty_rule_is_not_loaded_and_stops_nobody(desk: Desk) -> None:
    swept = desk.save("fresh", "rule: fresh\ntitle: t\nmatch: titel:a\n")
    assert list(swept.value.rules) == ["strike"]
    assert swept.out == ("rules/fresh.yaml",)


def test_a_deleted_rule_is_retired(desk: Desk) -> None:
    (desk.rules / "strike.yaml").unlink()
    swept = desk.reload.sweep()
    assert swept is not None
    assert list(swept.value.rules) == []
    assert desk.told == []


def test_a_repaired_rule_is_in_force_with_a_new_version(desk: Desk) -> None:
    before = desk.save("strike", "rule: strike\ntitle: Strike\nmatch: strike AND\n").value
    after = desk.save("strike", "rule: strike\ntitle: Strike\nmatch: walkout\n").value
    assert before.rules["strike"].version != after.rules["strike"].version
