"""Marks: what the words of a sentence are; of contending ones the longest."""

import pytest

from monitor.events.clauses import cut, sentences
from monitor.events.lexicon import language_from, lexicon_from, pack_from
from monitor.events.marks import Marks, mark
from tests.fakes.lexicons import article
from tests.fakes.scenes import marks_of, scene, words_of

LEXICON = {
    "lexicon": "p",
    "lang": "xx",
    "triggers": {
        "departure": ["quits", {"say": "steps .. down", "gap": 3}],
        "appointment": [
            {"say": "new", "next": "role"},
            {"say": "joins", "next": "name"},
            {"say": "lands", "after": "softly"},
        ],
    },
    "roles": {"ceo": ["chief", "chief executive"], "cfo": ["finance chief"]},
    "sphere": {"public": ["fire chief"]},
    "not_events": ["quits smoking"],
}
LANGUAGE = {"language": "xx", "negation": ["not"], "clause": ["that quits", "that"]}


def marked(title: str) -> Marks:
    lexicon = lexicon_from(LEXICON, file="xx.yaml", line_of=lambda _path: 1)
    language = language_from(LANGUAGE, file="xx.yaml", line_of=lambda _path: 1)
    vocabulary = pack_from("p", [lexicon], {"xx": language}).vocabularies["xx"]
    sentence = next(sentences(article(title), frozenset()))
    return mark(cut(sentence, spaces_part=False), vocabulary)


def said(title: str, kind: str) -> list[str]:
    return [m.entry.say for m in marked(title).of(kind)]


def test_the_longer_role_wins() -> None:
    assert said("the chief executive and the finance chief", "role") == [
        "chief executive",
        "finance chief",
    ]


def test_a_role_inside_a_sphere_word_is_no_role() -> None:
    assert said("the fire chief quits", "role") == []
    assert said("the fire chief quits", "sphere") == ["fire chief"]


def test_a_trigger_inside_a_veto_is_none() -> None:
    assert said("the chief quits", "trigger") == ["quits"]
    assert said("the chief quits smoking", "trigger") == []


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("a new chief", ["new"]),
        ("a new and bold group chief", ["new"]),
        ("a new and very bold group chief", []),
        ("a new: chief", []),
        ("a new idea", []),
        ("she joins Acme", ["joins"]),
        ("she joins hands", []),
        ("she joins", []),
        ("she softly lands", ["lands"]),
        ("she lands", []),
    ],
)
def test_what_must_stand_beside_a_trigger(title: str, found: list[str]) -> None:
    assert said(title, "trigger") == found


def test_a_gap_belongs_to_its_trigger_but_keeps_its_own_marks() -> None:
    marks = marked("chief steps not quietly down")

    (trigger,) = marks.of("trigger")

    assert (trigger.start, trigger.end) == (1, 5)
    assert [m.entry.say for m in marks.of("negation")] == ["not"]


def test_marks_are_asked_by_kind_place_and_token() -> None:
    marks = marked("the chief quits; the finance chief quits")

    assert len(marks.of("role")) == 2
    assert [m.entry.say for m in marks.within("role", 3, 9)] == ["finance chief"]
    assert marks.within("role", 1, 1) == ()
    covering = marks.covers("role", 5)
    assert covering is not None
    assert (covering.kind, covering.value) == ("role", "cfo")
    assert marks.covers("role", 0) is None
    assert marks.covers("nothing", 0) is None
    assert marks.of("nothing") == ()


def test_shipped_words_are_marked_in_their_own_script() -> None:
    assert [m.value for m in marks_of("北风公司首席财务官辞职", lang="zh").of("role")] == ["cfo"]
    assert [m.value for m in marks_of("Финансовый директор", lang="ru").of("role")] == ["cfo"]
    assert words_of(scene("Vicepresidente del gobierno dimite", lang="es"), "trigger") == ["dimite"]


def test_a_longer_seat_swallows_the_shorter_one() -> None:
    roles = [m.value for m in marks_of("北风公司副总裁辞职", lang="zh").of("role")]

    assert len(roles) == 1
    assert roles != ["ceo"]
