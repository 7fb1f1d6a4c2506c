"""Full text is wanted when a rule is undecided and what it requires stands there already."""

from dataclasses import replace

import pytest

from monitor.model import Article
from tests.unit.matching.asking import article, asked, engine

LEAD = "A summary of the news that has more than forty letters and ports."


def wants(rule: str, title: str, *, triggers: bool = False, **more: object) -> bool:
    one = engine(asked(rule), triggers=lambda article, pack: triggers)
    return one.wants_text(article(title, **more))


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("strike", False),  # holds already
        ("quay", False),  # nothing of it is there
        ("strike AND quay", True),
        ("quay AND barge", False),
        ("strike AND title:quay", False),  # the title is known
        ("strike AND tier:wire", False),  # so is the tier
        ("strike AND body:quay", True),
        ("strike AND NOT quay", True),
        ("strike AND NOT title:quay", False),
        ("strike AND NOT strike", False),
        ("strike NEAR/3 quay", True),
        ("title:(strike NEAR/3 quay)", False),
        ("title:(strike NEAR/0 port)", False),
        ("strike AND top:quay", False),  # the lead is long enough to be one
        ("strike AND (quay OR barge)", True),
        ("quay OR (strike AND barge)", True),
        ("strike NOT NEAR/3 port", True),
        ("barge NOT NEAR/3 port", False),
        ("(strike AND quay) AS x", True),
        ("strike AND published > 2026-01-01", False),
        ("strike AND org:apple", True),
        ("strike AND url:quay", False),
        ("strike AND value(money)", True),
        ("event(executive-change)", False),
    ],
)
def test_a_rule_wants_what_may_decide_it(rule: str, wanted: bool) -> None:
    assert wants(rule, "Strike at port", lead=LEAD) is wanted


def test_a_trigger_in_the_title_is_reason_enough() -> None:
    assert wants("event(executive-change)", "quits", triggers=True)
    assert not wants("event(executive-change)", "quits", triggers=False)


def test_without_a_lead_the_text_may_have_one() -> None:
    assert wants("strike AND top:quay", "Strike")


def test_a_text_that_is_there_is_not_wanted_again() -> None:
    assert not wants("strike AND quay", "Strike", body="Text.")
    assert not wants("strike AND quay", "Strike", text_from="page")


def test_rules_may_say_always_or_never() -> None:
    rule = asked("strike AND quay")
    shown = Article(id="a", version="1", key="a", title="Strike")
    short = Article(id="a", version="1", key="a", title="Nothing", body="A teaser.")

    assert not engine(replace(rule, full_text="never")).wants_text(shown)
    assert engine(replace(rule, full_text="always")).wants_text(short)


def test_drafts_and_retired_rules_want_nothing() -> None:
    assert not engine(asked("strike AND quay", status="draft")).wants_text(article("Strike"))


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("strike OR quay", False),  # holds whatever the text says
        ("NOT quay", False),  # nothing that it requires stands there
        ("strike AND NOT (quay AND barge)", True),
        ("strike AND (NOT quay OR barge)", True),
        ("strike AND (NOT strike OR quay)", True),
        ("strike AND (port OR quay)", False),
        ("(strike OR quay) AND barge", True),
        ("NOT (strike AND quay)", False),
        ("strike AND lang:de", False),  # known and false
        ("strike AND lang:en AND quay", True),
        ("strike AND (lang:de OR quay)", True),
        ("strike AND title:quay AND barge", False),
        ("strike AND lead:quay", False),
        ("strike AND (title:quay OR body:barge)", True),
        ("strike THEN/2 quay", True),
        ("(strike AS x) AND quay", True),
        ("title:(strike NOT NEAR/3 port)", False),
        ("strike NOT NEAR/0 quay", False),  # holds already, in title
        ("entity(org) AND strike", True),
        ("entity(org) AND quay", False),
        ("value(money) AND strike", True),
        ("/strik/ AND quay", True),
        ("@stops-work AND quay", True),
        ("@stops-work AND title:quay", False),
        ("strike AND event(executive-change)", True),
        ("quay AND event(executive-change)", False),
    ],
)
def test_three_values_decide_what_is_open(rule: str, wanted: bool) -> None:
    assert wants(rule, "Strike at port", lead=LEAD) is wanted


def test_an_event_is_wanted_by_its_trigger_alone() -> None:
    rule = "event(executive-change) AND quay"

    assert wants(rule, "quits", triggers=True)
    assert not wants(rule, "quits", triggers=False)
    assert not wants("event(executive-change) AND lang:de", "quits", triggers=True)
    assert not wants("NOT event(executive-change)", "quits", triggers=True)


def test_triggers_are_asked_for_the_pack_of_the_rule() -> None:
    packs: list[str] = []

    def triggers(shown: Article, pack: str) -> bool:
        packs.append(pack)
        return False

    engine(asked("event(data-breach)"), triggers=triggers).wants_text(article("x"))

    assert packs == ["data-breach"]


def test_one_rule_that_wants_the_text_is_enough() -> None:
    rules = [asked("nothing", rule="a"), asked("strike AND quay", rule="b")]

    assert engine(*rules).wants_text(article("strike"))
    assert not engine(rules[0]).wants_text(article("strike"))
    assert not engine().wants_text(article("strike"))


def test_a_shadow_rule_wants_the_text_too() -> None:
    assert engine(asked("strike AND quay", status="shadow")).wants_text(article("Strike"))
    assert not engine(asked("strike AND quay", status="retired")).wants_text(article("Strike"))
