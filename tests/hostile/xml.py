"""Hostile XML: feeds made to eat time or memory, or to read what is not theirs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attack:
    """One body; `survives` tells that its one good entry must still be read."""

    name: str
    body: bytes
    survives: bool = False


GOOD = "<item><title>The good entry is still here</title><link>https://a.example/1</link></item>"


def feed(inner: str, *, before: str = "", attributes: str = "") -> bytes:
    """Wrap entries into a feed, with something before its root."""
    return f"{before}<rss {attributes}><channel>{inner}</channel></rss>".encode()


def attacks(*, secret_file: str) -> Iterator[Attack]:
    """Give every attack; `secret_file` is a file whose content must never come out."""
    yield from _entities(secret_file)
    yield from _shapes()
    yield from _characters()


def _entities(secret_file: str) -> Iterator[Attack]:
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
    )
    entities: Mapping[str, str] = {
        "laughs": laughs + '<!ENTITY x "&l9;">',
        "quadratic": f'<!ENTITY x "{"x" * 100_000}">',
        "file": f'<!ENTITY x SYSTEM "file://{secret_file}">',
        "http": '<!ENTITY x SYSTEM "http://127.0.0.1:1/x">',
        "parameter": f'<!ENTITY % p SYSTEM "file://{secret_file}"> %p;',
        "self": '<!ENTITY x "&x;">',
        "mutual": '<!ENTITY x "&y;"><!ENTITY y "&x;">',
        "plain": '<!ENTITY x "expanded">',
    }
    for name, declared in entities.items():
        uses = "&x;" * (10_000 if name == "quadratic" else 1)
        doctype = f"<!DOCTYPE rss [{declared}]>"
        yield Attack(
            name, feed(f"<item><title>t {uses}</title></item>" + GOOD, before=doctype), True
        )
        yield Attack(
            f"{name} in an attribute", feed(f"<item a='{uses}'/>" + GOOD, before=doctype), True
        )
    external = f'<!DOCTYPE rss SYSTEM "file://{secret_file}">'
    yield Attack("external dtd", feed(GOOD, before=external), True)
    include = (
        f"<item><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' parse='text'"
        f" href='file://{secret_file}'/></item>"
    )
    yield Attack("xinclude", feed(include + GOOD), True)
    yield Attack(
        "stylesheet", feed(GOOD, before="<?xml-stylesheet href='file:///etc/passwd'?>"), True
    )
    yield Attack("open doctype", feed(GOOD, before="<!DOCTYPE rss [<!ENTITY x "))


def _shapes() -> Iterator[Attack]:
    deep = 200_000
    yield Attack("depth", feed("<a>" * deep + "x" + "</a>" * deep))
    yield Attack("depth never closed", b"<rss>" + b"<a>" * deep)
    yield Attack(
        "many attributes", feed("<item " + " ".join(f"a{n}=''" for n in range(200_000)) + "/>")
    )
    yield Attack(
        "many namespaces",
        feed("<item " + " ".join(f"xmlns:n{n}='u{n}'" for n in range(50_000)) + "/>" + GOOD),
        True,
    )
    yield Attack("long name", feed(f"<{'n' * 9_000_000}/>"))
    yield Attack("long text", feed(f"<item><title>{'t' * 9_000_000}</title></item>"))
    yield Attack("long attribute", feed(f"<item a='{'v' * 9_000_000}'/>"))
    yield Attack("many entries", feed("<item/>" * 300_000))
    yield Attack("entry in entry", feed("<item>" * 200 + "x" + "</item>" * 200))
    yield Attack("cdata never closed", feed(f"<item><title><![CDATA[{'x' * 1_000_000}"))
    yield Attack("comment never closed", feed("<!-- " + "-" * 1_000_000))
    yield Attack("many comments", feed("<!-- x -->" * 200_000 + GOOD), True)
    yield Attack(
        "bare ampersands", feed("<item><title>" + "&" * 1_000_000 + "</title></item>" + GOOD), True
    )
    yield Attack("cdata starts", feed("<![CDATA[" * 100_000))


def _characters() -> Iterator[Attack]:
    for name, reference in {
        "surrogate": "&#xD800;",
        "surrogate pair": "&#xD83D;&#xDE00;",
        "nul": "&#0;",
        "beyond": "&#x110000;",
        "far beyond": "&#99999999;",
        "control": "&#x1b;",
        "not a character": "&#xFFFF;",
    }.items():
        yield Attack(name, feed(f"<item><title>t {reference} u</title></item>" + GOOD), True)
    yield Attack("nul bytes", feed("<item><title>a\0b</title></item>" + GOOD), True)
    yield Attack("lone bytes", feed(GOOD).replace(b"good", b"good\xff\xfe"), False)
    yield Attack("utf-16", feed(GOOD).decode().encode("utf-16"), True)
    yield Attack("utf-7", b"<?xml version='1.0' encoding='utf-7'?>" + feed(GOOD), True)
    yield Attack("ebcdic", b"<?xml version='1.0' encoding='cp037'?>" + feed(GOOD))
    yield Attack("unknown charset", b"<?xml version='1.0' encoding='klingon'?>" + feed(GOOD), True)
    yield Attack("declared twice", b"<?xml version='1.0'?><?xml version='1.0'?>" + feed(GOOD), True)
