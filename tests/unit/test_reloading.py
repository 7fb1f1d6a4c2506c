"""Changed files come in force in the daemon and its workers, and owners are told of faults."""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from monitor.delivery.ops import Notices
from monitor.errors import ParseError
from monitor.reloading import Owners, Reloading, rules_of
from monitor.rulebook.reload import Swept
from monitor.workers import Compute
from monitor.workspace import Files, find
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
        self.watch = Reloading(find(folder))
        self.started = self.watch.start()
        self.work = Work(self.watch.jobs)

    def write(self, name: str, text: str) -> None:
        path = self.folder / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.moment += 1
        os.utime(path, (self.moment, self.moment))

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
