"""One URL, another article: live blogs and reused pages become a new generation. Pure."""

from dataclasses import replace

from monitor.ids import article_id
from monitor.intake.churn import Print, minute_of, sketch
from monitor.model import Article
from monitor.parsing.urls import hash_form

COMMON = 0.2  # of the words: with fewer, it is about something else


def given(article: Article, known: Print) -> Article:
    """Give the article under the id of its URL's generation; `known` is what the URL was last.

    With less than a fifth of the title's words in common and a later date, it is another article;
    else it is the same one, whose id stays what it was made.
    """
    if article.published is not None and is_another(article, known):
        return _named(article, minute_of(article.published))
    return _named(article, known.generation) if known.generation else article


def is_another(article: Article, known: Print) -> bool:
    """Tell whether a known URL shows another article now."""
    if article.published is None or article.published_from == "clamped":
        return False
    if minute_of(article.published) <= known.minute:
        return False
    words = sketch(article.title)
    common = len(words & known.words)
    return bool(words and known.words) and common < COMMON * min(len(words), len(known.words))


def is_first(article: Article) -> bool:
    """Tell whether the article's id is its URL's own: a kind may have made another."""
    return bool(article.url) and article.id == article_id(hash_form(article.url))


def of(article: Article) -> int:
    """Read the generation's minute off an article that has been given one; 0 = it has none."""
    if is_first(article) or article.published is None or not article.url:
        return 0
    minute = minute_of(article.published)
    return minute if _named(article, minute).id == article.id else 0


def _named(article: Article, generation: int) -> Article:
    return replace(article, id=article_id(hash_form(article.url), f"{generation}"))
