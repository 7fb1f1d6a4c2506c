"""Locks and folders of a data directory."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.store.locks import Holder, Lock, in_use, own_folder

HELD = Holder(pid=4121, since="2026-11-24T09:12:00+00:00", what="daemon")


def test_a_lock_is_taken_once_until_it_is_dropped(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.take()
    assert not second.take()
    assert not second.is_free()
    first.drop()
    assert second.is_free()
    assert second.take()
    second.drop()


def test_a_lock_names_its_holder(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    assert lock.holder() == Holder()
    assert lock.take()
    assert lock.holder() == Holder()
    lock.sign(Holder(pid=1234567, since="2026-11-24T09:12:00.123456+00:00", what="one-shot"))
    lock.sign(HELD)
    assert Lock(tmp_path / "lock").holder() == HELD
    lock.drop()
    assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


def test_a_lock_lives_as_long_as_a_process_that_inherited_it(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    assert lock.take()
    line = [sys.executable, "-c", "input()"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, pass_fds=(lock.fd,)) as child:
        lock.drop()
        assert not lock.is_free()
        child.kill()
    assert lock.is_free()


def test_a_link_in_place_of_a_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="lock"):
        Lock(tmp_path / "lock").take()
    assert not (tmp_path / "elsewhere").exists()


def test_who_has_the_directory_is_said_with_what_to_do() -> None:
    text = str(in_use(Path("/srv/data"), HELD))
    wanted = r"/srv/data: in use by pid 4121 since \d\d:\d\d; stop it or set data_dir"
    assert re.fullmatch(wanted, text)
    assert "since ?;" in str(in_use(Path("/srv/data"), Holder(pid=1)))


def test_a_folder_is_made_for_us_alone(tmp_path: Path) -> None:
    folder = own_folder(tmp_path / "a" / "data")
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o755)
    assert own_folder(folder).stat().st_mode & 0o777 == 0o700


def test_a_link_or_a_file_is_no_folder_of_ours(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").write_text("")
    for name in ("link", "file"):
        with pytest.raises(StoreError, match=name):
            own_folder(tmp_path / name)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="set data_dir to a folder we can write"):
        own_folder(tmp_path / "file" / "data")
