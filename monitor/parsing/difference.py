"""What changed between two texts: lines that came and lines that went, wherever they stand."""

import base64
import zlib
from collections import Counter
from collections.abc import Sequence

from monitor.parsing.inflate import Inflater


def difference(
    before: Sequence[str], after: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the lines only `after` has, then those only `before` had, in their order."""
    return _only(after, before), _only(before, after)


def _only(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    left = Counter(other)
    found = []
    for line in one:
        if left[line]:
            left[line] -= 1
        else:
            found.append(line)
    return tuple(found)


def squeezed(text: str) -> str:
    """Write a text small, in letters JSON leaves as they are."""
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode()


def unsqueezed(packed: str, *, most: int) -> str:
    """Read it again; raises ValueError or ParseError when it is none, or over `most` bytes."""
    inflater = Inflater("deflate", cap=most)
    inflater.feed(base64.b64decode(packed, validate=True))
    return inflater.end().decode("utf-8", "replace")
