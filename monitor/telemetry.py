"""What the daemon says and counts: structured log lines, bounded metrics, no secret in either."""

import base64
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any, Literal, TextIO
from urllib.parse import quote

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

Log = Callable[..., None]

_PATTERNS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|whsec_[\w+/=]+|(?<=hooks\.slack\.com/services/)[\w/]+"
    r"|(?<=Bearer )[\w.~+/=-]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=[?&](?:key|sig)=)[^&\s]+|(?<=[?&]code=)[^&\s]+"
    r"|(?<=[?&]token=)[^&\s]+|(?<=[?&]secret=)[^&\s]+|(?<=[?&]password=)[^&\s]+"
)


class Secrets:
    """The values that must not be seen, in every form they could be printed in."""

    def __init__(self) -> None:
        """Start with none."""
        self._forms: dict[str, str] = {}

    def add(self, name: str, value: str) -> None:
        """Register a value; those shorter than six characters would blank ordinary words."""
        if len(value) < 6:
            return
        raw = value.encode()
        for form in (
            value,
            quote(value, safe=""),
            base64.b64encode(raw).decode().rstrip("="),
            json.dumps(value)[1:-1],
        ):
            self._forms[form] = name

    def clean(self, text: str) -> str:
        """Replace every registered value, and what looks like one, by `[secret NAME]`."""
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, f"[secret {self._forms[form]}]")
        return _PATTERNS.sub("[secret]", text)

    def cleaned(self, value: Any) -> Any:
        """Clean the text inside a log value, however nested."""
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, dict):
            return {k: self.cleaned(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.cleaned(v) for v in value]
        return value if isinstance(value, int | float | bool | None) else self.clean(str(value))


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
