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


@pytest.mark.parametrize(
    ("title", "segments"),
    [
        ("Acme (ACME) falls", 1),
        ("Acme (NYSE: ACME) falls", 1),
        ("Acme (01828) falls", 1),
        ("北風(CEO)が退任", 1),
        ("Acme (the maker) falls", 3),
        ("Acme (?) falls", 4),
        ("Acme (ACME falls", 2),
        ("Acme () falls", 3),
    ],
)
def test_a_bracketed_sign_parts_nothing(title: str, segments: int) -> None:
    sentence = next(sentences(article(title), ABBREVIATIONS))

    assert len(set(cut(sentence, spaces_part=False).segments)) == segments


def test_the_stop_of_an_ordinal_parts_nothing() -> None:
    sentence = next(sentences(article("Stern geht am 30. Juni 2026"), ABBREVIATIONS))

    assert set(cut(sentence, spaces_part=False).segments) == {0}


def test_a_language_may_call_figures_abbreviations() -> None:
    german = frozenset(str(n) for n in range(1, 32))
    found = article("T", lead="L.", body="Stern geht am 30. Juni. Ruiz kommt.")

    texts_ = [s.tokens.text(s.first, s.last) for s in sentences(found, german)]

    assert texts_[2:] == ["Stern geht am 30. Juni.", "Ruiz kommt."]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("“I go,” he said.", True), ("« Je pars »", True), ("He said “I go”.", False)],
)
def test_a_paragraph_that_opens_with_a_quotation_is_quoted(text: str, quoted: bool) -> None:
    assert body_of(text)[0].quoted is quoted


def test_a_very_long_sentence_is_cut() -> None:
    assert len(body_of("word " * 450)) > 2
    assert len(body_of("word, " * 130)) > 1


def test_an_empty_article_has_no_sentences() -> None:
    assert list(sentences(article(""), ABBREVIATIONS)) == []
