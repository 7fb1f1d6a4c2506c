"""At least nine in ten misspellings get the name that was meant."""

import random
from pathlib import Path
from typing import get_args

import pytest

from monitor.matching import syntax
from monitor.model import SEVERITIES, TIERS, Status
from monitor.reasons import Reason
from monitor.rulebook import models
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import KINDS, Named
from monitor.rulebook.references import EVENT_VALUES, slots
from monitor.rulebook.schema import keys
from monitor.rulebook.suggest import suggest
from monitor.stories.headline import FILTERS
from tests.fakes.books import check

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
TRIES = 400
FAMILIES = {
    "keys of a rule": tuple(key.name for key in keys(models.RuleFile)),
    "keys of a test": tuple(key.name for key in keys(models.TestFile)),
    "keys of a lexicon": tuple(key.name for key in keys(models.LexiconFile)),
    "keys of a language": tuple(key.name for key in keys(models.LanguageFile)),
    "keys of an entity": tuple(key.name for key in keys(models.Entity)),
    "kinds": KINDS,
    "fields": syntax.FIELDS,
    "kinds of value": syntax.VALUE_KINDS,
    "slots": slots("executive-change"),
    "certainties": EVENT_VALUES["certainty"],
    "statuses": get_args(Status),
    "severities": SEVERITIES,
    "tiers": TIERS,
    "ways to go on": ("update", "thread", "ignore", "alert"),
    "keys of an alert": tuple(key.name for key in keys(models.AlertKeys)),
    "keys of a story": tuple(key.name for key in keys(models.StoryKeys)),
    "keys of an exception": tuple(key.name for key in keys(models.Excepted)),
    "keys of a concept": tuple(key.name for key in keys(models.ConceptFile)),
    "captures": ("company", "amount", "person", "destination", "severance"),
    "receivers": ("oncall", "exec-moves", "logistics-desk", "people-desk"),
    "entities": ("openai", "anthropic", "sam-altman", "greg-brockman", "deutsche-bank"),
    "reasons": tuple(reason.value for reason in Reason),
    "forms of a headline": tuple(FILTERS),
    "concepts": ("stops-work", "leaves-office", "data-breach", "profit-warning", "recall"),
    "lists": ("watched-companies", "ai-labs", "central-banks", "ministers"),
}


def slip(word: str, chance: random.Random) -> str:
    """Misspell a word as fingers do: one letter less, more, other, doubled, or two swapped."""
    at = chance.randrange(len(word))
    letter = chance.choice(LETTERS)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
            word[:at] + beside(word[at], chance) + word[at + 1 :],
            word.replace("-", chance.choice(("", "_", " "))).replace("_", "-"),
            word.upper() if chance.random() < 0.5 else word.capitalize(),
        ]
    )


def beside(letter: str, chance: random.Random) -> str:
    """Give a letter whose key lies beside this one's."""
    row = next((row for row in ROWS if letter in row), "")
    near = [row[i] for i in (row.find(letter) - 1, row.find(letter) + 1) if 0 <= i < len(row)]
    return chance.choice(near or [letter])


def share(names: tuple[str, ...], seed: int) -> float:
    chance = random.Random(seed)
    right = tried = 0
    while tried < TRIES:
        name = chance.choice(names)
        wrong = slip(name, chance)
        if wrong in names or len(name) < 4:
            continue
        tried += 1
        right += suggest(wrong, names) == name
    return right / tried


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_nine_in_ten_misspellings_are_understood(family: str) -> None:
    assert share(FAMILIES[family], seed=7) >= 0.9


@pytest.mark.parametrize("seed", range(3))
def test_a_misspelt_key_of_a_rule_is_one_line_with_the_right_key(seed: int) -> None:
    chance = random.Random(seed)
    names = ("title", "owner", "status", "match", "story", "alert", "full_text", "except")
    right = 0
    for _ in range(40):
        name = chance.choice(names)
        wrong = slip(name, chance)
        if wrong in names or wrong == "":
            right += 1
            continue
        rest = {"title": "t", "match": "strike", name: "x"}
        rest = {wrong if key == name else key: value for key, value in rest.items()}
        text = "rule: r\n" + "".join(f"{key}: {value}\n" for key, value in rest.items())
        faults = Faults()
        check({"rules/r.yaml": text.encode()}, named=Named(), folder=Path("gone"), faults=faults)
        right += [fault.suggestion for fault in faults] == [name]
    assert right >= 36


def test_letters_apart_and_names_apart_are_never_mixed() -> None:
    chance = random.Random(11)
    for _ in range(TRIES):
        word = "".join(chance.choices(LETTERS, k=12))
        assert suggest(word, ["title", "match", "watched-companies"]) == ""
