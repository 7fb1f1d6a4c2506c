"""Names: aliases, endings, guards, longest wins."""

import pytest

from monitor.matching.entities import Alias, Entity, EntityKind
from monitor.matching.names import Gazetteer
from monitor.model import Article


def org(entity_id: str, name: str, *aliases: Alias, blots: tuple[str, ...] = ()) -> Entity:
    return Entity(id=entity_id, kind="org", name=name, aliases=aliases, blots=blots)


def person(entity_id: str, name: str, *aliases: Alias, of: tuple[str, ...] = ()) -> Entity:
    return Entity(id=entity_id, kind="person", name=name, aliases=aliases, of=of)


OPENAI = org(
    "openai",
    "OpenAI",
    Alias(text="Open AI"),
    Alias(text="오픈AI", lang="ko"),
    Alias(text="开放人工智能", lang="zh"),
    blots=("OpenAI Five",),
)
ALTMAN = person(
    "sam-altman",
    "Sam Altman",
    Alias(text="Сэм Альтман", lang="ru"),
    Alias(text="샘 알트먼", lang="ko"),
    Alias(text="奥特曼", lang="zh"),
    Alias(text="Σαμ Άλτμαν", lang="el"),
    Alias(text="Ultraman", guard=("openai",), unless=("film", "anime")),
    of=("openai",),
)
APPLE = org("apple", "Apple", Alias(text="苹果", lang="zh"), blots=("苹果树", "Apple pie"))
META = org("meta", "Meta", Alias(text="Мета", lang="ru"), Alias(text="مايكروسوفت", lang="ar"))
AIRBUS = org("airbus", "Airbus")
AIRBUS_HELI = org("airbus-heli", "Airbus Helicopters")
ANNA = person("anna-beck", "Anna Beck", Alias(text="Анна Бекова", lang="ru"))
ALL = Gazetteer(
    [OPENAI, ALTMAN, APPLE, META, AIRBUS, AIRBUS_HELI, ANNA],
    {"labs": ["openai", "meta"], "big": ["apple"]},
)


def named(text: str, *, lang: str = "en", title: str = "") -> list[tuple[str, str]]:
    article = Article(id="a", version="1", key="a", title=title, body=text, lang=lang)
    fields = {"title": title, "body": text}
    return [(n.entity.id, fields[n.field][n.start : n.end]) for n in ALL.named(article)]


@pytest.mark.parametrize(
    ("text", "lang", "entity", "shown"),
    [
        ("Sam Altman said", "en", "sam-altman", "Sam Altman"),
        ("заявление Сэма Альтмана", "ru", "sam-altman", "Сэма Альтмана"),
        ("с Анной Бековой", "ru", "anna-beck", "Анной Бековой"),
        ("OpenAI:n johtaja", "fi", "openai", "OpenAI"),
        ("Airbusin johtaja", "fi", "airbus", "Airbusin"),
        ("OpenAI'dan ayrıldı", "tr", "openai", "OpenAI"),
        ("오픈AI의 대표", "ko", "openai", "오픈AI"),
        ("샘 알트먼은 말했다", "ko", "sam-altman", "샘 알트먼은"),
        ("ومايكروسوفت أعلنت", "ar", "meta", "ومايكروسوفت"),
        ("据说奥特曼将离职", "zh", "sam-altman", "奥特曼"),
        ("του ΣΑΜ ΑΛΤΜΑΝ", "el", "sam-altman", "ΣΑΜ ΑΛΤΜΑΝ"),
        ("Samus Altmanus cessit", "la", "sam-altman", "Samus Altmanus"),
        ("Altmans Firma? Sam Altmans Firma", "de", "sam-altman", "Sam Altmans"),
    ],
)
def test_a_name_holds_in_its_written_forms(text: str, lang: str, entity: str, shown: str) -> None:
    assert named(text, lang=lang) == [(entity, shown)]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Металл дорожает", "ru"),
        ("据说奥特曼将离职", "ja"),  # a Chinese alias in a Japanese article
        ("OpenAI Five wins at Dota", "en"),
        ("种苹果树", "zh"),
        ("a metadata field", "en"),
        ("Ultraman returns to the cinema", "en"),
    ],
)
def test_what_only_looks_like_a_name_does_not_hold(text: str, lang: str) -> None:
    assert named(text, lang=lang) == []


def test_an_unsure_language_lets_every_alias_count() -> None:
    assert named("据说奥特曼将离职", lang="und") == [("sam-altman", "奥特曼")]


def test_only_the_longest_name_of_a_kind_counts() -> None:
    assert named("Airbus Helicopters and Airbus") == [
        ("airbus-heli", "Airbus Helicopters"),
        ("airbus", "Airbus"),
    ]


def test_a_blotted_form_hides_only_itself() -> None:
    assert named("OpenAI Five beats OpenAI") == [("openai", "OpenAI")]


def test_a_guarded_alias_needs_its_guard_anywhere_in_the_article() -> None:
    found = named("Ultraman leaves, people said.", title="OpenAI in turmoil")

    assert found == [("openai", "OpenAI"), ("sam-altman", "Ultraman")]


def test_a_guarded_alias_is_ruled_out_by_a_word_of_its_sentence() -> None:
    text = "The Ultraman film was made with tools of OpenAI. But Ultraman himself was silent."

    assert named(text) == [("openai", "OpenAI"), ("sam-altman", "Ultraman")]


def test_a_guard_may_itself_be_guarded() -> None:
    first = person("a-one", "Alpha One", Alias(text="Uno", guard=("openai",)))
    second = person("b-two", "Beta Two", Alias(text="Due", guard=("a-one",)))
    article = Article(id="a", version="1", key="a", title="Due and Uno of OpenAI")

    found = Gazetteer([OPENAI, first, second]).named(article)

    assert [n.entity.id for n in found] == ["b-two", "a-one", "openai"]


def test_two_owners_of_one_name_both_count() -> None:
    both = Gazetteer([org("a", "Atlas"), org("b", "Atlas Copco", Alias(text="Atlas"))])

    found = both.named(Article(id="a", version="1", key="a", title="Atlas grows"))

    assert {n.entity.id for n in found} == {"a", "b"}


def test_case_of_an_alias_may_be_exact_or_any() -> None:
    exact = Gazetteer([org("a", "Next", Alias(text="NeXT", case="exact"))])
    any_case = Gazetteer([org("b", "Ubisoft", Alias(text="AMD", case="any"))])

    assert any_case.named(Article(id="a", version="1", key="a", title="amd rises"))
    assert exact.named(Article(id="a", version="1", key="a", title="NeXT rises"))


def test_lists_people_and_ids_answer() -> None:
    assert ALL.members("labs") == {"openai", "meta"}
    assert ALL.members("openai") == {"openai"}
    assert ALL.members("nobody") == frozenset()
    assert ALL.people("openai") == (ALTMAN,)
    assert ALL.entity("meta") is META
    assert ALL.entity(None) is None
    assert ALL.watched("sam-altman", ["labs"])
    assert not ALL.watched("sam-altman", ["big"])


@pytest.mark.parametrize("kind", ["org", "person", "place"])
def test_an_empty_name_names_nothing(kind: EntityKind) -> None:
    odd = Gazetteer([Entity(id="x", kind=kind, name="--")])

    assert odd.named(Article(id="a", version="1", key="a", title="-- x --")) == ()
