import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.demo.outlets import Outlet, languages, load_outlets
from monitor.errors import RuleError

STORY_LANGUAGES = {
    "ko", "ru", "en", "fr", "id", "sa", "ja", "de", "pt", "el", "es", "it", "fi", "la", "zh",
}  # fmt: skip
OUTLETS = load_outlets()
PIECES = [(outlet, piece) for outlet in OUTLETS for piece in outlet.articles]


def test_every_language_tells_the_whole_story_at_least_once() -> None:
    told = {
        outlet.lang
        for outlet, piece in PIECES
        if piece.story == "main" and set(piece.tells) == {"leave", "move", "departure"}
    }
    assert told == STORY_LANGUAGES == set(languages(OUTLETS))


def test_at_least_sixty_articles_say_why_they_must_not_alert() -> None:
    quiet = [piece for _, piece in PIECES if piece.why]
    assert len(quiet) >= 60
    assert {
        "sport", "politics", "product", "denial", "rumour", "background", "mention", "earnings",
        "release", "exhibition", "weather", "obituary", "listing", "idiom", "demanded",
    } <= {piece.why for piece in quiet}  # fmt: skip


def test_a_piece_belongs_to_the_story_or_says_why_it_does_not() -> None:
    for _, piece in PIECES:
        assert bool(piece.story) != bool(piece.why), piece.slug
        assert bool(piece.tells) == bool(piece.story), piece.slug


def test_each_later_fact_is_told_by_two_outlets_in_two_languages() -> None:
    later = [(outlet, piece) for outlet, piece in PIECES if piece.later]
    facts = Counter(piece.slug for _, piece in later)
    assert facts == {"openai-lindqvist": 2, "openai-castellan": 2}
    for slug in facts:
        assert len({outlet.lang for outlet, piece in later if piece.slug == slug}) == 2


def test_all_dates_lie_in_the_story_s_week() -> None:
    for _, piece in PIECES:
        assert (
            datetime(2024, 8, 5, tzinfo=UTC) <= piece.published < datetime(2024, 8, 10, tzinfo=UTC)
        )


def test_later_facts_are_dated_on_the_last_two_days() -> None:
    assert {piece.published.day for _, piece in PIECES if piece.later} == {8, 9}


def test_addresses_are_unique() -> None:
    addresses = Counter((outlet.outlet, piece.slug) for outlet, piece in PIECES)
    assert max(addresses.values()) == 1


def test_page_texts_are_long_enough_to_be_taken_as_the_article() -> None:
    for outlet, piece in PIECES:
        if outlet.serve == "list" and piece.story == "main":
            assert len(piece.text) >= 600, (outlet.outlet, len(piece.text))


def test_one_chinese_and_one_italian_outlet_use_the_nickname() -> None:
    texts = {outlet.lang: "" for outlet in OUTLETS}
    for outlet, piece in PIECES:
        texts[outlet.lang] += piece.title + piece.lead + piece.text
    assert "奥特曼" in texts["zh"]
    assert "Ultraman" in texts["it"]


def test_the_newest_piece_stands_first_and_later_ones_are_held_back() -> None:
    wire = next(outlet for outlet in OUTLETS if outlet.outlet == "harbour-wire")
    before, after = wire.front(later=False), wire.front(later=True)
    assert [p.published for p in after] == sorted((p.published for p in after), reverse=True)
    assert {p.slug for p in after} - {p.slug for p in before} == {"openai-lindqvist"}


def test_paragraphs_are_single_lines() -> None:
    assert all("\n" not in text for _, piece in PIECES for text in piece.paragraphs)
    assert all(len(piece.paragraphs) >= 2 for _, piece in PIECES)


def test_a_fault_in_an_outlet_s_file_names_file_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text("outlet: odd\nname: Odd\nlang: en\nserve: fax\narticles: []\n")
    with pytest.raises(RuleError) as caught:
        load_outlets(tmp_path)
    assert re.search(r"articles/odd\.yaml:4:8: E\d+ ", str(caught.value))


def test_a_folder_without_outlets_is_an_empty_newsroom(tmp_path: Path) -> None:
    assert load_outlets(tmp_path) == ()


def test_no_outlet_is_named_twice() -> None:
    def ids(outlets: tuple[Outlet, ...]) -> list[str]:
        return [outlet.outlet for outlet in outlets]

    assert len(set(ids(OUTLETS))) == len(OUTLETS) >= 15
