"""Counting: one pass over archived articles, in which all rules are asked and words counted.

    counting = Counting(match=engine.match, rules=book.rules, terms=terms_of(checked, forms))
    for article in archive:
        counting.add(article)
    history = counting.history()

Words are counted in ever fewer articles, each with the weight of those it stands for: that a
word stands in 5 % of a million comes out as well from thirty thousand.
"""

import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from monitor.matching.terms import Term
from monitor.matching.text import fold
from monitor.model import Article, Match, Rule
from monitor.reasons import Reason
from monitor.rulebook.history import History, key_of
from monitor.stories.newsroom import Newsroom

DENSE = 5_000  # articles before words are counted in every second one only, and so on
Matcher = Callable[[Article], Sequence[Match]]


class Counting:
    """Counts what lints ask of the archive."""

    def __init__(
        self, *, match: Matcher, rules: Mapping[str, Rule], terms: Iterable[Term] = ()
    ) -> None:
        """Take how articles are matched, which rules there are, and the terms to count."""
        self._match = match
        live = {name: replace(rule, status="live") for name, rule in rules.items()}
        self._rooms = {
            name: Newsroom(rules={name: rule}) for name, rule in live.items() if rule.budget
        }
        self._terms = {key_of(term): term for term in terms if _is_countable(term)}
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._articles = 0
        self._next = 0
        self._weight = 0
        self._matched: dict[str, set[str]] = defaultdict(set)
        self._excepted: set[tuple[str, str]] = set()
        self._alerts: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        self._counts: dict[str, int] = defaultdict(int)
        self._fields: set[str] = set()

    def add(self, article: Article) -> None:
        """Count one article; they come in the order of the archive."""
        at = article.seen or article.published
        if at is not None:
            self._first = min(at, self._first or at)
            self._last = max(at, self._last or at)
        self._fields |= {"author"} if article.authors else set()
        self._fields |= {"tag"} if article.tags else set()
        for match in self._match(article):
            self._keep(article, match, at)
        if self._articles == self._next:
            gap = 1 + self._articles // DENSE
            self._next += gap
            self._weight += gap
            for key in self._standing(article):
                self._counts[key] += gap
        self._articles += 1

    def _keep(self, article: Article, match: Match, at: datetime | None) -> None:
        if match.reason is Reason.EXCEPTED:
            self._excepted.add((match.rule, match.because.partition(":")[0]))
        if match.reason not in {None, Reason.SHADOW}:
            return
        self._matched[match.rule].add(article.id)
        room = self._rooms.get(match.rule)
        if room is not None and at is not None:
            told = room.join(article, [replace(match, reason=None)])
            cards = sum(one.kind == "card" for one in told)
            if cards:
                self._alerts[match.rule][at.date()] += cards

    def _standing(self, article: Article) -> Iterator[str]:
        """Give the terms that stand in an article, accents and capitals aside."""
        words = fold(f"{article.title}\n\n{article.lead}\n\n{article.body}").words
        known = frozenset(words)
        order = sorted(known)
        for key, term in self._terms.items():
            plain = tuple(word.plain for word in term.words)
            if not known.issuperset(plain[:-1] if term.begun else plain):
                continue
            if term.begun and not _is_begun(plain[-1], order):
                continue
            if len(plain) == 1 or _in_a_row(plain, words, begun=term.begun):
                yield key

    def history(self) -> History:
        """Give what was counted so far."""
        whole = max(1, self._weight)
        first, last = self._first, self._last
        return History(
            days=(last.date() - first.date()).days + 1 if first and last else 0,
            articles=self._articles,
            matched={rule: frozenset(ids) for rule, ids in self._matched.items()},
            excepted=frozenset(self._excepted),
            alerts={rule: dict(days) for rule, days in self._alerts.items()},
            shares={key: count / whole for key, count in self._counts.items()},
            fields=frozenset(self._fields),
        )


def _is_countable(term: Term) -> bool:
    """Tell whether folded words alone decide: initials and symbols need the text as written."""
    exact = any(word.capitals or word.exact or word.symbols for word in term.words)
    return bool(term.words) and not exact and not term.after


def _is_begun(start: str, order: Sequence[str]) -> bool:
    index = bisect.bisect_left(order, start)
    return index < len(order) and order[index].startswith(start)


def _in_a_row(plain: tuple[str, ...], words: tuple[str, ...], *, begun: bool) -> bool:
    size = len(plain)
    for at in range(len(words) - size + 1):
        if words[at : at + size - 1] == plain[:-1]:
            last = words[at + size - 1]
            if last == plain[-1] or (begun and last.startswith(plain[-1])):
                return True
    return False
