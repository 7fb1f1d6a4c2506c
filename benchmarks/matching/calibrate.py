"""Calibrate: holds the generated articles against real news, by the simplest index.

    python -m benchmarks.matching.calibrate

Exit 1 = a figure is more than 20 % off. Takes a minute: it is run when the generator changes.
"""

import sys

from benchmarks import fair
from benchmarks.matching import ours
from benchmarks.matching.bare import Reference, normalised
from benchmarks.matching.generate import Corpus, corpus, rules
from benchmarks.matching.row import SEED
from benchmarks.matching.shown import generated

# Of 869 real articles, mean 604 words: hits, candidates and matches an article.
REAL = {1_000: (30.0, 3.9, 0.13), 10_000: (173.0, 38.0, 1.81), 100_000: (449.0, 383.0, 18.0)}
NAMES = ("hits", "candidates", "matches")
OFF = 0.2


def main() -> int:
    """Print the generated figures beside the real ones."""
    found = beside_real(corpus(seed=SEED))
    print(generated(found))
    off = [abs(own / real - 1) for values in found.values() for real, own in values.values()]
    return int(max(off) > OFF)


def beside_real(text: Corpus) -> dict[str, dict[str, tuple[float, float]]]:
    """Give, by number of rules, each figure of real news and of the generated ones."""
    with fair.uncollected():
        return {
            str(count): dict(zip(NAMES, zip(real, _figures(text, count), strict=True), strict=True))
            for count, real in REAL.items()
        }


def _figures(text: Corpus, count: int) -> tuple[float, float, float]:
    fair.progress(f"{count:,} rules")
    asked = ours.prepared(rules(text, count, seed=SEED)).asked
    reference = Reference(asked, map(normalised, text.taught))
    texts = list(map(normalised, text.timed))
    number = len(texts)
    engine = ours.engine(asked, ours.taught(text.taught))
    return (
        sum(map(reference.hits, texts)) / number,
        sum(len(reference.candidates(one)) for one in texts) / number,
        sum(len(engine.match(article)) for article in text.timed) / number,
    )


if __name__ == "__main__":
    sys.exit(main())
