"""Growth: how time grows with the number of rules and with the length of an article."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import cycle, islice
from time import thread_time

from monitor.matching import Engine
from monitor.model import Article

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)  # characters of an article
RUNS = 5
ARTICLES = 20


def exponent(points: Mapping[int, float]) -> float:
    """Give the slope on logarithmic axes: 1 = linear."""
    xs, ys = [math.log(x) for x in points], [math.log(y) for y in points.values()]
    return statistics.linear_regression(xs, ys).slope


def longer(article: Article, size: int) -> Article:
    """Give an article of the same words at another length: its paragraphs over and over."""
    paragraphs = article.body.split("\n\n")
    rounds = math.ceil(size * len(paragraphs) / len(article.body)) + len(paragraphs)
    return replace(article, body="\n\n".join(islice(cycle(paragraphs), rounds))[:size])


def joined(articles: Sequence[Article], size: int, *, start: int) -> Article:
    """Give an article of ever new words: the bodies of several, from one of them on."""
    bodies = (article.body for article in (*articles[start:], *articles[:start]))
    return replace(articles[start], body="\n\n".join(bodies)[:size])


def by_size(engine: Engine, articles: Sequence[Article]) -> Mapping[str, Mapping[int, float]]:
    """Give microseconds by size, of the same words and of ever new ones, and their matches."""
    same = {size: [longer(a, size) for a in articles[:ARTICLES]] for size in SIZES}
    new = {
        size: [joined(articles, size, start=number) for number in range(ARTICLES)] for size in SIZES
    }
    return {
        "article_us": {size: _us(engine, made) for size, made in same.items()},
        "article_matches": {size: _matches(engine, made) for size, made in same.items()},
        "joined_us": {size: _us(engine, made) for size, made in new.items()},
        "joined_matches": {size: _matches(engine, made) for size, made in new.items()},
    }


def _us(engine: Engine, articles: Sequence[Article]) -> float:
    return 1e6 * statistics.median(_seconds(engine, articles) for _ in range(RUNS))


def _seconds(engine: Engine, articles: Sequence[Article]) -> float:
    began = thread_time()
    for article in articles:
        engine.match(article)
    return (thread_time() - began) / len(articles)


def _matches(engine: Engine, articles: Sequence[Article]) -> float:
    return sum(len(engine.match(article)) for article in articles) / len(articles)
