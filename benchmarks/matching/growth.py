"""Growth: how time grows with the number of rules and with the length of an article."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import thread_time

from monitor.matching import Engine
from monitor.model import Article

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)  # bytes of an article
MOST_STEEP = 1.1
RUNS = 7


def exponent(points: Mapping[int, float]) -> float:
    """Give the slope on logarithmic axes: 1 = linear."""
    xs, ys = [math.log(x) for x in points], [math.log(y) for y in points.values()]
    return statistics.linear_regression(xs, ys).slope


def by_size(engine: Engine, articles: Sequence[Article]) -> Mapping[int, float]:
    """Give microseconds by size of the article, of bodies cut or joined to that size."""
    joined = "\n\n".join(article.body for article in articles if article.body.isascii())
    joined = joined or "\n\n".join(article.body for article in articles)
    found: dict[int, float] = {}
    for size in SIZES:
        cuts = range(0, min(len(joined) - size, 20 * size), size) or range(1)
        made = [replace(articles[0], body=joined[at : at + size]) for at in cuts]
        found[size] = 1e6 * statistics.median(_seconds(engine, made) for _ in range(RUNS))
    return found


def _seconds(engine: Engine, articles: Sequence[Article]) -> float:
    began = thread_time()
    for article in articles:
        engine.match(article)
    return (thread_time() - began) / len(articles)
