"""Naive: the loop says of each rule what the engine says."""

import pytest

from benchmarks.matching import generate, ours
from benchmarks.matching.naive import Loop
from monitor.matching.grammar import parse
from monitor.model import Article


def article(body: str, *, title: str = "News") -> Article:
    return Article(id="a", version="1", key="k", title=title, body=body, lang="en")


@pytest.mark.parametrize(
    ("expression", "body", "holds"),
    [
        ("merger", "A Merger is near.", True),
        ("merger", "Two mergers are near.", False),
        ("merg*", "Two mergers are near.", True),
        ('"steps down"', "He steps\ndown.", True),
        ('"steps down"', "He steps.\n\nDown it goes.", False),
        ("démission", "Sa DÉMISSION surprend.", True),
        ("merger AND NOT title:news", "A merger.", False),
        ("title:news AND (merger OR stake)", "A stake.", True),
        ("merger NEAR/2 stake", "A merger for the stake.", True),
        ("merger NEAR/1 stake", "A merger for the stake.", False),
        ("stake NEAR/5 merger", "A merger. The stake.", True),
        ("stake NEAR/5 merger", "A merger.\n\nThe stake.", False),
        ("stake NEAR/5 stake", "A stake.", False),
        (r"/mer(ger|it)\s+of/ AND stake", "The merit of a stake.", True),
        ("(title:news AND tennis) OR merger NEAR/5 stake", "A merger and a stake.", True),
    ],
)
def test_the_loop_keeps_to_the_language(expression: str, body: str, *, holds: bool) -> None:
    loop = Loop({"r": parse(expression)})
    assert loop.match(article(body)) == (frozenset({"r"}) if holds else frozenset())


def test_the_loop_and_the_engine_agree_on_generated_rules() -> None:
    text = generate.corpus(seed=7, count=40)
    given = ours.prepared(generate.rules(text, 400, seed=7))
    engine = ours.engine(given.asked, ours.taught(text.taught))
    loop = Loop(given.parts)
    answers = [(loop.match(a), ours.answer(engine, a)) for a in text.timed]
    assert [a for a, _ in answers] == [b for _, b in answers]
    assert any(a for a, _ in answers)


def test_compiling_is_counted_apart() -> None:
    loop = Loop({"r": parse("merger")})
    assert loop.spent.seconds == 0
    loop.match(article("A merger."))
    spent = loop.spent.seconds
    assert spent > 0
    loop.match(article("A merger."))
    assert loop.spent.seconds == spent


@pytest.mark.parametrize("expression", ["a NEAR/S b", "a NEAR/2 b NEAR/2 c", "@concept"])
def test_what_no_generated_rule_holds_is_refused(expression: str) -> None:
    with pytest.raises(TypeError):
        Loop({"r": parse(expression)})
