"""Source files of a folder as one: each source with what its file's `defaults` say."""

from collections.abc import Collection, Iterator, Mapping

from monitor.intake.sourcebook import is_mine
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.nodes import Items, Node, Scalar, Table, find
from monitor.rulebook.quoting import in_quotes, quoted
from monitor.rulebook.yamlfile import parse


def merged(texts: Mapping[str, bytes], wanted: Collection[str]) -> str:
    """Write the wanted sources of all files as one file, with all outlets and hosts."""
    files = [table for name in sorted(texts) if (table := _table(name, texts[name]))]
    outlets = {key.text: below for one in files for key, below in _pairs(one, "outlets")}
    hosts = {key.text: below for one in files for key, below in _pairs(one, "hosts")}
    rows = ["sources:"]
    rows += [f"  - {line}" for one in files for line in _sources(one, wanted, outlets)]
    for title, tables in (("outlets", outlets), ("hosts", hosts)):
        rows += [f"{title}:"] if tables else []
        rows += [f"  {_text(name)}: {flow(below)}" for name, below in sorted(tables.items())]
    return "\n".join(rows if len(rows) > 1 else ["sources: []"]) + "\n"


def flow(node: Node) -> str:
    """Write a node in brackets on one line, its scalars as they were written."""
    if isinstance(node, Table):
        return "{" + ", ".join(f"{quoted(key)}: {flow(below)}" for key, below in node.pairs) + "}"
    if isinstance(node, Items):
        return "[" + ", ".join(map(flow, node)) + "]"
    if node.style in {"literal", "folded"}:
        return in_quotes(node.text)
    return quoted(node)


def _table(name: str, data: bytes) -> Table | None:
    if not is_mine(name) or name.endswith(".txt"):
        return None
    root = parse(data, name, faults=Faults())
    return root if isinstance(root, Table) else None


def _pairs(root: Table, name: str) -> Iterator[tuple[Scalar, Node]]:
    below = root.get(name)
    yield from below.pairs if isinstance(below, Table) else ()


def _sources(root: Table, wanted: Collection[str], outlets: Mapping[str, Node]) -> Iterator[str]:
    listed = root.get("sources")
    for source in listed if isinstance(listed, Items) else ():
        if not isinstance(source, Table) or _said(source, "id") not in wanted:
            continue
        outlet = outlets.get(_said(source, "outlet"))
        own = {key.text for key, _ in source.pairs}
        own |= {key.text for key, _ in outlet.pairs} if isinstance(outlet, Table) else set()
        more = [pair for pair in _pairs(root, "defaults") if pair[0].text not in own]
        cells = [f"{quoted(key)}: {flow(below)}" for key, below in (*source.pairs, *more)]
        yield "{" + ", ".join(cells) + "}"


def _said(table: Table, name: str) -> str:
    node = find(table, name)
    return node.text if isinstance(node, Scalar) else ""


def _text(name: str) -> str:
    return name if name.replace(".", "").replace("-", "").isalnum() else in_quotes(name)
