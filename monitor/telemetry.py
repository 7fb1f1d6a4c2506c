"""What the daemon says and counts: structured log lines, bounded metrics, no secret in either."""

import logging
import sys
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any, Literal, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from monitor.secrecy import Secrets

Log = Callable[..., None]


class Metrics:
    """The counters and gauges; labels come from closed sets only."""

    def __init__(self) -> None:
        """Make a registry of our own, so that two daemons in one test do not meet."""
        self.registry = CollectorRegistry()
        self.polls = Counter("monitor_polls", "Polls", ["kind", "outcome"], registry=self.registry)
        self.articles = Counter("monitor_articles", "Articles", ["outcome"], registry=self.registry)
        self.suppressed = Counter(
            "monitor_suppressed", "Not told", ["reason"], registry=self.registry
        )
        self.deliveries = Counter(
            "monitor_deliveries", "Sends", ["receiver", "outcome"], registry=self.registry
        )
        self.tick = Gauge(
            "monitor_tick_timestamp_seconds", "Last scheduler tick", registry=self.registry
        )
        self.rules = Gauge("monitor_rules", "Rules", ["status"], registry=self.registry)

        self.stale = Gauge(
            "monitor_rule_stale",
            "Not in force as its file says",
            ["rule"],
            registry=self.registry,
        )

    def not_in_force(self, rules: Iterable[str]) -> None:
        """Count the rules whose file is faulty: their last good version is in force, or none."""
        self.stale.clear()
        for rule in rules:
            self.stale.labels(rule).set(1)

    def text(self) -> bytes:
        """Give the metrics in Prometheus' text form."""
        return generate_latest(self.registry)


def open_log(
    *,
    secrets: Secrets,
    level: str = "info",
    form: Literal["auto", "json", "console"] = "auto",
    stream: TextIO | None = None,
    bound: Iterable[tuple[str, Any]] = (),
) -> Log:
    """Make the log: `log("source.polled", source=..., outcome=...)`, one line a call.

    A keyword `level` ("warning", "error", "debug") raises or lowers one line.
    """
    out = stream or sys.stderr
    plain = form == "json" or (form == "auto" and not out.isatty())
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if plain
        else structlog.dev.ConsoleRenderer(colors=form != "json" and out.isatty())
    )

    def clean(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Any:
        return {key: secrets.cleaned(value) for key, value in event.items()}

    logger = structlog.wrap_logger(
        structlog.PrintLogger(out),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
            clean,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
    ).bind(**dict(bound))
    _quiet_vendors()

    def log(event: str, /, *, level: str = "info", **facts: Any) -> None:
        getattr(logger, level)(event, **facts)

    return log


def _quiet_vendors() -> None:
    """Raise the vendors' own loggers: httpx logs whole addresses, secrets in them included."""
    for name in ("httpx", "httpcore", "slack_sdk", "apscheduler", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)


def no_log(_event: str, /, **_facts: Any) -> None:
    """Say nothing: for verbs that print, and for tests."""
