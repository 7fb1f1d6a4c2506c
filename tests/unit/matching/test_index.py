"""Which rules an article may match: by the rarest clause, then by the others."""

import pytest

from monitor.matching.index import ALWAYS, Index, build_index
from monitor.matching.names import Gazetteer
from monitor.matching.view import View
from monitor.model import Article, Event
from tests.unit.matching.asking import GAZETTEER, article, asked

_COMMON = {"often": 0.9, "rare": 0.01, "seldom": 0.02}


def _index(*expressions: str) -> Index:
    queries = [asked(expression).query for expression in expressions]
    return build_index(queries, frequency=lambda word: _COMMON.get(word, 0.1))


def _among(index: Index, given: Article) -> list[int]:
    view = View(article=given, gazetteer=Gazetteer(), read=lambda *_: ())
    return index.among(index.seen(view))


@pytest.mark.parametrize(
    ("text", "among"),
    [("often", []), ("rare", []), ("rare and often", [0]), ("seldom rare", [1, 2]), ("", [])],
)
def test_a_rule_is_near_where_every_clause_is_seen(text: str, among: list[int]) -> None:
    index = _index("often AND rare", "rare AND seldom", "seldom AND NOT often")

    assert _among(index, article(text)) == among


def test_a_key_of_the_title_is_not_seen_in_the_body() -> None:
    index = _index("title:rare", "rare", "body:rare")

    assert _among(index, article("", body="rare")) == [1, 2]
    assert _among(index, article("rare")) == [0, 1, 2]  # of the body more may be given


def test_a_rule_without_terms_is_always_near() -> None:
    assert _among(_index("rare", "tier:major"), article("nothing")) == [1]


def test_common_keys_lead_to_no_rule() -> None:
    index = _index("often AND rare", "often AND seldom")

    assert index.idle == {" often "}
    assert index.filed == {" rare ": (0,), " seldom ": (1,)}
    assert index.first == ((" often ",), (" often ",))
    assert _index("rare").first == ((ALWAYS,),)


def test_a_rule_of_events_is_near_where_the_pack_finds_one() -> None:
    index = _index("event(executive-change)", "event(executive-change) AND rare")
    view = View(article=article("rare"), gazetteer=Gazetteer(), read=lambda *_: ())

    assert index.among(index.seen(view)) == [1]  # a word is looked for first
    view = View(
        article=article("often"),
        gazetteer=Gazetteer(),
        read=lambda *_: (Event(pack="executive-change", type="departure"),),
    )
    assert index.among(index.seen(view)) == [0]
    assert _among(_index("event(executive-change) OR rare"), article("rare")) == [0]


@pytest.mark.parametrize(
    ("expression", "title", "among"),
    [
        ("entity(org in openai)", "OpenAI hires", [0]),
        ("entity(org in openai)", "Apple hires", []),
        ("entity(org)", "Apple hires", [0]),
        ("entity(org)", "Nobody hires", []),
        ("entity(org in openai) OR rare", "rare", [0]),
    ],
)
def test_a_rule_of_names_is_near_where_one_is_named(
    expression: str, title: str, among: list[int]
) -> None:
    index = _index(expression)
    view = View(article=article(title), gazetteer=GAZETTEER, read=lambda *_: ())

    assert index.among(index.seen(view)) == among
