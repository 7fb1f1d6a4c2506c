"""The starter rule: in canonical form, without a fault, whose own tests pass."""

from pathlib import Path

import pytest

from monitor.rulebook import load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named, contents
from monitor.rulebook.format import formatted
from monitor.rulebook.starter import Kind, starter

RULES = Path(__file__).parents[3] / "rules"


@pytest.mark.parametrize("kind", ["keyword", "event"])
def test_a_starter_is_in_canonical_form(kind: Kind) -> None:
    text = starter("port-strike", kind, owner="desk")
    assert formatted(text.encode(), "rules/port-strike.yaml", faults=Faults()) == text


@pytest.mark.parametrize("kind", ["keyword", "event"])
def test_a_starter_is_a_draft_without_a_fault(kind: Kind) -> None:
    faults = Faults()
    texts = contents(RULES, faults=faults)
    texts["rules/my-new-one.yaml"] = starter("my-new-one", kind, owner="desk").encode()
    book = load(texts, folder=RULES, named=Named(), faults=faults)
    assert [str(fault) for fault in faults if fault.file == "rules/my-new-one.yaml"] == []
    assert book.checked is not None
    (own,) = [one for one in book.checked.rules if one.rule.id == "my-new-one"]
    assert (own.rule.title, own.rule.status, own.rule.owner) == ("My new one", "draft", "desk")
    assert len(own.tests) == 2


@pytest.mark.parametrize(
    ("owner", "written"), [("desk", "owner: desk  #"), ("yes", 'owner: "yes"  #')]
)
def test_a_name_is_quoted_only_if_yaml_would_read_something_else(owner: str, written: str) -> None:
    assert written in starter("port-strike", "keyword", owner=owner)
