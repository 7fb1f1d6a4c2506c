import pytest

from monitor.matching.concepts import MOST
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import shelve
from monitor.rulebook.words import concepts_of


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('en: ["--"]', 'E313 "--" has a part without letter or digit'),
        ('en: ["lay .. !"]', 'E313 "lay .. !" has a part without letter or digit'),
        ("en: [go*]", 'E309 "go*" wants 3 letters'),
        ("not: {de: [a*]}", 'E309 "a*" wants 3 letters'),
        ("english: [walk]", 'E101 unknown key "english"; known: <lang>, about, any, concept, not'),
    ],
)
def test_a_word_that_finds_nothing_or_everything_is_told(line: str, told: str) -> None:
    faults = Faults()
    shelf = shelve({"rules/c.yaml": f"concept: c\n{line}\n".encode()}, faults=faults)
    assert concepts_of(shelf, faults=faults) == {}
    (fault,) = faults.sorted()
    assert told in str(fault)


def spelled(count: int, ending: str = "") -> tuple[str, list[str]]:
    """Check a concept with a word of so many choices, and `~` standing for two forms."""
    faults = Faults()
    choices = ",".join(f"x{n}" for n in range(count))
    text = f"concept: c\nen: ['{{{choices}}}{ending}']\n"
    shelf = shelve({"rules/c.yaml": text.encode()}, faults=faults)
    found = concepts_of(shelf, forms=lambda word, _lang: (f"{word}s",), faults=faults)
    return ",".join(found), [str(fault) for fault in faults.sorted()]


@pytest.mark.parametrize(("count", "ending"), [(MOST, ""), (MOST // 2, "~"), (MOST // 2, " .. ~x")])
def test_braces_may_spell_out_as_many_words_as_are_looked_for(count: int, ending: str) -> None:
    assert spelled(count, ending) == ("c", [])


@pytest.mark.parametrize(("count", "ending"), [(MOST + 1, ""), (MOST // 2 + 1, "~")])
def test_braces_that_spell_out_more_are_told(count: int, ending: str) -> None:
    ids, (told,) = spelled(count, ending)
    assert ids == ""
    assert told.startswith('rules/c.yaml:2:6: E106 "{x0,x1,')
    assert told.endswith('..." spells out more than 2,000 words; split it')


def test_a_million_words_are_refused_without_spelling_them_out() -> None:
    faults = Faults()
    text = f"concept: c\nen: ['{'{a,b}' * 40}']\n"
    shelf = shelve({"rules/c.yaml": text.encode()}, faults=faults)
    assert concepts_of(shelf, faults=faults) == {}
    assert [fault.code for fault in faults] == ["E106"]
