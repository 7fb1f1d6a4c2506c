"""Analysts' files as they were at a git revision: read by `git`, nothing is checked out."""

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from monitor.errors import SettingsError
from monitor.workspace import Workspace

_TIMEOUT_S = 60


def is_revision(space: Workspace, name: str) -> bool:
    """Tell whether the workspace's repository knows a revision of this name."""
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return _git(space, *wanted).returncode == 0


@contextmanager
def at_revision(space: Workspace, revision: str) -> Iterator[Workspace]:
    """Give the workspace with its rules as they were, in a folder that is gone afterwards.

    Raises SettingsError outside a repository, for an unknown revision, or without rules in it.
    """
    if _git(space, "rev-parse", "--git-dir").returncode != 0:
        raise SettingsError(
            f"{space.folder}: not in a git repository; `diff` compares with what git keeps"
        )
    if not is_revision(space, revision):
        raise SettingsError(f'no revision "{revision}" in the repository of {space.folder}')
    rules = space.settings.rules
    done = _git(space, "archive", "--format=tar", revision, "--", str(rules))
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise SettingsError(f"{revision}: no {rules}/ in it ({said[-1] if said else 'git failed'})")
    with TemporaryDirectory() as folder:
        _unpack(done.stdout, Path(folder))
        yield replace(space, folder=Path(folder))


def _unpack(data: bytes, folder: Path) -> None:
    """Write the plain files of a tar; links and whatever leads out of the folder are left."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            inside = PurePosixPath(member.name)
            file = tar.extractfile(member) if member.isfile() else None
            if file is None or inside.is_absolute() or ".." in inside.parts:
                continue
            path = folder / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.read())


def _git(space: Workspace, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(space.folder), *words],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
            timeout=_TIMEOUT_S,
        )
    except FileNotFoundError:
        raise SettingsError("git is not installed; `diff` compares with what git keeps") from None
    except subprocess.TimeoutExpired:
        raise SettingsError(f"git {words[0]} took over {_TIMEOUT_S} s") from None
