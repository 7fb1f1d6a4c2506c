"""Plain lists: an address a line, then tags; as newsboat, changedetection and people keep them."""

import shlex

from monitor.errors import ParseError
from monitor.intake.carried import Carried, Take, name_of, tags_of
from monitor.intake.draft import Draft
from monitor.parsing.charset import decode

SAYS = "an address a line"
_SCHEMES = ("http://", "https://")


def is_mine(data: bytes, name: str) -> bool:
    """Tell a list by its first line that is no comment: an address."""
    _ = name
    lines = data[:4096].decode("utf-8-sig", "replace").splitlines()
    first = next((line.strip() for line in lines if line.strip() and line[0] != "#"), "")
    return first.lower().startswith(_SCHEMES)


def read(data: bytes, file: str) -> Carried:
    """Read `URL tag "a tag" "~Title"` lines; raises ParseError when no line is an address."""
    take = Take(file=file)
    for number, line in enumerate(decode(data).removeprefix("\ufeff").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        url, _, rest = text.partition(" ")
        if not url.lower().startswith(_SCHEMES):
            take.leave(number, f"no address: {text[:80]}")
            continue
        words = _words(rest)
        names = [word[1:] for word in words if word.startswith("~")]
        take.drafts.append(
            Draft(
                kind="feed",
                url=url,
                outlet=name_of(names[0]) if names else "",
                tags=tags_of([word for word in words if not word.startswith(("~", "!"))]),
                line=number,
            )
        )
    if not take.drafts:
        raise ParseError("parse", "no line is an address")
    return take.all()


def _words(rest: str) -> list[str]:
    """Split what follows the address: by quotes as newsboat does, else by commas and blanks."""
    try:
        words = shlex.split(rest) if '"' in rest else rest.replace(",", " ").split()
    except ValueError:  # a quote that never ends
        words = rest.replace('"', " ").split()
    return words
