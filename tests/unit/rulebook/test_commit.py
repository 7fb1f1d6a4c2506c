"""The commit of a workspace, as git lays it out: loose and packed branches, worktrees, none."""

from pathlib import Path

import pytest

from monitor.rulebook.commit import commit_of

ONE, TWO = "1" * 40, "2a" * 20
REF = "ref: refs/heads/main\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Give the rules of a workspace deep inside a repository on `main`, without a commit."""
    write(tmp_path / ".git" / "HEAD", REF)
    rules = tmp_path / "desk" / "rules"
    rules.mkdir(parents=True)
    return rules


def test_a_branch_is_a_file_with_its_commit(rules: Path, tmp_path: Path) -> None:
    write(tmp_path / ".git" / "refs" / "heads" / "main", f"{ONE}\n")
    assert commit_of(rules) == ONE


def test_a_packed_branch_is_found_by_its_whole_name(rules: Path, tmp_path: Path) -> None:
    lines = f"# pack-refs with: peeled\n{TWO} refs/heads/main2\n{ONE} refs/heads/main\n^{TWO}\n"
    write(tmp_path / ".git" / "packed-refs", lines)
    assert commit_of(rules) == ONE


def test_a_loose_branch_is_newer_than_the_packed_one(rules: Path, tmp_path: Path) -> None:
    write(tmp_path / ".git" / "packed-refs", f"{ONE} refs/heads/main\n")
    write(tmp_path / ".git" / "refs" / "heads" / "main", f"{TWO}\n")
    assert commit_of(rules) == TWO


def test_a_detached_head_is_the_commit_itself(rules: Path, tmp_path: Path) -> None:
    write(tmp_path / ".git" / "HEAD", f"{TWO}\n")
    assert commit_of(rules) == TWO


@pytest.mark.parametrize("packed", [True, False])
def test_a_worktree_shares_the_branches_of_its_repository(tmp_path: Path, *, packed: bool) -> None:
    own = tmp_path / "main" / ".git" / "worktrees" / "side"
    write(own / "HEAD", "ref: refs/heads/side\n")
    write(own / "commondir", "../..\n")
    shared = tmp_path / "main" / ".git"
    if packed:
        write(shared / "packed-refs", f"{ONE} refs/heads/side\n")
    else:
        write(shared / "refs" / "heads" / "side", f"{ONE}\n")
    write(tmp_path / "side" / ".git", f"gitdir: {own}\n")
    assert commit_of(tmp_path / "side") == ONE


def test_a_submodule_names_its_folder_from_where_it_lies(tmp_path: Path) -> None:
    write(tmp_path / ".git" / "modules" / "desk" / "HEAD", f"{ONE}\n")
    write(tmp_path / "desk" / ".git", "gitdir: ../.git/modules/desk\n")
    assert commit_of(tmp_path / "desk") == ONE


@pytest.mark.parametrize(
    "head", ["", "ref: refs/heads/gone\n", "ref: ../../secret\n", "main\n", "ref:\n"]
)
def test_what_names_no_commit_is_none(rules: Path, tmp_path: Path, head: str) -> None:
    write(tmp_path / "secret", "word")
    write(tmp_path / ".git" / "HEAD", head)
    assert commit_of(rules) == ""


def test_an_empty_folder_called_git_is_no_repository(tmp_path: Path) -> None:
    write(tmp_path / ".git" / "HEAD", f"{ONE}\n")
    (tmp_path / "desk" / ".git").mkdir(parents=True)
    assert commit_of(tmp_path / "desk") == ONE
