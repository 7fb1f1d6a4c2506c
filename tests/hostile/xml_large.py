"""Feeds as large as a feed may be, made of what costs a parser most; each `size` bytes at most."""

from collections.abc import Iterator

from tests.hostile.xml import GOOD, Attack, feed

LARGEST = 10_000_000  # bytes: what a feed's body may be
_HTML = ("title", "description", "content:encoded")


def large(*, size: int = LARGEST) -> Iterator[Attack]:
    """Give them all."""
    yield from _runs(size)
    yield from _many(size)
    yield from _fields(size)
    yield from _bytes(size)


def _filled(unit: str, size: int) -> str:
    return unit * (size // len(unit.encode()))


def _runs(size: int) -> Iterator[Attack]:
    """One short thing over and over, where text, markup or nothing may stand."""
    room = size - 500
    for name, unit in {
        "less-than signs": "<",
        "greater-than signs": ">",
        "ampersands": "&",
        "unknown references": "&x;",
        "known references": "&nbsp;",
        "numbers as references": "&#65;",
        "surrogates as references": "&#xD800;",
        "opened elements": "<a>",
        "closed elements": "</a>",
        "empty elements": "<a/>",
        "opened sections": "<![CDATA[",
        "closed sections": "]]>",
        "sections": "<![CDATA[]]>",
        "comments": "<!---->",
        "instructions": "<?a?>",
        "doctypes": "<!DOCTYPE a>",
        "entities declared": "<!ENTITY a 'b'>",
        "items opened": "<item>",
        "quotes": "<a b='",
        "prefixes": "<a:b:c/>",
    }.items():
        run = _filled(unit, room)
        yield Attack(f"{name} between items", feed(run + GOOD))
        yield Attack(f"{name} in a title", feed(f"<item><title>{run}</title></item>" + GOOD))
        yield Attack(f"{name} before the root", run.encode() + feed(GOOD))


def _many(size: int) -> Iterator[Attack]:
    """Very many of what a feed has few of."""
    room = size - 500
    for name, unit in {
        "empty items": "<item/>",
        "items with a title": "<item><title>A title of three words</title></item>",
        "items with a date": "<item><title>T</title><pubDate>Mon, 1 Foo 20 1:2</pubDate></item>",
    }.items():
        yield Attack(f"many {name}", feed(_filled(unit, room)))
    for name, unit in {
        "links": "<link href='https://a.example/1' rel='x'/>",
        "categories": "<category>a</category>",
        "authors": "<author>a@b (c)</author>",
        "unnamed elements": "<x>y</x>",
        "contents": "<content type='xhtml'><b>c</b></content>",
        "media groups": "<media:group><media:title>a</media:title></media:group>",
    }.items():
        inner = f"<item><title>A title</title>{_filled(unit, room)}</item>"
        yield Attack(f"many {name} in an item", feed(inner + GOOD), survives=True)
    names = "".join(f"<n{n}/>" for n in range(room // 12))
    yield Attack("many names", feed(f"<item>{names}</item>" + GOOD), survives=True)
    spaces = "".join(f"<a xmlns='u{n}'/>" for n in range(room // 24))
    yield Attack("many namespaces of elements", feed(f"<item>{spaces}</item>" + GOOD), True)
    bases = "<a xml:base='b/'>" * 200 + "</a>" * 200
    yield Attack("bases inside bases", feed(f"<item>{bases}</item>" + GOOD), survives=True)


def _fields(size: int) -> Iterator[Attack]:
    """One field that fills the feed."""
    room = size - 500
    for name, unit in {
        "marks": "\u0301\u0316",
        "ligatures": "\ufdfa",
        "spaces": " \u00a0",
        "line ends": "\r\n",
        "bidi overrides": "\u202e",
        "escaped less-than signs": "&lt;",
        "escaped ampersands": "&amp;",
        "escaped tags": "&lt;p&gt;",
        "escaped attributes": "&lt;p a=b c='",
        "escaped comments": "&lt;!--",
        "escaped scripts": "&lt;script&gt;",
        "twice escaped ampersands": "&amp;amp;amp;",
        "mangled letters": "Ã©",
    }.items():
        for field in _HTML:
            text = _filled(unit, room)
            yield Attack(
                f"{name} in {field}", feed(f"<item><{field}>{text}</{field}></item>{GOOD}")
            )
    digits = "1" * room
    for field, text in {
        "pubDate": digits,
        "ttl": digits,
        "guid": digits,
        "link": "https://a.example/" + _filled("../", room),
        "author": "a@b" + "(" * room,
        "language": "en-" * (room // 3),
        "category": "c" * room,
        "content mode='base64'": "QUFB" * (room // 4),
    }.items():
        name = field.partition(" ")[0]
        body = feed(f"<{field}>{text}</{name}><item><{field}>{text[: room // 2]}</{name}></item>")
        yield Attack(f"endless {name}", body[:size])
    deep = "<b>" * 200 + "x" + "</b>" * 200
    xhtml = f"<content type='xhtml'>{_filled(deep, room)}</content>"
    yield Attack("deep xhtml", feed(f"<item><title>A title</title>{xhtml}</item>"))
    many = "".join(
        f"<item><guid>{n}</guid><title>T{n}</title>"
        f"<description>{'&lt;' * 20_000}</description></item>"
        for n in range(room // 80_100)
    )
    yield Attack("hostile HTML in many items", feed(many))


def _bytes(size: int) -> Iterator[Attack]:
    """Bytes that are no text, or a text in no charset anyone named."""
    wrapped = feed("<item><title>%s</title></item>" + GOOD)
    for name, unit in {
        "nuls": b"\0",
        "high bytes": b"\xff",
        "accents nobody declared": b"caf\xe9 ",
        "kana nobody declared": "ノース".encode("cp932"),
        "hebrew nobody declared": "המנכל ".encode("cp1255"),
        "cut letters": b"\xe4\xb8",
        "overlong letters": b"\xc0\xaf",
        "surrogates as letters": b"\xed\xa0\x80",
        "controls": b"\x01\x1b\x7f",
        "windows quotes": b"\xc2\x93x\xc2\x94",
        "escapes of iso-2022": b"\x1b$B\x1b(B",
    }.items():
        run = unit * ((size - 500) // len(unit))
        yield Attack(f"{name} in a title", wrapped.replace(b"%s", run))
        yield Attack(f"only {name}", run)
