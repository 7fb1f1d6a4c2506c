"""Generate: the same articles and rules for the same seed, within the definitions."""

import hashlib
import random
import statistics
from collections import Counter
from functools import cache

import pytest

from benchmarks.matching import generate, ours, words
from benchmarks.matching.bare import Reference, normalised
from monitor.matching.text import fold

SHAPES = {
    "list-and-list": 0.40,
    "near": 0.15,
    "not-topic": 0.15,
    "names": 0.10,
    "common": 0.08,
    "or-near": 0.05,
    "prefix": 0.03,
    "regex": 0.04,
}


@cache
def text() -> generate.Corpus:
    return generate.corpus(seed=7)


@cache
def some_rules() -> tuple[generate.Written, ...]:
    return tuple(generate.rules(text(), 1_500, seed=7))


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def test_articles_are_the_same_in_every_process() -> None:
    bodies = [article.title + article.body for article in text().timed]
    assert digest(bodies) == "8dabb636b3adbaca"


def test_rules_are_the_same_in_every_process() -> None:
    assert digest([rule.expression for rule in some_rules()]) == "57873aaa27dda420"


def test_another_seed_gives_other_articles() -> None:
    other = generate.corpus(seed=8, count=2)
    assert other.taught[0].body != text().taught[0].body


def test_articles_have_the_length_of_news() -> None:
    lengths = [len(f"{a.title} {a.body}".split()) for a in text().timed]
    assert 574 <= statistics.mean(lengths) <= 634
    assert min(lengths) > 200
    assert max(lengths) < 1_300


def test_half_of_the_articles_teaches() -> None:
    assert len(text().taught) == len(text().timed) == 434


def test_articles_come_in_three_languages_and_in_paragraphs() -> None:
    assert {article.lang for article in text().timed} == {"en", "fr", "de"}
    assert all("\n\n" in article.body for article in text().timed)


def test_no_two_words_fold_alike() -> None:
    found, parts = words.vocabularies(random.Random(7))
    known = [word for vocabulary in found.values() for word in vocabulary.words]
    known += [*parts.firsts, *parts.lasts]
    folded = Counter(" ".join(fold(word).words) for word in known)
    assert folded.most_common(1)[0][1] == 1


def test_shapes_have_their_shares() -> None:
    seen = Counter(rule.shape for rule in some_rules())
    for shape, share in SHAPES.items():
        assert seen[shape] / len(some_rules()) == pytest.approx(share, abs=0.035)


def test_every_rule_compiles() -> None:
    made = ours.prepared(some_rules())
    assert len(made.asked) == len(some_rules())


def test_shared_lists_are_few() -> None:
    made = ours.prepared(generate.rules(text(), 500, seed=7, shared=20))
    own = ours.prepared(some_rules()[:500])
    distinct = [
        len({str(p) for rule in m.asked for p in getattr(rule.query, "parts", ())[1:]})
        for m in (made, own)
    ]
    assert distinct[0] < distinct[1]


def test_a_quarter_of_the_names_occurs() -> None:
    known = {name.full for name in text().names}
    lists = [rule.expression for rule in some_rules() if rule.shape == "names"]
    names = [name for line in lists for name in line.split('"')[1::2]]
    assert sum(name in known for name in names) / len(names) == pytest.approx(0.25, abs=0.05)


def test_hits_and_candidates_are_those_of_real_news() -> None:
    asked = ours.prepared(generate.rules(text(), 1_000, seed=7)).asked
    reference = Reference(asked, map(normalised, text().taught))
    lines = list(map(normalised, text().timed))
    hits = sum(map(reference.hits, lines)) / len(lines)
    candidates = sum(len(reference.candidates(line)) for line in lines) / len(lines)
    assert hits == pytest.approx(30, rel=0.2)
    assert candidates == pytest.approx(3.9, rel=0.2)
