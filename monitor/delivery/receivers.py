"""Receivers opened: each gets its notifier, or what stands in while a secret is unset."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from monitor import kinds
from monitor.delivery.routebook import NOTIFIERS, address_of
from monitor.errors import SettingsError
from monitor.outgoing import Notifier, Receiver, Tools

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Notifiers by receiver, and why a receiver has none: its rows wait parked."""

    notifiers: Mapping[str, Notifier] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)


def open_notifiers(receivers: Iterable[Receiver], *, tools: Tools, say: Say) -> Opened:
    """Make every receiver's notifier; `say` hears one line about each that cannot be made.

    Two receivers whose addresses turn out to be the same are one reader, who must not be
    told the same twice: the second is broken. With `unset: console` a receiver whose secret
    is unset prints instead.
    """
    made: dict[str, Notifier] = {}
    broken: dict[str, str] = {}
    taken: dict[tuple[str, str], str] = {}
    printed: set[str] = set()
    for receiver in receivers:
        try:
            made[receiver.id] = _open(receiver, taken, tools)
        except KeyError as error:
            name = str(error.args[0])
            if receiver.unset == "console":
                made[receiver.id] = _console(tools)
                if name not in printed:
                    printed.add(name)
                    say(f"{name} is not set: alerts for {receiver.kind} are printed here instead")
                continue
            broken[receiver.id] = f"{name} is not set"
        except SettingsError as error:
            broken[receiver.id] = str(error)
        if why := broken.get(receiver.id):
            say(f"{receiver.place}: receiver {receiver.id} is parked: {why}")
    return Opened(notifiers=made, broken=broken)


def _open(receiver: Receiver, taken: dict[tuple[str, str], str], tools: Tools) -> Notifier:
    """Make one. Raises KeyError for an unset secret, SettingsError for what else is wrong."""
    address = address_of(receiver)
    if address.startswith(("env:", "file:")):
        address = tools.secret(address)
    notifier: Notifier = kinds.load(NOTIFIERS, receiver.kind).make(receiver.options, tools)
    first = taken.setdefault((receiver.kind, address), receiver.id) if address else receiver.id
    if first != receiver.id:
        raise SettingsError(f"same address as {first}; remove one of the two")
    return notifier


def _console(tools: Tools) -> Notifier:
    module = kinds.load(NOTIFIERS, "console")
    notifier: Notifier = module.make(module.Options(), tools)
    return notifier
