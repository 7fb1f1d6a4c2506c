"""What the parts of a running daemon take from the world around it."""

from dataclasses import dataclass
from random import Random
from typing import TextIO

from monitor.clock import Clock
from monitor.points import Point
from monitor.telemetry import Log, Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Time, chance, and where to write."""

    clock: Clock
    random: Random
    log: Log
    metrics: Metrics
    stream: TextIO  # where console alerts go
    point: Point
