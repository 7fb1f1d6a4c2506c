"""A tried article on a terminal: clauses have colours, a legend says which."""

import pytest

from monitor.cli._spans import COLOURS, show, told
from monitor.model import Evidence, Match, Participant
from monitor.reasons import Reason
from tests.fakes import made

TITLE = "Dockers strike at the port"
FOUND = Match(
    rule="port-strike",
    reason=None,
    evidence=(
        Evidence(field="title", start=8, end=14, text="strike", part="strike~"),
        Evidence(field="title", start=22, end=26, text="port", part="port"),
    ),
)


def shown(capsys: pytest.CaptureFixture[str], *found: Match, body: str = "") -> str:
    show(made.article(TITLE, body=body), found)
    return capsys.readouterr().out


def test_a_terminal_gets_colours_and_a_legend(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = shown(capsys, FOUND)
    assert "\x1b[7;36mstrike\x1b[0m" in out
    assert "\x1b[7;35mport\x1b[0m" in out
    assert "clauses" in out
    assert "[strike]" not in out


def test_without_colours_spans_stand_in_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(capsys, FOUND)
    assert "\x1b" not in out
    assert "  title  Dockers [strike] at the [port]\n" in out
    assert "clauses" not in out


def test_only_lines_with_evidence_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    body = Evidence(field="body", start=6, end=11, text="again", part="again")
    out = shown(
        capsys, Match(rule="r", reason=None, evidence=(body,)), body="first\nagain here\nlast"
    )
    assert "  body  [again] here\n" in out
    assert "first" not in out
    assert "last" not in out


def test_a_reason_is_said_with_what_stands_behind_it(capsys: pytest.CaptureFixture[str]) -> None:
    denied = Match(rule="r", reason=Reason.DENIED, because='"no plans to" (en.yaml:88)')
    assert 'r  denied  "no plans to" (en.yaml:88)\n' in shown(capsys, denied)


def test_no_rule_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no rule holds, nor would but for a reason\n" in shown(capsys)


def test_markup_in_a_text_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    show(made.article("[bold]x[/bold] [link=http://x]y"), [])
    assert "[bold]x[/bold] [link=http://x]y" in capsys.readouterr().out


def test_an_event_is_one_line() -> None:
    one = made.event("Ana Ruiz", "move", role="CEO")
    moved = made.match(one)
    assert list(told(moved)) == ["Ana Ruiz (CEO): move at Apple [new]"]


def test_an_event_without_a_person_says_the_role() -> None:
    one = made.event("x", slots={"org": Participant(name="Apple", id="apple")}, role="chair")
    assert list(told(made.match(one))) == ["chair: departure at Apple [new]"]


def test_captures_are_said_where_there_are_no_events() -> None:
    found = Match(rule="r", reason=None, captures={"port": ("Rotterdam", "Antwerp")})
    assert list(told(found)) == ["port: Rotterdam, Antwerp"]


def test_colours_are_enough_for_most_rules_and_come_again() -> None:
    assert len(set(COLOURS)) == len(COLOURS) >= 6
