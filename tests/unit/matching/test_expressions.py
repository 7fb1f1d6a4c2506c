"""Expressions on articles: terms, fields, nearness, captures, as `rules.md` 2 says."""

from datetime import UTC, datetime

import pytest

from monitor.matching import build
from monitor.model import Article
from tests.unit.matching.asking import article, asked, engine, holds, verdict


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("resign*", "He resigned"),
        ('"stop work*"', "They stop working"),
        ("strike~", "Dockers striking again"),
        ('"walk~ out"', "Dockers walked out"),
        ("port AND strike", "Strike at the port"),
        ("port OR strike", "Strike"),
        ("port AND NOT football", "A port"),
        ("/dock.{0,5}strik/", "Dockers strike"),
        (r"/\bCEO\b/", "the ceo left"),
        ("@stops-work", "They walk out"),
        ("@stops-work", "They laid all their heavy down tools"),
        ("entity(org)", "Apple grows"),
        ("entity(org in labs)", "OpenAI grows"),
        ("org:apple", "Apple grows"),
        ("person:tim-cook", "Tim Cook grows"),
        ("place:rotterdam", "in Rotterdam"),
        ("value(money)", "a $5 million fine"),
        ('"strike price" NOT NEAR/3 port', "strike price of wheat"),
        ("WHO", "The WHO said"),
        ("東京", "東京の港"),
    ],
)
def test_a_form_holds(rule: str, text: str) -> None:
    assert holds(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("resign", "the resignation"),
        ('"walk out"', "walk all the way out"),
        ("port AND NOT football", "port football"),
        ("@stops-work", "They lay; the down tools"),
        ("entity(org in labs)", "Apple grows"),
        ("org:apple", "OpenAI grows"),
        ("WHO", "who said"),
        ('"strike price" NOT NEAR/3 port', "strike price at the port"),
        ("value(money)", "five apples, 12 pears"),
        ("published > 2026-01-01", "no date"),
    ],
)
def test_a_form_does_not_hold(rule: str, text: str) -> None:
    assert not holds(rule, text)


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        ("a NEAR/1 c", True),
        ("a NEAR/0 c", False),
        ("c NEAR/1 a", True),
        ("c THEN/1 a", False),
        ("a THEN/1 c", True),
        ("a NEAR/0 b NEAR/0 c", True),
        ("c THEN/0 b THEN/0 a", False),
        ("b NEAR/0 c NEAR/0 a", True),
        ("a NEAR/5 a", False),
        ("(a NEAR/0 b) THEN/0 c", True),
        ("(a OR e) NEAR/0 (b OR f)", True),
        ("a NEAR/S d", False),
        ("a NEAR/P d", True),
        ("a NEAR/P x", False),
        ("d NEAR/9 x", False),
        ("a NOT NEAR/S d", True),
        ("a NOT NEAR/P d", False),
        ("a NOT NEAR/1 d", True),
        ("a NOT NEAR/2 d", False),
        ("b NOT NEAR/0 (a NEAR/0 b)", False),
    ],
)
def test_nearness_counts_words_in_one_paragraph(rule: str, held: bool) -> None:
    assert holds(rule, body="a b c. D e f.\n\nx y") is held


def test_two_characters_without_spaces_are_a_word() -> None:
    text = "社長がとうとう辞任"  # five characters between

    assert holds("社長 NEAR/3 辞任", text, lang="ja")
    assert not holds("社長 NEAR/2 辞任", text, lang="ja")


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        ("title:alpha", True),
        ("title:beta", False),
        ("lead:beta", True),
        ("top:(alpha AND beta)", True),
        ("body:gamma", True),
        ("gamma", True),
        ("top:gamma", False),
        ("title:(gamma OR body:gamma)", True),
        ('url:"example com news"', True),
        ("source:wire-feed", True),
        ('outlet:"the wire"', True),
        ("outlet:wire-id", True),
        ("outlet:wire", False),
        ("outlet:wire*", True),
        ("tier:(primary OR wire)", True),
        ("tag:ports", True),
        ('author:"ana ruiz"', True),
        ("lang:en", True),
        ("lang:de", False),
        ("published > 2026-01-01", True),
        ("published > 2026-01-05", False),
        ("published < 2026-01-05", False),
        ("published < 2026-01-06", True),
        ("published < 3h", True),
        ("published < 1h", False),
        ("published > 1h", True),
    ],
)
def test_a_field_is_where_it_says(rule: str, held: bool) -> None:
    found = holds(
        rule,
        "Alpha",
        lead="Beta is a summary that has more than forty letters in it.",
        body="Gamma.",
        url="https://example.com/news/today",
        source="wire-feed",
        outlet="The Wire",
        outlet_id="wire-id",
        tier="wire",
        tags=("Ports", "Labour"),
        authors=("Ana Ruiz",),
        published=datetime(2026, 1, 5, 9, tzinfo=UTC),
        seen=datetime(2026, 1, 5, 11, tzinfo=UTC),
    )

    assert found is held


def test_the_first_paragraph_is_the_lead_when_there_is_no_summary() -> None:
    body = "First words here.\n\nSecond words."

    assert holds("lead:first", body=body)
    assert not holds("lead:second", body=body)
    assert holds("lead:/words/", body=body)
    assert not holds("lead:/second/", body=body)
    assert holds("lead:entity(org)", body="Apple.\n\nNothing.")
    assert not holds("lead:entity(org)", body="Nothing.\n\nApple.")


def test_an_inner_field_wins_over_the_outer_one() -> None:
    assert holds("title:(alpha AND body:beta)", "Alpha", body="Beta")


def test_a_let_stands_in_brackets_of_its_own() -> None:
    rule = asked("title:$listing AND x", lets={"listing": 'ranking OR "who is who"'})

    assert verdict(rule, article("Ranking", body="x")) is not None
    assert verdict(rule, article("x", body="ranking")) is None


def test_concepts_speak_the_language_of_the_article() -> None:
    assert holds("@stops-work", "I portuali scioperano", lang="it")
    assert not holds("@stops-work", "I portuali scioperano", lang="es")
    assert holds("@stops-work", "I portuali scioperano", lang="es", lang_sure=0.5)
    assert holds("@stops-work", "a strike", lang="es")
    assert holds("@stops-work", "incrociano le braccia", lang="it")
    assert not holds("@stops-work", "Das Streikgeld", lang="de")
    assert holds("@stops-work", "Das Streikgeld, der Streik", lang="de")


def test_a_concept_may_want_its_case() -> None:
    assert holds("@ad", "L'AD lascia", lang="it")
    assert not holds("@ad", "ad esempio", lang="it")


def test_captures_are_sets_in_the_order_of_the_text() -> None:
    rule = asked("(port OR harbour) AS place AND entity(org) AS who AND value(money) AS sum")
    text = "Harbour, port, Apple and port: $5 million of OpenAI"

    found = verdict(rule, article(text))

    assert found is not None
    assert found.captures == {
        "place": ("Harbour", "port"),
        "who": ("Apple", "OpenAI"),
        "sum": ("5000000 USD",),
    }


def test_a_branch_that_is_not_taken_binds_nothing() -> None:
    found = verdict(asked("port AS a OR harbour AS b"), article("the harbour"))

    assert found is not None
    assert found.captures == {"b": ("harbour",)}


def test_near_binds_only_what_takes_part() -> None:
    found = verdict(asked("(port OR quay) AS x NEAR/1 strike"), article("port. a b c strike quay"))

    assert found is not None
    assert found.captures == {"x": ("quay",)}


def test_a_capture_around_near_is_the_whole_stretch() -> None:
    found = verdict(asked("(port NEAR/2 strike) AS x"), article("a port on strike now"))

    assert found is not None
    assert found.captures == {"x": ("port on strike",)}


def test_evidence_is_the_original_text() -> None:
    found = verdict(asked("strike~ AND Rotterdam"), article("Ｓtrike!", body="In ROTTERDAM."))

    assert found is not None
    assert [(e.field, e.text, e.start, e.end) for e in found.evidence] == [
        ("title", "Ｓtrike", 0, 6),
        ("body", "ROTTERDAM", 3, 12),
    ]


def test_a_fact_takes_its_as_else_its_value_else_the_text() -> None:
    rule = asked(
        "severance",
        facts={
            "sum": "value(money) NEAR/5 severance",
            "own": "(severance AS word) NEAR/5 pay",
            "text": "severance NEAR/1 pay",
            "none": "nothing",
        },
    )

    found = verdict(rule, article("A severance pay of $5 million"))

    assert found is not None
    assert found.captures == {
        "sum": ("5000000 USD",),
        "own": ("severance",),
        "text": ("severance pay",),
    }


def test_facts_and_exceptions_may_look_for_what_was_captured() -> None:
    rule = asked("entity(org) AS x", exceptions=(("in-title", "title:$x"),))

    inside = verdict(rule, article("Apple grows"))
    outside = verdict(rule, article("They grow", body="Apple"))

    assert inside is not None
    assert inside.reason == "excepted"
    assert inside.because == "in-title: because"
    assert outside is not None
    assert outside.reason is None


def test_a_shadow_rule_matches_with_its_reason_and_a_draft_only_when_asked() -> None:
    shadow, draft = asked("a", status="shadow", rule="s"), asked("a", status="draft", rule="d")
    both = engine(shadow, draft)

    on_stream = both.match(article("a"))
    tried = both.match(article("a"), statuses=["draft"])

    assert [(m.rule, m.reason) for m in on_stream] == [("s", "shadow")]
    assert [(m.rule, m.reason) for m in tried] == [("d", None)]


def test_an_engine_without_rules_matches_nothing() -> None:
    assert build([]).match(Article(id="a", version="1", key="a", title="x")) == ()


def test_hostile_repetition_stays_bounded() -> None:
    body = "port quay barge " * 5000

    found = verdict(asked("(port AS x) NEAR/S (quay AS y) NEAR/S barge"), article(body=body))

    assert found is not None
    assert len(found.evidence) <= 200


def test_a_very_long_field_is_cut() -> None:
    long = article(body="word " * 50_000 + "needle")

    assert verdict(asked("word"), long) is not None
    assert verdict(asked("needle"), long) is None
