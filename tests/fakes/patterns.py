"""Patterns as an analyst in a hurry, or somebody hostile, might write them; drawn from a seed."""

import random
from collections.abc import Iterator

_ATOMS = (
    "a", "b", "strike", r"\w", r"\pL", ".", "[a-z]", "[^b]", r"\d", "(a|b)", "(ab|a)", "x?", r"\s",
)  # fmt: skip
_REPEATS = ("", "", "", "*", "+", "?", "{2,9}", "{0,20}", "{3}", "{0,60}", "{5,}", "*?", "+?")


def drawn(number: int, *, seed: int = 1) -> Iterator[str]:
    """Draw so many patterns."""
    rng = random.Random(seed)
    for _ in range(number):
        pattern = "".join(
            rng.choice(_ATOMS) + rng.choice(_REPEATS) for _ in range(rng.randint(1, 6))
        )
        if rng.random() < 0.3:
            pattern = f"({pattern}){rng.choice(('*', '+', '{1,8}', '{2}'))}"
        if rng.random() < 0.2:
            pattern += f"|{rng.choice(_ATOMS)}"
        yield pattern


def hostile_texts(length: int) -> Iterator[str]:
    """Give texts on which patterns look at everything and find little."""
    for unit in ("a", "ab", "strik", "a1 ", "aaaab", "xyz ", "strike ", "a" * 40 + "b "):
        yield (unit * (length // len(unit) + 1))[:length]
