"""A rule's version is of its file and of everything it refers to."""

from pathlib import Path

import pytest

from monitor.rulebook import load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named

FILES = {
    "words.yaml": "rule: words\ntitle: t\nmatch: strike AND port\n",
    "idea.yaml": "rule: idea\ntitle: t\nmatch: '@stops AND port'\n",
    "let.yaml": "rule: let\ntitle: t\nmatch: $a AND port\nlet: {a: '@stops'}\n",
    "fact.yaml": "rule: fact\ntitle: t\nmatch: port\nfacts: {why: '@stops'}\n",
    "except.yaml": (
        "rule: except\ntitle: t\nmatch: port\nexcept: [{name: a, why: b, match: '@stops'}]\n"
    ),
    "names.yaml": "rule: names\ntitle: t\nmatch: entity(org in firms) AND port\n",
    "labs-rule.yaml": "rule: labs-rule\ntitle: t\nmatch: entity(org in labs) AND port\n",
    "change.yaml": "rule: change\ntitle: t\nmatch: >\n  event(executive-change, org in firms)\n",
    "concepts/stops.yaml": "concept: stops\nen: [walks out]\n",
    "entities/firms.yaml": "entities: firms\nkind: org\nlist: [{id: acme, name: Acme}]\n",
    "entities/banks.yaml": "entities: banks\nkind: org\nlist: [{id: bank, name: Bank}]\n",
    "watch/labs.yaml": "watch: labs\nkind: org\ninclude: [{list: firms}]\n",
    "executive-change/en.yaml": "lexicon: executive-change\nlang: en\n",
    "events/language/en.yaml": "language: en\nnegation: [not]\n",
}


def versions(changed: str = "", more: str = "# changed\n") -> dict[str, str]:
    faults = Faults()
    texts = {f"rules/{name}": text.encode() for name, text in FILES.items()}
    if changed:
        texts[f"rules/{changed}"] += more.encode()
    book = load(texts, folder=Path(), named=Named(), faults=faults)
    assert [str(fault) for fault in faults] == []
    return {rule.id: rule.version for rule in book.rules.values()}


@pytest.mark.parametrize(
    ("file", "rules"),
    [
        ("words.yaml", {"words"}),
        ("concepts/stops.yaml", {"idea", "let", "fact", "except"}),
        ("entities/firms.yaml", {"names", "change", "labs-rule"}),
        ("entities/banks.yaml", {"labs-rule"}),
        ("watch/labs.yaml", {"labs-rule"}),
        ("executive-change/en.yaml", {"change"}),
        ("events/language/en.yaml", {"change"}),
    ],
)
def test_a_changed_file_changes_the_versions_of_the_rules_on_it(file: str, rules: set[str]) -> None:
    before, after = versions(), versions(file)
    assert {name for name in before if before[name] != after[name]} == rules


def test_the_same_files_give_the_same_versions() -> None:
    assert versions() == versions()


def test_no_two_rules_share_a_version() -> None:
    assert len(set(versions().values())) == len(versions())


def test_a_new_lexicon_changes_the_rules_of_its_pack() -> None:
    before = versions()
    files = {**FILES, "executive-change/it.yaml": "lexicon: executive-change\nlang: it\n"}
    texts = {f"rules/{name}": text.encode() for name, text in files.items()}
    book = load(texts, folder=Path(), named=Named(), faults=Faults())
    changed = {r.id for r in book.rules.values() if r.version != before[r.id]}
    assert changed == {"change"}
