import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor.rulebook.diagnostic import Diagnostic
from monitor.rulebook.edition import Reads
from monitor.rulebook.reload import Edited, Edits, Reload, Swept

Loaded = dict[str, str]


class Toy:
    """Loads a file's text by its name; a text with `bad` is a fault, `needs X` wants file X."""

    def load(self, texts: Mapping[str, bytes]) -> Edited[Loaded]:
        value: Loaded = {}
        faults: list[Diagnostic] = []
        for name, data in texts.items():
            text = data.decode()
            wants = text.partition("needs ")[2].strip()
            if "bad" in text or (wants and b"bad" in texts.get(f"rules/{wants}", b"bad")):
                faults.append(
                    Diagnostic(
                        file=name,
                        line=1,
                        column=1,
                        end_line=1,
                        end_column=1,
                        code="E1",
                        message=text,
                    )
                )
            else:
                value[name.removeprefix("rules/")] = text
        return Edited(value=value, diagnostics=tuple(faults), looked=frozenset(texts))

    def edit(self, value: Loaded, edits: Edits, reads: Reads) -> Edited[Loaded]:
        before = {f"rules/{name}": text.encode() for name, text in value.items()}
        texts = {n: text for n, text in {**before, **edits.changes}.items() if text is not None}
        made = self.load(texts)
        kept = {n: text for n, text in value.items() if f"rules/{n}" not in edits.changes}
        return Edited(
            value={**kept, **made.value}, diagnostics=made.diagnostics, looked=frozenset(texts)
        )

    def trial(self, value: Loaded, edits: Edits, reads: Reads) -> tuple[Diagnostic, ...]:
        texts = {name: text for name, text in edits.changes.items() if text is not None}
        failing = {name: b"bad " + text for name, text in texts.items() if b"fails" in text}
        return self.load(failing).diagnostics


class Watched:
    """A folder that is written to, and what came of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.told: list[str] = []
        self.clock = 1_000
        self.is_started = False
        (root / "rules").mkdir()
        self.reload = self.started()

    def started(self) -> Reload[Loaded]:
        return Reload(
            self.root / "rules",
            data=self.root / "data",
            maker=Toy(),
            tell=lambda fault: self.told.append(fault.message),
        )

    def sweep(self) -> Swept[Loaded] | None:
        """Start at first, then look for changes."""
        if not self.is_started:
            self.is_started = True
            return self.reload.start()
        return self.reload.sweep()

    def write(self, name: str, text: str) -> None:
        path = self.root / "rules" / name
        path.write_text(text, encoding="utf-8")
        self.clock += 1
        os.utime(path, (self.clock, self.clock))

    def delete(self, name: str) -> None:
        (self.root / "rules" / name).unlink()


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_nothing_changed_means_nothing_to_do(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    first = watched.sweep()
    assert first is not None
    assert first.value == {"a.yaml": "one"}
    assert watched.sweep() is None


def test_a_changed_file_comes_in(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    watched.write("a.yaml", "two")
    swept = watched.sweep()
    assert swept is not None
    assert swept.value == {"a.yaml": "two"}


def test_a_faulty_file_keeps_its_last_good_version(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.write("b.yaml", "one")
    watched.sweep()
    watched.write("a.yaml", "bad")
    watched.write("b.yaml", "two")
    swept = watched.sweep()
    assert swept is not None
    assert swept.value == {"a.yaml": "one", "b.yaml": "two"}
    assert swept.stale == ("rules/a.yaml",)
    assert [fault.message for fault in swept.diagnostics] == ["bad"]


def test_the_last_good_version_survives_a_restart(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    watched.write("a.yaml", "bad")
    swept = watched.started().start()
    assert swept is not None
    assert swept.value == {"a.yaml": "one"}


def test_a_file_that_was_never_good_is_left_out(watched: Watched) -> None:
    watched.write("a.yaml", "bad")
    watched.write("b.yaml", "one")
    swept = watched.sweep()
    assert swept is not None
    assert swept.value == {"b.yaml": "one"}
    assert swept.out == ("rules/a.yaml",)


def test_a_fault_is_told_once_per_content(watched: Watched) -> None:
    watched.write("a.yaml", "bad one")
    watched.sweep()
    watched.sweep()
    watched.started().start()
    watched.write("a.yaml", "bad two")
    watched.sweep()
    assert watched.told == ["bad one", "bad two"]


def test_a_deleted_file_does_not_come_back(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.write("b.yaml", "one")
    watched.sweep()
    watched.delete("a.yaml")
    swept = watched.sweep()
    assert swept is not None
    assert swept.value == {"b.yaml": "one"}
    watched.write("a.yaml", "bad")
    again = watched.sweep()
    assert again is not None
    assert again.value == {"b.yaml": "one"}


def test_all_files_gone_at_once_is_an_empty_mount_and_told_once(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.write("b.yaml", "two")
    watched.sweep()
    watched.delete("a.yaml")
    watched.delete("b.yaml")
    assert watched.sweep() is None
    assert watched.sweep() is None
    assert watched.told == ["every file is gone; the last rules stay in force"]


def test_files_that_come_back_are_swept_again(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    watched.delete("a.yaml")
    watched.sweep()
    watched.write("a.yaml", "two")
    swept = watched.sweep()
    assert swept is not None
    assert swept.value == {"a.yaml": "two"}


def test_an_empty_folder_at_the_start_forgets_no_good_version(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    watched.delete("a.yaml")
    empty = watched.started().start()
    assert empty is not None
    assert empty.value == {}
    watched.write("a.yaml", "bad")
    swept = watched.started().start()
    assert swept is not None
    assert swept.value == {"a.yaml": "one"}


def test_a_repaired_file_is_in_force_and_no_longer_stale(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    watched.write("a.yaml", "bad")
    watched.sweep()
    watched.write("a.yaml", "two")
    swept = watched.sweep()
    assert swept is not None
    assert (swept.value, swept.stale, swept.out) == ({"a.yaml": "two"}, (), ())


def test_a_fault_that_returns_after_a_repair_is_told_again_only_if_it_differs(
    watched: Watched,
) -> None:
    watched.write("a.yaml", "bad one")
    watched.sweep()
    watched.write("a.yaml", "bad one more")
    watched.sweep()
    assert watched.told == ["bad one", "bad one more"]


def test_a_chain_of_references_works_on_with_good_versions(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.write("b.yaml", "needs a.yaml")
    watched.write("c.yaml", "needs b.yaml")
    watched.sweep()
    watched.write("a.yaml", "bad")
    watched.write("b.yaml", "bad too")
    swept = watched.sweep()
    assert swept is not None
    assert swept.value == {"a.yaml": "one", "b.yaml": "needs a.yaml", "c.yaml": "needs b.yaml"}
    assert {"rules/a.yaml", "rules/b.yaml"} <= set(swept.stale)


def test_good_versions_are_readable_by_their_owner_only(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    kept = watched.root / "data" / "rules"
    assert kept.stat().st_mode & 0o077 == 0
    assert [path.read_bytes() for path in kept.iterdir()] == [b"one"]


def test_an_unreadable_kept_version_counts_as_none(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    for path in (watched.root / "data" / "rules").iterdir():
        path.unlink()
    watched.write("a.yaml", "bad")
    swept = watched.started().start()
    assert (swept.value, swept.out) == ({}, ("rules/a.yaml",))


def test_no_half_written_file_is_left_behind(watched: Watched) -> None:
    for text in ("one", "two", "bad", "three"):
        watched.write("a.yaml", text)
        watched.sweep()
    names = {path.suffix for path in (watched.root / "data" / "rules").iterdir()}
    assert names == {".yaml", ".told"}


def test_what_refers_to_a_file_that_went_bad_works_on_with_its_good_version(
    watched: Watched,
) -> None:
    watched.write("a.yaml", "one")
    watched.write("b.yaml", "needs a.yaml")
    watched.sweep()
    watched.write("a.yaml", "bad")
    swept = watched.sweep()
    assert swept is not None
    assert swept.value == {"a.yaml": "one", "b.yaml": "needs a.yaml"}


def test_a_failing_test_keeps_the_last_good_version(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    watched.write("a.yaml", "two fails")
    swept = watched.sweep()
    assert swept is not None
    assert (swept.value, swept.stale) == ({"a.yaml": "one"}, ("rules/a.yaml",))
    assert watched.started().start().value == {"a.yaml": "one"}


def test_tests_are_not_run_of_what_was_never_in_force_before_the_start(watched: Watched) -> None:
    watched.write("a.yaml", "two fails")
    swept = watched.sweep()
    assert swept is not None
    assert swept.value == {"a.yaml": "two fails"}


def test_a_file_that_waits_for_another_comes_in_with_it(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    watched.write("b.yaml", "needs c.yaml")
    swept = watched.sweep()
    assert swept is not None
    assert swept.out == ("rules/b.yaml",)
    watched.write("c.yaml", "three")
    swept = watched.sweep()
    assert swept is not None
    assert sorted(swept.value) == ["a.yaml", "b.yaml", "c.yaml"]
    assert (swept.out, swept.stale) == ((), ())


def test_a_touched_file_is_no_change(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.sweep()
    watched.write("a.yaml", "one")
    assert watched.reload.look() == {}


def test_what_refers_to_a_deleted_file_stays_in_force_and_is_told(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.write("b.yaml", "needs a.yaml")
    watched.sweep()
    watched.delete("a.yaml")
    swept = watched.sweep()
    assert swept is not None
    assert swept.value == {"b.yaml": "needs a.yaml"}
    assert swept.stale == ("rules/b.yaml",)
    assert watched.told == ["needs a.yaml"]


def test_a_fault_that_a_trial_finds_in_a_file_that_did_not_change_keeps_it(
    watched: Watched,
) -> None:
    watched.write("a.yaml", "one")
    watched.write("b.yaml", "two")
    watched.sweep()
    watched.write("a.yaml", "three")
    fault = Diagnostic(
        file="rules/b.yaml", line=1, column=1, end_line=1, end_column=1, code="E501", message="no"
    )
    swept = watched.reload.settle(watched.reload.look(), told=[fault])
    assert swept.edits.keep == {"rules/b.yaml"}
    assert swept.value == {"a.yaml": "three", "b.yaml": "two"}
    assert swept.stale == ("rules/b.yaml",)


class Knowing(Toy):
    """Knows two files by their stamps, of which one no longer stands."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def load(self, texts: Mapping[str, bytes]) -> Edited[Loaded]:
        self.given = self.given or sorted(texts)
        made = super().load({**texts, "rules/b.yaml": b"needs c.yaml"})
        return Edited(value={**made.value, "a.yaml": "one"}, diagnostics=made.diagnostics)


def test_a_file_that_the_maker_knows_is_not_read_unless_it_is_faulty_now(watched: Watched) -> None:
    watched.write("a.yaml", "one")
    watched.write("b.yaml", "needs c.yaml")
    watched.write("c.yaml", "one")
    watched.reload.start()
    watched.write("c.yaml", "bad")
    maker = Knowing()
    known = frozenset({"rules/a.yaml", "rules/b.yaml", "rules/never-kept.yaml"})
    again = Reload(
        watched.root / "rules",
        data=watched.root / "data",
        maker=maker,
        tell=lambda fault: watched.told.append(fault.message),
        trusted=lambda stamps: known & {*stamps, "rules/never-kept.yaml"},
    )
    swept = again.start()
    assert maker.given == ["rules/c.yaml"]
    assert swept.value["a.yaml"] == "one"
    assert swept.stale == ("rules/b.yaml", "rules/c.yaml")
    assert again.stamped().keys() == {"rules/a.yaml"}
    assert again.adopt({"a.yaml": "same"}).value == {"a.yaml": "same"}
