"""One source of a source file: its keys read, checked and put together, or its faults noted."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from monitor import kinds
from monitor.ids import digest
from monitor.intake import expectations, hours, sourcefile
from monitor.intake.sourcefile import Replay, Shared, SourceKeys
from monitor.intake.sourceforms import FORMS, Secret, filled, named, unset
from monitor.manners import Alarm, Auth, HostLimit, Hours
from monitor.model import Source
from monitor.parsing.urls import domain_of, host_of
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.forms import Wrong, identifier
from monitor.rulebook.nodes import Node, Scalar, Table, find, shape
from monitor.rulebook.schema import read, read_all
from monitor.rulebook.suggest import legal, suggest

T = TypeVar("T")
KINDS = "monitor.sources"
SHORTEST_S = 60.0
REFUSED_HEADERS = frozenset({"cookie", "referer", "host", "user-agent", "accept-encoding"})
ANYWHERE = ("0.0.0.0/0", "::/0")  # `allow_private: true`; metadata addresses stay refused

OPS = Alarm().notify  # whoever `ops:` of the receivers names

Grants = Mapping[str, Sequence[str]]  # secret -> hosts it may be sent to


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher, and what its sources have from it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    shared: Shared = field(default_factory=Shared)


@dataclass(slots=True, kw_only=True)
class Desk:
    """What the checks of one load share."""

    grants: Grants
    secret: Secret
    contact: str  # who we say we are
    texts: Mapping[str, bytes]
    entities: Collection[str] | None
    receivers: Collection[str] | None
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


def read_keys(cls: type[T], table: Table, faults: Faults) -> T | None:
    """Read a mapping of a source file as a dataclass; None when anything in it is wrong."""
    return read(cls, table, faults=faults, forms=FORMS)


def key_of(table: Table, *path: str) -> Scalar:
    """Give the node of a key that is known to be there."""
    above = find(table, *path[:-1])
    key = above.key(path[-1]) if isinstance(above, Table) else None
    return key if key is not None else Scalar(
        file=table.file, span=table.span, text=path[-1]
    )  # fmt: skip


def source_of(desk: Desk, table: Table, defaults: Shared) -> Source | None:
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
    if hasattr(module, "address"):  # not of the web
        own = dataclasses.replace(own, url=module.address(options))
    outlet = _outlet(desk, own)
    shared = _layered(own, outlet.shared, defaults)
    _check_times(desk, table, own, shared)
    _check_headers(desk.faults, table)
    _check_about(desk, own)
    _check_notify(desk, shared)
    auth = _auth(desk, own.auth, own.url) if own.auth is not None else None
    expect = None if own.expect is None else expectations.read(own.expect, desk.faults)
    if desk.errors > before:
        return None
    made = _made(table, own, shared, outlet, options=options, auth=auth)
    waits = unset([*(auth.refs if auth else ()), *named(module.Options, options)], desk.secret)
    if getattr(module, "NEEDS_CONTACT", False) and not desk.contact:
        waits = "sources.contact unset"
    if getattr(options, "render", "") == "browser" and find_spec("playwright") is None:
        waits = "newsmonitor[browser] is not installed"
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


def _outlet(desk: Desk, own: SourceKeys) -> Outlet:
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


def _check_times(desk: Desk, table: Table, own: SourceKeys, shared: Shared) -> None:
    """Refuse schedules that exclude each other, and intervals a stranger's host should not have."""
    if own.off_hours is not None and not shared.windows:
        key = table.key("off_hours") or table.first
        desk.faults.add(key, "E102", "off_hours says nothing without windows")
    if own.cron and own.every:
        desk.faults.add(key_of(table, "cron"), "E804", "cron excludes every; keep one of the two")
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


def _check_about(desk: Desk, own: SourceKeys) -> None:
    for node in own.about if desk.entities is not None else ():
        if node.text not in (desk.entities or ()):
            hint = suggest(node.text, desk.entities or ())
            desk.faults.add(node, "E207", f'unknown entity "{node.text}"', suggestion=hint)


def _check_notify(desk: Desk, shared: Shared) -> None:
    node = shared.health.notify if shared.health else None
    if node is None or desk.receivers is None or node.text in (OPS, *desk.receivers):
        return
    hint = suggest(node.text, (OPS, *desk.receivers))
    rest = "" if hint else f"; known: {legal((OPS, *desk.receivers))}"
    desk.faults.add(node, "E208", f'unknown receiver "{node.text}"{rest}', suggestion=hint)


def _auth(desk: Desk, auth: sourcefile.Auth, url: str) -> Auth:
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
        "alarm": shared.health and _alarm(shared.health),
        "hours": _hours(shared),
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
        was=own.was,
        unverified=own.unverified,
        about=tuple(node.text for node in own.about),
        enabled=own.enabled,
        config_hash=digest(own.kind, own.url, repr(options), size=8).hex(),
        place=table.place,
        **_first_run(shared.first_run),
        **{name: value for name, value in said.items() if value is not None},
    )


def _hours(shared: Shared) -> Hours | None:
    """Put together when a source is asked as usual; None = nobody says anything of it."""
    if not shared.windows:
        return None
    spans = tuple(span for span in map(hours.read, shared.windows) if span is not None)
    if shared.off_hours is None:
        return Hours(spans=spans)
    return Hours(spans=spans, off_s=None if shared.off_hours == "pause" else shared.off_hours)


def _alarm(said: sourcefile.Health) -> Alarm:
    notify = said.notify.text if said.notify is not None else Alarm().notify
    return Alarm(fail_after=said.fail_after, quiet=said.quiet, notify=notify)


def _first_run(said: Literal["baseline", "all"] | Replay | None) -> dict[str, Any]:
    if isinstance(said, Replay):
        return {"first_run": "replay", "replay_s": said.replay}
    return {"first_run": said or "baseline"}
