"""Changed files come in force in the daemon and its workers, and owners are told of faults."""

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from monitor.delivery.ops import Notices
from monitor.errors import ParseError
from monitor.reloading import Owners, Reloading, rules_of, settled
from monitor.renewing import MANY, QUIET_S
from monitor.rulebook.reload import Swept
from monitor.workers import Compute
from monitor.workspace import Files, find
from tests.fakes.clock import FakeClock
from tests.fakes.outbox import MemoryOutbox

RULE = "rule: {0}\ntitle: t\nowner: desk\nmatch: {1}\n"
RECEIVERS = "receivers:\n  desk: {kind: console}\nops: desk\n"
MORE = "receivers:\n  desk: {kind: console}\n  more: {kind: console}\nops: desk\n"


class Work(Compute):
    """Runs jobs inline, and keeps what it was asked to edit; `stuck` files take too long."""

    def __init__(self, jobs: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(jobs, workers=0)
        self.edits: list[str] = []
        self.replaced = 0
        self.stuck: set[str] = set()

    async def call(self, name: str, *args: Any, deadline_s: float = 3.0) -> Any:
        if name == "trial" and self.stuck & set(args[0]):
            raise ParseError("parse", "too costly: over 5 s")
        return await super().call(name, *args, deadline_s=deadline_s)

    def edit(self, name: str, *args: Any) -> None:
        self.edits.append(name)
        super().edit(name, *args)

    def replace(self, jobs: Mapping[str, Callable[..., Any]]) -> None:
        self.replaced += 1
        super().replace(jobs)


class Room:
    """A workspace under the daemon's eyes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.moment = folder, 1_000
        self.write("receivers.yaml", RECEIVERS)
        self.write("routes.yaml", "routes:\n  - {name: rest, if: {}, to: [desk]}\n")
        self.write("strike.yaml", RULE.format("strike", "strike"))
        self.write("concepts/places.yaml", "concept: places\nany: [port]\n")
        self.clock = FakeClock()
        self.watch = self.watched()
        self.started = self.watch.start()
        self.work = Work(self.watch.jobs)

    def write(self, name: str, text: str) -> None:
        path = self.folder / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.moment += 1
        os.utime(path, (self.moment, self.moment))

    def watched(self) -> Reloading:
        return Reloading(replace(find(self.folder), clock=self.clock))

    def look(self) -> Swept[Files] | None:
        return asyncio.run(self.watch.look(self.work))


def test_nothing_changed_is_nothing_to_do(tmp_path: Path) -> None:
    room = Room(tmp_path)
    assert list(room.started.value.rulebook.rules) == ["strike"]
    assert room.look() is None


def test_a_changed_rule_is_an_edit_in_the_workers(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.write("strike.yaml", RULE.format("strike", "'@places'"))
    swept = room.look()
    assert swept is not None
    assert swept.value.rulebook.fresh == ("strike",)
    assert (room.work.edits, room.work.replaced) == (["edit"], 0)


def test_changed_names_are_forked_into_the_workers(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.write("entities/firms.yaml", "entities: firms\nkind: org\nlist: [{id: a, name: A Co}]\n")
    assert room.look() is not None
    assert (room.work.edits, room.work.replaced) == ([], 1)


def test_a_rule_and_the_receiver_it_names_may_come_in_one_save(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.write("receivers.yaml", MORE)
    room.write("strike.yaml", RULE.format("strike", "strike") + "alert: {to: [more]}\n")
    swept = room.look()
    assert swept is not None
    assert rules_of(swept) == ()
    assert [r.id for r in swept.value.routes.receivers] == ["desk", "more"]


def test_a_change_of_routes_alone_leaves_the_workers_alone(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.write("routes.yaml", "routes:\n  - {name: all, if: {}, to: [desk]}\n")
    swept = room.look()
    assert swept is not None
    assert [route.name for route in swept.value.routes.routes] == ["all"]
    assert (room.work.edits, room.work.replaced) == ([], 0)


def test_faulty_receivers_leave_what_rules_may_name_as_it_was(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.write("receivers.yaml", "receivers:\n  desk: {kind: consol}\n")
    swept = room.look()
    assert swept is not None
    assert [r.id for r in swept.value.routes.receivers] == ["desk"]
    assert rules_of(swept) == ("receivers",)


def test_what_takes_too_long_is_found_file_by_file(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.work.stuck = {"rules/slow.yaml"}
    room.write("slow.yaml", RULE.format("slow", "slow"))
    room.write("fine.yaml", RULE.format("fine", "fine"))
    swept = room.look()
    assert swept is not None
    assert sorted(swept.value.rulebook.rules) == ["fine", "strike"]
    assert [str(f) for f in room.watch.news()] == [
        "rules/slow.yaml:1:1: E501 checks and tests take over 5 s"
    ]
    assert rules_of(swept) == ("slow",)


def test_owners_are_told_in_the_log_and_by_the_operators(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.write("strike.yaml", RULE.format("strike", "strike AND"))
    room.write("slow.yaml", RULE.format("slow", "/strik./"))
    swept = room.look()
    assert swept is not None
    said: list[str] = []
    outbox = MemoryOutbox(now_ms=lambda: 0, lease_ms=1, notice_delay_ms=0)
    owners = Owners(
        log=lambda event, **_: said.append(event),
        notices=Notices(outbox=outbox, receiver="desk"),
    )

    async def tell() -> str:
        await owners.told(room.watch.news(), swept.value.rulebook)
        await owners.parked("strik.", swept.value.rulebook)
        row = await outbox.claim(worker="w")
        return row.text if row else ""

    assert "desk: rules/strike.yaml:4:15: E304" in asyncio.run(tell())
    assert said == ["rules.faulty", "pattern.parked"]


LEXICON = "lexicon: people\nlang: it\ntriggers:\n  departure: [dimissioni]\n{0}\n"
INSIDE = """\
roles:
  ceo: [amministratore delegato]
sphere:
  public: ["*ministr*"]"""
E601 = (
    'rules/events/people/it.yaml:8:12: E601 veto "*ministr*" inside "amministratore delegato" '
    "(it.yaml:6:9), no inside: ok"
)


def test_a_veto_inside_a_word_is_refused_and_the_last_good_lexicon_stays(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.write("events/people/it.yaml", LEXICON.format(""))
    good = room.look()
    room.write("events/people/it.yaml", LEXICON.format(INSIDE))
    swept = room.look()
    assert good is not None
    assert swept is not None
    assert swept.stale == ("rules/events/people/it.yaml",)
    assert swept.value.rulebook.ground.packs == good.value.rulebook.ground.packs
    assert [str(fault) for fault in room.watch.news()] == [E601]


def test_a_concept_that_hides_its_own_words_is_refused(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.write("concepts/places.yaml", "concept: places\nany: [port]\nnot: {any: [port]}\n")
    swept = room.look()
    assert swept is not None
    assert swept.stale == ("rules/concepts/places.yaml",)
    assert [fault.code for fault in room.watch.news()] == ["E601"]


def test_a_start_with_a_veto_inside_a_word_goes_on_with_the_last_good_lexicon(
    tmp_path: Path,
) -> None:
    room = Room(tmp_path)
    room.write("events/people/it.yaml", LEXICON.format(""))
    room.write("left.yaml", RULE.format("left", "event(people)"))
    good = room.look()
    room.write("events/people/it.yaml", LEXICON.format(INSIDE))
    again = Reloading(find(tmp_path))
    started = again.start()
    assert good is not None
    assert started.stale == ("rules/events/people/it.yaml",)
    assert "left" in started.value.rulebook.rules
    assert started.value.rulebook.ground.packs.lexicons == good.value.rulebook.ground.packs.lexicons
    assert [str(fault) for fault in again.news()] == [E601]


def test_a_first_start_leaves_a_lexicon_out_whose_veto_stands_in_a_word(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.write("events/people/it.yaml", LEXICON.format(INSIDE))
    room.write("left.yaml", RULE.format("left", "event(people)"))
    started = Reloading(find(tmp_path)).start()
    assert started.out == ("rules/events/people/it.yaml",)
    assert sorted(started.value.rulebook.rules) == ["strike"]


def kept(room: Room) -> None:
    """Wait until the rules in force are written for the next start."""
    room.watch.keep()
    while room.watch.is_keeping:
        assert room.look() is None


def test_the_next_start_comes_from_the_cache_and_says_the_same(tmp_path: Path) -> None:
    room = Room(tmp_path)
    kept(room)
    again = room.watched()
    started = again.start()
    assert (room.watch.is_from_cache, again.is_from_cache) == (False, True)
    assert started.value.rulebook.rules == room.started.value.rulebook.rules
    assert started.value.routes == room.started.value.routes
    assert (started.stale, started.diagnostics) == ((), ())


def test_a_start_from_the_cache_runs_the_tests_of_what_changed_meanwhile(tmp_path: Path) -> None:
    room = Room(tmp_path)
    kept(room)
    failing = RULE.format("strike", "walkout") + "tests: [{text: Strike, expect: {alert: true}}]\n"
    room.write("strike.yaml", failing)
    again = room.watched()
    started = again.start()
    assert again.is_from_cache
    assert started.stale == ("rules/strike.yaml",)
    assert [fault.code for fault in started.diagnostics] == ["E501"]
    assert started.value.rulebook.rules == room.started.value.rulebook.rules


def test_a_file_whose_good_version_is_lost_is_read(tmp_path: Path) -> None:
    room = Room(tmp_path)
    kept(room)
    for path in (tmp_path / "data" / "rules").iterdir():
        path.unlink()
    room.watched().start()
    room.write("strike.yaml", RULE.format("strike", "strike AND"))
    assert room.watched().start().stale == ("rules/strike.yaml",)


def test_a_start_with_a_faulty_rule_goes_on_from_the_cache(tmp_path: Path) -> None:
    room = Room(tmp_path)
    kept(room)
    room.write("strike.yaml", RULE.format("strike", "strike AND"))
    again = room.watched()
    started = again.start()
    assert again.is_from_cache
    assert started.stale == ("rules/strike.yaml",)
    assert list(started.value.rulebook.rules) == ["strike"]


def test_many_edits_are_built_as_one_apart_and_the_workers_forked_anew(tmp_path: Path) -> None:
    room = Room(tmp_path)
    kept(room)
    for number in range(MANY):
        room.write(f"more/r{number}.yaml", RULE.format(f"r{number}", "walkout"))
    edited = room.look()
    room.clock.advance(QUIET_S)
    swept = room.look()
    while swept is None and room.watch.is_keeping:
        swept = room.look()

    assert edited is not None
    assert len(edited.value.rulebook.engine.layers) == 2
    assert swept is not None
    assert len(swept.value.rulebook.engine.layers) == 1
    assert swept.value.rulebook.rules == edited.value.rulebook.rules
    assert (room.work.edits, room.work.replaced) == (["edit"], 1)
    assert room.look() is None


def test_closing_ends_what_is_under_way(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.watch.keep()
    room.watch.close()
    assert not room.watch.is_keeping


def test_only_what_has_lain_for_a_while_is_known_by_its_stamp() -> None:
    at = FakeClock().now()
    long_ago, lately = round((at.timestamp() - 60) * 1e9), round((at.timestamp() - 1) * 1e9)
    stamps = {
        "a": (1, long_ago, long_ago, 1),
        "b": (1, lately, long_ago, 2),
        "c": (1, long_ago, lately, 3),
    }
    assert settled(stamps, at).keys() == {"a"}


def test_looking_takes_no_more_than_its_share_of_the_time(tmp_path: Path) -> None:
    room = Room(tmp_path)
    assert room.watch.is_due
    room.look()
    assert not room.watch.is_due
    room.clock.advance(60)
    assert room.watch.is_due
