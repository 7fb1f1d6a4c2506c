"""The engine: order of judgement, statuses, exceptions with their last day, verdicts, traces."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.matching import build
from monitor.matching.query import Asked, Exempt
from monitor.model import Event, Match, Participant, Status
from monitor.reasons import Reason
from tests.unit.matching.asking import GAZETTEER, article, asked, engine, verdict

NOON = datetime(2026, 12, 31, 12, tzinfo=UTC)
OUT = Event(
    pack="executive-change",
    type="departure",
    role="chair",
    slots={"org": Participant(name="Apple", id="apple")},
)
DENIED = replace(OUT, polarity="denied")


def until(rule: Asked, last: datetime | None) -> Asked:
    (exempt,) = rule.exceptions
    return replace(
        rule,
        exceptions=(Exempt(name=exempt.name, why=exempt.why, query=exempt.query, until=last),),
    )


def reason(found: Match | None) -> str:
    return "none" if found is None else str(found.reason or "alert")


@pytest.mark.parametrize(
    ("status", "wanted"),
    [("live", "alert"), ("shadow", "shadow"), ("draft", "none"), ("retired", "none")],
)
def test_a_status_says_whether_a_rule_is_asked(status: Status, wanted: str) -> None:
    assert reason(verdict(asked("strike", status=status), article("strike"))) == wanted


@pytest.mark.parametrize("status", ["draft", "shadow", "live", "retired"])
def test_any_status_may_be_asked_by_name(status: Status) -> None:
    found = engine(asked("strike", status=status)).match(article("strike"), statuses=[status])

    assert [match.rule for match in found] == ["rule"]


def test_rules_answer_in_their_own_order_once_each() -> None:
    rules = [asked("strike", rule=name) for name in ("c", "a", "b")]

    assert [match.rule for match in engine(*rules).match(article("strike"))] == ["c", "a", "b"]


def test_two_rules_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="one id"):
        build([asked("strike"), asked("port")])


@pytest.mark.parametrize(
    ("last", "seen", "wanted"),
    [
        (None, NOON, "excepted"),
        (NOON + timedelta(seconds=1), NOON, "excepted"),
        (NOON, NOON, "alert"),  # the first moment it no longer applies
        (NOON - timedelta(days=1), NOON, "alert"),
        (NOON - timedelta(days=1), None, "excepted"),  # no time to be past
    ],
)
def test_an_exception_stops_at_its_end(
    last: datetime | None, seen: datetime | None, wanted: str
) -> None:
    rule = until(asked("strike", exceptions=(("old", "port"),)), last)

    assert reason(verdict(rule, article("strike at port", seen=seen))) == wanted


def test_an_exception_goes_by_when_an_article_was_seen_else_published() -> None:
    rule = until(asked("strike", exceptions=(("old", "port"),)), NOON)
    early, late = NOON - timedelta(hours=1), NOON + timedelta(hours=1)

    def judged(**more: object) -> str:
        return reason(verdict(rule, article("strike at port", **more)))

    assert judged(published=early) == "excepted"
    assert judged(published=late) == "alert"
    assert judged(published=early, seen=late) == "alert"


def test_the_first_exception_that_holds_is_named() -> None:
    rule = asked(
        "strike", exceptions=(("first", "absent"), ("second", "port"), ("third", "strike"))
    )

    found = verdict(rule, article("strike at port"))

    assert found is not None
    assert (found.reason, found.because) == (Reason.EXCEPTED, "second: because")


def test_an_exception_silences_its_own_rule_only() -> None:
    silenced = asked("strike", exceptions=(("port", "port"),), rule="one")
    found = engine(silenced, asked("strike", rule="two")).match(article("strike at port"))

    assert [(match.rule, reason(match)) for match in found] == [
        ("one", "excepted"),
        ("two", "alert"),
    ]


def test_an_exception_comes_before_the_shadow() -> None:
    rule = asked("strike", exceptions=(("port", "port"),), status="shadow")

    assert reason(verdict(rule, article("strike at port"))) == "excepted"
    assert reason(verdict(rule, article("strike"))) == "shadow"


def test_an_event_s_default_comes_before_an_exception() -> None:
    rule = asked("event(executive-change)", exceptions=(("all", "x"),))

    assert reason(verdict(rule, article("x"), (DENIED,))) == "denied"
    assert reason(verdict(rule, article("x"), (OUT,))) == "excepted"


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("event(executive-change)", "denied"),
        ("event(executive-change) AND strike", "denied"),
        ("event(executive-change) AND quay", "none"),
        ("event(executive-change) OR strike", "alert"),
        ("event(executive-change) OR quay", "denied"),
        ("NOT event(executive-change)", "alert"),
        ("strike AND NOT event(executive-change)", "alert"),
        ("NOT NOT event(executive-change)", "none"),  # under NOT the gates always apply
        ("event(executive-change, polarity: denied)", "alert"),
        ("event(executive-change, org in labs)", "none"),
    ],
)
def test_a_denied_event_in_each_place_of_an_expression(rule: str, wanted: str) -> None:
    assert reason(verdict(asked(rule), article("strike"), (DENIED,))) == wanted


def test_a_rule_without_packs_has_no_gates_to_waive() -> None:
    assert verdict(asked("event(executive-change)", packs=()), article("x"), (DENIED,)) is None


def test_a_match_carries_all_events_and_those_that_hold() -> None:
    found = verdict(asked("event(executive-change, org: apple)"), article("x"), (DENIED, OUT))

    assert found is not None
    assert found.events == (DENIED, OUT)
    assert found.held == (OUT,)


def test_without_a_reader_there_are_no_events() -> None:
    rules = [asked("event(executive-change)"), asked("NOT event(executive-change)", rule="not")]

    assert [match.rule for match in build(rules, gazetteer=GAZETTEER).match(article("x"))] == [
        "not"
    ]


def test_without_triggers_no_page_is_wanted() -> None:
    assert not build([asked("event(executive-change)")]).wants_text(article("x"))


def test_captures_come_once_in_the_order_title_lead_body() -> None:
    shown = article("quay", lead="barge, port", body="port, quay, strike")

    found = verdict(asked("(port OR quay OR barge OR strike) AS x"), shown)

    assert found is not None
    assert found.captures["x"] == ("quay", "barge", "port", "strike")


def test_two_captures_of_one_name_are_one_set() -> None:
    found = verdict(asked("port AS x OR quay AS x"), article("quay port"))

    assert found is not None
    assert found.captures["x"] == ("quay", "port")


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("tier:wire AS x", ("wire",)),
        ("tag:(ports OR labour) AS x", ("Ports", "Labour")),
        ("/--+/ AS x", ("---",)),  # a pattern may hold on no word at all
        ("entity(org) AS x", ("Apple",)),
        ("org:apple AS x", ("Apple",)),
    ],
)
def test_anything_that_holds_somewhere_may_be_captured(rule: str, values: tuple[str, ...]) -> None:
    shown = article("apple --- pie", tier="wire", tags=("Ports", "Labour"))

    found = verdict(asked(rule), shown)

    assert found is not None
    assert found.captures["x"] == values


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        ("strike", ["Strike"]),
        ("strike AND port", ["Strike", "port"]),
        ("strike OR quay", ["Strike"]),
        ("strike AND NOT quay", ["Strike"]),
        ("NOT quay", []),
        ("strike NEAR/3 port", ["Strike", "port"]),
        ("strike NOT NEAR/1 quay", ["Strike"]),
        ("tier:wire", ["wire"]),
        ("lang:en", ["en"]),
        ("/p.rt/", ["port"]),
    ],
)
def test_evidence_is_what_made_a_rule_hold(rule: str, texts: list[str]) -> None:
    found = verdict(asked(rule), article("Strike at port", tier="wire"))

    assert found is not None
    assert [evidence.text for evidence in found.evidence] == texts


@pytest.mark.parametrize(
    ("lang", "held"), [("pt", True), ("pt-BR", True), ("p", False), ("ptx", False), ("und", False)]
)
def test_a_language_takes_its_regions(lang: str, held: bool) -> None:
    assert (verdict(asked("lang:pt"), article("x", lang=lang)) is not None) is held


def test_a_rule_is_not_changed_by_being_asked() -> None:
    both = engine(asked("strike AS x", facts={"f": "port"}))
    shown = article("strike at port")

    assert both.match(shown) == both.match(shown)


def test_a_branch_that_really_holds_hides_what_another_would_have_been() -> None:
    rumour = replace(OUT, certainty="rumoured", slots={"org": Participant(name="O", id="openai")})
    rule = asked(
        "(event(executive-change, org: apple) OR strike) AND event(executive-change, org: openai)"
    )

    assert reason(verdict(rule, article("strike"), (DENIED, rumour))) == "rumour"
    assert reason(verdict(rule, article("quay"), (DENIED, rumour))) == "denied"
