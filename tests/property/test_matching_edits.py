"""Edits: an engine with rules changed says what one built of the changed rules says."""

from collections.abc import Mapping
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from monitor.matching import Engine, build
from monitor.matching.query import Asked
from monitor.model import Article
from tests.property.test_matching_oracle import told
from tests.property.worlds import GAZETTEER, SCRIPTS, read, world

FEW = settings(max_examples=25, deadline=None, phases=[Phase.generate])
SEEDS = st.integers(min_value=0)
SOME = st.sampled_from(list(SCRIPTS))


def built(rules: Mapping[str, Asked]) -> Engine:
    return build(rules.values(), gazetteer=GAZETTEER, read=read)


def said(engine: Engine, article: Article) -> dict[str, object]:
    found = engine.match(article)
    assert len({match.rule for match in found}) == len(found)
    return {match.rule: told(match) for match in found}


def change(rnd: Random, rules: Mapping[str, Asked], spare: list[Asked]) -> dict[str, Asked | None]:
    """Draw what is edited: some rules gone, some replaced by another's text, some new."""
    changes: dict[str, Asked | None] = {}
    for _ in range(rnd.randint(1, 3)):
        if spare and rnd.random() < 0.6:
            fresh = spare.pop()
            changes[fresh.rule.id] = fresh
        elif rules:
            changes[rnd.choice(sorted(rules))] = None
    return changes


@given(SEEDS, SOME)
@FEW
def test_an_edited_engine_is_a_fresh_build(seed: int, script: str) -> None:
    rnd = Random(seed)
    drawn, other = world(rnd, script, rules=12), world(rnd, script, rules=14)
    rules = {asked.rule.id: asked for asked in drawn.rules[:9]}
    spare = list(other.rules)  # ids r0 to r13: some replace a rule, some are new
    engine = built(rules)

    for _ in range(4):
        changes = change(rnd, rules, spare)
        engine = engine.edited(changes)
        rules.update({rule: asked for rule, asked in changes.items() if asked is not None})
        for rule in [rule for rule, asked in changes.items() if asked is None]:
            rules.pop(rule, None)

    for article in (*drawn.articles, *other.articles):
        fresh = said(built(rules), article)
        assert said(engine, article) == fresh
        assert said(engine.rebuilt(), article) == fresh
    assert set(engine.rules) == set(rules)


@given(SEEDS, SOME)
@FEW
def test_an_edit_changes_no_engine_that_is_in_use(seed: int, script: str) -> None:
    drawn = world(Random(seed), script, rules=6)
    rules = {asked.rule.id: asked for asked in drawn.rules}
    engine = built(rules)
    before = [said(engine, article) for article in drawn.articles]

    engine.edited(dict.fromkeys(rules))

    assert [said(engine, article) for article in drawn.articles] == before


@given(SEEDS, SOME)
@FEW
def test_taking_back_an_edit_is_no_edit(seed: int, script: str) -> None:
    drawn = world(Random(seed), script, rules=6)
    rules = {asked.rule.id: asked for asked in drawn.rules}
    engine = built(rules)

    back = engine.edited(dict.fromkeys(rules)).edited(rules)

    for article in drawn.articles:
        assert said(back, article) == said(engine, article)


def test_edits_are_counted_until_the_engine_is_rebuilt() -> None:
    drawn = world(Random(7), "latin", rules=6)
    engine = built({asked.rule.id: asked for asked in drawn.rules})

    edited = engine.edited({drawn.rules[0].rule.id: drawn.rules[0]})

    assert engine.edits == 0
    assert edited.edits == 1
    assert edited.rebuilt().edits == 0
