"""The sourcebook: files of `rules/sources/` as sources, host limits and outlets, or faults.

Precedence: source, then its outlet, then the file's `defaults`, then what is built in. Every
fault of every file is noted at its place; a source with a fault is left out, the others count.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from monitor.intake.sourcefile import HostKeys, OutletKeys, Shared, SourcesFile
from monitor.intake.sourceforms import Secret
from monitor.intake.sourceone import Desk, Grants, Outlet, key_of, read_keys, source_of
from monitor.manners import HostLimit
from monitor.model import Source
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.forms import Wrong, identifier
from monitor.rulebook.nodes import Scalar, Table, shape
from monitor.rulebook.schema import read
from monitor.rulebook.yamlfile import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourcebook:
    """All sources and how their hosts may be asked."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    hosts: Mapping[str, HostLimit] = field(default_factory=dict)
    outlets: Mapping[str, Outlet] = field(default_factory=dict)

    @property
    def tags(self) -> tuple[str, ...]:
        """Give every tag a source has."""
        return tuple(sorted({tag for source in self.sources.values() for tag in source.tags}))


def is_mine(name: str) -> bool:
    """Tell whether a file of the rules folder is a source file: `rules/sources/ai.yaml`."""
    return name.split("/")[-2:-1] == ["sources"] or "/sources/" in name


def load(
    texts: Mapping[str, bytes],
    *,
    grants: Grants,
    secret: Secret,
    faults: Faults,
    entities: Collection[str] | None = None,
    receivers: Collection[str] | None = None,
    contact: str = "",
) -> Sourcebook:
    """Read the source files out of a folder's texts; names that are None are not checked."""
    desk = Desk(
        grants=grants,
        secret=secret,
        contact=contact,
        texts=texts,
        entities=entities,
        receivers=receivers,
        faults=faults,
    )
    files = [(whole, table) for whole, table in _files(texts, faults)]
    for whole, table in files:
        _outlets(desk, whole, table)
        _hosts(desk, whole, table)
    made: list[tuple[Source, Table]] = []
    for whole, _ in files:
        defaults = read_keys(Shared, whole.defaults, faults) if whole.defaults else Shared()
        for table in whole.sources:
            source = source_of(desk, table, defaults or Shared())
            made += [(source, table)] if source is not None else []
    sources = {source.id: source for source, table in made if _is_free(desk, source, table)}
    return Sourcebook(sources=sources, hosts=desk.hosts, outlets=desk.outlets)


def _is_free(desk: Desk, source: Source, table: Table) -> bool:
    """Tell whether the id a source had before, if any, is nobody's now."""
    spot = table.get("was")
    if not isinstance(spot, Scalar):
        return True
    still = desk.places.get(("id", source.was))
    if still is not None:
        desk.faults.add(spot, "E109", f'id "{source.was}" is still in use at {still.place}')
    return still is None and desk.is_first("was", source.was, spot)


def _files(texts: Mapping[str, bytes], faults: Faults) -> Iterator[tuple[SourcesFile, Table]]:
    for name in sorted(filter(is_mine, texts)):
        if name.endswith(".txt"):
            continue
        node = parse(texts[name], name, faults=faults)
        if node is None:
            continue
        whole = read(SourcesFile, node, faults=faults, name="a source file")
        if whole is not None and isinstance(node, Table):
            yield whole, node


# --- outlets and hosts -----------------------------------------------------------------------


def _outlets(desk: Desk, whole: SourcesFile, table: Table) -> None:
    for name, below in whole.outlets.items():
        key = key_of(table, "outlets", name)
        wrong = identifier(name)
        if isinstance(wrong, Wrong):
            desk.faults.add(key, wrong.code, f"{shape(key)} {wrong.message}")
            continue
        keys = read_keys(OutletKeys, below, desk.faults)
        if keys is not None and desk.is_first("outlet", name, key):
            desk.outlets[name] = Outlet(id=name, name=keys.name, aliases=keys.aliases, shared=keys)


def _hosts(desk: Desk, whole: SourcesFile, table: Table) -> None:
    for name, below in whole.hosts.items():
        key = key_of(table, "hosts", name)
        keys = read_keys(HostKeys, below, desk.faults)
        if keys is None or not desk.is_first("host", name, key):
            continue
        wait_s = HostLimit().rate_s if keys.rate is None else rate(keys.rate.text)
        if wait_s is None:
            message = f"{shape(keys.rate or key)} is no rate; write 8/s, 30/m or 1/6s"
            desk.faults.add(keys.rate or key, "E105", message)
            continue
        desk.hosts[name.lower()] = HostLimit(
            rate_s=wait_s, connections=keys.connections, throttle=keys.throttle
        )


def rate(text: str) -> float | None:
    """Read starts per time (`8/s`, `30/m`, `1/6s`) as seconds between two of them."""
    count, slash, per = text.replace(" ", "").partition("/")
    unit = {"s": 1.0, "m": 60.0, "h": 3600.0}.get(per[-1:])
    many = per[:-1] or "1"
    if not (slash and unit and count.isdecimal() and many.isdecimal() and int(count)):
        return None
    return int(many) * unit / int(count)
