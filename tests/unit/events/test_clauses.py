"""Clauses: zones, sentences, segments and pieces."""

import pytest

from monitor.events.clauses import Sentence, cut, is_quote, sentences
from tests.fakes.lexicons import article

ABBREVIATIONS = frozenset({"inc", "dr", "jr"})


def texts(found: list[Sentence]) -> list[str]:
    return [s.tokens.text(s.first, s.last) for s in found]


def body_of(text: str, *, lead: str = "A lead.") -> list[Sentence]:
    found = sentences(article("Title", lead=lead, body=text), ABBREVIATIONS)
    return [s for s in found if s.tokens.field == "body"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("She left. He stayed.", ["She left.", "He stayed."]),
        ("Acme Inc. Fell. It rose.", ["Acme Inc. Fell.", "It rose."]),
        ("J. Stern left Acme, Inc., today.", ["J. Stern left Acme, Inc., today."]),
        ("It cost $3.5m. Much.", ["It cost $3.5m.", "Much."]),
        ("他辞职了。她留下。", ["他辞职了。", "她留下。"]),
        ("“I go.” He went.", ["“I go.”", "He went."]),
        ("He left! why not. Ok", ["He left! why not.", "Ok"]),
        ("One\nTwo", ["One", "Two"]),
    ],
)
def test_a_body_is_cut_into_sentences(text: str, parts: list[str]) -> None:
    assert texts(body_of(text)) == parts


def test_the_headline_is_one_sentence() -> None:
    found = list(sentences(article("Acme Inc. Falls. Stern goes"), ABBREVIATIONS))

    assert [s.zone for s in found] == ["headline"]


def test_the_first_paragraph_is_the_lead_when_there_is_none() -> None:
    first = "The president of the company will take a long leave from work."

    found = body_of(f"By our desk\n{first}\nMore news came.", lead="")

    assert [s.zone for s in found] == ["lead", "lead", "news"]


def test_after_a_heading_comes_the_rest() -> None:
    text = "One thing happened. Another thing happened.\nA heading\nOld things happened."

    assert [s.zone for s in body_of(text)] == ["news", "news", "rest", "rest"]


def test_a_heading_at_the_top_ends_nothing() -> None:
    assert [s.zone for s in body_of("A heading\nOne thing happened.")] == ["news", "news"]


def test_the_news_block_ends_after_3000_characters() -> None:
    text = "Words follow words here. " * 200

    zones = [s.zone for s in body_of(text)]

    assert zones[0] == "news"
    assert zones[-1] == "rest"


def test_segments_lie_between_hard_separators() -> None:
    sentence = next(sentences(article("Acme: Stern goes – Ruiz comes, says board"), ABBREVIATIONS))

    cuts = cut(sentence, spaces_part=False)

    assert cuts.segments == (0, 1, 1, 1, 2, 2, 2, 2, 2, 2)
    assert cuts.pieces == (0, 1, 1, 1, 2, 2, 2, 3, 3, 3)
    assert cuts.bounds(2) == (1, 4)
    assert cuts.piece_bounds(8) == (7, 10)
    assert cuts.segment(99) == 2
    assert cuts.piece(99) == 3


def test_a_spaced_hyphen_parts_a_glued_one_joins() -> None:
    spaced = next(sentences(article("Stern goes - Ruiz comes"), ABBREVIATIONS))
    glued = next(sentences(article("Acme-boss goes"), ABBREVIATIONS))

    assert max(cut(spaced, spaces_part=False).segments) == 1
    assert max(cut(glued, spaces_part=False).segments) == 0


def test_three_dots_part() -> None:
    sentence = next(sentences(article("Stern goes...why?"), ABBREVIATIONS))

    assert max(cut(sentence, spaces_part=False).segments) > 1


def test_spaces_part_where_words_have_none() -> None:
    sentence = next(sentences(article("新社長に佐藤氏 鈴木氏は退任"), ABBREVIATIONS))

    assert max(cut(sentence, spaces_part=True).pieces) == 1
    assert max(cut(sentence, spaces_part=False).pieces) == 0


def test_a_question_is_known() -> None:
    asking, telling = (
        next(sentences(article(t), ABBREVIATIONS)) for t in ("Will Stern go?", "Stern goes")
    )

    assert asking.asks
    assert not telling.asks


def test_quotation_marks_are_known() -> None:
    assert is_quote("„")
    assert not is_quote("x")
