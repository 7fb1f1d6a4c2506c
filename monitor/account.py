"""What became of polls and deliveries, as lines of the log and as counters."""

from dataclasses import dataclass

from monitor.delivery.setback import Ended
from monitor.intake.compaction import Cared
from monitor.intake.line import Outcome
from monitor.outgoing import Delivery
from monitor.telemetry import Log, Metrics

_FINE = frozenset({"parsed", "unchanged", "pushed", "texts", "paused"})
_TROUBLE = frozenset({"parked", "dead", "unknown", "lost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Logs and counts."""

    log: Log
    metrics: Metrics

    def polled(self, source: str, outcome: Outcome | Exception, *, kind: str) -> None:
        """Account for a poll of a source of this kind."""
        if isinstance(outcome, Exception):
            name = type(outcome).__name__
            self.log("source.failed", source=source, error=f"{name}: {outcome}", level="error")
            return
        self.metrics.polls.labels(kind, outcome.result).inc()
        self.metrics.articles.labels("new").inc(outcome.new)
        for reason, n in outcome.reasons.items():
            self.metrics.suppressed.labels(reason).inc(n)
        fine = outcome.result in _FINE
        self.log(
            "source.polled",
            source=source,
            outcome=outcome.result,
            new=outcome.new,
            alerts=outcome.alerts,
            detail=outcome.detail,
            level=("info" if outcome.new else "debug") if fine else "warning",
        )

    def cared(self, done: Cared) -> None:
        """Account for the care of the archive, when there was anything to do."""
        if done.merged or done.pruned or done.problem:
            self.log(
                "archive.cared",
                merged=list(done.merged),
                pruned=list(done.pruned),
                size=done.size,
                problem=done.problem,
                level="warning" if done.problem else "info",
            )

    def sent(self, row: Delivery, ended: Ended) -> None:
        """Account for an attempt to send."""
        self.metrics.deliveries.labels(row.receiver, ended.state).inc()
        self.log(
            "delivery.ended",
            delivery=row.id,
            state=ended.state,
            detail=ended.detail,
            attempt=row.attempts + 1,
            level="warning" if ended.state in _TROUBLE else "info",
        )
