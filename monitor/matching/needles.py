"""Needles: literals that a text must hold for a regular expression to match it.

Read off the pattern's source, carefully: what is not plainly required is left out. The sieve
before RE2 runs on them, and a lint asks for patterns that have none.
"""

from collections.abc import Iterator

SHORTEST = 3  # letters; shorter literals stand in every text
_ESCAPED = frozenset("bBdDwWsSAzfnrtv")  # escapes of one letter


def needles(source: str) -> frozenset[str]:
    """Give small ASCII literals of which one must stand in the text; empty if none is sure."""
    found: set[str] = set()
    for runs in _branches(source):
        longest = max(runs, key=len, default="")
        if len(longest) < SHORTEST:
            return frozenset()
        found.add(longest)
    return frozenset(found)


def _branches(source: str) -> Iterator[list[str]]:
    """Give, for each branch of the outermost alternation, its runs of required letters."""
    runs: list[str] = []
    run = ""
    for mark in _marks(source):
        if mark == "|":
            yield [*runs, run]
            runs, run = [], ""
        elif len(mark) == 1 and mark.isascii() and mark.isalnum():
            run += mark.lower()
        elif mark in {"*", "?", "{"}:  # the letter before need not stand there
            runs, run = [*runs, run[:-1]], ""
        else:
            runs, run = [*runs, run], ""
    yield [*runs, run]


def _marks(source: str) -> Iterator[str]:
    """Give literal letters, quantifiers and `|`; all else, groups included, as ``."""
    at = 0
    while at < len(source):
        char = source[at]
        end = _end(source, at)
        plain = end == at + 1 and char not in ".^$+"
        yield char if plain or char == "{" else ""
        at = end


def _end(source: str, at: int) -> int:
    """Give where the token at a place ends."""
    char = source[at]
    if char == "\\":
        return _escape_end(source, at)
    if char == "[":
        return _class_end(source, at)
    if char == "(":
        return _group_end(source, at)
    if char == "{":
        close = source.find("}", at)
        return close + 1 if close >= 0 else len(source)
    return at + 1


def _escape_end(source: str, at: int) -> int:
    following = source[at + 1 : at + 2]
    if not following.isalnum() or following in _ESCAPED:
        return at + 2
    if following in "pP" and source[at + 2 : at + 3] != "{":
        return at + 3
    if following in "pPx" and "}" in source[at:] and source[at + 2] == "{":
        return source.index("}", at) + 1
    return len(source)  # `\Q`, octal and other rarities: nothing behind them is sure


def _class_end(source: str, at: int) -> int:
    place = at + 1 + (source[at + 1 : at + 2] == "^")
    place += source[place : place + 1] == "]"
    while place < len(source) and source[place] != "]":
        if source[place] == "\\":
            place += 1
        elif source.startswith("[:", place):
            place = max(source.find(":]", place), place) + 1
        place += 1
    return place + 1


def _group_end(source: str, at: int) -> int:
    depth, place = 0, at
    while place < len(source):
        char = source[place]
        if char in "\\[":
            place = _end(source, place)
            continue
        depth += {"(": 1, ")": -1}.get(char, 0)
        place += 1
        if depth == 0:
            return place
    return place
