"""View: what a field covers, and that each part of an article is computed once."""

import pytest

from monitor.matching import build
from monitor.matching.names import Gazetteer
from monitor.matching.text import LIMIT
from monitor.matching.view import Piece, Spot, View
from monitor.model import Article, Event
from tests.unit.matching.asking import GAZETTEER, article, asked

LEAD = "A summary of the news that has more than forty letters in it."


class Reader:
    """Counts how often a pack is read."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __call__(self, shown: Article, pack: str) -> tuple[Event, ...]:
        self.asked.append((shown.id, pack))
        return (Event(pack=pack, type="departure", role="chair"),)


def view(shown: Article, *, read: Reader | None = None, gazetteer: Gazetteer = GAZETTEER) -> View:
    return View(article=shown, gazetteer=gazetteer, read=read or Reader())


def covered(shown: Article, field: str) -> list[tuple[str, str]]:
    return [(name, " ".join(w.folded.words)) for name, w in view(shown).areas(field)]


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("", [("title", "one"), ("lead", "two"), ("body", "three four")]),
        ("title", [("title", "one")]),
        ("body", [("body", "three four")]),
        ("lead", [("body", "three")]),  # a short summary is no lead
        ("top", [("title", "one"), ("body", "three")]),
    ],
)
def test_a_field_covers_its_texts(field: str, wanted: list[tuple[str, str]]) -> None:
    shown = article("One", lead="Two", body="Three.\n\nFour")

    assert covered(shown, field) == wanted


def test_a_summary_of_forty_letters_is_the_lead() -> None:
    exactly, short = "x" * 40, "x" * 39

    assert covered(article(lead=exactly, body="Body"), "lead") == [("lead", exactly)]
    assert covered(article(lead=short, body="Body"), "lead") == [("body", "body")]
    assert covered(article(lead=short), "lead") == [("lead", short)]
    assert covered(article(lead="1234567890" * 9, body="Body"), "lead") == [("body", "body")]


def test_an_article_without_text_has_empty_areas() -> None:
    assert covered(article(), "") == [("title", ""), ("body", "")]
    assert covered(article(), "lead") == [("lead", "")]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.example.com/News/port-strike.html", "www example com news port strike html"),
        ("https://example.com/caf%C3%A9?q=secret#part", "example com cafe"),
        ("https://example.com/%E6%9D%B1", "example com 東"),
        ("", ""),
    ],
)
def test_the_url_is_host_and_path(url: str, words: str) -> None:
    assert covered(article(url=url), "url") == [("url", words)]


@pytest.mark.parametrize(("sure", "lang"), [(1.0, "it"), (0.8, "it"), (0.79, "und")])
def test_an_unsure_language_is_none(sure: float, lang: str) -> None:
    assert view(article(lang="it", lang_sure=sure)).lang == lang


def test_a_title_is_one_sentence_and_a_body_is_not() -> None:
    shown = view(article("Gone. Who next?", body="Gone. Who next?"))

    assert set(shown.words("title").folded.sentences) == {0}
    assert set(shown.words("body").folded.sentences) == {0, 1}


def test_a_pack_is_read_once_for_all_rules_and_facts() -> None:
    read = Reader()
    rules = [
        asked("event(executive-change)", rule="one"),
        asked("event(executive-change, type: departure)", rule="two"),
        asked("NOT event(executive-change, type: arrival)", rule="three"),
        asked("event(other-pack)", rule="four", packs=("other-pack",)),
    ]

    found = build(rules, gazetteer=GAZETTEER, read=read).match(article("x"))

    assert {match.rule for match in found} == {"one", "two", "three", "four"}
    assert sorted(read.asked) == [("a", "executive-change"), ("a", "other-pack")]


def test_without_an_event_condition_nothing_is_read() -> None:
    read = Reader()

    build([asked("strike", packs=())], read=read).match(article("strike"))

    assert read.asked == []


def test_views_of_one_article_share_what_was_computed() -> None:
    read = Reader()
    first = view(article("Apple grows"), read=read)

    for one in (first, first.waived(), first.capturing({"x": ("a",)}), first.waived().strictly()):
        one.events("executive-change")
        assert one.words("title") is first.words("title")
        assert one.named() is first.named()
        assert one.line("title") is first.line("title")

    assert len(read.asked) == 1
    assert first.areas("lead")[0][1] is first.waived().areas("lead")[0][1]


def test_a_strict_view_is_its_own_strict_view() -> None:
    first = view(article())

    assert first.strictly() is first
    assert not first.waived().strict
    assert first.waived().strictly().strict
    assert first.capturing({"x": ("a",)}).captures == {"x": ("a",)}


def test_a_spot_is_called_by_its_value_or_its_text() -> None:
    shown = view(article("Strike at PORT"))

    assert shown.shown(Spot(field="title", first=0, last=2)) == "Strike at PORT"
    assert shown.shown(Spot(field="title", first=0, last=0, value="5 USD")) == "5 USD"


def test_evidence_is_the_stretch_of_the_original() -> None:
    shown = view(article("x", body="(“Dé́mission”)"))

    found = shown.evidence(Piece(field="body", first=0, last=0, clause="c"))

    assert (found.field, found.part) == ("body", "c")
    assert found.text == "Dé́mission"
    assert (found.start, found.end) == (2, 2 + len(found.text))


def test_a_long_field_is_known_to_be_cut() -> None:
    assert view(article(body="x" * (LIMIT + 1))).is_cut
    assert not view(article(body="x" * LIMIT)).is_cut
    assert len(view(article(body="x " * LIMIT)).words("body").folded) == LIMIT // 2
