"""Bot walls: answers that look like a document and are a challenge. We do not evade them."""

from collections.abc import Mapping

from monitor.parsing.striptags import strip_tags

LARGEST = 200_000  # bytes; a page with content is told by its text anyway
LITTLE_TEXT = 600
_MARKS = (
    b"awswaf",
    b"cf-chl",
    b"cf_chl",
    b"captcha",
    b"_incapsula_",
    b"px-captcha",
    b"datadome",
)


def is_wall(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether an answer is a challenge instead of what was asked for."""
    if status == 202 or "cf-mitigated" in headers:
        return True
    if not 200 <= status < 300 or len(body) > LARGEST:
        return False
    low = body.lower()
    if not any(mark in low for mark in _MARKS) or b"<html" not in low:
        return False
    return len(strip_tags(body.decode("utf-8", "replace"))) < LITTLE_TEXT
