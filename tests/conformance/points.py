"""The sixteen points, in the order of the contract."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from tests.conformance.lab import Lab


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractPoint:
    """One point: its number, its name, and the play that judges it."""

    number: int
    title: str
    judge: Callable[[Lab], Awaitable[None]]


def points() -> tuple[ContractPoint, ...]:
    """Give every point; a file `pNN_name.py` is one."""
    return tuple(_point(path) for path in sorted(Path(__file__).parent.glob("p[0-9]*_*.py")))


def _point(path: Path) -> ContractPoint:
    module = import_module(f"tests.conformance.{path.stem}")
    return ContractPoint(number=int(path.stem[1:3]), title=module.TITLE, judge=module.judge)
