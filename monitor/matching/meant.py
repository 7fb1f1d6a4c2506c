"""What other search languages write where we want an operator, and what to write here instead."""

import re

SIDE_BY_SIDE = "two terms side by side: "
_SIGNS = {"&": "AND", "&&": "AND", "+": "AND", "-": "AND NOT", "!": "AND NOT"}
_APART = {"W": "NEAR", "N": "NEAR", "WITHIN": "NEAR", "ADJ": "THEN", "PRE": "THEN", "ONEAR": "THEN"}
_DISTANCE = re.compile(r"/([0-9]{1,2})(?=[\s()]|$)")
_CURLY = tuple("“”„‟«»")


def side_by_side(first: str, second: str, after: str) -> str:
    """Say what a second term beside a first one was probably meant to be.

    `after` is the expression's text from the end of the second on.
    """
    sign = second if second in _SIGNS else second[:1]
    distance = _DISTANCE.match(after)
    if first.startswith(_CURLY) or second.startswith(_CURLY):
        return SIDE_BY_SIDE + "write straight quotes"
    if second == "NOT":
        return SIDE_BY_SIDE + "write AND NOT"
    if second.startswith("#"):
        return SIDE_BY_SIDE + "a comment stands above the key, not inside"
    if second in _SIGNS or (sign in {"-", "+", "!"} and len(second) > 1):
        return f"{SIDE_BY_SIDE}write {_SIGNS[sign]} {second.removeprefix(sign)}".rstrip()
    if distance and second.upper() in _APART:
        return f"{SIDE_BY_SIDE}write {_APART[second.upper()]}/{distance[1]}"
    return SIDE_BY_SIDE + "quotes or AND"
