"""Compiled rules kept between starts: the next daemon takes them over, or reads everything."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.theatre import LEAVE, Theatre, theatre

pytestmark = pytest.mark.process

EXCEPTION = """
except:
  - {name: no-herald, why: A test of starting., match: source:herald}
"""


def cache(stage: Theatre) -> Path:
    return stage.folder / "data" / "cache" / "rules"


def killed(stage: Theatre) -> None:
    """Run a daemon until the cache is written, and kill it."""
    first = stage.start()
    stage.await_that(lambda: "daemon.started" in stage.log(), "the daemon is up")
    stage.await_that(cache(stage).exists, "the cache is written")
    assert '"cached": false' in stage.log()
    first.send_signal(signal.SIGKILL)
    first.wait()


def told(stage: Theatre) -> str:
    """Start again, print an article and give the card that comes of it."""
    second = stage.start()
    stage.paper.print_feed("herald", LEAVE)
    stage.await_that(lambda: bool(stage.cards()), "the card")
    stage.stop(second)
    return str(stage.cards()[0]["blocks"])


def test_after_a_kill_the_next_start_says_the_same_from_the_cache(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        killed(stage)
        assert "executive-departure" in told(stage)
        assert '"cached": true' in stage.log()


def test_a_rule_changed_meanwhile_is_read(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        killed(stage)
        rule = tmp_path / "rules" / "executive-departure.yaml"
        rule.write_text(rule.read_text("utf-8") + EXCEPTION, "utf-8")
        assert "executive-departure" not in told(stage)
        assert '"cached": true' in stage.log()


def test_a_rule_faulty_meanwhile_is_told_and_its_last_good_version_used(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        killed(stage)
        rule = tmp_path / "rules" / "executive-departure.yaml"
        rule.write_text(rule.read_text("utf-8").replace("match:", "macth:"), "utf-8")
        assert "executive-departure" in told(stage)
        assert 'did you mean "match"' in stage.log()
        assert "its last good version is in force" in stage.log()


def other_words(file: Path) -> None:
    names = file.parents[2] / "rules" / "entities" / "more.yaml"
    text = "entities: more\nkind: org\nlist: [{id: acme-test, name: Acme Testing}]\n"
    names.write_text(text, "utf-8")


def damaged(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def of_another_program(file: Path) -> None:
    file.write_bytes(b"newsmonitor cache 0\n" + file.read_bytes()[20:])


def writable_by_all(file: Path) -> None:
    file.chmod(0o666)


def linked(file: Path) -> None:
    file.rename(file.with_name("else"))
    file.symlink_to("else")


@pytest.mark.parametrize(
    "spoil", [other_words, damaged, truncated, of_another_program, writable_by_all, linked]
)
def test_a_cache_that_may_be_wrong_is_left_aside_and_written_anew(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    with theatre(tmp_path) as stage:
        killed(stage)
        spoil(cache(stage))
        before = cache(stage).lstat().st_ino
        assert "executive-departure" in told(stage)
        assert '"cached": true' not in stage.log()
        assert cache(stage).lstat().st_ino != before
