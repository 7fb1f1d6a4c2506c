"""Which server program is run."""

from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.store.binary import NONE_FITS, arguments, find_program, on_path, packaged_program


def program(folder: Path, name: str, says: str) -> Path:
    """Write a program that answers --version."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def test_the_packaged_server_comes_first() -> None:
    found = packaged_program()
    assert found is not None
    assert find_program() == found
    assert found.name == "valkey-server"


def test_a_server_on_the_path_must_be_new_enough(tmp_path: Path) -> None:
    program(tmp_path, "valkey-server", "Redis server v=5.0.14 sha=0")
    newer = program(tmp_path, "redis-server", "Redis server v=6.2.1 sha=0 bits=64")
    assert on_path(str(tmp_path)) == [newer]


def test_a_program_that_tells_no_version_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path, "redis-server", "hello")
    assert on_path(str(tmp_path)) == []
    (tmp_path / "redis-server").write_bytes(b"\x7fELF no such thing")
    assert on_path(str(tmp_path)) == []


def test_without_any_server_the_user_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        find_program(packaged=lambda: None, path=str(tmp_path))
    assert str(raised.value) == NONE_FITS
    assert NONE_FITS == (
        'no store for this platform: run "apt-get install redis-server" or "brew install valkey", '
        'or set store.url = "redis://host:6379/0"'
    )


def test_the_command_line_keeps_everything_and_opens_no_port(tmp_path: Path) -> None:
    line = arguments(Path("valkey-server"), tmp_path, fsync="always", maxmemory="1gb")
    options = dict(zip(line[1::2], line[2::2], strict=True))
    assert options["--port"] == "0"
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "always"
    assert options["--maxmemory"] == "1gb"
    assert options["--maxmemory-policy"] == "noeviction"
    assert options["--unixsocketperm"] == "700"


def test_half_of_the_memory_is_the_stores(tmp_path: Path) -> None:
    line = arguments(Path("valkey-server"), tmp_path, fsync="everysec")
    assert int(line[line.index("--maxmemory") + 1]) > 64 * 1024 * 1024
