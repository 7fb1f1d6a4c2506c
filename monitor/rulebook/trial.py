"""A trial of changes: what an edit would find, and what the tests it concerns come to."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from monitor.rulebook.book import Rulebook
from monitor.rulebook.diagnostic import Diagnostic
from monitor.rulebook.edition import Changes, Editor
from monitor.rulebook.overlaps import tell_vetoes
from monitor.rulebook.suite import run_rule, run_tests

ENOUGH_S = 2.0  # spent on tests of rules whose own files did not change


def trial(book: Rulebook, changes: Changes, *, editor: Editor) -> tuple[Diagnostic, ...]:
    """Check changes without bringing them in force, and run the tests of all they concern.

    The editor must be one that keeps tests. Gives every fault, E501 and E601 included. What
    changed is tested whole; of the rules that refer to it, when they are very many, those that
    time allows.
    """
    edited = editor.edit(book, changes)
    if edited.ground is not book.ground:
        tell_vetoes(edited.ground, edited.compiler.forms, faults=editor.faults)
    own = {edited.asked[rule].rule.place.file: rule for rule in edited.fresh}
    changed = {rule for file, rule in own.items() if file in changes}
    names = {*changed, *_words(edited, changes)}
    if names:
        run_tests(edited, only=names, faults=editor.faults)
    began = editor.timer() if editor.timer else 0.0
    for rule in sorted(set(edited.fresh) - changed):
        if editor.timer and editor.timer() - began > ENOUGH_S:
            break
        run_rule(edited, rule, faults=editor.faults)
    return editor.faults.sorted()


def _words(edited: Rulebook, changes: Changes) -> Iterator[str]:
    """Go through the concepts and lexicons with tests that changed."""
    words = [file for file in edited.ground.shelf.files if file.name in changes]
    langs = {PurePosixPath(f.name).stem for f in words if f.kind in {"lexicon", "language"}}
    yield from (f"@{file.id}" for file in words if file.kind == "concept")
    yield from (f"{one.pack}/{one.lang}" for one in edited.sentences if one.lang in langs)
