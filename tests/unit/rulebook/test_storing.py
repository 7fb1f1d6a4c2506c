"""Stored rulebooks: what a start takes over, what it reads again, what it takes over not at all."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.matching import cache
from monitor.rulebook import Rulebook
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.edition import Editor
from monitor.rulebook.folder import Named, Stamp
from monitor.rulebook.storing import Recalled, recall, stored
from tests.unit.matching.asking import article

RULE = "rule: {0}\ntitle: t\nmatch: {1}\n"
POLICIES = """rule: policed
title: t
match: strike AS x
trigger: {distinct: {of: outlet, at_least: 2, within: 6h, or_tier: [primary]}}
realert: {after: 24h, max: 7d}
budget: 15/day
boost: {sources: {tag: labs}, every: 60s, calendar: days}
"""
SAMPLED = RULE.format("sampled", "strike") + "tests:\n  - {article: samples/a.txt, expect: {}}\n"
FILES = {
    "rules/words.yaml": RULE.format("words", "strike") + "was: word\n",
    "rules/idea.yaml": RULE.format("idea", "'@places AND port'"),
    "rules/names.yaml": RULE.format("names", "entity(org in firms) AND port"),
    "rules/money.yaml": RULE.format("money", "value(money)"),
    "rules/policed.yaml": POLICIES,
    "rules/faulty.yaml": RULE.format("faulty", "strike AND"),
    "rules/zz/words.yaml": RULE.format("words", "walkout"),
    "rules/concepts/places.yaml": "concept: places\nany: [port]\n",
    "rules/calendars/days.yaml": "calendar: days\nzone: UTC\ninstants: [2026-12-10 13:00]\n",
    "rules/entities/firms.yaml": "entities: firms\nkind: org\nlist: [{id: acme, name: Acme}]\n",
}
NEW = {"rules/new.yaml": RULE.format("new", "walkout")}
NAMED = Named(sources=("a",), tags=("labs",), receivers=("desk",))
SHOWN = article("Strike at the port", body="Acme paid $5 million. Walkout in Rotterdam.")
STAMP: Stamp = (1, 2, 3, 4)


class Start:
    """What one start comes to: a rulebook, and the faults that were told."""

    def __init__(self, changes: Mapping[str, str | None] | None = None) -> None:
        texts = {**FILES, **(changes or {})}
        self.texts = {name: text.encode() for name, text in texts.items() if text is not None}
        self.faults = Faults()

    def editor(self, named: Named = NAMED, folder: Path = Path()) -> Editor:
        return Editor(
            folder=folder, named=named, faults=self.faults, reads=self.texts.get, whole=False
        )

    def anew(self) -> Rulebook:
        return self.editor().load(self.texts).settled()

    def again(
        self, data: bytes, named: Named = NAMED, trusted: frozenset[str] = frozenset()
    ) -> Rulebook | None:
        given = {name: text for name, text in self.texts.items() if name not in trusted}
        return recalled(data).book(given, trusted=trusted, editor=self.editor(named))

    @property
    def told(self) -> list[str]:
        return [str(fault) for fault in self.faults.sorted()]


def recalled(data: bytes) -> Recalled:
    found = recall(data, program="p")
    assert found is not None
    return found


def kept(stamps: Mapping[str, Stamp] | None = None) -> bytes:
    return stored(Start().anew(), stamps or {}, program="p")


def said(book: Rulebook) -> dict[str, object]:
    return {match.rule: match for match in book.engine.match(SHOWN, statuses=("draft", "live"))}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        NEW,
        {"rules/words.yaml": None},
        {"rules/words.yaml": RULE.format("words", "walkout")},
        {"rules/words.yaml": RULE.format("words", "walkout OR")},
        {"rules/faulty.yaml": RULE.format("faulty", "strike")},
        {"rules/faulty.yaml": None, "rules/zz/words.yaml": None},
        {"rules/money.yaml": "concept: money\nany: [cash]\n"},
        {"rules/names.yaml": None, "rules/more/names.yaml": FILES["rules/names.yaml"]},
        {"rules/zz/money.yaml": RULE.format("money", "strike")},
    ],
)
def test_a_start_from_what_was_stored_says_what_one_from_nothing_says(
    changes: Mapping[str, str | None],
) -> None:
    first, second = Start(changes), Start(changes)
    anew, again = first.anew(), second.again(kept())

    if again is not None:
        assert second.told == first.told
        assert dict(again.rules) == dict(anew.rules)
        assert again.known == anew.known
        assert (again.was, again.left_out) == (anew.was, anew.left_out)
        assert said(again) == said(anew)
        assert again.engine.wants_text(SHOWN) is anew.engine.wants_text(SHOWN)
    assert again is not None or "money" in str(changes)


def test_only_what_differs_is_read() -> None:
    start = Start(NEW)
    book = start.again(kept())
    assert book is not None
    assert set(book.fresh) == {"new"}
    assert [line.split(" ")[1] for line in start.told] == ["E304", "E109"]


@pytest.mark.parametrize(
    "changes",
    [
        {"rules/concepts/places.yaml": "concept: places\nany: [harbour]\n"},
        {"rules/concepts/more.yaml": "concept: more\nany: [harbour]\n"},
        {"rules/entities/firms.yaml": None},
        {"rules/calendars/days.yaml": "calendar: days\nzone: UTC\ninstants: [soon]\n"},
        {"rules/concepts/broken.yaml": "concept: [\n"},
    ],
)
def test_other_words_names_or_calendars_take_nothing_over(
    changes: Mapping[str, str | None],
) -> None:
    assert Start(changes).again(kept()) is None


def test_other_receivers_or_sources_take_nothing_over() -> None:
    assert Start().again(kept(), replace(NAMED, receivers=("else",))) is None
    assert Start().again(kept(), replace(NAMED, sources=("a", "b"))) is None


def test_a_twin_that_comes_first_by_name_takes_nothing_over() -> None:
    assert Start({"rules/a/money.yaml": RULE.format("money", "strike")}).again(kept()) is None


def test_a_veto_inside_a_word_is_looked_for_at_each_start() -> None:
    words = "concept: places\nany: [port]\nnot: {en: [port]}\n"
    changes = {"rules/concepts/places.yaml": words}
    data = stored(Start(changes).anew(), {}, program="p")
    assert recalled(data).vetoes
    assert Start(changes).again(data) is None


def test_a_rule_with_samples_is_read_at_each_start(tmp_path: Path) -> None:
    sample = tmp_path / "samples" / "a.txt"
    sample.parent.mkdir()
    sample.write_text("Strike", "utf-8")
    texts = {"rules/sampled.yaml": SAMPLED.encode()}

    def editor(faults: Faults) -> Editor:
        return Editor(folder=tmp_path, named=NAMED, faults=faults, whole=False)

    first = editor(Faults()).load(texts).settled()
    data = stored(first, {"rules/sampled.yaml": STAMP}, program="p")
    sample.unlink()
    faults = Faults()
    book = recalled(data).book(texts, trusted=frozenset(), editor=editor(faults))

    assert first.rules.keys() == {"sampled"}
    assert recalled(data).trusted({"rules/sampled.yaml": STAMP}) == frozenset()
    assert book is not None
    assert ("sampled" in book.rules, [fault.code for fault in faults]) == (False, ["E209"])


def test_a_file_is_trusted_by_its_stamp_and_need_not_be_given() -> None:
    data = kept({"rules/words.yaml": STAMP, "rules/faulty.yaml": STAMP})
    found = recalled(data)
    assert found.trusted({"rules/words.yaml": STAMP, "rules/faulty.yaml": STAMP}) == {
        "rules/words.yaml"
    }
    assert found.trusted({"rules/words.yaml": (1, 2, 3, 5)}) == frozenset()
    book = Start().again(data, trusted=frozenset({"rules/words.yaml"}))
    assert book is not None
    assert "words" in book.rules


def test_what_was_edited_since_is_stored_as_one_layer() -> None:
    start = Start()
    book = start.editor().edit(start.anew(), {n: text.encode() for n, text in NEW.items()})
    assert len(book.engine.layers) == 2
    later = Start(NEW)
    again = later.again(stored(book, {}, program="p"))
    assert again is not None
    assert len(again.engine.layers) == 1
    assert said(again) == said(book)


def test_another_program_and_damaged_bytes_give_nothing() -> None:
    data = kept()
    assert recall(data, program="other") is None
    assert recall(data[:-1], program="p") is None
    assert recall(data[: len(data) // 2], program="p") is None
    assert recall(b"", program="p") is None


def hostile(change: str, value: Any) -> bytes:
    """Make a file with a right checksum and one thing in it that is wrong."""
    sections = cache.restored(kept(), key="p")
    assert sections is not None
    head = json.loads(sections.data("head"))
    where, _, row = change.partition(".")
    if row:
        head[where][int(row)] = value
    else:
        head[where] = value
    engine = sections.data("engine")
    return cache.saved({"head": json.dumps(head).encode(), "engine": engine}, key="p")


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("files", 5),
        ("files", []),
        ("files.0", [1]),
        ("files.0", ["words", "rules/money.yaml", 1, 1, "", 0, True, "", None]),
        ("files.0", ["money", "rules/money.yaml", 1, 1, "", 99, True, "", None]),
        ("files.0", ["money", "rules/money.yaml", 1, 1, "", 0, True, "xyz", None]),
        ("files.0", ["money", "rules/money.yaml", 1, 1, "", 0, True, "", [1]]),
        ("sets", {"a": 1}),
        ("policed", {}),
        ("policed", {"policed": ["{}", {}]}),
        ("policed", {"policed": ['{"id":"policed"}', {"budget": {"count": "x"}}]}),
        ("policed", {"policed": ['{"id":"policed"}', {"trigger": {"kind": "os", "options": {}}}]}),
        ("stands", None),
    ],
)
def test_a_file_made_by_somebody_else_gives_nothing(change: str, value: Any) -> None:
    found = recall(hostile(change, value), program="p")
    start = Start()
    assert (
        found is None or found.book(start.texts, trusted=frozenset(), editor=start.editor()) is None
    )
