"""Faults by script: which call fails, when, and how."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

DEEDS = (
    "429",
    "500",
    "503",
    "500_after_accept",
    "reset_before",
    "reset_after_accept",
    "hang",
    "slow",
    "truncate",
    "bad_json",
    "error",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One line of a script; every condition that is given must hold."""

    do: str
    method: str = ""
    channel: str = ""
    nth: int = 0  # the nth call of this method, from 1
    chance: float = 1.0
    start_s: float = 0.0
    end_s: float = float("inf")
    retry_after: int = 1
    error: str = ""
    seconds: float = 3.0  # of `slow`

    @property
    def accepts_first(self) -> bool:
        """Whether the call takes effect before it fails."""
        return self.do in {"500_after_accept", "reset_after_accept", "slow", "truncate", "bad_json"}


def fault_from(line: Mapping[str, Any]) -> Fault:
    """Make a fault of one mapping of the script.

    Raises ValueError naming what is wrong: an unknown key or deed.
    """
    known = {"method", "channel", "nth", "chance", "do", "retry_after", "from", "to", "seconds"}
    if unknown := set(line) - known:
        raise ValueError(f"unknown key {min(unknown)!r}; known: {', '.join(sorted(known))}")
    do, _, error = str(line.get("do", "")).partition(":")
    if do.strip() not in DEEDS:
        raise ValueError(f"unknown deed {do!r}; known: {', '.join(DEEDS)}")
    return Fault(
        do=do.strip(),
        error=error.strip(),
        method=str(line.get("method", "")),
        channel=str(line.get("channel", "")),
        nth=int(line.get("nth", 0)),
        chance=float(line.get("chance", 1.0)),
        start_s=_seconds(line.get("from", 0)),
        end_s=_seconds(line.get("to", float("inf"))),
        retry_after=int(line.get("retry_after", 1)),
        seconds=float(line.get("seconds", 3.0)),
    )


def _seconds(value: Any) -> float:
    return float(str(value).removesuffix("s"))


class Faults:
    """The script being played: counts the calls and picks the fault that strikes."""

    def __init__(self, script: Iterable[Fault] = (), *, seed: int = 0) -> None:
        """Start with no call counted; `seed` decides what `chance` gives."""
        self._script = tuple(script)
        self._random = random.Random(seed)  # noqa: S311 - test faults need no secrecy
        self._calls: Counter[str] = Counter()
        self.struck: list[tuple[str, str]] = []  # (method, deed), for tests to count

    def replace(self, script: Iterable[Fault]) -> None:
        """Play another script from now on; calls are counted anew."""
        self._script = tuple(script)
        self._calls.clear()

    def strike(self, method: str, channel: str, at_s: float) -> Fault | None:
        """Count this call and give the fault that strikes it, if one does."""
        self._calls[method] += 1
        for fault in self._script:
            if (
                fault.method in {"", method}
                and fault.channel in {"", channel}
                and fault.nth in {0, self._calls[method]}
                and fault.start_s <= at_s < fault.end_s
                and self._random.random() < fault.chance
            ):
                self.struck.append((method, fault.do))
                return fault
        return None
