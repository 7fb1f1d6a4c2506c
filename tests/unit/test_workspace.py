"""A workspace: settings and files of one folder, read and checked together."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.rulebook.diagnostic import Faults
from monitor.telemetry import Secrets
from monitor.workspace import Workspace, find, secret_reader
from tests.fakes.clock import FakeClock

RULE = b"rule: r\ntitle: t\nmatch: port AND /(strike.{0,40}){2}/\n"


class SlowClock(FakeClock):
    """A clock on which every look takes a second: whatever is timed is slow."""

    def __init__(self) -> None:
        super().__init__(datetime(2026, 1, 5, tzinfo=UTC))
        self._looks = 0

    def monotonic(self) -> float:
        self._looks += 1
        return float(self._looks)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    return tmp_path


def space(folder: Path, clock: FakeClock) -> Workspace:
    found = find(folder, {})
    return Workspace(folder=folder, settings=found.settings, secret=found.secret, clock=clock)


def test_a_slow_pattern_is_refused_when_files_are_read(folder: Path) -> None:
    (folder / "rules" / "r.yaml").write_bytes(RULE)
    faults = space(folder, SlowClock()).files().faults
    assert [str(fault) for fault in faults] == [
        "rules/r.yaml:3:17: E310 this pattern is too slow; write NEAR instead"
    ]


def test_a_quick_pattern_is_let_in(folder: Path) -> None:
    (folder / "rules" / "r.yaml").write_bytes(RULE)
    files = space(folder, FakeClock()).files()
    assert list(files.rulebook.rules) == ["r"]
    assert len(files.faults) == 0


def test_a_text_may_stand_in_for_a_file_that_is_not_saved(folder: Path) -> None:
    (folder / "rules" / "r.yaml").write_bytes(RULE)
    better = RULE.replace(b"port AND /(strike.{0,40}){2}/", b"port")
    files = find(folder, {}).files(instead={"rules/r.yaml": better, "rules/s.yaml": b"rules: s\n"})
    assert files.texts["rules/r.yaml"] == better
    assert [fault.file for fault in files.faults] == ["rules/s.yaml"]


def test_faults_of_all_rooms_are_told_together(folder: Path) -> None:
    (folder / "rules" / "r.yaml").write_bytes(b"rule: r\ntitle: t\n")
    (folder / "rules" / "receivers.yaml").write_bytes(b"receivers:\n  a: {kind: consol}\n")
    (folder / "rules" / "sources").mkdir()
    (folder / "rules" / "sources" / "x.yaml").write_bytes(b"sources:\n  - {id: x}\n")
    faults = find(folder, {}).files().faults
    files = {fault.file for fault in faults.sorted()}
    assert files == {"rules/r.yaml", "rules/receivers.yaml", "rules/sources/x.yaml"}


def test_receivers_of_the_workspace_are_known_to_its_rules(folder: Path) -> None:
    (folder / "rules" / "receivers.yaml").write_bytes(b"receivers:\n  desk: {kind: console}\n")
    rule = b"rule: r\ntitle: t\nmatch: port\nalert: {to: [dsek]}\n"
    (folder / "rules" / "r.yaml").write_bytes(rule)
    (fault,) = find(folder, {}).files().faults
    assert (fault.code, fault.suggestion) == ("E208", "desk")


def test_texts_can_be_read_without_a_disk(folder: Path) -> None:
    faults = Faults()
    files = find(folder, {}).read({"rules/r.yaml": RULE}, faults=faults)
    assert files.faults is faults
    assert list(files.rulebook.rules) == ["r"]


def test_a_folder_without_rules_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="monitor init"):
        find(tmp_path, {})


def test_a_secret_comes_from_the_environment_or_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("from-file\n", encoding="utf-8")
    path.chmod(0o600)
    read = secret_reader({"TOKEN": "from-env"}, Secrets())
    assert read("env:TOKEN") == "from-env"
    assert read(f"file:{path}") == "from-file"


@pytest.mark.parametrize("reference", ["env:GONE", "env:EMPTY", "file:/no/such/file"])
def test_a_secret_that_is_not_there_is_named(reference: str) -> None:
    read = secret_reader({"EMPTY": ""}, Secrets())
    with pytest.raises(KeyError, match=reference.partition(":")[2]):
        read(reference)


@pytest.mark.parametrize("mode", [0o604, 0o606])
def test_a_secret_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "token"
    path.write_text("x", encoding="utf-8")
    path.chmod(mode)
    with pytest.raises(SettingsError, match="chmod 600"):
        secret_reader({}, Secrets())(f"file:{path}")
