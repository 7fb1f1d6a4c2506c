import pytest

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
