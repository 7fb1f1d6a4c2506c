"""What servers send in place of a feed, and JSON made to hurt."""

import gzip
import zlib
from collections.abc import Iterator

from tests.hostile.xml import GOOD, Attack, feed

_HTML = "<html><head><title>Sign in</title></head><body><form>%s</form></body></html>"
_CODECS = ("base64", "bz2", "zlib", "hex", "rot13", "uu", "quopri", "idna", "punycode", "undefined")
_TEXTS = ("utf-7", "utf-16", "utf-32", "utf-8-sig", "unicode_escape", "raw_unicode_escape", "cp037")


def served(*, size: int = 1_000_000) -> Iterator[Attack]:
    """Give them all."""
    yield from _instead(size)
    yield from _charsets()
    yield from _json(size)


def _instead(size: int) -> Iterator[Attack]:
    good = feed(GOOD)
    yield Attack("nothing", b"")
    yield Attack("a mark alone", b"\xef\xbb\xbf")
    yield Attack("spaces", b" \n" * (size // 2))
    yield Attack("a page", (_HTML % ("<p>" * 1000)).encode())
    yield Attack("a page as XML", b"<?xml version='1.0'?>" + (_HTML % "<p/>").encode())
    yield Attack("a page that holds a feed", (_HTML % good.decode()).encode())
    yield Attack("a page behind a long comment", b"<!--" + b"x" * size + b"--><html><body>x")
    yield Attack("plain text", b"Service temporarily unavailable. " * (size // 40))
    yield Attack("gzip that nobody named", gzip.compress(good))
    yield Attack("deflate that nobody named", zlib.compress(good * 1000))
    yield Attack("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * (size // 300))
    yield Attack("a document", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj\n" * (size // 10))
    yield Attack("a feed cut in half", feed(GOOD * 100)[:-2_000], survives=True)
    yield Attack("two feeds", good + good, survives=True)
    yield Attack("a warning before the feed", b"<br/><b>Warning</b>: x<br/>\n" + good)
    yield Attack(
        "a log before the feed", b"PHP Notice: x in /a.php on line 3\n" * 1000 + good, True
    )
    yield Attack("another vocabulary", b"<svg xmlns='http://www.w3.org/2000/svg'><a/></svg>")
    yield Attack("a root without end", b"<" + b"a" * size)
    yield Attack("a declaration without end", b"<?xml " + b"a='b' " * (size // 6))


def _charsets() -> Iterator[Attack]:
    for name in (*_CODECS, *_TEXTS):
        declared = f"<?xml version='1.0' encoding='{name}'?>".encode()
        yield Attack(f"declared as {name}", declared + feed(GOOD), survives=True)
    mixed = feed(GOOD + "<item><title>Città é</title></item>").replace(b"\xc3\xa9", b"\xe9")
    yield Attack("two charsets in one", mixed, survives=True)
    yield Attack("two marks", b"\xef\xbb\xbf\xef\xbb\xbf" + feed(GOOD), survives=True)
    yield Attack("a mark that lies", b"\xff\xfe" + feed(GOOD))
    yield Attack("utf-16 with half a letter", feed(GOOD).decode().encode("utf-16") + b"\0")


def _json(size: int) -> Iterator[Attack]:
    item = '{"id":"1","url":"https://a.example/1","title":"The good entry is still here"}'
    for name, items in {
        "lists in lists": "[" * size,
        "objects in objects": '{"a":' * (size // 5),
        "a number without end": "1" * size,
        "no number": "NaN",
        "half a letter": '{"id":"\\ud800"}',
        "a text without end": '"' + "x" * size,
        "items that are none": "1,null,[],{}," * 1000 + item,
        "many items": (item + ",") * (size // 90) + item,
        "a title of marks": '{"id":"1","title":"' + "\\u0301" * (size // 6) + '"}',
        "html without end": '{"id":"1","content_html":"' + "<a b='" * (size // 6) + '"}',
        "an id that is a list": '{"id":[1,2],"title":"x"},' + item,
        "names that repeat": "{" + '"id":"1",' * (size // 9) + '"title":"x"},' + item,
    }.items():
        yield Attack(f"json: {name}", ('{"items":[' + items + "]}").encode())
    yield Attack("json: a list", b"[1,2,3]")
    yield Attack("json: a mark first", b'\xef\xbb\xbf{"items":[' + item.encode() + b"]}", True)
