"""`monitor backtest`: over the archive for people, over a file for other programs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import RuleError, SettingsError
from monitor.intake.lines import Line, to_json
from monitor.reasons import Reason
from tests.fakes.desk import Desk, desk, lines

KEYS = ["id", "pred", "story", "event", "events", "reason", "ms"]


@pytest.fixture
def port(tmp_path: Path) -> Desk:
    return desk(tmp_path / "desk")


def rows(port: Desk, *records: Any, code: int = 0, rule: str = "port-strike") -> list[Any]:
    file = port.folder / "articles.jsonl"
    lines_ = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in records]
    file.write_bytes(b"".join(line + b"\n" for line in lines_))
    result = port.call("backtest", rule, "--articles", str(file), "--json")
    assert result.exit_code == code, (result.exception, result.stderr)
    return [json.loads(line) for line in lines(result)]


def test_a_backtest_counts_what_was_found_and_told(port: Desk) -> None:
    port.archived(
        port.entry("Dockers strike at the port of Antwerp", hours=50),
        port.entry("Dockers strike at the port of Antwerp on Monday", hours=49, outlet="Post"),
        port.entry("Strike at the harbour of Genoa", hours=3),
        port.entry("Strike at the port of Rotterdam", hours=2),
        port.entry("Football strike at the port", hours=1),
        port.entry("Weather is fine"),
    )
    result = port.call("backtest", "port-strike")
    counted, told, first, second = lines(result)
    assert counted == "6 articles, 2 d: held 3, excepted 1"
    assert told == "2 alerts, 1.0/day, worst day 1 (budget 2/day); NOT title:football dropped 1"
    assert first.endswith("Dockers strike at the port of Antwerp   2 outlets  en")
    assert second.endswith("Strike at the harbour of Genoa   1 outlet  en")
    assert result.exit_code == 0


def test_above_its_budget_a_backtest_fails(port: Desk) -> None:
    port.edit("budget: 2/day", "budget: 2/week")
    titles = ("Strike at the port", "Walkouts close a harbour", "No strike in any port of Genoa")
    port.archived(*map(port.entry, titles))
    result = port.call("backtest", "port-strike")
    assert result.exit_code == 1
    assert "worst week 3 (budget 2/week)" in result.stdout
    assert result.stderr == "above budget: 3 alerts in one week\n"


def test_a_backtest_looks_back_as_far_as_asked(port: Desk) -> None:
    port.archived(port.entry("Strike at the port", hours=80), port.entry("Harbour walkouts"))
    assert lines(port.call("backtest", "port-strike", "--since", "48h"))[0].startswith("1 article,")
    assert lines(port.call("backtest", "port-strike"))[0].startswith("2 articles,")


def test_what_was_stale_when_it_came_is_not_played_but_a_young_baseline_is(port: Desk) -> None:
    port.archived(port.entry("Strike at the port"), why=Reason.STALE)
    port.archived(port.entry("Strike at the harbour"), why=Reason.BASELINE)
    old = port.entry("Strike at the old harbour", hours=24 * 40)
    port.archived(replace(old, seen=port.now), why=Reason.BASELINE)
    assert lines(port.call("backtest", "port-strike"))[0] == "1 article, 0 d: held 1"


def test_several_archives_are_played_as_one(port: Desk, tmp_path: Path) -> None:
    port.archived(port.entry("Strike at the port"), folder="one")
    port.archived(port.entry("Strike at the harbour"), folder="two")
    folders = [w for name in ("one", "two") for w in ("--archive", str(port.folder / name))]
    assert lines(port.call("backtest", "port-strike", *folders))[0].startswith("2 articles,")


def test_a_threshold_counts_in_a_backtest_but_not_in_a_prediction(port: Desk) -> None:
    port.edit("budget: 2/day", "trigger: {count: {of: article, at_least: 2, within: 6h}}")
    port.archived(
        port.entry("Dockers strike at the port of Antwerp", hours=9),
        port.entry("Dockers strike at the port of Antwerp: latest news", hours=8),
        port.entry("Walkouts close a harbour in Genoa", hours=7),
    )
    counted, told, alert = lines(port.call("backtest", "port-strike"))
    assert counted == "3 articles, 0 d: held 3"
    assert told.startswith("1 alert,")
    assert "Dockers strike at the port of Antwerp" in alert
    (row,) = rows(port, {"id": 1, "title": "Walkouts close a harbour"})
    assert row["pred"] == 1


def test_silence_is_told_when_time_has_passed(port: Desk) -> None:
    port.edit("budget: 2/day", "trigger: {absence: {for: 12h}}")
    port.archived(
        port.entry("Strike at the port of Antwerp", hours=40),
        port.entry("Weather is fine", hours=3),
    )
    found = lines(port.call("backtest", "port-strike"))
    assert found[1].startswith("1 alert,")
    quiet_since = port.entry("x", hours=40 - 12).published
    assert quiet_since is not None
    assert found[2].startswith(f"{quiet_since:%Y-%m-%d %H:%M}")


def test_the_summary_as_json_is_one_document(port: Desk) -> None:
    port.archived(port.entry("Strike at the port"), port.entry("Football strike at the port"))
    told = json.loads(port.call("backtest", "port-strike", "--json").stdout)
    assert (told["articles"], told["verdicts"]) == (2, {"held": 1})
    assert told["dropped"] == {"NOT title:football": 1}
    assert told["budget"] == "2/day"
    assert [alert["headline"] for alert in told["alerts"]] == ["Strike at the port"]


def test_a_page_shows_every_alert_and_no_markup_of_an_article(port: Desk, tmp_path: Path) -> None:
    port.archived(port.entry("Strike at the port <script>alert(1)</script>"))
    port.call("backtest", "port-strike", "--html", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "<mark>Strike</mark> at the <mark>port</mark> &lt;script&gt;" in page
    assert "<script" not in page


def test_each_line_of_a_file_has_a_row_in_order(port: Desk) -> None:
    found = rows(
        port,
        {"id": "a", "title": "Strike at the port", "published": "2026-01-05"},
        {"id": "b", "title": "Weather", "published": None},
        {"id": "a", "title": "Strike at the port", "published": "2026-01-05"},
        {"id": 7, "title": "Strike at the port of Rotterdam", "published": "no day"},
    )
    assert [list(row) for row in found] == [KEYS] * 4
    assert [row["id"] for row in found] == ["a", "b", "a", 7]
    assert [row["pred"] for row in found] == [1, 0, 1, 0]
    assert [row["reason"] for row in found] == [None, "no_match", None, "excepted"]
    assert found[0]["story"] == found[2]["story"] is not None
    assert [row["story"] for row in found[1::2]] == [None, None]


def test_a_prediction_is_the_articles_alone(port: Desk) -> None:
    port.edit("status: draft", "status: retired")
    port.edit("budget: 2/day", "budget: 1/week")
    found = rows(port, *({"id": n, "title": f"Strike at port A{n}"} for n in range(9)))
    assert [row["pred"] for row in found] == [1] * 9


def test_lines_that_cannot_be_read_are_answered_and_told(port: Desk) -> None:
    found = rows(
        port,
        b"{broken",
        b"[1]",
        b"\xff",
        {"id": "e", "title": ""},
        b"",
        {"id": "a", "title": "Strike at the port"},
        code=1,
    )
    said = ["unreadable", "unreadable", "unreadable", "empty", "empty", None]
    assert [row["reason"] for row in found] == said
    assert [row["id"] for row in found] == [None, None, None, "e", None, "a"]
    assert [row["pred"] for row in found] == [0, 0, 0, 0, 0, 1]


def test_a_line_that_cannot_be_read_is_told_with_its_place(port: Desk) -> None:
    file = port.folder / "a.jsonl"
    file.write_text('{"id": 1, "title": "x"}\n{\n', encoding="utf-8")
    result = port.call("backtest", "port-strike", "--articles", str(file), "--json")
    assert result.stderr == f"{file}:2: no JSON object; its row says unreadable\n"


def test_lines_of_the_archive_are_input_too(port: Desk) -> None:
    article = port.entry("Strike at the port", tags=("x",))
    (row,) = rows(port, to_json(Line(article=article)).strip())
    assert (row["id"], row["pred"]) == (article.id, 1)


def test_a_title_may_be_empty_and_a_body_tell_it(port: Desk) -> None:
    (row,) = rows(port, {"id": "a", "title": "", "body": "Strike at the port. It rains."})
    assert row["pred"] == 1


def test_lines_may_come_from_stdin(port: Desk) -> None:
    words = ("port-strike", "--articles", "-", "--json")
    result = port.call("backtest", *words, stdin='{"id": 1, "title": "Strike at the port"}\n')
    assert json.loads(result.stdout)["pred"] == 1


def test_a_file_without_json_gives_the_summary(port: Desk) -> None:
    file = port.folder / "a.jsonl"
    file.write_text('{"id": 1, "title": "Strike at the port"}\n', encoding="utf-8")
    result = port.call("backtest", "port-strike", "--articles", str(file))
    assert lines(result)[0] == "1 article, 0 d: held 1"
    assert lines(result)[2].startswith("undated           Strike at the port   1 outlet")


def test_the_same_file_gives_the_same_rows_again(port: Desk) -> None:
    records = [{"id": n, "title": f"Strike at port {n % 3}"} for n in range(12)]
    first, second = ([{**row, "ms": 0} for row in rows(port, *records)] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("port-strik",), 'no rule "port-strik" (did you mean "port-strike"?)'),
        (("port-strike",), "no article is archived here yet"),
        (("port-strike", "--articles", "none.jsonl"), "none.jsonl: No such file or directory"),
    ],
)
def test_what_is_not_there_is_told_in_a_line(port: Desk, words: tuple[str, ...], says: str) -> None:
    result = port.call("backtest", *words)
    assert isinstance(result.exception, SettingsError)
    assert says in str(result.exception)
    assert "\n" not in str(result.exception)


def test_a_faulty_rule_is_told_by_its_fault(port: Desk) -> None:
    port.edit("NEAR/S", "NEAR")
    result = port.call("backtest", "port-strike")
    assert isinstance(result.exception, RuleError)
    assert str(result.exception).startswith("rules/port-strike.yaml:6:24: E305")


@pytest.mark.parametrize(
    "words", [("--since", "7 days"), ("--since", "0d"), ("--articles", "a", "--since", "7d")]
)
def test_wrong_usage_is_exit_2(port: Desk, words: tuple[str, ...]) -> None:
    assert port.call("backtest", "port-strike", *words).exit_code == 2


def test_lines_like_the_archives_are_anybodys(port: Desk) -> None:
    line = json.loads(to_json(Line(article=port.entry("Strike at the port", outlet="a"))))
    wrong = [{"title": 5}, {"seen": "2026-01-05T09:00:00"}, {"tags": [1]}, {"lang_sure": "x"}]
    found = rows(port, *(line | one for one in wrong), line | {"v": 99})
    assert [row["pred"] for row in found] == [0, 1, 1, 1, 1]


def test_nothing_of_an_article_reaches_the_terminal_but_text(port: Desk) -> None:
    port.edit("budget: 2/day", 'alert: {headline: "{outlet}: {title}"}')
    title = "Strike at the port \x1b[31m\u202e"
    line = json.loads(to_json(Line(article=port.entry(title, outlet="\x1b]0;x\x07Out"))))
    file = port.folder / "a.jsonl"
    own = {"id": "a", "title": title + " two", "outlet": "\x1b]0;x\x07Out", "lang": "\x1b[1m"}
    file.write_text(json.dumps(line) + "\n" + json.dumps(own) + "\n", "utf-8")
    result = port.call("backtest", "port-strike", "--articles", str(file))
    assert result.exit_code == 0
    assert "]0;xOut: Strike at the port" in result.output
    assert not set(result.output) & {"\x1b", "\x07", "\u202e"}


def test_a_page_runs_and_fetches_nothing(port: Desk, tmp_path: Path) -> None:
    port.archived(port.entry("Strike at the port"))
    port.call("backtest", "port-strike", "--html", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "default-src 'none'; style-src 'sha256-" in page
