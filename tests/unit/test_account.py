"""What became of polls and deliveries is logged at its level, and counted."""

from typing import Any

import pytest

from monitor.account import Account
from monitor.delivery.setback import Ended
from monitor.intake.line import Outcome
from monitor.outgoing import Delivery
from monitor.telemetry import Metrics

ROW = Delivery(id="s1.1@desk", story="s1", receiver="desk", kind="card", n=1, attempts=2)


class Desk:
    """An account, and what was logged and counted by it."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.metrics = Metrics()
        self.account = Account(log=self.log, metrics=self.metrics)

    def log(self, event: str, /, **facts: Any) -> None:
        self.said.append((event, facts))

    @property
    def counted(self) -> list[str]:
        lines = self.metrics.text().decode().splitlines()
        return [line for line in lines if line[0] != "#" and "_total" in line]


@pytest.mark.parametrize(
    ("result", "new", "level"),
    [
        ("parsed", 2, "info"),
        ("unchanged", 0, "debug"),
        ("texts", 0, "debug"),
        ("http", 0, "warning"),
    ],
)
def test_a_poll_is_logged_at_the_level_of_its_outcome(result: str, new: int, level: str) -> None:
    desk = Desk()
    desk.account.polled("lab", Outcome(source="lab", result=result, new=new), kind="feed")
    ((event, facts),) = desk.said
    assert (event, facts["outcome"], facts["new"]) == ("source.polled", result, new)
    assert facts["level"] == level


def test_a_poll_is_counted_by_kind_with_its_articles_and_reasons() -> None:
    desk = Desk()
    outcome = Outcome(source="lab", result="parsed", new=3, reasons={"denied": 2})
    desk.account.polled("lab", outcome, kind="feed")
    assert 'monitor_polls_total{kind="feed",outcome="parsed"} 1.0' in desk.counted
    assert 'monitor_articles_total{outcome="new"} 3.0' in desk.counted
    assert 'monitor_suppressed_total{reason="denied"} 2.0' in desk.counted


def test_a_poll_that_raised_is_an_error_with_its_name_and_counts_nothing() -> None:
    desk = Desk()
    desk.account.polled("lab", ValueError("odd"), kind="feed")
    error = {"source": "lab", "error": "ValueError: odd", "level": "error"}
    assert desk.said == [("source.failed", error)]
    assert desk.counted == []


@pytest.mark.parametrize(("state", "level"), [("sent", "info"), ("dead", "warning")])
def test_a_send_is_logged_with_its_attempt_and_counted(state: str, level: str) -> None:
    desk = Desk()
    desk.account.sent(ROW, Ended(state=state, detail="so"))
    ((event, facts),) = desk.said
    assert (event, facts["delivery"], facts["attempt"]) == ("delivery.ended", ROW.id, 3)
    assert facts["level"] == level
    assert f'monitor_deliveries_total{{outcome="{state}",receiver="desk"}} 1.0' in desk.counted
