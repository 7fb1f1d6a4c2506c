import random

from monitor.model import Article
from monitor.stories.copies import is_copy, originals, sketch
from tests.fakes.made import article, report

WORDS = [f"word{n}" for n in range(4000)]


def text(seed: int, words: int = 300) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def drawn(body: str, **more: str) -> str:
    return sketch(article(more.pop("title", "A title"), body=body, **more))


def test_edited_copies_are_known_and_other_texts_are_not() -> None:
    whole = text(1)
    words = whole.split()
    cut = " ".join(words[:160])
    edited = " ".join(w if n % 40 else "changed" for n, w in enumerate(words))
    original = report("a", sketch=drawn(whole), title="One")
    for body in (whole, edited, cut + " " + text(7, 40)):
        assert is_copy(original, report("b", sketch=drawn(body), title="Two"))
    for seed in range(2, 40):
        assert not is_copy(original, report("c", sketch=drawn(text(seed)), title="Three"))


def test_short_texts_are_copies_by_equal_titles_only() -> None:
    assert drawn("Only a few words.") == ""
    one = report("a", title="Apple hit by breach!")
    assert is_copy(one, report("b", title="APPLE hit by breach"))
    assert not is_copy(one, report("b", title="Apple breach: records for sale"))
    assert not is_copy(report("a", title=""), report("b", title=""))


def test_the_same_headline_over_two_long_texts_is_no_copy() -> None:
    one, other = drawn(text(1)), drawn(text(2))
    assert not is_copy(report("a", sketch=one, title="T"), report("b", sketch=other, title="T"))


def test_scripts_without_blanks_are_sketched_by_letters() -> None:
    body = "".join(chr(0x4E00 + random.Random(n).randrange(3000)) for n in range(300))
    chinese: Article = article("标题", body=body, lang="zh")
    assert sketch(chinese)
    assert is_copy(
        report("a", sketch=sketch(chinese)),
        report("b", sketch=drawn(body[:200], title="标题", lang="zh"), title="x"),
    )


def test_the_first_in_time_is_the_original_of_all_its_copies() -> None:
    reports = [
        report("c", hours=2, title="Same"),
        report("a", hours=1, title="Same"),
        report("b", hours=1, title="Same"),
        report("d", hours=0, title="Other"),
    ]
    assert originals(reports) == {"b": "a", "c": "a"}


def test_a_hostile_text_is_sketched_too() -> None:
    assert drawn("\ud800 " * 300 + " ".join(f"x\ud800{n}" for n in range(200)))
