"""Names: guards, longer forms that hide, who owns a place, and how much work that takes."""

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

import pytest

from monitor.matching.entities import Alias, Entity, EntityKind
from monitor.matching.names import Gazetteer
from monitor.matching.text import fold
from monitor.matching.words import words_of
from monitor.model import Article


def entity(
    entity_id: str,
    name: str,
    *aliases: Alias,
    kind: EntityKind = "org",
    blots: tuple[str, ...] = (),
    of: tuple[str, ...] = (),
) -> Entity:
    return Entity(id=entity_id, kind=kind, name=name, aliases=aliases, blots=blots, of=of)


def named(text: str, *entities: Entity, lang: str = "en", title: str = "") -> list[str]:
    article = Article(id="a", version="1", key="a", title=title, body=text, lang=lang)
    return [n.entity.id for n in Gazetteer(entities).named(article)]


class Counted(tuple[str, ...]):
    """Guards that count how often they are looked at."""

    __slots__ = ()
    looked: ClassVar[int] = 0

    def __iter__(self) -> Iterator[str]:
        Counted.looked += 1
        return super().__iter__()


@pytest.mark.parametrize(
    ("guard", "text", "found"),
    [
        (("apple",), "Uno and Apple", ["uno", "apple"]),
        (("apple",), "Uno and Acme", ["acme"]),
        (("apple", "acme"), "Uno and Acme", ["uno", "acme"]),
        (("nobody",), "Uno and Acme", ["acme"]),
        (("uno",), "Uno and Acme", ["acme"]),  # nobody guards himself
        (("uno",), "Uno and Uno Uno", ["uno"]),  # unless his full name stands there
    ],
)
def test_a_guarded_alias_counts_with_one_of_its_guards(
    guard: tuple[str, ...], text: str, found: list[str]
) -> None:
    uno = entity("uno", "Uno Uno", Alias(text="Uno", guard=guard), kind="person")

    shown = named(text, uno, entity("apple", "Apple"), entity("acme", "Acme"))

    assert sorted(set(shown)) == sorted(found)


def test_a_guard_in_another_field_counts() -> None:
    uno = entity("uno", "Uno Uno", Alias(text="Uno", guard=("apple",)))

    assert named("Uno left", uno, entity("apple", "Apple"), title="Apple") == ["apple", "uno"]


def test_a_guard_that_is_hidden_by_a_longer_name_does_not_guard() -> None:
    uno = entity("uno", "Uno Uno", Alias(text="Uno", guard=("apple",)))
    apple, bank = entity("apple", "Apple"), entity("bank", "Apple Bank")

    assert named("Uno and Apple Bank", uno, apple, bank) == ["bank"]


def test_guards_may_form_a_chain_but_not_a_ring() -> None:
    first = entity("one", "One Ltd", Alias(text="Uno", guard=("apple",)))
    second = entity("two", "Two Ltd", Alias(text="Due", guard=("one",)))
    third = entity("three", "Three Ltd", Alias(text="Tre", guard=("two",)))
    ring = (
        entity("a", "A Ltd", Alias(text="Aaa", guard=("b",))),
        entity("b", "B Ltd", Alias(text="Bbb", guard=("a",))),
    )

    chain = named("Tre Due Uno Apple", third, first, second, entity("apple", "Apple"))

    assert chain == ["three", "two", "one", "apple"]
    assert named("Aaa Bbb", *ring) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("An Ultraman film", []),
        ("A film. Ultraman left", ["sam"]),
        ("Ultraman left! A film", ["sam"]),
        ("The films: Ultraman", ["sam"]),  # the word itself is meant
        ("Ultraman left. An Ultraman toy", ["sam"]),
    ],
)
def test_an_alias_is_ruled_out_by_its_own_words_in_the_sentence(
    text: str, found: list[str]
) -> None:
    sam = entity("sam", "Sam A", Alias(text="Ultraman", unless=("film", "toy")), kind="person")

    assert named(text, sam) == found


def test_an_alias_s_words_rule_out_no_other_spelling() -> None:
    sam = entity("sam", "Sam A", Alias(text="Ultraman", unless=("film",)), kind="person")

    assert named("Sam A on the film", sam) == ["sam"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Apple pie", []),
        ("Apple pie and Apple", ["apple"]),
        ("Big Apple", []),
        ("the big Apple juice", []),
        ("Apple, pie", []),  # punctuation stands for a space
        ("Pie Apple", ["apple"]),
    ],
)
def test_a_longer_form_that_is_not_meant_hides_what_it_covers(text: str, found: list[str]) -> None:
    apple = entity("apple", "Apple", blots=("Apple pie", "Big Apple"))

    assert named(text, apple) == found


def test_a_longer_form_hides_only_its_own_entity() -> None:
    apple = entity("apple", "Apple", blots=("Apple Records",))
    records = entity("records", "Apple Records")

    assert named("Apple Records grows", apple, records) == ["records"]


def test_of_one_kind_only_the_longest_counts_and_kinds_do_not_compete() -> None:
    washington = entity("wash", "Washington", kind="place")
    person = entity("dw", "Denzel Washington", kind="person")
    post = entity("post", "Washington Post")

    assert named("Denzel Washington", washington, person, post) == ["dw", "wash"]
    assert named("Washington Post", washington, person, post) == ["wash", "post"]


def test_of_overlapping_names_the_longer_wins_wherever_it_begins() -> None:
    left, right = entity("left", "Alpha Beta"), entity("right", "Beta Gamma Delta")

    assert named("Alpha Beta Gamma Delta", left, right) == ["right"]


def test_one_alias_listed_twice_is_one_name() -> None:
    twice = entity("twice", "Acme", Alias(text="ACME Corp"), Alias(text="Acme"))

    assert named("Acme", twice) == ["twice"]


@pytest.mark.parametrize(
    ("lang", "text", "held"),
    [
        ("ru", "в Сбербанке", True),
        ("ru", "Сбербанком", True),
        ("uk", "Сбербанку", True),
        ("ko", "삼성전자가", True),
        ("ko", "삼성전자에서는", True),
        ("ar", "وأرامكو", True),
        ("he", "באלביט", True),
        ("tr", "Koçun", True),
        ("fi", "Nokialla", True),
        ("fi", "Nokian", True),
        ("hu", "Nokiának", True),  # with its lengthened vowel
        ("de", "Nokias", True),
        ("en", "Nokian", False),
        ("zh", "诺基亚公司", True),
        ("ja", "ノキアは", True),
        ("ja", "诺基亚", False),  # the alias is of another language
        ("und", "诺基亚", True),
    ],
)
def test_names_are_found_as_their_language_writes_them(lang: str, text: str, held: bool) -> None:
    every = (
        entity("sber", "Sberbank", Alias(text="Сбербанк")),
        entity("samsung", "Samsung", Alias(text="삼성전자", lang="ko")),
        entity("aramco", "Aramco", Alias(text="أرامكو", lang="ar")),
        entity("elbit", "Elbit", Alias(text="אלביט", lang="he")),
        entity("koc", "Koç"),
        entity("nokia", "Nokia", Alias(text="诺基亚", lang="zh"), Alias(text="ノキア", lang="ja")),
    )

    assert bool(named(text, *every, lang=lang)) is held


def test_names_come_in_the_order_of_title_lead_and_body() -> None:
    gazetteer = Gazetteer([entity("a", "Acme"), entity("b", "Bolt")])
    article = Article(
        id="a", version="1", key="a", title="Bolt", lead="Acme, Bolt", body="Acme", lang="en"
    )

    found = gazetteer.named(article)

    assert [(n.field, n.entity.id, n.start, n.end) for n in found] == [
        ("title", "b", 0, 4),
        ("lead", "a", 0, 4),
        ("lead", "b", 6, 10),
        ("body", "a", 0, 4),
    ]


def test_a_chain_of_guards_takes_work_in_proportion_to_its_length() -> None:
    count = 60
    chain = [entity("e0", "Name0")] + [
        entity(f"e{n}", f"Full {n} Ltd", Alias(text=f"Name{n}", guard=Counted((f"e{n - 1}",))))
        for n in range(1, count)
    ]
    text = " ".join(f"Name{n}" for n in reversed(range(count)))
    Counted.looked = 0

    found = Gazetteer(chain).find({"body": words_of(fold(text))})

    assert len(found) == count
    assert Counted.looked <= 2 * count


def test_a_name_repeated_without_end_is_found_three_hundred_times() -> None:
    uno = entity("uno", "Uno Ltd", Alias(text="Uno", guard=("apple",), unless=("film",)))
    apple = entity("apple", "Apple", blots=("Apple pie",))
    text = "Apple. Uno here. Apple pie. " * 3000

    found = Gazetteer([uno, apple]).find({"body": words_of(fold(text))})

    assert Counter(one.entity.id for one in found) == {"uno": 300, "apple": 150}


def test_people_and_lists_answer_by_id() -> None:
    boss = entity("boss", "Ana Ruiz", kind="person", of=("acme", "bolt"))
    gazetteer = Gazetteer([entity("acme", "Acme"), boss], {"big": ["acme"], "none": []})

    assert gazetteer.lists == ("big", "none")
    assert [one.id for one in gazetteer.entities] == ["acme", "boss"]
    assert gazetteer.people("bolt") == (boss,)
    assert gazetteer.people("nobody") == ()
    assert gazetteer.members("none") == frozenset()
    assert gazetteer.watched("boss", ["big"])
    assert gazetteer.watched("acme", ["acme"])
    assert not gazetteer.watched("~unknown", ["big"])
    assert gazetteer.entity("") is None


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("ja", "東京都の発表", []),
        ("ja", "京都の発表", ["kyoto"]),
        ("ja", "東京都と京都", ["kyoto"]),
        ("zh", "发展中国家", []),
    ],
)
def test_a_longer_word_of_the_language_hides_a_name(lang: str, text: str, found: list[str]) -> None:
    kyoto = entity("kyoto", "Kyoto", Alias(text="京都"), kind="place")
    china = entity("china", "China", Alias(text="中国"), kind="place")

    assert named(text, kyoto, china, lang=lang) == found
