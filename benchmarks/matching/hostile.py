"""Hostile: 100 kB of text made to hurt, and patterns that are slow elsewhere; ms an article."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle, repeat
from time import perf_counter, thread_time

from benchmarks.matching import ours
from benchmarks.matching.generate import Written
from monitor.matching import Engine
from monitor.matching.compile import Names, compile_query
from monitor.matching.grammar import parse
from monitor.matching.query import Asked
from monitor.matching.syntax import ExpressionError
from monitor.model import Article, Rule

SIZE = 100_000  # bytes
MOST_MS = 20.0
RUNS = 5
_HAN = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0x20000, 0x20000 + 5_000))
_THAI = (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F))
PATTERNS = (
    "(a+)+$",
    "(a|aa)+c",
    "(x+x+)+y",
    "(.*)(.*)(.*)(.*)foo",
    ".*a.*a.*a.*a.*a.*b",
    "([a-z]+[0-9]?)+@",
    "(a?){20}a{20}",
    "a{1,100}b{1,100}c",
    "(?:[ab]{1,8}){1,20}z",
    r"(\w+\s+){1,30}end",
    r"[\pL\pN ]+merger",
)
_LITERALS = " foo merger end xy abc a@ z"  # behind what RE2 reads: the sieve lets them pass
RULES = (  # beside the generated ones: they hold on the texts below, as often as they can
    "aa NEAR/50 aa NEAR/50 aa",
    "merger NEAR/20 takeover NEAR/20 stake",
    "merger THEN/50 merger",
    "merger NOT NEAR/50 takeover",
    "(merger OR takeover) NEAR/P (stake OR merger)",
    '"merger merger merger" NEAR/S takeover',
    "aaa* NEAR/5 mer*",
    "辞任 NEAR/10 社長",
)


def texts(rules: Sequence[Written], *, seed: int) -> Mapping[str, str]:
    """Give 100 kB of each kind."""
    rng = random.Random(seed)
    terms = [word.strip('()"') for rule in rules[:4000] for word in rule.expression.split()]
    terms = [word for word in terms if len(word) > 4 and word.isalpha()]
    han = cycle(random.Random(seed).sample(_HAN, len(_HAN)))
    made: Mapping[str, Callable[[], str]] = {
        "near-prefixes of terms": lambda: rng.choice(terms)[:-1] + " ",
        "terms of all rules": lambda: rng.choice(terms) + " ",
        "one letter": lambda: "a",
        "one short word": lambda: "aa ",
        "combining marks": lambda: "e" + "\u0301" * 40 + " ",
        "one letter of marks": lambda: "\u0301",
        "Chinese without spaces": lambda: chr(rng.randint(0x4E00, 0x9FA5)),
        "all of Han, once each": lambda: chr(next(han)),
        "Japanese terms without spaces": lambda: "社長が辞任",
        "one matching term": lambda: "merger ",
        "three matching terms": lambda: "merger takeover stake ",
        "paragraphs of one term": lambda: "merger\n\n",
        "initials": lambda: "U.S.",
        "Greek initials": lambda: "α.",
        "ligatures of 18 letters": lambda: "\ufdfa",
        "characters of many kana": lambda: chr(rng.randint(0x3300, 0x3357)),
        "letters with random accents": lambda: (
            chr(rng.randint(97, 122)) + chr(rng.randint(0x300, 0x36F))
        ),
        "accents without spaces": lambda: "aé-",
        "Thai without spaces": lambda: chr(rng.choice(_THAI)),
        "Hangul without spaces": lambda: chr(rng.randint(0xAC00, 0xD7A3)),
        "mixed scripts": lambda: rng.choice("aбγ字가اש"),
    }
    return {name: _filled(iter(piece, None), SIZE) for name, piece in made.items()}


def _filled(pieces: Iterator[str], size: int) -> str:
    shown: list[str] = []
    while size > 0:
        shown.append(next(pieces))
        size -= len(shown[-1].encode())
    return "".join(shown)


def asked() -> tuple[Asked, ...]:
    """Give the rules made to hurt."""
    return tuple(_asked(f"h{i}", expression) for i, expression in enumerate(RULES))


def text_ms(
    engine: Engine, rules: Sequence[Written], article: Article, *, seed: int
) -> Mapping[str, float]:
    """Give the milliseconds of each text, of all rules at once."""
    return {
        name: _ms(engine, replace(article, title="Hostile", body=body))
        for name, body in texts(rules, seed=seed).items()
    }


def pattern_ms(article: Article, *, size: int = SIZE) -> Mapping[str, float | None]:
    """Give the milliseconds of each pattern on its worst text, None if it is refused at load."""
    bodies = [
        _filled(repeat(piece), size) + _LITERALS for piece in ("a", "aaa bbb ", "ab", "word ")
    ]
    found: dict[str, float | None] = {}
    for pattern in PATTERNS:
        try:
            engine = ours.engine([_asked("p", f"/{pattern}/")], lambda _: 0.0)
        except ExpressionError:
            found[pattern] = None
        else:
            found[pattern] = max(_ms(engine, replace(article, body=body)) for body in bodies)
    return found


def _asked(rule: str, expression: str) -> Asked:
    query = compile_query(parse(expression), Names(timer=perf_counter))
    return Asked(rule=Rule(id=rule, title=rule, owner="benchmark", status="live"), query=query)


def _ms(engine: Engine, article: Article) -> float:
    taken: list[float] = []
    for _ in range(RUNS):
        began = thread_time()
        engine.match(article)
        taken.append(1000 * (thread_time() - began))
    return sorted(taken)[RUNS // 2]
