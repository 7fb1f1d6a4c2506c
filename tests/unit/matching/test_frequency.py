"""The shipped table of common words: what it says, and that it is what it may be."""

import gzip
from pathlib import Path

import pytest

from monitor.matching.frequency import frequency, is_common
from monitor.matching.text import fold

TABLE = Path(__file__).parents[3] / "monitor" / "matching" / "common"
FILES = sorted(TABLE.glob("*.gz"))
LANGUAGES = {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "ru", "zh"}


def words_of(path: Path) -> list[str]:
    return [word for line in lines_of(path) for word in line.split(" ")[1:]]


def lines_of(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def test_common_words_stand_in_more_articles_than_rare_ones() -> None:
    assert frequency("the") > frequency("port") > frequency("antwerp") > 0


@pytest.mark.parametrize("word", ["nicht", "было", "的", "그리고", "στην"])
def test_the_table_knows_many_languages(word: str) -> None:
    assert all(frequency(plain) > 0.05 for plain in fold(word).words)


def test_a_word_counts_as_common_in_its_own_language_only() -> None:
    assert is_common("song", "en")
    assert is_common("song")
    assert not is_common("song", "it")
    assert not is_common("song", "xx")


def test_an_unknown_beginning_of_a_word_is_rarer_the_longer_it_is() -> None:
    assert frequency("zqx") > frequency("zqxvbn") > frequency("zqxvbnmkjhgf") > 0


def test_an_unknown_character_is_rare() -> None:
    assert frequency("鱻") < 0.01


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_language_has_at_most_five_thousand_words(path: Path) -> None:
    words = words_of(path)
    assert 300 <= len(words) <= 5_000
    assert len(words) == len(set(words))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shares_are_shares_and_fall(path: Path) -> None:
    shares = [float(line.split(" ")[0]) for line in lines_of(path)]
    assert shares == sorted(shares, reverse=True)
    assert 0 < shares[-1] <= shares[0] <= 1


@pytest.mark.parametrize("lang", ["de", "el", "fr", "he", "ru", "zh"])
def test_words_are_folded_as_the_engine_folds(lang: str) -> None:
    words = words_of(TABLE / f"{lang}.gz")[:300]
    assert [fold(word).words for word in words] == [(word,) for word in words]


def test_all_files_together_are_small_and_of_the_lexicons_languages() -> None:
    assert sum(path.stat().st_size for path in FILES) <= 1_000_000
    assert {path.stem for path in FILES} >= LANGUAGES


def test_where_the_table_comes_from_is_said() -> None:
    notice = (TABLE.parents[2] / "NOTICE").read_text("utf-8")
    assert "wordfreq" in notice
    assert "CC BY-SA 4.0" in notice
