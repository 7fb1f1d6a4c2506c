"""The cache's file: what was written is read, unless somebody else may have written it."""

import os
import stat
from pathlib import Path

import pytest

from monitor.rulebook.cachefile import MOST, CacheFile


@pytest.fixture
def file(tmp_path: Path) -> CacheFile:
    return CacheFile(tmp_path / "cache" / "rules")


def test_what_was_written_last_is_read(file: CacheFile) -> None:
    assert file.read() is None
    assert file.write(b"one")
    assert file.write(b"two")
    assert file.read() == b"two"
    assert [path.name for path in file.path.parent.iterdir()] == ["rules"]


def test_it_is_for_its_owner_alone(file: CacheFile) -> None:
    file.write(b"one")
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o602, 0o620, 0o666])
def test_what_others_may_write_to_is_not_read(file: CacheFile, mode: int) -> None:
    file.write(b"one")
    file.path.chmod(mode)
    assert file.read() is None


def test_a_link_is_neither_read_nor_written_through(file: CacheFile, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"theirs")
    target.chmod(0o600)
    file.path.parent.mkdir()
    file.path.symlink_to(target)
    assert file.read() is None
    assert file.write(b"ours")
    assert (target.read_bytes(), file.read()) == (b"theirs", b"ours")


def test_a_pipe_or_a_folder_is_not_waited_for(file: CacheFile) -> None:
    file.path.parent.mkdir()
    os.mkfifo(file.path, 0o600)
    assert file.read() is None
    file.path.unlink()
    file.path.mkdir()
    assert file.read() is None
    assert not file.write(b"one")
    assert [path.name for path in file.path.parent.iterdir()] == ["rules"]


def test_what_is_too_large_is_not_read(file: CacheFile) -> None:
    file.write(b"")
    os.truncate(file.path, MOST + 1)
    assert file.read() is None


def test_where_nothing_can_be_written_nothing_is_raised(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    assert not CacheFile(tmp_path / "plain" / "rules").write(b"one")


def test_what_a_killed_writer_left_is_removed(file: CacheFile) -> None:
    file.write(b"one")
    left = file.path.with_name("rules.999999.new")
    left.write_bytes(b"half")
    file.write(b"two")
    assert not left.exists()


def test_the_program_is_its_code_and_python(file: CacheFile) -> None:
    version, digest, *python = file.program.split(" ")
    assert (version[0].isdigit(), len(digest), bool(python)) == (True, 32, True)
    assert CacheFile(Path("else")).program == file.program
