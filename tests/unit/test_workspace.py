from pathlib import Path

import pytest

from monitor.cli.init import init
from monitor.errors import SettingsError
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.edition import nothing
from monitor.rulebook.reload import Edits
from monitor.secrecy import Secrets
from monitor.workspace import find, secret_reader

RULE = "rule: good\ntitle: t\nmatch: strike\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "good.yaml").write_text(RULE, "utf-8")
    return tmp_path


def test_a_folder_without_rules_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"is not there; `monitor init .*` writes a workspace"):
        find(tmp_path, {})


def test_the_settings_say_where_rules_and_data_are(folder: Path) -> None:
    (folder / "monitor.toml").write_text('rules = "r"\ndata_dir = "d"\n')
    (folder / "r").mkdir()
    space = find(folder, {})
    assert (space.rules, space.data) == (folder / "r", folder / "d")


def test_files_are_read_together_and_a_fault_leaves_the_rest(folder: Path) -> None:
    (folder / "rules" / "bad.yaml").write_text("rule: bad\n", "utf-8")
    files = find(folder, {}).files()
    assert set(files.rulebook.rules) == {"good"}
    assert {fault.file for fault in files.faults.sorted()} == {"rules/bad.yaml"}


def test_an_unsaved_file_stands_in_for_the_one_on_disk(folder: Path) -> None:
    files = find(folder, {}).files(instead={"rules/good.yaml": b"rule: good\n"})
    assert not files.rulebook.rules
    assert files.faults


def test_what_init_writes_has_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(tmp_path)
    files = find(tmp_path, {}).files()
    assert [str(fault) for fault in files.faults.sorted()] == []
    assert files.sources.sources
    assert files.routes.routes
    assert "files written" in capsys.readouterr().out


def test_a_secret_is_read_from_the_environment_and_registered() -> None:
    secrets = Secrets()
    read = secret_reader({"KEY": "planted-secret"}, secrets)
    assert read("env:KEY") == "planted-secret"
    assert secrets.clean("a planted-secret b") == "a [secret KEY] b"


@pytest.mark.parametrize("reference", ["env:NONE", "env:EMPTY", "file:/nowhere/at-all"])
def test_an_unset_secret_is_a_key_error_with_its_name(reference: str) -> None:
    read = secret_reader({"EMPTY": ""}, Secrets())
    with pytest.raises(KeyError, match=reference.partition(":")[2]):
        read(reference)


def test_a_secret_file_of_our_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("planted-secret\n")
    file.chmod(0o600)
    assert secret_reader({}, Secrets())(f"file:{file}") == "planted-secret"


def test_a_secret_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("planted-secret\n")
    file.chmod(0o604)
    with pytest.raises(SettingsError, match="chmod 600"):
        secret_reader({}, Secrets())(f"file:{file}")


def test_files_know_the_commit_they_were_read_at_and_an_edit_the_next_one(folder: Path) -> None:
    head = folder / ".git" / "HEAD"
    head.parent.mkdir()
    head.write_text("1" * 40)
    space = find(folder, {})
    files = space.files()
    head.write_text("2" * 40)
    edited = space.edit(files, Edits(), reads=nothing, faults=Faults())
    assert (files.commit, edited.commit) == ("1" * 40, "2" * 40)
