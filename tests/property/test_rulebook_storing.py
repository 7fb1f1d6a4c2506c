"""A start from what was stored comes to the same as one that reads all files."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rulebook import Rulebook
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.edition import Editor
from monitor.rulebook.folder import Named
from monitor.rulebook.storing import recall, stored
from tests.property.test_rulebook_edition import TEXTS

BUDGET = "rule: strike\ntitle: t\nmatch: strike NEAR/3 port\nbudget: 3/day\n"
MORE: dict[str, tuple[str, ...]] = {
    **TEXTS,
    "rules/strike.yaml": (*TEXTS["rules/strike.yaml"], BUDGET, "rule: strike\nmatch: strike AND\n"),
    "rules/twin/strike.yaml": ("rule: strike\ntitle: t\nmatch: lockout\n",),
    "rules/a/strike.yaml": ("rule: strike\ntitle: t\nmatch: picket\n", "rule: [\n"),
    "rules/told.yaml": ("rule: told\ntitle: t\nmatch: /port/ OR value(money)\n", "concept: told\n"),
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(MORE)), st.integers(-1, 3)), max_size=8)


def after(texts: dict[str, bytes], steps: list[tuple[str, int]]) -> dict[str, bytes]:
    """Give the files after some saves and, at -1, deletions."""
    now = dict(texts)
    for name, which in steps:
        if which < 0:
            now.pop(name, None)
        else:
            now[name] = MORE[name][which % len(MORE[name])].encode()
    return now


def editor(texts: dict[str, bytes], faults: Faults) -> Editor:
    return Editor(folder=Path(), named=Named(), faults=faults, reads=texts.get, whole=False)


def shown(book: Rulebook) -> dict[str, tuple[object, ...]]:
    return {
        name: (rule, book.asked[name].rule, repr(book.asked[name].query))
        for name, rule in sorted(book.rules.items())
    }


@settings(max_examples=150, deadline=None)
@given(STEPS, STEPS, STEPS)
def test_a_start_from_the_cache_is_as_good_as_one_from_nothing(
    first: list[tuple[str, int]], edits: list[tuple[str, int]], then: list[tuple[str, int]]
) -> None:
    old = after({name: texts[0].encode() for name, texts in TEXTS.items()}, first)
    now = after(old, edits)
    book = editor(old, Faults()).load(old).settled()
    saved = {name: now.get(name) for name in {*old, *now} if old.get(name) != now.get(name)}
    book = editor(now, Faults()).edit(book, saved)
    data = stored(book if book.is_made else book.settled(), {}, program="p")

    texts, told, fresh_told = after(now, then), Faults(), Faults()
    recalled = recall(data, program="p")
    assert recalled is not None
    again = recalled.book(texts, trusted=frozenset(), editor=editor(texts, told))
    fresh = editor(texts, fresh_told).load(texts)

    if again is not None:
        assert shown(again) == shown(fresh)
        assert again.known == fresh.known
        assert told.sorted() == fresh_told.sorted()
        assert (again.was, again.left_out) == (fresh.was, fresh.left_out)
