"""Modality: adding one word turns exactly one field."""

import pytest

from tests.fakes.lexicons import events

PLAIN = ("asserted", "confirmed", "company")


def fields(title: str, lang: str = "en") -> tuple[str, str, str]:
    found = events(title, lang=lang)
    assert len(found) == 1
    return found[0].polarity, found[0].certainty, found[0].sphere


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Tim Cook steps down as Apple CEO", PLAIN),
        ("Tim Cook denies he will step down as Apple CEO", ("denied", *PLAIN[1:])),
        ("Tim Cook will not step down as Apple CEO", ("denied", *PLAIN[1:])),
        ("Tim Cook may step down as Apple CEO", ("asserted", "rumoured", "company")),
        ("Will Tim Cook step down as Apple CEO?", ("asserted", "rumoured", "company")),
        ("Tim Cook should step down as Apple CEO", ("asserted", "demanded", "company")),
        ("Tim Cook steps down as Apple CEO, sources say", ("asserted", "reported", "company")),
        (
            "According to people familiar with it, Tim Cook steps down as Apple CEO",
            ("asserted", "reported", "company"),
        ),
    ],
)
def test_one_word_turns_one_field(title: str, expected: tuple[str, str, str]) -> None:
    assert fields(title) == expected


def test_a_negated_cause_denies_nothing() -> None:
    plain = fields("John Schulman non se ne va a causa di OpenAI", "it")

    assert plain[0] == "asserted"


def test_a_hedge_in_another_clause_changes_nothing() -> None:
    found = events("Rates may rise; Tim Cook steps down as Apple CEO")

    assert [e.certainty for e in found] == ["confirmed"]


def test_an_inset_search_is_not_the_plan_of_the_sentence() -> None:
    found = events("Northwind, in search of growth, names Ana Ruiz as CEO")

    assert [e.certainty for e in found] == ["confirmed"]


@pytest.mark.parametrize(
    ("title", "sphere"),
    [
        ("Police department names Ana Ruiz head of Northwind unit", "public"),
        ("Government appoints Ana Ruiz as chair of Northwind", "public"),
        ("Football club names Ana Ruiz as president of Northwind", "sport"),
        ("University appoints Ana Ruiz as president of Northwind", "other"),
        ("Government-backed Northwind names Ana Ruiz chief financial officer", "company"),
    ],
)
def test_a_strong_seat_beats_a_sphere_word(title: str, sphere: str) -> None:
    assert [e.sphere for e in events(title)] == [sphere]


@pytest.mark.parametrize(
    ("lang", "title", "by"),
    [
        ("en", "Apple denies chief executive Tim Cook will step down", "Apple"),
        ("en", "Tim Cook denies he will step down as Apple CEO", "Tim Cook"),
        ("en", "Tim Cook will not step down as Apple CEO", ""),
        ("en", "According to Reuters, Tim Cook steps down as Apple CEO", "Reuters"),
        ("en", "Tim Cook steps down as Apple CEO, according to Reuters", "Reuters"),
        ("en", "Tim Cook steps down as Apple CEO, sources say", ""),
        ("en", "Tim Cook steps down as Apple CEO", ""),
        ("it", "Apple smentisce: Tim Cook non lascia la guida", "Apple"),
        ("pt", "Apple nega que o presidente-executivo Tim Cook renuncia", "Apple"),
        ("id", "Apple membantah CEO Tim Cook mengundurkan diri", "Apple"),
        ("zh", "苹果否认首席执行官库克辞职", "Apple"),
    ],
)
def test_who_denies_or_reports_is_told(lang: str, title: str, by: str) -> None:
    assert [e.by for e in events(title, lang=lang)] == [by]


def test_a_demand_in_another_piece_reaches_only_what_it_opens() -> None:
    found = events("Analysts demand growth, Tim Cook steps down as Apple CEO")

    assert [e.certainty for e in found] == ["confirmed"]


def test_the_weightiest_hedge_wins() -> None:
    found = events("According to sources, Tim Cook may step down as Apple CEO")

    assert [e.certainty for e in found] == ["rumoured"]


def test_a_decision_tells_its_line() -> None:
    (event,) = events("Tim Cook may step down as Apple CEO")

    assert event.explain["certainty"].startswith("may (rules/events/language/en.yaml:")
    assert "polarity" not in event.explain
