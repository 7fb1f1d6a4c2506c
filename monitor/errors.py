"""The six errors: one line each that says where, what, and what to do."""

from enum import StrEnum


class MonitorError(Exception):
    """Root of every error of ours; never raised itself."""


class SettingsError(MonitorError):
    """`monitor.toml` or a `MONITOR_...` variable is wrong."""


class RuleError(MonitorError):
    """A file under `rules/` is wrong: `file:line:column: code message`."""


class FetchError(MonitorError):
    """A server gave no usable answer."""

    def __init__(self, kind: str, detail: str, *, retry_after_s: float | None = None) -> None:
        """Keep the `kind` (a word of `sources.md`: timeout, dns, address ...) and the detail."""
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.retry_after_s = retry_after_s


class ParseError(MonitorError):
    """Bytes came that do not hold what the source promises."""

    def __init__(self, kind: str, detail: str, *, sample: str = "") -> None:
        """Keep the `kind` (not-a-feed, charset, parse, contract, empty) and a sample."""
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.sample = sample[:500]


class StoreError(MonitorError):
    """The store cannot be used; `kind` is `refused`, `busy`, `full` or `wrong`."""

    def __init__(self, detail: str, *, kind: str = "refused") -> None:
        """Keep what kind of trouble it is."""
        super().__init__(detail)
        self.kind = kind


class Outcome(StrEnum):
    """What a failed send means for the row that was being sent."""

    RETRY = "retry"
    AMBIGUOUS = "ambiguous"
    PARKED = "parked"
    REFUSED = "refused"
    POINTLESS = "pointless"


class DeliveryError(MonitorError):
    """A receiver did not take a message."""

    def __init__(
        self, outcome: Outcome, detail: str, *, retry_after_s: float | None = None
    ) -> None:
        """Keep what the failure means (`outcome`) and how long the far end asked us to wait."""
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.retry_after_s = retry_after_s
