"""OPML, what every feed reader writes: a folder is a tag."""

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from monitor.errors import ParseError
from monitor.intake.carried import Carried, Take, name_of, tags_of
from monitor.intake.draft import Draft
from monitor.model import Source
from monitor.parsing.xmltree import Node, local, parse_xml

SAYS = "OPML of a feed reader"
_DEEPEST = 20  # folders in folders
_FEEDS = frozenset({"", "rss", "atom", "feed", "rdf", "json"})


def is_mine(data: bytes, name: str) -> bool:
    """Tell an OPML file by what it begins with."""
    return b"<opml" in data[:4096].lower() or name.endswith(".opml")


def read(data: bytes, file: str) -> Carried:
    """Read each outline with an `xmlUrl`; raises ParseError when there is no outline at all."""
    root = parse_xml(data).root
    take = Take(file=file)
    if local(root) != "opml":
        raise ParseError("parse", f"begins with <{local(root)}>, not with <opml>")
    for part in root:
        if local(part) == "body":
            _outlines(part, (), take)
    return take.all()


def _outlines(node: Node, folders: tuple[str, ...], take: Take) -> None:
    for one in node:
        if local(one) != "outline":
            continue
        said = {name.lower(): value for name, value in one.attrib.items()}
        name = name_of(said.get("title") or said.get("text"))
        if said.get("xmlurl", "").strip():
            take.drafts.append(_draft(said, name, folders, take, line=_line(one)))
        elif said.get("url", "").strip():
            take.leave(_line(one), f'"{name}": an outline of type {said.get("type") or "link"}')
        if len(one) and len(folders) < _DEEPEST:
            within = folders if said.get("xmlurl") else (*folders, name)
            _outlines(one, within, take)
        elif len(one):
            take.leave(_line(one), f'"{name}": folders in folders, over {_DEEPEST} deep')


def _draft(
    said: dict[str, str], name: str, folders: tuple[str, ...], take: Take, *, line: int
) -> Draft:
    form = said.get("type", "").strip().lower()
    if form not in _FEEDS:
        take.leave(line, f'"{name}": type {form}, taken as a feed')
    labels = [part for one in said.get("category", "").split(",") for part in one.split("/")]
    return Draft(
        kind="feed",
        url=said["xmlurl"].strip(),
        outlet=name,
        langs=tuple(said.get("language", "").split()[:1]),
        tags=tags_of([*folders, *labels]),
        line=line,
    )


def _line(node: Node) -> int:
    return int(getattr(node, "sourceline", 0) or 1)


def write(sources: Iterable[Source]) -> str:
    """Write the feeds among the sources, each in the folder of its first tag."""
    folders: dict[str, list[Source]] = {}
    for source in sources:
        if source.kind == "feed":
            folders.setdefault(source.tags[0] if source.tags else "", []).append(source)
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "  <head><title>newsmonitor</title></head>",
        "  <body>",
    ]
    for folder, within in sorted(folders.items()):
        if folder:
            rows.append(f"    <outline text={quoteattr(folder)}>")
        rows += [("      " if folder else "    ") + _outline(source) for source in within]
        if folder:
            rows.append("    </outline>")
    return "\n".join([*rows, "  </body>", "</opml>"]) + "\n"


def _outline(source: Source) -> str:
    said = {
        "type": "rss",
        "text": source.outlet,
        "title": source.outlet,
        "xmlUrl": source.url,
        "language": source.langs[0] if source.langs else "",
        "category": ",".join(source.tags[1:]),
    }
    shown = " ".join(f"{name}={quoteattr(value)}" for name, value in said.items() if value)
    return f"<outline {shown}/>"
