"""Editing a rulebook comes to the same as reading all files again."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.edition import Editor
from monitor.rulebook.folder import Named

TEXTS: dict[str, tuple[str, ...]] = {
    "rules/strike.yaml": (
        "rule: strike\ntitle: t\nmatch: strike AND @places\n",
        "rule: strike\ntitle: t\nmatch: walkout~ OR entity(org in firms)\n",
        "rule: strike\ntitle: t\nmatch: entity(org in labs) AND org:acme\n",
    ),
    "rules/more/breach.yaml": (
        "rule: breach\nwas: leak\ntitle: t\nmatch: breach OR @others\n",
        "x-note: first\nrule: breach\ntitle: t\nmatch: breach\n",
    ),
    "rules/concepts/places.yaml": (
        "concept: places\nany: [port]\n",
        "concept: places\nen: [harbour~]\n",
    ),
    "rules/concepts/others.yaml": ("concept: others\nany: [leak]\n",),
    "rules/entities/firms.yaml": (
        "entities: firms\nkind: org\nlist: [{id: acme, name: Acme}]\n",
        "entities: firms\nkind: org\nlist: [{id: acme, name: Acme}, {id: b, name: B Corp}]\n",
    ),
    "rules/watch/labs.yaml": ("watch: labs\nkind: org\ninclude: [{list: firms}]\n",),
    "rules/events/language/en.yaml": (
        "language: en\nendings: [s]\n",
        "language: en\nendings: [s, ed]\n",
    ),
}
NAMES = sorted(TEXTS)


def editor(reads: dict[str, bytes], faults: Faults) -> Editor:
    return Editor(folder=Path(), named=Named(), faults=faults, reads=reads.get)


def shown(book: Rulebook) -> dict[str, tuple[str, str]]:
    return {
        name: (asked.rule.version, repr(asked.query)) for name, asked in sorted(book.asked.items())
    }


def all_good() -> dict[str, bytes]:
    return {name: texts[0].encode() for name, texts in TEXTS.items()}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 2)), min_size=1, max_size=6))
def test_a_series_of_edits_is_as_good_as_a_fresh_start(edits: list[tuple[str, int]]) -> None:
    texts = all_good()
    book = editor(texts, Faults()).load(texts)
    for name, which in edits:
        text = TEXTS[name][which % len(TEXTS[name])].encode()
        texts[name] = text
        faults = Faults()
        book = editor(texts, faults).edit(book, {name: text})
        assert [str(fault) for fault in faults] == []
    fresh = load(texts, folder=Path(), named=Named(), faults=Faults())
    assert shown(book) == shown(fresh)
    assert book.was == fresh.was
    assert (book.files, book.left_out) == (fresh.files, fresh.left_out)
