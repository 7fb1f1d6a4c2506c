import pytest

from monitor.rulebook.suggest import legal, suggest


@pytest.mark.parametrize(
    ("word", "names", "best"),
    [
        ("macth", ["title", "match"], "match"),
        ("titel", ["lead", "title"], "title"),
        ("hihg", ["low", "normal", "high"], "high"),
        ("watched-companys", ["ai-labs", "watched-companies"], "watched-companies"),
        ("watched_companies", ["watched-companies"], "watched-companies"),
        ("leaves-ofice", ["leaves-office", "leaves"], "leaves-office"),
        ("Tag", ["tag"], "tag"),
        ("café", ["cafe"], "cafe"),
        ("xy", ["title"], ""),
        ("cat", ["dog"], ""),
        ("abcdefgh", ["abcdxyzh"], ""),
        ("", [], ""),
    ],
)
def test_the_nearest_legal_name_is_suggested(word: str, names: list[str], best: str) -> None:
    assert suggest(word, names) == best


def test_of_equally_near_names_the_most_used_wins() -> None:
    assert suggest("bat", ["cat", "hat"]) == "cat"
    assert suggest("bat", ["hat", "cat"]) == "hat"


def test_legal_names_are_listed_up_to_six() -> None:
    assert legal(["b", "a"]) == "a, b"
    assert legal("gfedcba") == "a, b, c, d, e, f, ..."
