"""Escaping: scraped text made inert for Slack, counted as Slack counts, cut where eyes would."""

import re
import unicodedata
from bisect import bisect_right
from urllib.parse import quote, urlsplit

# Controls, zero-width space, BOM, bidirectional overrides and isolates, tags, surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACE = re.compile(r"\s+")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
_MARKUP = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    | {"*": "\uff0a", "_": "\uff3f", "~": "\uff5e", "`": "\uff40", "|": "\uff5c"}
)
_ANGLES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MOST_MARKS = 30  # combining marks in a row; more is an attack on whoever draws it
_RIGHT_TO_LEFT = {"R", "AL", "AN", "RLE", "RLO", "RLI"}
_URL_SAFE = "!#$%&'()*+,-./:;=?@[]_~"


def clean(text: str, most: int = 500) -> str:
    """Take out what is not text: controls, overrides, invisible joiners of attacks.

    White space becomes single spaces, entities are read once, a pile of combining marks
    is cut at 30. Only 8 times `most` letters are looked at: more could not be shown.
    """
    seen = _ENTITY.sub(lambda m: _ENTITIES[m.group(1)], text[: 8 * most])
    return _thinned(_SPACE.sub(" ", _UNWANTED.sub("", seen)).strip())


def _thinned(text: str) -> str:
    # A run that is too long holds one of every 30th letter.
    if not any(map(unicodedata.combining, text[::_MOST_MARKS])):
        return text
    kept, run = [], 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def mrkdwn_value(text: str, most: int = 3000) -> str:
    """Make a value inert inside mrkdwn: no ping, link, bold, code or quote can come of it.

    `most` counts the UTF-16 units of the answer, escapes included.
    """
    return _isolated(_fitted(clean(text, most), most)).translate(_MARKUP)


def _fitted(text: str, most: int) -> str:
    """Cut so that the escaped text keeps its limit; an isolate takes two units."""
    room = most - 2
    if size(text.translate(_MARKUP)) <= room:
        return text
    at = bisect_right(range(len(text)), room, key=lambda n: size(text[:n].translate(_MARKUP)))
    return cut(text, size(text[: max(0, at - 1)]))


def fallback(text: str, most: int = 3000) -> str:
    """Make a line inert as a message's top-level text, where Slack reads angle brackets."""
    return cut(clean(text, most), most).translate(_ANGLES)


def _isolated(text: str) -> str:
    """Keep right-to-left text from reordering the line around it."""
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text):
        return f"\u2068{text}\u2069"
    return text


def web_url(url: str, *, most: int = 2000) -> str:
    """Give a URL that may stand in a message, else an empty string.

    Only http(s) with a host and without a user; spaces, brackets and bars are
    percent-encoded; a longer one than `most` becomes its host's home page.
    """
    try:
        parts = urlsplit(_UNWANTED.sub("", url).strip())
        host, _port = parts.hostname or "", parts.port
        sound = parts.scheme in {"http", "https"} and host and "@" not in parts.netloc
    except ValueError:
        return ""
    if not sound or not host.replace(":", "").replace("-", "").replace(".", "").isalnum():
        return ""
    place = _ascii(parts.netloc)
    whole = quote(parts._replace(netloc=place).geturl(), safe=_URL_SAFE)
    return whole if len(whole) <= most else f"{parts.scheme}://{place}/"


def _ascii(host: str) -> str:
    """Give a host as it is looked up, so that look-alike letters show."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host, safe=".:[]-")


def label(name: str, url: str) -> str:
    """Give a link's text: the outlet's configured name, else the host; never a title."""
    return clean(name) or web_url(url).partition("//")[2].partition("/")[0]


def mrkdwn_link(name: str, url: str) -> str:
    """Give a link in mrkdwn, or only its text when the URL must not stand in a message."""
    target = web_url(url)
    text = mrkdwn_value(label(name, url) if target else name)
    return f"<{target}|{text}>" if target else text


def size(text: str) -> int:
    """Count as Slack does: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Cut to `most` UTF-16 units with an ellipsis, never inside a letter as a reader sees it."""
    if size(text) <= most:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * max(0, most - 1)]
    at = len(units.decode("utf-16-le", "ignore"))  # half a letter at the end falls away
    while at > 0 and is_inside(text, at):
        at -= 1
    return text[:at].rstrip() + "…"


def is_inside(text: str, at: int) -> bool:
    """Tell whether position `at` lies inside one letter as a reader sees it."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if "\u200d" in {before, after}:
        return True
    if unicodedata.category(after) in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if _is_flag(before) and _is_flag(after):
        run = at
        while run > 0 and _is_flag(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 1
    return "\u1160" <= after <= "\u11ff"  # a Hangul vowel or final written as a letter part


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
