"""The routebook: `receivers.yaml` and `routes.yaml` as receivers and routes, or their faults."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import ModuleType
from typing import Annotated, Any, Literal

from monitor import kinds
from monitor.kinds import Says
from monitor.model import Tier
from monitor.outgoing import Receiver, Route
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.forms import Wrong, identifier
from monitor.rulebook.nodes import Node, Scalar, Table, shape
from monitor.rulebook.schema import keys, read, read_all
from monitor.rulebook.suggest import legal, suggest
from monitor.rulebook.yamlfile import parse

NOTIFIERS = "monitor.notifiers"
Severities = Literal[
    "low", "normal", "high", "critical", ">=low", ">=normal", ">=high", ">=critical"
]

Grants = Mapping[str, Sequence[str]]  # secret -> hosts it may be sent to
Words = Annotated[tuple[Scalar, ...], Says(doc="any of these", short=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routebook:
    """Who can be told, and who is told of what."""

    receivers: tuple[Receiver, ...] = ()
    routes: tuple[Route, ...] = ()
    ops: str = ""  # the receiver of notices; empty = the log only


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiversFile:
    """`receivers.yaml`: named destinations."""

    receivers: Annotated[Mapping[str, Table], Says(doc="id -> kind and what the kind needs")]
    ops: Annotated[Scalar | None, Says(doc="receiver of notices about the monitor itself")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverKeys:
    """What every receiver may say, whatever its kind."""

    kind: Annotated[str, Says(doc="notifier: console, slack, webhook ...")]
    fallback: Annotated[Scalar | None, Says(doc="receiver that stands in while parked")] = None
    unset: Annotated[
        Literal["park", "console"], Says(doc="what it does while its secret is unset")
    ] = "park"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a route asks of a story; keys are ANDed, values are any of."""

    rule: Words = ()
    owner: Words = ()
    tag: Words = ()
    severity: Annotated[tuple[Severities, ...], Says(doc="as is, or at least", short=True)] = ()
    org: Words = ()
    person: Words = ()
    entity: Words = ()
    lang: Words = ()
    tier: Annotated[tuple[Tier, ...], Says(doc="best tier so far", short=True)] = ()
    outlet: Words = ()
    certainty: Words = ()
    sphere: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Labels):
    """The condition of a route."""

    not_: Annotated[Labels, Says(doc="must not all hold", key="not")] = field(
        default_factory=Labels
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteKeys:
    """One route."""

    name: Annotated[str, Says(doc="small letters, digits, hyphens", form="id")]
    if_: Annotated[If, Says(doc="which stories; {} = every story", key="if")]
    to: Annotated[tuple[Scalar, ...], Says(doc="receivers", short=True)]
    continue_: Annotated[bool, Says(doc="look at the next routes too", key="continue")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutesFile:
    """`routes.yaml`: routes, the first that matches wins."""

    routes: tuple[Table, ...]


def load(texts: Mapping[str, bytes], *, grants: Grants, faults: Faults) -> Routebook:
    """Read both files out of a folder's texts (`rules/receivers.yaml` -> bytes).

    Every fault of both is noted; what has a fault is left out. A file that is missing is
    empty: no receivers, no routes.
    """
    book = Routebook()
    names: Collection[str] | None = None
    for name in _named(texts, "receivers.yaml"):
        book, names = _receivers(texts[name], name, grants, faults)
    routes: tuple[Route, ...] = ()
    for name in _named(texts, "routes.yaml"):
        routes = _routes(texts[name], name, names, faults)
    return Routebook(receivers=book.receivers, routes=routes, ops=book.ops)


def _named(texts: Mapping[str, bytes], name: str) -> list[str]:
    return [path for path in texts if path.count("/") <= 1 and path.rpartition("/")[2] == name]


# --- receivers -------------------------------------------------------------------------------


def _receivers(
    data: bytes, file: str, grants: Grants, faults: Faults
) -> tuple[Routebook, Collection[str] | None]:
    """Read the receivers; the names are None when not even those could be read."""
    node = parse(data, file, faults=faults)
    if node is None:
        return Routebook(), None
    tables = node.get("receivers") if isinstance(node, Table) else None
    whole = read(ReceiversFile, node, faults=faults, name="receivers.yaml")
    if whole is None or not isinstance(tables, Table):
        return Routebook(), None
    found: list[Receiver] = []
    for key, table in tables.pairs:
        wrong = identifier(key.text)
        if isinstance(wrong, Wrong):
            faults.add(key, wrong.code, f"{shape(key)} {wrong.message}")
        elif isinstance(table, Table):  # pragma: no branch - the schema let nothing else pass
            found += _receiver(key, table, grants, faults)
    names = [key.text for key, _ in tables.pairs]
    _check_fallbacks(tables, names, faults)
    _check_addresses(found, tables, faults)
    if whole.ops is not None:
        _known(whole.ops, names, faults)
    ops = whole.ops.text if whole.ops is not None else ""
    return Routebook(receivers=tuple(found), ops=ops), names


def _receiver(key: Scalar, table: Table, grants: Grants, faults: Faults) -> list[Receiver]:
    module = _kind(table, faults)
    if module is None:
        return []
    before = len(faults)
    common, options = read_all(
        (ReceiverKeys, module.Options), table, faults=faults, forms={"secret": secret}
    )
    if common is None or options is None:
        return []
    _check_grants(module, common.kind, table, grants, faults)
    if len(faults) > before:
        return []
    return [
        Receiver(
            id=key.text,
            kind=common.kind,
            options=options,
            fallback=common.fallback.text if common.fallback else "",
            unset=common.unset,
            place=key.place,
        )
    ]


def _kind(table: Table, faults: Faults) -> ModuleType | None:
    """Load the notifier a receiver names."""
    node = table.get("kind")
    if node is None:
        faults.add(table.first, "E102", 'missing key "kind"')
        return None
    if not isinstance(node, Scalar):
        faults.add(node, "E103", f'"kind" wants text, got {shape(node)}')
        return None
    known = kinds.names(NOTIFIERS)
    if node.text in known:
        return kinds.load(NOTIFIERS, node.text)
    hint = suggest(node.text, known)
    rest = "" if hint else f"; known: {legal(known)}"
    faults.add(node, "E104", f"{shape(node)} is no kind of receiver{rest}", suggestion=hint)
    return None


def secret(text: str) -> str | Wrong:
    """Check that a secret is named, not written down; its text is never quoted."""
    if text.startswith(("env:", "file:")) and text.partition(":")[2]:
        return text
    message = "a secret is written here; write env:NAME or file:PATH instead"
    return Wrong(message=message, code="E806", whole=True)


def _check_grants(
    module: ModuleType, kind: str, table: Table, grants: Grants, faults: Faults
) -> None:
    """Refuse a secret that the operator did not grant: else a file could send it anywhere."""
    own = getattr(module, "GRANTED", ())
    host = getattr(module, "SENT_TO", "")
    for key in keys(module.Options):
        node = table.get(key.name)
        if key.says.form != "secret" or not isinstance(node, Scalar):
            continue
        name = node.text.removeprefix("env:")
        if name in own or (name in grants and (not host or host in grants[name])):
            continue
        message = f"{name} is not granted to {host or kind}; see [secrets] in monitor.toml"
        faults.add(node, "E807", message)


def _check_fallbacks(tables: Table, names: Collection[str], faults: Faults) -> None:
    """Refuse fallbacks that are unknown, and those that lead back to where they began."""
    nodes = dict(_fallbacks(tables))
    for node in nodes.values():
        _known(node, names, faults)
    reported: set[str] = set()
    for start, node in nodes.items():
        way = [start]
        while way[-1] in nodes and nodes[way[-1]].text not in way:
            way.append(nodes[way[-1]].text)
        circle = way[-1] in nodes and nodes[way[-1]].text == start
        if circle and not reported & set(way):
            reported |= set(way)
            chain = " -> ".join([*way, start])
            faults.add(node, "E905", f"fallback in a circle: {chain}")


def _fallbacks(tables: Table) -> Iterator[tuple[str, Scalar]]:
    for key, table in tables.pairs:
        node = table.get("fallback") if isinstance(table, Table) else None
        if isinstance(node, Scalar):
            yield key.text, node


def _check_addresses(found: Sequence[Receiver], tables: Table, faults: Faults) -> None:
    """Refuse two receivers that are one reader: he would be told the same twice."""
    seen: dict[tuple[str, str], Receiver] = {}
    for receiver in found:
        address = address_of(receiver)
        first = seen.setdefault((receiver.kind, address), receiver)
        if address and first is not receiver:
            key = tables.key(receiver.id)
            message = f"same {receiver.kind} address as {first.id} ({first.place})"
            faults.add(key or tables, "E903", message)


def address_of(receiver: Receiver) -> str:
    """Give what a receiver's messages are sent to; empty when its kind has no address."""
    module = kinds.load(NOTIFIERS, receiver.kind)
    return str(module.address(receiver.options)) if hasattr(module, "address") else ""


def _known(node: Scalar, names: Collection[str] | None, faults: Faults) -> None:
    if names is None or node.text in names:
        return
    hint = suggest(node.text, names)
    rest = "" if hint else f"; known: {legal(names)}"
    faults.add(node, "E208", f'unknown receiver "{node.text}"{rest}', suggestion=hint)


# --- routes ----------------------------------------------------------------------------------


def _routes(
    data: bytes, file: str, names: Collection[str] | None, faults: Faults
) -> tuple[Route, ...]:
    node = parse(data, file, faults=faults)
    whole = read(RoutesFile, node, faults=faults, name="routes.yaml") if node else None
    if whole is None or node is None:
        return ()
    found: list[tuple[Table, RouteKeys]] = []
    for table in whole.routes:
        keys_read = read(RouteKeys, table, faults=faults, name="route")
        if keys_read is not None:
            found.append((table, keys_read))
    _check_names(found, faults)
    for _table, one in found:
        for receiver in one.to:
            _known(receiver, names, faults)
    if len(found) == len(whole.routes):
        _check_last(found, node, faults)
    return tuple(_route(table, one) for table, one in found)


def _check_names(found: Sequence[tuple[Table, RouteKeys]], faults: Faults) -> None:
    first: dict[str, Table] = {}
    for table, one in found:
        if first.setdefault(one.name, table) is not table:
            at = (first[one.name].get("name") or first[one.name]).place
            faults.add(table.get("name") or table, "E109", f'route "{one.name}" already at {at}')


def _check_last(found: Sequence[tuple[Table, RouteKeys]], node: Node, faults: Faults) -> None:
    """Demand a last route for everything: what no route matched would go unsaid."""
    last = found[-1] if found else None
    if last is None or last[1].if_ != If():
        spot = (last[0].get("if") or last[0]) if last else node
        faults.add(spot, "E901", 'the last route must be for everything: "if: {}"')


def _route(table: Table, one: RouteKeys) -> Route:
    return Route(
        name=one.name,
        when=_asked(one.if_),
        unless=_asked(one.if_.not_),
        to=tuple(dict.fromkeys(node.text for node in one.to)),
        goes_on=one.continue_,
        place=table.place,
    )


def _asked(labels: Labels) -> Mapping[str, tuple[str, ...]]:
    asked: dict[str, tuple[str, ...]] = {}
    for one in fields(Labels):
        values: tuple[Any, ...] = getattr(labels, one.name)
        if values:
            asked[one.name] = tuple(v.text if isinstance(v, Scalar) else str(v) for v in values)
    return asked
