"""Edits: what is read anew, what stays, and what becomes of ids that meet."""

import gc
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from monitor.rulebook import Rulebook
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.edition import MOST_EDITS, Editor
from monitor.rulebook.folder import Named
from monitor.rulebook.trial import trial

RULE = "rule: {0}\ntitle: t\nmatch: {1}\n"
FILES = {
    "rules/words.yaml": RULE.format("words", "strike"),
    "rules/idea.yaml": RULE.format("idea", "'@places AND port'"),
    "rules/names.yaml": RULE.format("names", "entity(org in firms) AND port"),
    "rules/one.yaml": RULE.format("one", "org:acme AND port"),
    "rules/by-id.yaml": RULE.format("by-id", "entity(org in acme)"),
    "rules/told.yaml": RULE.format("told", "port") + "alert: {to: [desk]}\n",
    "rules/concepts/places.yaml": "concept: places\nany: [port]\n",
    "rules/entities/firms.yaml": "entities: firms\nkind: org\nlist: [{id: acme, name: Acme}]\n",
    "rules/entities/banks.yaml": "entities: banks\nkind: org\nlist: [{id: bank, name: Bank}]\n",
}


class Room:
    """Files under edit, and which of them were read again."""

    def __init__(self, more: Mapping[str, str] | None = None) -> None:
        self.texts = {name: text.encode() for name, text in {**FILES, **(more or {})}.items()}
        self.read: list[str] = []
        self.named = Named(receivers=("desk",))
        self.told: list[str] = []
        self.book = self._editor().load(self.texts)

    def _editor(self, *, whole: bool = True) -> Editor:
        self.faults = Faults()
        return Editor(
            folder=Path(), named=self.named, faults=self.faults, reads=self._reads, whole=whole
        )

    def _reads(self, name: str) -> bytes | None:
        self.read.append(name)
        return self.texts.get(name)

    def save(self, changes: Mapping[str, str | None], *, keep: tuple[str, ...] = ()) -> Rulebook:
        data = {name: text if text is None else text.encode() for name, text in changes.items()}
        for name, raw in data.items():
            if raw is None:
                del self.texts[name]
            else:
                self.texts[name] = raw
        self.read.clear()
        self.book = self._editor(whole=False).edit(self.book, data, keep=frozenset(keep))
        self.told = [str(fault) for fault in self.faults.sorted()]
        return self.book


def test_a_changed_rule_is_all_that_is_read() -> None:
    room = Room()
    before = room.book
    after = room.save({"rules/words.yaml": RULE.format("words", "walkout")})
    assert (room.read, after.fresh) == ([], ("words",))
    assert after.ground is before.ground
    assert after.asked["idea"] is before.asked["idea"]
    assert after.looked == {"rules/words.yaml"}


def test_a_changed_concept_concerns_the_rules_on_it_and_leaves_names_alone() -> None:
    room = Room()
    before = room.book
    after = room.save({"rules/concepts/places.yaml": "concept: places\nany: [harbour]\n"})
    assert (room.read, after.fresh) == (["rules/idea.yaml"], ("idea",))
    assert after.gazetteer is before.gazetteer
    assert after.ground.reader is before.ground.reader
    assert "rules/entities/firms.yaml" not in after.looked


def test_a_changed_list_concerns_the_rules_that_name_it_or_an_entity() -> None:
    room = Room()
    firms = FILES["rules/entities/firms.yaml"].replace("Acme}", "Acme Inc}")
    after = room.save({"rules/entities/firms.yaml": firms})
    assert set(after.fresh) == {"names", "one", "by-id"}
    banks = FILES["rules/entities/banks.yaml"].replace("Bank}", "Bank Inc}")
    assert set(room.save({"rules/entities/banks.yaml": banks}).fresh) == {"one", "by-id"}


def test_a_deleted_rule_is_gone_and_its_concept_stays() -> None:
    room = Room()
    after = room.save({"rules/idea.yaml": None})
    assert "idea" not in after.rules
    assert "places" in after.concepts


def test_a_rule_whose_concept_is_deleted_stays_as_it_was_and_is_told() -> None:
    room = Room()
    before = room.book
    after = room.save({"rules/concepts/places.yaml": None})
    assert after.asked["idea"] is before.asked["idea"]
    assert room.told == ['rules/idea.yaml:3:9: E201 unknown concept "@places"']


def test_a_rule_that_waited_for_a_concept_comes_in_with_it() -> None:
    room = Room({"rules/late.yaml": RULE.format("late", "'@other'")})
    assert "late" not in room.book.rules
    after = room.save({"rules/concepts/other.yaml": "concept: other\nany: [leak]\n"})
    assert "late" in after.rules
    assert room.read == ["rules/late.yaml"]


def test_the_second_of_two_equal_ids_comes_in_when_the_first_goes() -> None:
    room = Room({"rules/z/words.yaml": RULE.format("words", "later")})
    assert room.book.asked["words"].rule.place.file == "rules/words.yaml"
    after = room.save({"rules/words.yaml": None})
    assert after.asked["words"].rule.place.file == "rules/z/words.yaml"
    assert room.told == []


def test_the_second_of_two_equal_lists_comes_in_when_the_first_goes() -> None:
    again = "entities: banks\nkind: org\nlist: [{id: other, name: Other}]\n"
    room = Room({"rules/z/banks.yaml": again})
    assert room.book.lists["banks"] == ("bank",)
    after = room.save({"rules/entities/banks.yaml": None})
    assert after.lists["banks"] == ("other",)


def test_a_file_may_become_of_another_kind() -> None:
    room = Room()
    after = room.save({"rules/words.yaml": "concept: words\nany: [a]\n"})
    assert ("words" in after.rules, "words" in after.concepts) == (False, True)
    again = room.save({"rules/words.yaml": RULE.format("words", "strike")})
    assert ("words" in again.rules, "words" in again.concepts) == (True, False)


def test_a_faulty_word_file_is_looked_at_again_with_the_next_change_of_words() -> None:
    room = Room({"rules/concepts/bad.yaml": "concept: bad\nany: [a\n"})
    room.save({"rules/concepts/places.yaml": "concept: places\nany: [quay]\n"})
    assert "rules/concepts/bad.yaml" in room.read
    assert any("E001" in line for line in room.told)


def test_other_receivers_concern_the_rules_that_name_some() -> None:
    room = Room()
    room.named = Named(receivers=("other",))
    after = room.save({"rules/words.yaml": RULE.format("words", "walkout")})
    assert room.read == ["rules/told.yaml"]
    assert "told" in after.rules
    assert 'E208 unknown receiver "desk"' in room.told[0]


def test_what_is_kept_is_not_even_looked_at() -> None:
    room = Room()
    before = room.book
    places = {"rules/concepts/places.yaml": "concept: places\nany: [quay]\n"}
    after = room.save(places, keep=("rules/idea.yaml",))
    assert after.asked["idea"] is before.asked["idea"]
    assert after.fresh == ()


def test_a_trial_tests_what_changed_and_what_stands_on_it() -> None:
    tested = "tests:\n  - {text: Strike at the port, expect: {alert: true}}\n"
    room = Room({"rules/idea.yaml": FILES["rules/idea.yaml"] + tested})
    concept = b"concept: places\nany: [quay]\ntests: {en: {yes: [the port]}}\n"
    editor = room._editor()
    told = [
        str(f) for f in trial(room.book, {"rules/concepts/places.yaml": concept}, editor=editor)
    ]
    assert [line.split(": ")[0] + line.split(": ")[1][:5] for line in told] == [
        "rules/concepts/places.yaml:3:20E501 ",
        "rules/idea.yaml:5:5E501 ",
    ]
    assert (
        room.book.asked["idea"].rule.version
        == Room({"rules/idea.yaml": FILES["rules/idea.yaml"] + tested})
        .book.asked["idea"]
        .rule.version
    )


def test_tests_of_rules_that_did_not_change_end_when_time_is_up() -> None:
    tested = "tests:\n  - {text: Strike at the port, expect: {alert: true}}\n"
    room = Room({"rules/idea.yaml": FILES["rules/idea.yaml"] + tested})
    seconds = iter(range(0, 1_000, 10))
    editor = Editor(
        folder=Path(),
        named=room.named,
        faults=Faults(),
        timer=lambda: float(next(seconds)),
        reads=room.texts.get,
    )
    concept = b"concept: places\nany: [quay]\n"
    assert trial(room.book, {"rules/concepts/places.yaml": concept}, editor=editor) == ()


def test_the_collector_is_left_as_it_was_found() -> None:
    gc.disable()
    try:
        Room()
        assert not gc.isenabled()
    finally:
        gc.enable()
    Room()
    assert gc.isenabled()


def test_an_edited_engine_asks_what_the_files_say_now() -> None:
    room = Room()
    assert set(room.book.engine.rules) == set(room.book.asked)
    after = room.save({"rules/words.yaml": None, "rules/new.yaml": RULE.format("new", "quay")})
    assert set(after.engine.rules) == set(after.asked) == {*room.book.rules}
    assert room.book.is_made


def test_without_a_reader_a_file_that_did_not_change_cannot_be_looked_at_again() -> None:
    texts = {name: text.encode() for name, text in FILES.items()}
    editor = Editor(folder=Path(), named=Named(receivers=("desk",)), faults=Faults())
    book = editor.load(texts)
    after = editor.edit(book, {"rules/concepts/places.yaml": b"concept: places\nany: [quay]\n"})
    assert after.asked["idea"] is book.asked["idea"]


def test_a_file_with_a_broken_first_line_is_known_by_its_name() -> None:
    room = Room()
    after = room.save({"rules/new.yaml": "rule: [\n"})
    assert (after.known["rules/new.yaml"].id, after.known["rules/new.yaml"].faulty) == ("new", True)
    assert "new" not in after.rules


def test_the_rules_that_ask_for_a_pattern_are_found_wherever_it_stands() -> None:
    room = Room(
        {
            "rules/p.yaml": RULE.format("p", "(a OR b) AND NOT /x.z/"),
            "rules/q.yaml": RULE.format("q", "(/x.z/ AS it) NEAR/3 b"),
            "rules/s.yaml": RULE.format("s", "b NOT NEAR/3 /x.z/"),
            "rules/f.yaml": RULE.format("f", "b") + "facts: {why: /x.z/}\n",
        }
    )
    assert [rule.id for rule in room.book.asking("x.z")] == ["f", "p", "q", "s"]
    assert room.book.asking("y") == ()


def test_after_very_many_edits_the_engine_is_built_as_one() -> None:
    room = Room()
    assert room.book.engine.rules
    room.book = replace(room.book, made=room.book.engine, edits=MOST_EDITS - 1)
    once = room.save({"rules/words.yaml": RULE.format("words", "quay")})
    assert (once.edits, once.is_made) == (MOST_EDITS, True)
    again = room.save({"rules/words.yaml": RULE.format("words", "port")})
    assert (again.edits, again.is_made) == (0, False)
