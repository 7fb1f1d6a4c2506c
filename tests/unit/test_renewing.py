"""Renewing: what a process of its own leaves behind, and when it is begun."""

import os
import time
from pathlib import Path

import pytest

from monitor.model import Status
from monitor.renewing import AGAIN_S, MANY, QUIET_S, Apart, Renewal
from monitor.rulebook import Rulebook
from monitor.rulebook.cachefile import CacheFile
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.edition import Changes, Editor
from monitor.rulebook.folder import Named
from tests.fakes.clock import FakeClock
from tests.unit.matching.asking import article

RULE = "rule: r{0}\ntitle: t\nmatch: {1}\n"
WORDS = "concept: words\nany: [{0}]\n"


def awaited(process: Apart) -> bool:
    while (good := process.ended()) is None:
        time.sleep(0.01)
    return good


class Room:
    """A rulebook of three rules and its renewal."""

    def __init__(self, folder: Path) -> None:
        self.cache = CacheFile(folder / "cache" / "rules")
        self.clock = FakeClock()
        self.renewal = Renewal(cache=self.cache, clock=self.clock)
        texts = {f"rules/r{n}.yaml": RULE.format(n, "strike").encode() for n in range(3)}
        texts["rules/concepts/words.yaml"] = WORDS.format("port").encode()
        self.book = self._editor().load(texts).settled()

    def _editor(self) -> Editor:
        return Editor(folder=Path(), named=Named(), faults=Faults(), whole=False)

    def edited(self, changes: Changes) -> Rulebook:
        self.book = self._editor().edit(self.book, changes)
        self.renewal.changed()
        self.clock.advance(QUIET_S)
        return self.book

    def many(self) -> Rulebook:
        """Edit so many rules that they are worth building as one."""
        texts = {f"rules/r{n}.yaml": RULE.format(n, "walkout") for n in range(1, MANY + 2)}
        return self.edited({name: text.encode() for name, text in texts.items()})

    def renewed(self) -> Rulebook | None:
        """Begin, and wait for the end."""
        self.renewal.begin(self.book, {})
        return self.ended()

    def ended(self) -> Rulebook | None:
        """Wait until the process has ended, and give what came of it."""
        found = None
        while found is None and not self.renewal.is_idle:
            found = self.renewal.ended(self.book)
        return found

    def said(self, book: Rulebook) -> set[str]:
        shown = article("Walkout and strike")
        found = book.engine.match(shown, statuses=frozenset[Status]({"draft"}))
        return {match.rule for match in found}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_what_a_process_gives_is_heard_once_it_ends() -> None:
    assert awaited(Apart(lambda: True))
    assert not awaited(Apart(lambda: False))
    assert not awaited(Apart(lambda: bool(1 // 0)))


def test_a_process_that_is_killed_has_not_gone_well() -> None:
    def forever() -> bool:
        while True:
            time.sleep(60)

    process = Apart(forever)
    assert process.ended() is None
    process.kill()
    process.kill()
    assert process.ended() is False


def test_nothing_of_the_daemon_is_left_in_it(tmp_path: Path) -> None:
    def look() -> bool:
        (tmp_path / "seen").write_text(f"{dict(os.environ)} {os.nice(0) > 0}", "utf-8")
        return True

    assert awaited(Apart(look))
    assert (tmp_path / "seen").read_text("utf-8") == "{} True"


def test_what_nothing_was_kept_of_is_kept(room: Room) -> None:
    assert room.renewal.is_due(room.book)
    assert room.renewed() is None
    assert room.renewal.is_kept
    assert room.cache.read() is not None
    assert not room.renewal.is_due(room.book)


def test_a_few_edits_are_no_reason_but_many_are(room: Room) -> None:
    room.renewed()
    few = room.edited({"rules/r0.yaml": RULE.format(0, "lockout").encode()})
    assert not room.renewal.is_due(few)
    assert room.renewal.is_due(room.many())


def test_many_edits_become_one_layer_that_says_the_same(room: Room) -> None:
    room.renewed()
    before = room.many()
    after = room.renewed()
    assert after is not None
    assert (len(before.engine.layers), len(after.engine.layers)) == (2, 1)
    assert (after.edits, after.rules) == (0, before.rules)
    assert room.said(after) == room.said(before)


def test_what_is_edited_meanwhile_comes_on_top(room: Room) -> None:
    room.renewed()
    room.many()
    room.renewal.begin(room.book, {})
    before = room.edited(
        {"rules/r1.yaml": None, "rules/r0.yaml": RULE.format(0, "lockout").encode()}
    )
    after = room.ended()
    assert after is not None
    assert room.said(after) == room.said(before)
    assert not {"r0", "r1"} & room.said(after)
    assert dict(after.rules) == dict(before.rules)


def test_other_words_meanwhile_are_kept_next(room: Room) -> None:
    room.renewed()
    room.many()
    room.renewal.begin(room.book, {})
    room.edited({"rules/concepts/words.yaml": WORDS.format("quay").encode()})
    assert room.ended() is not None
    assert room.renewal.is_due(room.book)


def test_other_names_meanwhile_make_it_useless(room: Room) -> None:
    names = b"entities: firms\nkind: org\nlist: [{id: acme, name: Acme}]\n"
    room.renewed()
    room.many()
    room.renewal.begin(room.book, {})
    room.edited({"rules/entities/firms.yaml": names})
    room.book = room.book.settled()
    assert room.ended() is None
    assert room.renewal.is_due(room.book)


def test_it_waits_until_changes_have_come_to_rest(room: Room) -> None:
    room.renewal.changed()
    assert not room.renewal.is_due(room.book)
    room.clock.advance(QUIET_S)
    assert room.renewal.is_due(room.book)


def test_only_one_is_under_way_and_closing_ends_it(room: Room) -> None:
    room.renewal.begin(room.book, {})
    assert not room.renewal.is_due(room.book)
    room.renewal.close()
    room.renewal.close()
    assert room.renewal.is_idle


def test_a_failure_is_tried_again_later(room: Room) -> None:
    room.cache.path.mkdir(parents=True)
    assert room.renewed() is None
    assert not room.renewal.is_due(room.book)
    room.clock.advance(AGAIN_S)
    assert room.renewal.is_due(room.book)
