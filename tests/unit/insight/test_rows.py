from monitor.insight.forms import article_form, match_form, ranked
from monitor.insight.playing import Played
from monitor.insight.rows import empty_row, row
from monitor.model import Evidence, Match
from monitor.reasons import Reason
from tests.fakes.made import article, event, match


def in_body(at: int) -> tuple[Evidence, ...]:
    return (Evidence(field="body", start=at, end=at + 1, text="x", part="trigger"),)


def of(found: Match | None) -> dict[str, object]:
    return row("id-1", Played(article=article(), match=found, ms=0.123456))


def test_what_holds_is_predicted_with_its_strongest_event() -> None:
    told = of(match(event("Luca Maestri", evidence=in_body(3)), event("Tim Cook")))
    assert (told["pred"], told["reason"], told["ms"]) == (1, None, 0.1235)
    assert isinstance(told["event"], dict)
    assert told["event"]["person"] == "Tim Cook"
    assert isinstance(told["events"], list)
    assert [one["person"] for one in told["events"]] == ["Tim Cook", "Luca Maestri"]


def test_only_events_that_the_rule_is_about_are_told() -> None:
    cook, other = event("Tim Cook"), event("Ana Ruiz", "appointment", evidence=in_body(9))
    found = Match(rule="r", reason=None, events=(other, cook), held=(cook,))
    assert [one.person.name for one in ranked(found) if one.person] == ["Tim Cook"]


def test_a_surer_event_comes_before_a_rumoured_one() -> None:
    found = match(event("A B", certainty="rumoured"), event("C D"), event("E F", certainty="odd"))
    assert [e.person.name for e in ranked(found) if e.person] == ["C D", "A B", "E F"]


def test_what_does_not_hold_says_why() -> None:
    denied = match(event(polarity="denied"), reason=Reason.DENIED, held=())
    assert (of(denied)["pred"], of(denied)["reason"]) == (0, "denied")
    assert (of(None)["pred"], of(None)["reason"], of(None)["story"]) == (0, "no_match", None)
    assert of(None)["events"] == []


def test_a_line_without_an_article_has_the_same_keys() -> None:
    assert list(empty_row(None, "unreadable")) == list(of(None))


def test_a_match_is_printed_with_its_captures_and_spans() -> None:
    told = match_form(match(event(), captures={"person": ("Tim Cook",)}, because="x"))
    assert (told["verdict"], told["reason"]) == ("alert", "x")
    assert told["captures"] == {"person": ["Tim Cook"]}
    assert told["events"][0]["evidence"][0]["text"] == "Tim Cook"
    assert told["events"][0]["destination"] is None


def test_an_article_without_a_date_has_none() -> None:
    assert article_form(article(published=None))["published"] is None
    assert article_form(article())["published"] == "2024-08-06T09:00:00+00:00"
