"""Days: dates written out in a text, as ISO dates."""

import re
from collections.abc import Iterator
from datetime import date

from monitor.matching.amounts import Found
from monitor.matching.text import fold

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_HAN = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|º|er)?\s(?:of |de )?([^\W\d_]{3,14})\.?,? (?:de )?(\d{4})"
)
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")
# Beginnings of month names in the languages with an alphabet, folded, January first.
_MONTHS = tuple(
    tuple(words.split())
    for words in (
        "jan gen ene ian янв січ ιαν tammi oca styc led",
        "feb fev фев лют φεβ helmi sub lut uno",
        "mar maart мар бер μαρ maalis bre",
        "apr avr abr апр кві απρ huhti nis kwi dub",
        "may mai mei mag maj май мая тра μαι touko kve",
        "jun juin giu iun июн чер ιουν kesa haz cze cerv",
        "jul juil lug iul июл лип ιουλ heina tem lip cervenc",
        "aug aou ago авг сер αυγ elo agu sie srp",
        "sep set сен вер σεπ syys eyl wrz zar",
        "oct okt ott out окт жов οκτ loka eki paz rij",
        "nov noi ноя лис νοε marras kas lis",
        "dec dez dic des дек гру δεκ joulu ara gru pros",
    )
)


def find_days(text: str) -> Iterator[Found]:
    """Give the dates with day, month and year, in the order of the text."""
    yield from sorted(_all(text), key=lambda found: found.start)


def _all(text: str) -> Iterator[Found]:
    for pattern in (_ISO, _HAN):
        for found in pattern.finditer(text):
            yield from _day(found, found[1], int(found[2]), found[3])
    for found in _DOTTED.finditer(text):
        yield from _day(found, found[3], int(found[2]), found[1])
    for found in _DAY_MONTH.finditer(text):
        yield from _day(found, found[3], _month(found[2]), found[1])
    for found in _MONTH_DAY.finditer(text):
        yield from _day(found, found[3], _month(found[1]), found[2])


def _month(written: str) -> int:
    """Give the month whose beginning is the longest that fits, 0 if none does."""
    folded = "".join(fold(written).words)
    fitting = [
        (len(start), number)
        for number, starts in enumerate(_MONTHS, start=1)
        for start in starts
        if folded.startswith(start)
    ]
    return max(fitting)[1] if fitting else 0


def _day(found: re.Match[str], year: str, month: int, day: str) -> Iterator[Found]:
    try:
        value = date(int(year), month, int(day)).isoformat()
    except ValueError:
        return
    yield Found(value=value, start=found.start(), end=found.end())
