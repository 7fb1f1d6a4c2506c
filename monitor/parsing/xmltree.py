"""XML to a tree, whatever state it comes in: strict, then repaired, then what can be recovered.

No DTD, no entities, no network: hostile XML costs what its size costs.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast

from lxml import etree

from monitor.errors import ParseError
from monitor.parsing.charset import decode


class Node(Protocol):
    """What a walker reads of an element; comments and the like have no `str` tag."""

    @property
    def tag(self) -> Any:
        """Its name, `{namespace}local`."""
        ...

    @property
    def text(self) -> str | None:
        """What stands before its first child."""
        ...

    @property
    def tail(self) -> str | None:
        """What follows its end."""
        ...

    @property
    def attrib(self) -> Mapping[str, str]:
        """Its attributes."""
        ...

    def get(self, key: str, default: str = ..., /) -> str:
        """Give an attribute."""
        ...

    def __iter__(self) -> Iterator["Node"]: ...
    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A parsed document, and what it took to read it."""

    root: Node
    how: Literal["strict", "repaired", "recovered"]


_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_AMPERSAND = re.compile(r"&(#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,8};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ASIDES = (("<!--", "-->"), ("<?", "?>"))
_XML_NAMES = ("&amp;", "&lt;", "&gt;", "&quot;", "&apos;")


def parse_xml(body: bytes, *, content_type: str = "") -> Tree:
    """Parse a document; raises ParseError `charset` or `parse` when there is no element in it."""
    text = decode(body, content_type=content_type)
    text = _DECLARATION.sub("", text, count=1)
    if _doctype_at(text) < 0:
        root = _parsed(text, recover=False)
        if root is not None:
            return Tree(root=root, how="strict")
    mended = repair(text)
    root = _parsed(mended, recover=False)
    if root is not None:
        return Tree(root=root, how="repaired")
    root = _parsed(mended, recover=True)
    if root is None:
        raise ParseError("parse", "no XML element in it", sample=text)
    return Tree(root=root, how="recovered")


def local(node: Node) -> str:
    """Give an element's name without its namespace, in lower case; empty for a comment."""
    tag = node.tag
    return local_of(tag) if isinstance(tag, str) else ""


def local_of(tag: str) -> str:
    """Give a tag's name without its namespace, in lower case."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def space_of(tag: str) -> str:
    """Give a tag's namespace, or its prefix when nobody declared it."""
    if tag.startswith("{"):
        return tag[1:].partition("}")[0]
    return tag.rpartition(":")[0]


def text_of(node: Node) -> str:
    """Give all text inside an element, without its tags, in order."""
    if len(node) == 0:
        return node.text or ""
    return "".join(_texts(node))


def markup_of(node: Node) -> str:
    """Give an element's content with its inner tags written out, as XHTML content stands."""
    if len(node) == 0:
        return html.escape(node.text or "", quote=False)
    return "".join(_markup(node))


def _texts(node: Node) -> Iterator[str]:
    """Walk over the texts without recursion: depth is the document's choice."""
    stack: list[tuple[str | None, Node | None]] = [(None, node)]
    while stack:
        text, inner = stack.pop()
        if inner is None:
            yield text or ""
            continue
        if not isinstance(inner.tag, str):
            continue
        yield inner.text or ""
        for child in reversed(list(inner)):
            stack.append((child.tail, None))
            stack.append((None, child))


def _markup(node: Node) -> Iterator[str]:
    stack: list[tuple[str, Node | None]] = []
    yield html.escape(node.text or "", quote=False)
    _push(stack, node)
    while stack:
        text, inner = stack.pop()
        yield text
        if inner is not None and isinstance(inner.tag, str):
            yield f"<{local(inner)}>{html.escape(inner.text or '', quote=False)}"
            stack.append((f"</{local(inner)}>", None))
            _push(stack, inner)


def _push(stack: list[tuple[str, Node | None]], node: Node) -> None:
    for child in reversed(list(node)):
        stack.append((html.escape(child.tail or "", quote=False), None))
        stack.append(("", child))


def repair(text: str) -> str:
    """Mend what feeds get wrong: junk in front, DTDs, bare `&`, HTML's entities, controls."""
    begin = text.find("<")
    text = _CONTROLS.sub("", text[max(begin, 0) :])
    text = _without_doctype(text)
    parts: list[str] = []
    at = 0
    while (begin := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", begin)
        if end < 0:
            break
        parts += [_AMPERSAND.sub(_reference, text[at:begin]), text[begin : end + 3]]
        at = end + 3
    parts.append(_AMPERSAND.sub(_reference, text[at:]))
    return "".join(parts)


def _doctype_at(text: str) -> int:
    """Find a DOCTYPE where one may stand: after nothing but comments and the like; -1 if none."""
    at = text.find("<")
    while at >= 0:
        aside = next((a for a in _ASIDES if text.startswith(a[0], at)), None)
        if aside is None:
            return at if text[at : at + 9].upper() == "<!DOCTYPE" else -1
        close = text.find(aside[1], at + len(aside[0]))
        at = text.find("<", close) if close >= 0 else -1
    return -1


def _without_doctype(text: str) -> str:
    """Cut a DOCTYPE out, its internal subset too."""
    begin = _doctype_at(text)
    if begin < 0:
        return text
    bracket, close = text.find("[", begin), text.find(">", begin)
    if 0 <= bracket < close:
        inner = text.find("]", bracket)
        subset_end = text.find("]>", bracket)
        inner = subset_end if subset_end >= 0 else inner
        close = text.find(">", inner) if inner >= 0 else -1
    return text[:begin] + text[close + 1 :] if close >= 0 else text[:begin]


def _reference(found: re.Match[str]) -> str:
    """Turn a reference into one that XML without a DTD knows, or into its characters."""
    whole = found[0]
    if found[1] is None:
        return "&amp;"
    if whole in _XML_NAMES:
        return whole
    if whole.startswith("&#"):
        digits = whole[2:-1]
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        if 0x80 <= code < 0xA0:  # HTML reads these as Windows' charset
            return html.unescape(whole)
        return whole.lower() if _is_character(code) else ""
    known = html.unescape(whole)
    return known if known != whole else "&amp;" + whole[1:]


def _is_character(code: int) -> bool:
    """Tell whether XML allows this character at all."""
    if code < 0x20:
        return code in (9, 10, 13)
    return code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF


def _parsed(text: str, *, recover: bool) -> Node | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "ignore"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return cast("Node | None", root)
