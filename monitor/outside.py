"""What the parts of a running daemon take from the world around it."""

from dataclasses import dataclass
from random import Random
from ssl import SSLContext
from typing import TextIO

from monitor.clock import Clock
from monitor.net.connect import Resolve
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
    resolve: Resolve | None = None  # finds addresses of names; None = as the system does
    tls: SSLContext | None = None  # whose certificates are believed; None = the usual ones
