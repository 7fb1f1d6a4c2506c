"""Which language a text is in: the script first, then small words, endings and letters.

No vendor, no model: tables of our own, tens of microseconds a headline. A tag from outside
never beats the script, and decides only where the text itself does not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from monitor.parsing import words

SAMPLE = 2_000  # characters looked at
FIRST = 160  # of them at first: most texts have told their language by then
LONGEST_WORD = 40
_KEPT_WORDS = 16_384  # whose say is remembered: running text repeats its words
SURE = 0.8
FEW_LETTERS = 20
Scores = defaultdict[str, float]
_WORD = re.compile(r"(?:[^\W\d_]++|[\u0900-\u0963]++)++(?:['’·][^\W\d_]++)*+")

# First and last code point of a script, its name, and the language if only one is written in it.
_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x024F, "latin"),
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "hangul"),
    (0x1200, 0x137F, "am"),
    (0x1780, 0x17FF, "km"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "el"),
    (0x3040, 0x30FF, "kana"),
    (0x3130, 0x318F, "hangul"),
    (0x3400, 0x9FFF, "han"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"),
    (0xFF66, 0xFF9D, "kana"),
)
# One character of these says as much as several Latin letters: names are often left in Latin.
_DENSE = {"han": 3.0, "kana": 3.0, "hangul": 3.0}
_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "latin": tuple(words.WORDS),
    "cyrillic": tuple(words.CYRILLIC),
    "devanagari": tuple(words.DEVANAGARI),
    "arabic": ("ar", "fa", "ur"),
    "han": ("zh", "ja"),
    "kana": ("ja",),
    "hangul": ("ko",),
}
# Taken where no word or letter decides: by far the most written one of its script.
_LIKELIEST: Mapping[str, tuple[str, float]] = {"cyrillic": ("ru", 0.5), "devanagari": ("hi", 0.5)}


def detect(text: str, *, tag: str = "", prior: Sequence[str] = ()) -> tuple[str, float]:
    """Name a text's language (ISO 639-1, or `und`) and how sure that is, 0 to 1.

    `tag` is what the entry, feed or page says of itself, `prior` what the source's `lang` says.
    """
    first = _detected(text[:FIRST], tag, prior)
    if len(text) <= FIRST or first[1] >= SURE:
        return first
    return _detected(text[:SAMPLE], tag, prior)


def _detected(sample: str, tag: str, prior: Sequence[str]) -> tuple[str, float]:
    script = _script(sample)
    if not script:
        return (_base(tag) or (prior[0] if len(prior) == 1 else "")) or "und", 0.0
    family = _FAMILIES.get(script, (script,))
    if len(family) == 1:
        return family[0], 1.0
    found, sure = _among(script, sample)
    if sure >= SURE and (script != "latin" or sum(map(str.isalpha, sample)) >= FEW_LETTERS):
        return found, sure
    claims = [claim for claim in (_base(tag), *map(_base, prior)) if claim in family]
    if claims and (found not in claims or sure < SURE):
        return (found if found in claims else claims[0]), max(sure, 0.5)
    return (found, sure) if found else _LIKELIEST.get(script, ("und", 0.0))


def known_base(tag: str) -> str:
    """Give the language of a tag if it is one that `detect` can name, else nothing."""
    base = _base(tag)
    return base if base in _nameable() else ""


@cache
def _nameable() -> frozenset[str]:
    alone = {name for _, _, name in _SCRIPTS if name not in _FAMILIES}
    return frozenset(alone.union(*_FAMILIES.values()))


def _base(tag: str) -> str:
    """Give the language of a BCP 47 tag: `pt-BR` is `pt`, `nb` and `nn` are `no`."""
    base = tag.strip().lower().replace("_", "-").partition("-")[0]
    base = {"nb": "no", "nn": "no", "in": "id", "iw": "he", "bs": "hr", "sh": "hr"}.get(base, base)
    return base if 2 <= len(base) <= 3 and base.isalpha() and base.isascii() else ""


def _script(text: str) -> str:
    """Name the script most of the text is in; any kana makes it Japanese."""
    if text.isascii():
        return "latin" if any(map(str.isalpha, text)) else ""
    counts: Counter[str] = Counter()
    for c, n in Counter(text).items():
        script = _script_of(c)
        if script:
            counts[script] += n
    if not counts:
        return ""
    weighed = {name: n * _DENSE.get(name, 1.0) for name, n in counts.items()}
    if counts["kana"] and weighed["kana"] > weighed.get("hangul", 0):
        return "kana"
    others = sum(n for name, n in weighed.items() if name != "latin")
    if others * 2 >= weighed.get("latin", 0):
        weighed.pop("latin", None)  # foreign names in a text of another script
    return max(weighed, key=weighed.__getitem__)


@cache
def _script_of(c: str) -> str:
    code = ord(c)
    if not c.isalpha() and code not in range(0x0900, 0x0E80):
        return ""
    for first, last, name in _SCRIPTS:
        if first <= code <= last:
            return name
    return ""


def _among(script: str, text: str) -> tuple[str, float]:
    """Choose among the languages of a script."""
    if script == "han":
        return ("ja", 0.8) if any(c in words.JAPANESE for c in text) else ("zh", 0.95)
    low = text.lower()
    tokens = _WORD.findall(low)
    if script == "arabic":
        return _arabic(low)
    scores: Scores = defaultdict(float)
    for token in tokens:
        for lang, weight in _says(token[:LONGEST_WORD], script):
            scores[lang] += weight
    if script == "cyrillic":
        _by_letters(low, scores)
    for lang, factor in words.RARE.items():
        scores[lang] *= factor
    return _verdict(scores)


class _Table:
    """Words and shapes of one script's languages, each with whom it speaks for."""

    __slots__ = ("alone", "ends", "pairs", "starts", "triples", "words")

    def __init__(self, by_word: Mapping[str, str], by_shape: Mapping[str, str]) -> None:
        self.words: dict[str, tuple[str, ...]] = _inverted(by_word)
        shapes = _inverted(by_shape)
        self.ends = {s[1:]: v for s, v in shapes.items() if s[0] == "-" and len(s) > 1}
        self.starts = {s[:-1]: v for s, v in shapes.items() if s[-1] == "-" and len(s) > 1}
        anywhere = {s: v for s, v in shapes.items() if "-" not in s}
        self.alone = {s: v for s, v in anywhere.items() if len(s) == 1}
        self.pairs = {s: v for s, v in anywhere.items() if len(s) == 2}
        self.triples = {s: v for s, v in anywhere.items() if len(s) == 3}


def _inverted(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for lang, line in table.items():
        for item in line.split():
            found.setdefault(item, {})[lang] = None
    return {item: tuple(langs) for item, langs in found.items()}


@cache
def _table(script: str) -> _Table:
    if script == "cyrillic":
        return _Table(words.CYRILLIC, {})
    if script == "devanagari":
        return _Table(words.DEVANAGARI, words.DEVANAGARI_SHAPES)
    return _Table(words.WORDS, words.SHAPES)


@lru_cache(maxsize=_KEPT_WORDS)
def _says(token: str, script: str) -> tuple[tuple[str, float], ...]:
    """Give what one word says: a known word counts most, shared ones are split."""
    scores: Scores = defaultdict(float)
    _weigh(token, _table(script), scores)
    return tuple(scores.items())


def _weigh(token: str, table: _Table, scores: Scores) -> None:
    known = table.words.get(token, ())
    for lang in known:
        scores[lang] += 3 / len(known) ** 0.7
    if not known and not token.isalpha():
        _elided(token, table, scores)
    _shaped(token, table, scores)
    if not token.isascii():
        for c in token:
            _add(scores, table.alone.get(c, ()), 1.2)
    for at in range(len(token) - 1):
        if langs := table.pairs.get(token[at : at + 2]):
            _add(scores, langs, 0.6 if token[at].isascii() else 1.2)
    for shape, langs in table.triples.items():
        if shape in token:
            _add(scores, langs, (0.9 if shape[0].isascii() else 1.2) * token.count(shape))


def _elided(token: str, table: _Table, scores: Scores) -> None:
    """Let an elided article speak."""
    for part in re.split("['’]", token)[:-1]:
        for lang in table.words.get(part, ()):
            scores[lang] += 1


def _shaped(token: str, table: _Table, scores: Scores) -> None:
    """Let the ending and the beginning of a word speak."""
    for size in range(2, min(7, len(token))):
        if langs := table.ends.get(token[-size:]):
            _add(scores, langs, 0.2 * size)
        if langs := table.starts.get(token[:size]):
            _add(scores, langs, 0.15 * size)
    _add(scores, table.ends.get(token[-1:], ()), 0.3)


def _add(scores: Scores, langs: Sequence[str], weight: float) -> None:
    for lang in langs:
        scores[lang] += weight / len(langs) ** 0.7


def _by_letters(text: str, scores: Scores) -> None:
    """Let the letters that only one Cyrillic alphabet has speak."""
    for lang in ("uk", "be", "sr", "mk", "kk", "ru"):
        scores[lang] += 2 * sum(text.count(letter) for letter in words.LETTERS[lang])


def _arabic(text: str) -> tuple[str, float]:
    """Tell Arabic, Persian and Urdu by their letters."""
    urdu = sum(text.count(c) for c in words.LETTERS["ur"])
    persian = sum(text.count(c) for c in words.LETTERS["fa"])
    if urdu > 1:
        return "ur", 0.95
    if persian * 12 >= sum(c.isalpha() for c in text):
        return "fa", 0.95
    return "ar", 0.95


def _verdict(scores: Scores) -> tuple[str, float]:
    """Turn scores into the best language and how far ahead of the second it is."""
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])[:2]
    if not ranked or ranked[0][1] <= 0:
        return "", 0.0
    best, top = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    lead = (top - second) / top
    evidence = min(1.0, top / 6)
    return best, round(min(1.0, 0.5 + lead * 1.5) * (0.5 + evidence / 2), 3)


def scripts_in(text: str) -> frozenset[str]:
    """Name the scripts a text has letters of: four in one line are a menu of languages."""
    return frozenset(filter(None, map(_script_of, text[:SAMPLE])))
