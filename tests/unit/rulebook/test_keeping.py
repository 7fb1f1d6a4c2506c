"""Good versions on disk."""

from pathlib import Path

import pytest

from monitor.rulebook.keeping import Kept

TEXTS = {"rules/a.yaml": b"a", "rules/b.yaml": b"b"}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    found = Kept(tmp_path / "rules")
    found.keep(TEXTS)
    return found


def test_what_is_kept_is_given(kept: Kept) -> None:
    kept.keep({"rules/a.yaml": b"new"})
    assert kept.get("rules/a.yaml") == b"new"
    assert kept.get("rules/c.yaml") is None


def test_it_tells_which_files_have_a_good_version(kept: Kept, tmp_path: Path) -> None:
    assert kept.among(["rules/a.yaml", "rules/c.yaml"]) == {"rules/a.yaml"}
    assert Kept(tmp_path / "none").among(["rules/a.yaml"]) == frozenset()
    assert kept.among([]) == frozenset()


def test_what_is_gone_is_forgotten(kept: Kept) -> None:
    kept.forget(["rules/a.yaml", "rules/never.yaml"])
    assert kept.among(TEXTS) == {"rules/b.yaml"}


def test_all_but_some_are_forgotten_but_never_all(kept: Kept) -> None:
    kept.keep_only([])
    assert kept.among(TEXTS) == set(TEXTS)
    kept.keep_only(["rules/b.yaml"])
    assert kept.among(TEXTS) == {"rules/b.yaml"}


def test_a_fault_is_news_once_a_content(kept: Kept) -> None:
    assert kept.is_news("rules/a.yaml", b"one")
    assert not kept.is_news("rules/a.yaml", b"one")
    assert kept.is_news("rules/a.yaml", b"two")
    kept.forget(["rules/a.yaml"])
    assert kept.is_news("rules/a.yaml", b"two")
