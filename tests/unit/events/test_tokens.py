"""Tokens: words keep their place, and are compared without regard to form."""

import pytest

from monitor.events.tokens import bare, fold_word, tokenise


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Se n’è andato", ["se", "n", "'", "è", "andato"]),
        ("co-founder", ["co", "-", "founder"]),
        ("奥特曼离开OpenAI", ["奥", "特", "曼", "离", "开", "openai"]),
        ("대표가 사임", ["대표가", "사임"]),
        ("ＣＥＯ", ["ceo"]),
        ("ग्रेग ने", ["ग्रेग", "ने"]),
        ("resig\u00adnation", ["resignation"]),
        ("Open\u200bAI", ["openai"]),
        ("one\n\n two", ["one", "\n", "two"]),
        ("ΠΑΡΑΙΤΗΣΗΣ", ["παραιτησησ"]),
        ("", []),
        ("   ", []),
    ],
)
def test_a_text_is_cut_into_words_and_marks(text: str, words: list[str]) -> None:
    assert list(tokenise("title", text).words) == words


def test_offsets_point_into_the_original() -> None:
    tokens = tokenise("title", "La de\u0301mission d’Ana")

    assert [tokens.raw(n) for n in range(len(tokens.words))] == [
        "La",
        "de\u0301mission",
        "d",
        "’",
        "Ana",
    ]
    assert tokens.text(1, 3) == "de\u0301mission d"
    assert tokens.text(2, 2) == ""


def test_composed_and_decomposed_words_are_one() -> None:
    assert fold_word("DÉMISSION") == fold_word("de\u0301mission") == "démission"


def test_bare_drops_accents_only() -> None:
    assert bare("démission") == "demission"
    assert bare("παραίτηση") == "παραιτηση"
    assert bare("plain") == "plain"


def test_a_token_knows_its_neighbours_and_its_kind() -> None:
    tokens = tokenise("title", "d’Ana left, 2024")

    assert tokens.glued(0)
    assert not tokens.glued(2)
    assert not tokens.glued(5)
    assert tokens.is_word(0)
    assert not tokens.is_word(1)
    assert tokens.is_capital(2)
    assert not tokens.is_capital(3)
