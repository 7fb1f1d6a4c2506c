"""The name an analyst probably meant: nearest of the names that are legal there."""

import unicodedata
from collections.abc import Iterable


def suggest(word: str, names: Iterable[str]) -> str:
    """Give the nearest of `names` within the distance its length allows, else an empty string.

    Letters are compared folded and without `-`, `_` and blanks; up to 4 letters may differ by 1
    edit, up to 8 by 2, longer words by 3. Of equally near names the first given wins, so give
    the most used ones first.
    """
    wanted = _bare(word)
    allowed = 1 if len(wanted) <= 4 else 2 if len(wanted) <= 8 else 3
    best, least = "", allowed + 1
    for name in names:
        distance = _distance(wanted, _bare(name), least)
        if distance < least:
            best, least = name, distance
    return best


def legal(names: Iterable[str], most: int = 6) -> str:
    """List the first few legal names for a message that has no suggestion."""
    shown = sorted(set(names))
    return ", ".join(shown[:most]) + (", ..." if len(shown) > most else "")


def _bare(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in folded if c not in "-_ @$+" and not unicodedata.combining(c))


def _distance(a: str, b: str, limit: int) -> int:
    """Count edits between two words, a transposition as one; at least `limit` = too far."""
    if abs(len(a) - len(b)) >= limit:
        return limit
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(b, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
