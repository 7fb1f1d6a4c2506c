"""XPath as CSS: the plain paths that people copy out of a browser."""

import re

_STEP = re.compile(r"(//|/|^)([A-Za-z][\w-]*|\*)((?:\[[^\[\]]{1,200}\])*)")
_TEST = re.compile(r"\[([^\[\]]*)\]")
_EQUAL = re.compile(r"""@([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HOLDS = re.compile(r"""contains\(\s*@([\w-]+)\s*,\s*(?:"([^"]*)"|'([^']*)')\s*\)""")
_CLASS = re.compile(
    r"""contains\(\s*concat\(\s*["']\s["']\s*,\s*(?:normalize-space\()?@class\)?\s*,\s*["']\s["']\s*\)"""
    r"""\s*,\s*["']\s?([\w-]+)\s?["']\s*\)"""
)
_PLAIN = re.compile(r"-?[A-Za-z_][\w-]*")
_LONGEST = 1000


def css_of(xpath: str) -> tuple[str, ...] | None:
    """Give selectors for a path, one for each of its alternatives; None when CSS cannot say it."""
    if len(xpath) > _LONGEST:
        return None
    found = [_alternative(part.strip()) for part in xpath.split("|")]
    return tuple(one for one in found if one) if all(found) else None


def _alternative(path: str) -> str | None:
    path = re.sub(r"/{1,2}(text|node)\(\)$", "", path)
    steps: list[str] = []
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None or (at and not step[1]):
            return None
        said = _simple(step[2], _TEST.findall(step[3]))
        if said is None:
            return None
        steps += [">"] if steps and step[1] == "/" else []
        steps.append(said)
        at = step.end()
    return " ".join(steps) or None


def _simple(name: str, tests: list[str]) -> str | None:
    """Give one step: its element with what is asked of it."""
    said = [_asked(test.strip()) for test in tests]
    if any(one is None for one in said):
        return None
    rest = "".join(one for one in said if one)
    return (name if name != "*" or not rest else "") + rest


def _asked(test: str) -> str | None:
    if test.isascii() and test.isdecimal() and int(test):
        return f":nth-of-type({int(test)})"
    if wanted := _CLASS.fullmatch(test):
        return f".{wanted[1]}"
    for form, sign in ((_EQUAL, "="), (_HOLDS, "*=")):
        if asked := form.fullmatch(test):
            value = asked[2] if asked[2] is not None else asked[3]
            return _attribute(asked[1], sign, value)
    return f"[{test[1:]}]" if re.fullmatch(r"@[\w-]+", test) else None


def _attribute(name: str, sign: str, value: str) -> str | None:
    if '"' in value or "\\" in value or "\n" in value:
        return None
    if sign == "=" and name == "id" and _PLAIN.fullmatch(value):
        return f"#{value}"
    if sign == "=" and name == "class" and _PLAIN.fullmatch(value):
        return f'[class="{value}"]'
    return f'[{name}{sign}"{value}"]'
