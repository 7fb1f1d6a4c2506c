"""The git commit that a workspace stands at, read by hand: the daemon starts no other program.

A `.git` folder, or the file that a worktree or submodule has in its place, holds HEAD: a commit,
or the name of a branch, which stands in a file of its own or in `packed-refs`.
"""

import re
from pathlib import Path

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LIMIT = 16 << 20  # bytes of `packed-refs` that are looked at


def commit_of(folder: Path) -> str:
    """Give the commit checked out where the folder lies; empty outside git, or before the first."""
    top = folder.resolve()
    found = (_git_folder(one / ".git") for one in (top, *top.parents))
    git = next((one for one in found if one is not None), None)
    if git is None:
        return ""
    head = _text(git / "HEAD")
    kind, _, name = head.partition(" ")
    return _named(git, name.strip()) if kind == "ref:" else _commit(head)


def _git_folder(path: Path) -> Path | None:
    """Give the folder with HEAD: `.git` itself, or the one that it names."""
    if path.is_dir():
        return path if (path / "HEAD").is_file() else None
    kind, _, named = _text(path).partition(" ")
    return path.parent / named if kind == "gitdir:" else None


def _named(git: Path, name: str) -> str:
    """Give the commit of a branch; a worktree shares the branches of its repository."""
    shared = git / (_text(git / "commondir") or ".")
    for place in (git, shared):
        if found := _commit(_text(place / name)):
            return found
    for line in _text(shared / "packed-refs").splitlines():
        commit, _, packed = line.partition(" ")
        if packed == name:
            return _commit(commit)
    return ""


def _commit(text: str) -> str:
    return text if _COMMIT.fullmatch(text) else ""


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LIMIT).decode("utf-8", "replace").strip()
    except OSError:
        return ""
