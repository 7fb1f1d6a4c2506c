"""Clauses: fields into blocks and sentences, sentences into segments and pieces.

A *segment* lies between hard separators (`; : |`, dashes, brackets), a *piece* between commas
inside a segment. Both are numbers per token, so that asking whether two words stand in one
clause is a comparison.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from monitor.events.tokens import BREAK, Tokens, tokenise
from monitor.model import Article

Zone = Literal["headline", "lead", "news", "rest"]
_ENDS = frozenset(".!?。！？؟۔।…")
_WIDE = frozenset("。！？")
_CLOSERS = frozenset("\"'”’»)）」』】")
_HARD = frozenset(";:|–—―()[]（）：；｜「」『』【】《》・/")
_QUOTES = frozenset('"“”„«»「」『』')
_SOFT = frozenset(",，、،;")
_OPENS, _SHUTS = frozenset("(（"), frozenset(")）")
_TICKER_TOKENS = 6  # the most between the brackets of `(NYSE: ABC)`
_NEWS_CHARACTERS = 3_000
_HEADING_WORDS = 14
_LEAD_LETTERS = 40
_LONG = 120  # tokens after which a sentence is also cut at a comma or a colon
_MOST_TOKENS = 200  # and where it is cut in any case


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of one field: its tokens from `first` to before `last`, and where it stands."""

    tokens: Tokens
    first: int
    last: int
    zone: Zone
    quoted: bool = False
    asks: bool = False  # ends with a question mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A sentence cut up: segment and piece number of each token, from the sentence's first."""

    sentence: Sentence
    segments: tuple[int, ...]
    pieces: tuple[int, ...]
    tickers: frozenset[int] = frozenset()  # tokens of `(NYSE: ABC)`, which parts nothing

    def segment(self, index: int) -> int:
        """Give the segment of a token."""
        return self.segments[min(index - self.sentence.first, len(self.segments) - 1)]

    def piece(self, index: int) -> int:
        """Give the piece of a token; pieces count through the whole sentence."""
        return self.pieces[min(index - self.sentence.first, len(self.pieces) - 1)]

    def bounds(self, index: int) -> tuple[int, int]:
        """Give first and past-the-last token of the segment a token stands in."""
        return self._run(self.segments, index)

    def piece_bounds(self, index: int) -> tuple[int, int]:
        """Give first and past-the-last token of the piece a token stands in."""
        return self._run(self.pieces, index)

    def _run(self, numbers: tuple[int, ...], index: int) -> tuple[int, int]:
        at = min(index - self.sentence.first, len(numbers) - 1)
        start = end = at
        while start > 0 and numbers[start - 1] == numbers[at]:
            start -= 1
        while end < len(numbers) and numbers[end] == numbers[at]:
            end += 1
        return self.sentence.first + start, self.sentence.first + end


def sentences(article: Article, abbreviations: frozenset[str]) -> Iterator[Sentence]:
    """Give an article's sentences, headline first, each with its zone."""
    title = tokenise("title", article.title)
    if title.words:
        yield _sentence(title, 0, min(len(title.words), _MOST_TOKENS), "headline")
    lead = tokenise("lead", article.lead)
    if lead.words:
        for first, last in _blocks(lead):
            for start, end in _split(lead, first, last, abbreviations):
                yield _sentence(lead, start, end, "lead")
    if article.body:
        yield from _body(tokenise("body", article.body), abbreviations, has_lead=bool(lead.words))


def cut(sentence: Sentence, *, spaces_part: bool) -> Cut:
    """Cut a sentence into segments and pieces; `spaces_part` where words have no spaces."""
    tokens = sentence.tokens
    segments: list[int] = []
    pieces: list[int] = []
    segment = piece = 0
    tickers = _tickers(sentence)
    for index in range(sentence.first, sentence.last):
        word = tokens.words[index]
        is_hard = word in _HARD or (word in _ENDS and not _inner_stop(tokens, index))
        is_hard = is_hard and index not in tickers and not _is_ordinal(sentence, index)
        if word in {"-", "・"} and index > sentence.first:
            is_hard = not tokens.glued(index - 1) and not tokens.glued(index)
        if is_hard:
            segment, piece = segment + 1, piece + 1
        elif word in _SOFT or (
            spaces_part and index > sentence.first and not tokens.glued(index - 1)
        ):
            piece += 1
        segments.append(segment)
        pieces.append(piece)
    return Cut(sentence=sentence, segments=tuple(segments), pieces=tuple(pieces), tickers=tickers)


def _tickers(sentence: Sentence) -> frozenset[int]:
    """Give the tokens of bracketed signs in capitals and figures: `(CFO)`, `(NYSE: ABC)`."""
    tokens = sentence.tokens
    found: set[int] = set()
    for start in range(sentence.first, sentence.last):
        if tokens.words[start] not in _OPENS:
            continue
        for end in range(start + 2, min(start + _TICKER_TOKENS, sentence.last)):
            if tokens.words[end] in _SHUTS:
                inner = tokens.text(start + 1, end)
                if _is_sign(inner):
                    found.update(range(start, end + 1))
                break
    return frozenset(found)


def _is_ordinal(sentence: Sentence, index: int) -> bool:
    """Say whether a stop follows a figure within a sentence: `am 30. Juni`."""
    words = sentence.tokens.words
    inside = sentence.first < index < sentence.last - 1
    return inside and words[index] == "." and words[index - 1].isdecimal()


def _is_sign(text: str) -> bool:
    """Say whether bracketed text is a sign: letters in capitals and figures, one word."""
    return text.isascii() and text[-1:].isalnum() and text.upper() == text and len(text.split()) < 3


def is_quote(word: str) -> bool:
    """Say whether a token is a quotation mark."""
    return word in _QUOTES


def _sentence(
    tokens: Tokens, first: int, last: int, zone: Zone, *, quoted: bool = False
) -> Sentence:
    asks = any(tokens.words[n] in {"?", "？", "؟"} for n in range(max(first, last - 2), last))
    return Sentence(tokens=tokens, first=first, last=last, zone=zone, quoted=quoted, asks=asks)


def _blocks(tokens: Tokens) -> Iterator[tuple[int, int]]:
    first = 0
    for index, word in enumerate((*tokens.words, BREAK)):
        if word == BREAK:
            if index > first:
                yield first, index
            first = index + 1


def _body(tokens: Tokens, abbreviations: frozenset[str], *, has_lead: bool) -> Iterator[Sentence]:
    """Give the body's sentences: its first paragraph may be the lead, then news, then the rest."""
    zone: Zone = "news" if has_lead else "lead"
    seen = 0
    for first, last in _blocks(tokens):
        found = list(_split(tokens, first, last, abbreviations))
        heading = _is_heading(tokens, first, last)
        if (heading and seen >= 2) or tokens.starts[first] > _NEWS_CHARACTERS:
            zone = "rest"
        quoted = tokens.words[first] in _QUOTES
        for start, end in found:
            late = tokens.starts[start] > _NEWS_CHARACTERS
            yield _sentence(tokens, start, end, "rest" if late else zone, quoted=quoted)
        if not heading:
            seen += len(found)
        if zone == "lead" and _is_lead(tokens, first, last):
            zone = "news"


def _is_lead(tokens: Tokens, first: int, last: int) -> bool:
    text = tokens.text(first, last)
    return sum(c.isalpha() for c in text) >= _LEAD_LETTERS and tokens.words[last - 1] in _ENDS


def _is_heading(tokens: Tokens, first: int, last: int) -> bool:
    short = last - first <= _HEADING_WORDS
    return short and tokens.words[last - 1] not in _ENDS | _CLOSERS | frozenset(":：,，")


def _split(
    tokens: Tokens, first: int, last: int, abbreviations: frozenset[str]
) -> Iterator[tuple[int, int]]:
    start = first
    for index in range(first, last):
        length = index - start
        if length >= _MOST_TOKENS or (length >= _LONG and tokens.words[index] in _SOFT | _HARD):
            yield start, index
            start = index
        if tokens.words[index] in _ENDS and _ends(tokens, index, last, abbreviations):
            end = index + 1
            while end < last and tokens.words[end] in _CLOSERS and tokens.glued(end - 1):
                end += 1
            if end > start:
                yield start, end
                start = end
    if start < last:
        yield start, last


def _ends(tokens: Tokens, index: int, last: int, abbreviations: frozenset[str]) -> bool:
    """Say whether the stop at `index` ends a sentence."""
    word = tokens.words[index]
    if word in _WIDE or index + 1 >= last:
        return True
    after = index + 1
    while after < last and tokens.words[after] in _CLOSERS and tokens.glued(after - 1):
        after += 1
    if after >= last:
        return True
    if tokens.glued(after - 1) or _begins_small(tokens, after):
        return False
    return word != "." or not _inner_stop(tokens, index, abbreviations)


def _begins_small(tokens: Tokens, index: int) -> bool:
    return tokens.source[tokens.starts[index]].islower() or tokens.words[index] in _SOFT | _HARD


def _inner_stop(tokens: Tokens, index: int, abbreviations: frozenset[str] = frozenset()) -> bool:
    """Say whether a stop belongs to initials, a number or an abbreviation."""
    if tokens.words[index] != ".":
        return False
    before = tokens.words[index - 1] if index else ""
    if before == "." or (index + 1 < len(tokens.words) and tokens.words[index + 1] == "."):
        return False
    if not before or (len(before) == 1 and before.isalpha()) or before in abbreviations:
        return True
    closed = index + 1 < len(tokens.words) and tokens.words[index + 1] in _CLOSERS
    return tokens.glued(index) and tokens.glued(index - 1) and not closed
