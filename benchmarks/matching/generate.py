"""Generate: articles and rules as `performance.md` defines them, the same for the same seed.

    text = corpus(seed=7)
    for written in rules(text, 10_000, seed=7): written.id, written.expression

One half of the articles teaches how frequent words are, the other half is timed. The figures
below were tuned until hits, candidates and matches an article came within 20 % of those of
real news (docs/performance.md shows both).
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.matching.words import POOLS, SUFFIXES, NameParts, Vocabulary, pool, vocabularies
from monitor.model import Article

ARTICLES = 868
_LANGS = ("en", "en", "fr", "de")
_NAMES = 8_000  # that articles speak of
_SHORTEST, _SPREAD = 260, 860  # words; the last paragraph goes beyond
_TICKER = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels: no ticker is a word
_COMMON = (200, 6_000)  # ranks by document frequency
# In one article of 20 a name that no western code page has: such texts are folded otherwise.
# (Of real French articles of 220 words 2.3 % hold such a letter, of English ones .1 %.)
_FOREIGN = ("Erdoğan", "Škoda", "Łódź", "Győr", "Tōkyō", "Nguyễn", "Αθήνα", "Киев", "→", "≈")
_THEMES = ("departure", "deal", "law", "product", "none", "none", "none", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A company as articles and rules write it."""

    first: str
    last: str
    ticker: str
    suffix: str

    @property
    def full(self) -> str:
        """Give its usual name."""
        return f"{self.first} {self.last}"

    @property
    def official(self) -> str:
        """Give "First Suffix"."""
        return f"{self.first} {self.suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Articles in two halves, and what rules are made of."""

    taught: tuple[Article, ...]
    timed: tuple[Article, ...]
    names: tuple[Name, ...]  # those that occur
    parts: NameParts
    common: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A rule as an analyst would write it."""

    id: str
    shape: str
    expression: str


def corpus(*, seed: int = 7, count: int = ARTICLES) -> Corpus:
    """Write the articles."""
    rng = random.Random(seed)
    words, parts = vocabularies(rng)
    names = tuple(_new_name(rng, parts) for _ in range(_NAMES))
    writer = _Writer(rng, words, names)
    articles = [writer.article(number) for number in range(count)]
    half = count // 2
    return Corpus(
        taught=tuple(articles[:half]),
        timed=tuple(articles[half:]),
        names=tuple(n for n in names if n in writer.used),
        parts=parts,
        common=_common(articles[:half], words),
    )


def _common(articles: Sequence[Article], words: dict[str, Vocabulary]) -> tuple[str, ...]:
    known = {word for vocabulary in words.values() for word in vocabulary.words}
    seen = Counter(
        word for a in articles for word in {w.strip(".,") for w in f"{a.title} {a.body}".split()}
    )
    ranked = sorted(known & seen.keys(), key=lambda word: (-seen[word], word))
    return tuple(ranked[_COMMON[0] : _COMMON[1]])


def _new_name(rng: random.Random, parts: NameParts) -> Name:
    return Name(
        first=rng.choice(parts.firsts),
        last=rng.choice(parts.lasts),
        ticker="".join(rng.choices(_TICKER, k=rng.randint(3, 4))),
        suffix=rng.choice(SUFFIXES),
    )


class _Writer:
    """Writes articles one after the other from one stream of random numbers."""

    def __init__(
        self, rng: random.Random, words: dict[str, Vocabulary], names: Sequence[Name]
    ) -> None:
        self._rng = rng
        self._words = words
        self._names = names
        self._odd = random.Random(0)
        self.used: set[Name] = set()

    def article(self, number: int) -> Article:
        """Write one: a title, paragraphs of two to five sentences, names among the words."""
        rng = self._rng
        lang = rng.choice(_LANGS)
        length = int(_SHORTEST + _SPREAD * rng.betavariate(1.3, 2.55))
        about = [rng.choice(self._names) for _ in range(rng.randint(2, 4))]
        self.used.update(about)
        theme = rng.choice(_THEMES)
        title = self._title(lang, about[0], theme)
        paragraphs: list[str] = []
        while length > 0:
            sentences = [self._sentence(lang, about, theme) for _ in range(rng.randint(2, 5))]
            paragraphs.append(" ".join(sentences))
            length -= sum(s.count(" ") + 1 for s in sentences)
        return Article(
            id=f"a{number}",
            version="1",
            key=f"k{number}",
            source="generated",
            outlet="Generated News",
            outlet_id="generated",
            url=f"https://news.example/{number}",
            title=title,
            body="\n\n".join(self._with_foreign(paragraphs)),
            lang=lang,
            text_from="feed",
        )

    def _with_foreign(self, paragraphs: list[str]) -> list[str]:
        odd = self._odd
        if odd.random() < 1 / 20:
            words = paragraphs[-1].split(" ")
            words.insert(odd.randint(1, len(words) - 1), odd.choice(_FOREIGN))
            paragraphs[-1] = " ".join(words)
        return paragraphs

    def _title(self, lang: str, name: Name, theme: str) -> str:
        rng = self._rng
        words = self._drawn(lang, rng.randint(5, 9))
        if rng.random() < 0.34:
            words.insert(rng.randint(0, len(words)), name.full)
        if theme != "none" and rng.random() < 0.4:
            words.append(self._term(theme, lang))
        if rng.random() < 0.1:
            words.append(self._term("topic", lang))
        return _capital(" ".join(words))

    def _sentence(self, lang: str, about: Sequence[Name], theme: str) -> str:
        rng = self._rng
        words = self._drawn(lang, rng.randint(7, 30))
        if rng.random() < 0.4:
            words.insert(rng.randint(0, len(words)), self._mention(rng.choice(about)))
        if theme != "none" and rng.random() < 0.06:
            words.insert(rng.randint(0, len(words)), self._term(theme, lang))
        if rng.random() < 0.02:
            words.insert(rng.randint(0, len(words)), self._term("role", lang))
        if rng.random() < 0.2:
            words.insert(rng.randint(0, len(words)), self._figure())
        at = rng.randint(2, len(words) - 2)
        words[at] = _marked(rng, lang, words[at])
        return _capital(" ".join(words)) + "."

    def _mention(self, name: Name) -> str:
        chance = self._rng.random()
        if chance < 0.25:
            return name.full
        if chance < 0.6:
            return name.official
        return f"{name.official} ({name.ticker})" if chance < 0.75 else name.first

    def _figure(self) -> str:
        rng = self._rng
        return rng.choice(
            (str(rng.randint(2, 99)), f"{rng.randint(1, 99)}.{rng.randint(1, 9)} %", "2026")
        )

    def _drawn(self, lang: str, count: int) -> list[str]:
        voc = self._words[lang]
        return self._rng.choices(voc.words, cum_weights=voc.weights, k=count)

    def _term(self, name: str, lang: str) -> str:
        return self._rng.choice(pool(name, lang))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _marked(rng: random.Random, lang: str, word: str) -> str:
    """Put punctuation to a word, in the language's own manner."""
    chance = rng.random()
    if chance < 0.6:
        return word + ","
    quotes = {"en": "“%s”", "fr": "«\u00a0%s\u00a0»", "de": "„%s“"}[lang]
    if chance < 0.8:
        return quotes % word
    return {"en": "%s’s", "fr": "d’%s", "de": "– %s"}[lang] % word


def rules(text: Corpus, count: int, *, seed: int = 7, shared: int = 0) -> Iterator[Written]:
    """Write rules; with `shared` lists, roles and verbs come from so many lists for all."""
    rng = random.Random(f"{seed}:{count}")
    analyst = _Analyst(rng, text, shared)
    for number in range(count):
        shape, expression = analyst.rule()
        yield Written(id=f"r{number}", shape=shape, expression=expression)


class _Analyst:
    """Writes rules one after the other from one stream of random numbers."""

    def __init__(self, rng: random.Random, text: Corpus, shared: int) -> None:
        self._rng = rng
        self._text = text
        self._shared = (
            {
                name: [self._some(pool(name), 3, 13) for _ in range(max(1, shared // len(POOLS)))]
                for name in POOLS
            }
            if shared
            else {}
        )
        self._shapes = {
            "list-and-list": (40, self._two_lists),
            "near": (15, self._near),
            "not-topic": (15, self._not_topic),
            "names": (10, self._list_of_names),
            "common": (8, self._common),
            "or-near": (5, self._or_near),
            "prefix": (3, self._prefixes),
            "regex": (4, self._regex),
        }

    def rule(self) -> tuple[str, str]:
        """Write the next one; gives its shape and its expression."""
        weights = [weight for weight, _ in self._shapes.values()]
        shape = self._rng.choices(list(self._shapes), weights=weights)[0]
        return shape, self._shapes[shape][1]()

    def _two_lists(self) -> str:
        roles, leaves = self._pool("role", 3, 12), self._pool("departure", 4, 13)
        return f"{self._field()}{self._alias()} AND {roles} AND {leaves}"

    def _near(self) -> str:
        reach = self._rng.choice((3, 5, 8, 10, 20))
        near = f"{self._alias()} NEAR/{reach} {self._verbs()}"
        field = self._field()
        return f"{field}({near})" if field else near

    def _not_topic(self) -> str:
        topics = _either(self._some(pool("topic"), 1, 4))
        return f"{self._field()}{self._alias()} AND {self._verbs()} AND NOT title:{topics}"

    def _list_of_names(self) -> str:
        names = [self._name().full for _ in range(self._rng.randint(2, 12))]
        return self._field() + _either(names)

    def _common(self) -> str:
        lists = [self._some(self._text.common, 1, most) for most in (4, 4, 3, 3)]
        a, b, c, veto = map(_either, lists)
        return f"{self._field()}{a} AND {b} AND {c} AND NOT {veto}"

    def _or_near(self) -> str:
        topics = _either(self._some(pool("topic"), 1, 3))
        alias = self._alias()
        near = f"{alias} NEAR/5 {self._verbs()}"
        return f"(title:{alias} AND {topics}) OR {near}"

    def _prefixes(self) -> str:
        rng, common = self._rng, self._text.common
        long = [word for word in rng.choices(common[:2_600], k=16) if len(word) > 5]
        begun = [word[: rng.randint(5, 7)].lower() + "*" for word in long[: rng.randint(1, 3)]]
        words = _either(self._some(common, 2, 5))
        return f"{self._field()}{_either(begun or ['compan*'])} AND title:{words}"

    def _regex(self) -> str:
        name = self._name()
        pattern = rf"/{name.first.lower()}\s+({name.last.lower()}|{name.suffix.lower()})s?/"
        return f"{self._field()}{pattern} AND {self._pool('departure', 3, 8)}"

    def _field(self) -> str:
        return self._rng.choices(("", "title:", "body:"), weights=(70, 15, 15))[0]

    def _name(self) -> Name:
        rng = self._rng
        if rng.random() < 0.25:
            return rng.choice(self._text.names)
        return _new_name(rng, self._text.parts)

    def _alias(self) -> str:
        rng, name = self._rng, self._name()
        terms = [name.full]
        if rng.random() < 0.6:
            terms.append(name.ticker)
        if rng.random() < 0.7:
            terms.append(name.official)
        while rng.random() < 0.4:
            terms.append(self._name().full)
        return _either(terms)

    def _verbs(self) -> str:
        return self._pool(self._rng.choice(("deal", "law", "product")), 3, 8)

    def _pool(self, name: str, low: int, high: int) -> str:
        if self._shared:
            return _either(self._rng.choice(self._shared[name]))
        return _either(self._some(pool(name), low, high))

    def _some(self, terms: Sequence[str], low: int, high: int) -> list[str]:
        return self._rng.sample(terms, min(self._rng.randint(low, high), len(terms)))


def _either(terms: Sequence[str]) -> str:
    """Give the terms joined by OR, phrases in quotes."""
    shown = [f'"{term}"' if " " in term else term for term in dict.fromkeys(terms)]
    return shown[0] if len(shown) == 1 else f"({' OR '.join(shown)})"
