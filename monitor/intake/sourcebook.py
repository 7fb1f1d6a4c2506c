"""The sourcebook: files of `rules/sources/` as sources, host limits and outlets, or faults.

Precedence: source, then its outlet, then the file's `defaults`, then what is built in. Every
fault of every file is noted at its place; a source with a fault is left out, the others count.
"""

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from monitor import kinds
from monitor.ids import digest
from monitor.intake import expectations, sourcefile
from monitor.intake.sourcefile import HostKeys, OutletKeys, Replay, Shared, SourceKeys, SourcesFile
from monitor.intake.sourceforms import FORMS, Secret, filled, named, unset
from monitor.manners import Alarm, Auth, HostLimit
from monitor.model import Source
from monitor.parsing.urls import domain_of, host_of
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.forms import Wrong, identifier
from monitor.rulebook.nodes import Node, Scalar, Table, find, shape
from monitor.rulebook.schema import read, read_all
from monitor.rulebook.suggest import legal, suggest
from monitor.rulebook.yamlfile import parse

T = TypeVar("T")
KINDS = "monitor.sources"
SHORTEST_S = 60.0
REFUSED_HEADERS = frozenset({"cookie", "referer", "host", "user-agent", "accept-encoding"})
ANYWHERE = ("0.0.0.0/0", "::/0")  # `allow_private: true`; metadata addresses stay refused

Grants = Mapping[str, Sequence[str]]  # secret -> hosts it may be sent to


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher, and what its sources have from it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    shared: Shared = field(default_factory=Shared)


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


@dataclass(slots=True, kw_only=True)
class _Desk:
    """What the checks of one load share."""

    grants: Grants
    secret: Secret
    contact: str  # who we say we are
    texts: Mapping[str, bytes]
    entities: Collection[str] | None
    faults: Faults
    hosts: dict[str, HostLimit] = field(default_factory=dict)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    places: dict[tuple[str, str], Scalar] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """Count the faults that are no mere warnings."""
        return sum(1 for fault in self.faults if fault.severity == "error")

    def is_first(self, space: str, name: str, spot: Scalar) -> bool:
        """Note a name that is there already."""
        first = self.places.setdefault((space, name), spot)
        if first is not spot:
            self.faults.add(spot, "E109", f'{space} "{name}" already at {first.place}')
        return first is spot


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
    contact: str = "",
) -> Sourcebook:
    """Read the source files out of a folder's texts; `entities` None = `about` is not checked."""
    desk = _Desk(
        grants=grants,
        secret=secret,
        contact=contact,
        texts=texts,
        entities=entities,
        faults=faults,
    )
    files = [(whole, table) for whole, table in _files(texts, faults)]
    for whole, table in files:
        _outlets(desk, whole, table)
        _hosts(desk, whole, table)
    sources: dict[str, Source] = {}
    for whole, _ in files:
        defaults = _read(Shared, whole.defaults, faults) if whole.defaults else Shared()
        for table in whole.sources:
            source = _source(desk, table, defaults or Shared())
            if source is not None:
                sources[source.id] = source
    return Sourcebook(sources=sources, hosts=desk.hosts, outlets=desk.outlets)


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


def _read(cls: type[T], table: Table, faults: Faults) -> T | None:
    return read(cls, table, faults=faults, forms=FORMS)


# --- outlets and hosts -----------------------------------------------------------------------


def _outlets(desk: _Desk, whole: SourcesFile, table: Table) -> None:
    for name, below in whole.outlets.items():
        key = _key(table, "outlets", name)
        wrong = identifier(name)
        if isinstance(wrong, Wrong):
            desk.faults.add(key, wrong.code, f"{shape(key)} {wrong.message}")
            continue
        keys = _read(OutletKeys, below, desk.faults)
        if keys is not None and desk.is_first("outlet", name, key):
            desk.outlets[name] = Outlet(id=name, name=keys.name, aliases=keys.aliases, shared=keys)


def _hosts(desk: _Desk, whole: SourcesFile, table: Table) -> None:
    for name, below in whole.hosts.items():
        key = _key(table, "hosts", name)
        keys = _read(HostKeys, below, desk.faults)
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


def _key(table: Table, *path: str) -> Scalar:
    """Give the node of a key that is known to be there."""
    above = find(table, *path[:-1])
    key = above.key(path[-1]) if isinstance(above, Table) else None
    return key if key is not None else Scalar(
        file=table.file, span=table.span, text=path[-1]
    )  # fmt: skip


# --- one source ------------------------------------------------------------------------------


def _source(desk: _Desk, table: Table, defaults: Shared) -> Source | None:
    """Read and check one source; None when anything in it is wrong."""
    before = desk.errors
    module = _kind(table, desk.faults)
    if module is None:
        return None
    own, options = read_all((SourceKeys, module.Options), table, faults=desk.faults, forms=FORMS)
    id_node = table.get("id")
    if isinstance(id_node, Scalar) and not isinstance(identifier(id_node.text), Wrong):
        desk.is_first("id", id_node.text, id_node)
    if own is None or options is None:
        return None
    own = dataclasses.replace(own, url=own.url or getattr(module, "URL", ""))
    if not own.url and not hasattr(module, "URL"):
        desk.faults.add(table.first, "E102", 'missing key "url"')
    options = filled(module, options, table.file, desk.texts)
    for path, message in module.faults(options) if hasattr(module, "faults") else ():
        desk.faults.add(find(table, *path), "E105", message)
    outlet = _outlet(desk, own)
    shared = _layered(own, outlet.shared, defaults)
    _check_times(desk, table, own, shared)
    _check_headers(desk.faults, table)
    _check_about(desk, own)
    auth = _auth(desk, own.auth, own.url) if own.auth is not None else None
    expect = None if own.expect is None else expectations.read(own.expect, desk.faults)
    if desk.errors > before:
        return None
    made = _made(table, own, shared, outlet, options=options, auth=auth)
    waits = unset([*(auth.refs if auth else ()), *named(module.Options, options)], desk.secret)
    if getattr(module, "NEEDS_CONTACT", False) and not desk.contact:
        waits = "sources.contact unset"
    return dataclasses.replace(made, expect=expect, paused_why=waits)


def _kind(table: Table, faults: Faults) -> ModuleType | None:
    """Load the kind a source names."""
    node = table.get("kind")
    if not isinstance(node, Scalar):
        read_all((SourceKeys,), table, faults=faults)  # notes what is missing or of no shape
        return None
    known = kinds.names(KINDS)
    if node.text in known:
        return kinds.load(KINDS, node.text)
    hint = suggest(node.text, known)
    rest = "" if hint else f"; known: {legal(known)}"
    faults.add(node, "E104", f"{shape(node)} is no kind of source{rest}", suggestion=hint)
    return None


def _outlet(desk: _Desk, own: SourceKeys) -> Outlet:
    """Give the outlet a source belongs to; a near miss of a known id is warned of."""
    if own.outlet is None:
        domain = domain_of(own.url) or own.id
        return Outlet(id=domain, name=domain)
    text = own.outlet.text
    if text in desk.outlets:
        return desk.outlets[text]
    near = suggest(text, desk.outlets)
    if near:
        message = f"{shape(own.outlet)} is no outlet of `outlets`, so it is taken as a name"
        desk.faults.add(own.outlet, "E104", message, suggestion=near, severity="warning")
    slug = "-".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
    return Outlet(id=slug or domain_of(own.url), name=text)


def _layered(*layers: Shared) -> Shared:
    """Take each key from the first layer that says it."""
    said: dict[str, Any] = {}
    for one in dataclasses.fields(Shared):
        values = (getattr(layer, one.name) for layer in layers)
        said[one.name] = next((value for value in values if value is not None), None)
    return Shared(**said)


def _check_times(desk: _Desk, table: Table, own: SourceKeys, shared: Shared) -> None:
    """Refuse schedules that exclude each other, and intervals a stranger's host should not have."""
    if own.cron and own.every:
        desk.faults.add(_key(table, "cron"), "E804", "cron excludes every; keep one of the two")
    if shared.min and shared.max and shared.min > shared.max:
        spot = table.key("min") or table.key("max") or table.first
        desk.faults.add(spot, "E106", f"min must be <= max, is {shared.min:g}s > {shared.max:g}s")
    shortest, host = min(shared.every or SHORTEST_S, shared.min or SHORTEST_S), host_of(own.url)
    if shortest < SHORTEST_S and not shared.allow_private and host not in desk.hosts:
        said: Node = table.get("every") or table.get("min") or table.first
        message = f"{shortest:g}s is too short for {host}; under 60s only with a `hosts:` rate"
        desk.faults.add(said, "E803", message)


def _check_headers(faults: Faults, table: Table) -> None:
    headers = table.get("headers")
    for key, _ in headers.pairs if isinstance(headers, Table) else ():
        name = key.text.lower()
        if name in REFUSED_HEADERS or name.startswith("if-"):
            faults.add(key, "E805", f'header "{key.text}" is ours to set')


def _check_about(desk: _Desk, own: SourceKeys) -> None:
    for node in own.about if desk.entities is not None else ():
        if node.text not in (desk.entities or ()):
            hint = suggest(node.text, desk.entities or ())
            desk.faults.add(node, "E207", f'unknown entity "{node.text}"', suggestion=hint)


def _auth(desk: _Desk, auth: sourcefile.Auth, url: str) -> Auth:
    """Check that every secret is named, not written, and granted for the source's host."""
    named = {f"auth.header.{name}": node for name, node in auth.header.items()}
    named |= {f"auth.query.{name}": node for name, node in auth.query.items()}
    named |= {f"auth.basic.{n}": node for n, node in enumerate(auth.basic)}
    if auth.bearer is not None:
        named["auth.bearer"] = auth.bearer
    host = (urlsplit(url).hostname or "").lower()
    for path, node in named.items():
        kind, _, name = node.text.partition(":")
        if kind not in {"env", "file"} or not name:
            desk.faults.add(node, "E806", f"{path} is a literal; write env:NAME or file:PATH")
            continue
        granted = name if kind == "env" else node.text
        if host not in desk.grants.get(granted, ()):
            message = f"{granted} is not granted to {host}; see [secrets] in monitor.toml"
            desk.faults.add(node, "E807", message)
    return Auth(
        header={name: node.text for name, node in auth.header.items()},
        bearer=auth.bearer.text if auth.bearer is not None else "",
        basic=tuple(node.text for node in auth.basic),
        query={name: node.text for name, node in auth.query.items()},
    )


def _made(
    table: Table,
    own: SourceKeys,
    shared: Shared,
    outlet: Outlet,
    *,
    options: Any,
    auth: Auth | None,
) -> Source:
    """Put a source together; what nobody said is as the model has it."""
    said: dict[str, Any] = {
        "tier": shared.tier,
        "langs": shared.lang,
        "timezone": shared.timezone,
        "jitter": shared.jitter,
        "priority": shared.priority,
        "headers": shared.headers,
        "full_text": shared.full_text,
        "max_age_s": shared.max_age,
        "tags": shared.tags,
        "alarm": shared.health and Alarm(fail_after=shared.health.fail_after),
        "max_body": shared.limits and shared.limits.body,
        "max_time_s": shared.limits and shared.limits.time,
    }
    return Source(
        id=own.id,
        kind=own.kind,
        url=own.url,
        outlet=outlet.name,
        outlet_id=outlet.id,
        publishers=(outlet.name, *outlet.aliases),
        options=options,
        every_s=None if own.cron else shared.every,
        min_s=shared.min,
        max_s=shared.max,
        cron=None if own.every else shared.cron,
        auth=auth,
        allow_private=ANYWHERE if shared.allow_private is True else shared.allow_private or (),
        obey_freshness=shared.freshness != "ignore",
        about=tuple(node.text for node in own.about),
        enabled=own.enabled,
        config_hash=digest(own.kind, own.url, repr(options), size=8).hex(),
        place=table.place,
        **_first_run(shared.first_run),
        **{name: value for name, value in said.items() if value is not None},
    )


def _first_run(said: Literal["baseline", "all"] | Replay | None) -> dict[str, Any]:
    if isinstance(said, Replay):
        return {"first_run": "replay", "replay_s": said.replay}
    return {"first_run": said or "baseline"}
