import base64
import io
import json
from typing import Any
from urllib.parse import quote

import pytest

from monitor.secrecy import Secrets
from monitor.telemetry import Log, Metrics, no_log, open_log

PLANTED = 'pl+nted/"secret"'


def logged(secrets: Secrets | None = None, **options: Any) -> tuple[Log, io.StringIO]:
    stream = io.StringIO()
    return open_log(secrets=secrets or Secrets(), stream=stream, **options), stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def planted() -> Secrets:
    secrets = Secrets()
    secrets.add("KEY", PLANTED)
    return secrets


def test_a_call_is_one_line_of_json_when_nobody_looks() -> None:
    log, stream = logged()
    log("source.polled", source="desk", new=2)
    (line,) = lines(stream)
    assert (line["event"], line["source"], line["new"]) == ("source.polled", "desk", 2)
    assert line["level"] == "info"
    assert line["ts"].endswith("Z")


def test_lines_below_the_level_are_left_out() -> None:
    log, stream = logged(level="warning")
    log("a")
    log("b", level="debug")
    log("c", level="error")
    assert [line["event"] for line in lines(stream)] == ["c"]


def test_what_is_bound_stands_in_every_line() -> None:
    log, stream = logged(bound=[("worker", "main")])
    log("a")
    assert lines(stream)[0]["worker"] == "main"


def test_a_console_line_is_for_people() -> None:
    log, stream = logged(form="console")
    log("source.polled", source="desk")
    assert "source.polled" in stream.getvalue()
    assert "{" not in stream.getvalue()


def test_other_scripts_are_written_as_they_are() -> None:
    log, stream = logged()
    log("a", title="奥特曼")
    assert "奥特曼" in stream.getvalue()


@pytest.mark.parametrize(
    "form",
    [
        PLANTED,
        quote(PLANTED, safe=""),
        base64.b64encode(PLANTED.encode()).decode(),
        json.dumps(PLANTED),
    ],
)
def test_no_form_of_a_secret_is_logged(form: str) -> None:
    log, stream = logged(planted())
    log(
        "x",
        url=f"https://a.example/?q={form}",
        nested={"a": [form, ("b", form)]},
        error=OSError(form),
    )
    assert form not in stream.getvalue()
    assert "[secret KEY]" in stream.getvalue()


def test_metrics_are_counted_and_told() -> None:
    metrics = Metrics()
    metrics.polls.labels("feed", "parsed").inc()
    assert b'monitor_polls_total{kind="feed",outcome="parsed"} 1.0' in metrics.text()


def test_two_sets_of_metrics_do_not_meet() -> None:
    one, other = Metrics(), Metrics()
    one.articles.labels("new").inc(3)
    assert b'outcome="new"' not in other.text()


def test_no_log_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    no_log("x", a=1)
    assert capsys.readouterr() == ("", "")
