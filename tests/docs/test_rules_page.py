"""The page for analysts is true: it has every key, and its faults are those that are told."""

import re
from pathlib import Path

import pytest

from monitor.rulebook import models
from monitor.rulebook.folder import KINDS
from monitor.rulebook.references import slots
from monitor.rulebook.schema import keys
from monitor.rulebook.tests import Expect
from monitor.stories.headline import FILTERS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text("utf-8")
FAULT = re.compile(r"^\| (E\d{3}) \| `(.*)` \|$", re.MULTILINE)
TOLD = re.compile(r"^\S+:\d+:\d+: (E\d{3}) (.*)$", re.MULTILINE)
FAULTY = ROOT / "tests" / "golden" / "faulty"
LISTS = ("expected.txt", "failing.txt", "vetoes.txt")
CORPUS = "".join((FAULTY / name).read_text("utf-8") for name in LISTS)


def test_every_code_is_told_with_an_example() -> None:
    codes = [code for code, _ in FAULT.findall(PAGE)]
    assert codes == sorted(set(codes))
    assert {code for code, _ in TOLD.findall(CORPUS)} <= set(codes)


@pytest.mark.parametrize(("code", "example"), FAULT.findall(PAGE))
def test_an_example_of_a_fault_is_what_is_really_told(code: str, example: str) -> None:
    assert (code, example) in TOLD.findall(CORPUS)


@pytest.mark.parametrize(
    "model", [models.RuleFile, models.StoryKeys, models.AlertKeys, models.Excepted, models.TestFile]
)
def test_every_key_is_on_the_page(model: type) -> None:
    words = set(re.findall(r"[a-z_]+", PAGE))
    assert {key.name for key in keys(model)} <= words


def test_expectations_kinds_slots_and_filters_are_on_the_page() -> None:
    words = set(re.findall(r"[a-z_]+", PAGE))
    assert set(Expect.__dataclass_fields__) <= words
    assert set(KINDS) <= words
    assert set(slots("executive-change")) <= words
    assert set(FILTERS) <= words
