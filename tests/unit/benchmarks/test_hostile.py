"""Hostile: the texts are as long as they are said to be, the patterns are admitted."""

from benchmarks.matching import generate, hostile, ours
from monitor.model import Article

ARTICLE = Article(id="a", version="1", key="k", title="t", lang="en")


def test_every_text_has_its_size() -> None:
    text = generate.corpus(seed=7, count=20)
    found = hostile.texts(list(generate.rules(text, 200, seed=7)), seed=7)
    assert len(found) >= 10
    assert all(hostile.SIZE <= len(t.encode()) < hostile.SIZE + 100 for t in found.values())


def test_the_rules_made_to_hurt_hold_on_their_texts() -> None:
    engine = ours.engine(hostile.asked(), lambda _: 0.0)
    body = "aa aa aa aaab mergers merger takeover stake. Merger merger merger takeover. 社長が辞任"
    article = Article(id="a", version="1", key="k", title="t", body=body, lang="en")
    assert len(ours.answer(engine, article)) >= len(hostile.RULES) - 1


def test_most_patterns_are_admitted_and_timed() -> None:
    found = hostile.pattern_ms(ARTICLE, size=2_000)
    assert set(found) == set(hostile.PATTERNS)
    assert sum(ms is not None for ms in found.values()) >= len(found) // 2
