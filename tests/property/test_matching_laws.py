"""Laws of the language: what must hold of every expression on every article."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import build
from monitor.matching.compile import Names, compile_query
from monitor.matching.grammar import parse
from monitor.matching.printing import print_query
from monitor.matching.query import Asked, Exempt
from monitor.matching.syntax import And, Fielded, Named, Near, Not, NotNear, Or, Part, Phrase, Word
from monitor.model import Article, Match, Rule, Status
from monitor.reasons import Reason

LETTERS = ["alfa", "bravo", "carlo"]
WORDS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Word, text=st.sampled_from([*LETTERS, "辞任"])),
    st.builds(Word, text=st.sampled_from(["alf", "bra"]), ending=st.just("*")),
    st.builds(Phrase, text=st.sampled_from(["alfa bravo", "carlo alfa"])),
)
RANGES = st.one_of(st.integers(0, 3), st.sampled_from(["S", "P"]))


def _spans(inner: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Or, parts=some),
        st.builds(Near, operator=st.sampled_from(["NEAR", "THEN"]), range=RANGES, parts=some),
        st.builds(NotNear, range=RANGES, part=inner, other=inner),
    )


SPANS: st.SearchStrategy[Part] = st.recursive(WORDS, _spans, max_leaves=4)


def _logic(inner: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, parts=some), st.builds(Or, parts=some), st.builds(Not, part=inner)
    )


RULES: st.SearchStrategy[Part] = st.recursive(SPANS, _logic, max_leaves=6)
FIELDED = st.sampled_from(["title", "body", "top", "lead"])
TEXTS = st.lists(
    st.sampled_from([*LETTERS, "delta", ". Alfa", ". Bravo", "\n\ncarlo", "社長が辞任"]),
    max_size=10,
).map(" ".join)
ARTICLES = st.builds(
    Article,
    id=st.just("a"),
    version=st.just("1"),
    key=st.just("a"),
    title=TEXTS,
    lead=TEXTS,
    body=TEXTS,
    lang=st.sampled_from(["en", "ja", "und"]),
)
FEW = settings(max_examples=60, deadline=None)


def asked(part: Part, *, rule: str = "r", status: Status = "live") -> Asked:
    return Asked(rule=Rule(id=rule, title=rule, status=status), query=compile_query(part, Names()))


def told(part: Part, article: Article) -> Match | None:
    found = build([asked(part)]).match(article)
    return found[0] if found else None


def holds(part: Part, article: Article) -> bool:
    return told(part, article) is not None


@given(st.lists(RULES, min_size=2, max_size=4), ARTICLES)
@FEW
def test_the_order_of_and_and_or_changes_no_verdict(parts: list[Part], article: Article) -> None:
    turned = tuple(reversed(parts))

    for join in (And, Or):
        assert holds(join(parts=tuple(parts)), article) is holds(join(parts=turned), article)


@given(RULES, ARTICLES)
@FEW
def test_a_part_beside_itself_is_itself(part: Part, article: Article) -> None:
    for join in (And, Or):
        assert holds(join(parts=(part, part)), article) is holds(part, article)


@given(RULES, ARTICLES)
@FEW
def test_not_is_the_opposite_and_twice_not_is_nothing(part: Part, article: Article) -> None:
    held = holds(part, article)

    assert holds(Not(part=part), article) is not held
    assert holds(Not(part=Not(part=part)), article) is held


@given(RULES, RULES, ARTICLES)
@FEW
def test_not_of_an_or_is_the_and_of_nots(one: Part, other: Part, article: Article) -> None:
    apart = And(parts=(Not(part=one), Not(part=other)))

    assert holds(Not(part=Or(parts=(one, other))), article) is holds(apart, article)


@given(RULES, RULES, RULES, ARTICLES)
@FEW
def test_and_distributes_over_or(one: Part, two: Part, three: Part, article: Article) -> None:
    outside = And(parts=(one, Or(parts=(two, three))))
    inside = Or(parts=(And(parts=(one, two)), And(parts=(one, three))))

    assert holds(outside, article) is holds(inside, article)


@given(RULES, RULES, ARTICLES)
@FEW
def test_a_branch_more_never_loses_and_a_not_more_never_gains(
    part: Part, more: Part, article: Article
) -> None:
    held = holds(part, article)

    assert holds(Or(parts=(part, more)), article) >= held
    assert holds(And(parts=(part, more)), article) <= held
    assert holds(And(parts=(part, Not(part=more))), article) <= held


@given(SPANS, SPANS, st.integers(0, 6), ARTICLES)
@FEW
def test_nearness_grows_with_its_range(one: Part, two: Part, n: int, article: Article) -> None:
    def near(reach: int) -> bool:
        return holds(Near(operator="NEAR", range=reach, parts=(one, two)), article)

    def alone(reach: int) -> bool:
        return holds(NotNear(range=reach, part=one, other=two), article)

    assert near(n) <= near(n + 1)
    assert alone(n) >= alone(n + 1)


@given(SPANS, SPANS, ARTICLES)
@FEW
def test_a_sentence_lies_within_its_paragraph(one: Part, two: Part, article: Article) -> None:
    sentence = Near(operator="NEAR", range="S", parts=(one, two))
    paragraph = Near(operator="NEAR", range="P", parts=(one, two))

    assert holds(sentence, article) <= holds(paragraph, article)
    assert holds(NotNear(range="P", part=one, other=two), article) <= holds(
        NotNear(range="S", part=one, other=two), article
    )


@given(SPANS, SPANS, RANGES, ARTICLES)
@FEW
def test_two_places_are_near_when_one_follows_the_other(
    one: Part, two: Part, reach: int, article: Article
) -> None:
    near = Near(operator="NEAR", range=reach, parts=(one, two))
    then = Near(operator="THEN", range=reach, parts=(one, two))
    back = Near(operator="THEN", range=reach, parts=(two, one))

    assert holds(near, article) is (holds(then, article) or holds(back, article))
    assert holds(near, article) is holds(
        Near(operator="NEAR", range=reach, parts=(two, one)), article
    )


@given(SPANS, SPANS, RANGES, ARTICLES)
@FEW
def test_near_wants_both_and_not_near_the_first(
    one: Part, two: Part, reach: int, article: Article
) -> None:
    near = Near(operator="NEAR", range=reach, parts=(one, two))

    assert holds(near, article) <= holds(And(parts=(one, two)), article)
    assert holds(NotNear(range=reach, part=one, other=two), article) <= holds(one, article)
    assert not holds(NotNear(range=reach, part=one, other=one), article)


@given(st.lists(RULES, min_size=2, max_size=3), FIELDED, ARTICLES)
@FEW
def test_a_prefix_on_brackets_reaches_each_term(
    parts: list[Part], field: str, article: Article
) -> None:
    inside = tuple(Fielded(field=field, part=part) for part in parts)

    for join in (And, Or):
        outside = Fielded(field=field, part=join(parts=tuple(parts)))
        assert holds(outside, article) is holds(join(parts=inside), article)
    assert holds(Fielded(field=field, part=Not(part=parts[0])), article) is holds(
        Not(part=inside[0]), article
    )


@given(SPANS, ARTICLES)
@FEW
def test_top_is_title_or_lead(part: Part, article: Article) -> None:
    both = Or(parts=(Fielded(field="title", part=part), Fielded(field="lead", part=part)))

    assert holds(Fielded(field="top", part=part), article) >= holds(
        Fielded(field="title", part=part), article
    )
    if isinstance(part, Word | Phrase):
        assert holds(Fielded(field="top", part=part), article) is holds(both, article)


@given(RULES, ARTICLES)
@FEW
def test_a_capture_changes_no_verdict(part: Part, article: Article) -> None:
    plain, caught = told(part, article), told(Named(part=part, name="x"), article)

    assert (plain is None) is (caught is None)
    if plain is not None and caught is not None:
        assert plain.evidence == caught.evidence


@given(RULES, ARTICLES)
@FEW
def test_printing_and_reading_again_changes_no_verdict(part: Part, article: Article) -> None:
    again = parse(print_query(part))

    assert told(again, article) == told(part, article)


@given(st.lists(RULES, min_size=1, max_size=5), ARTICLES)
@FEW
def test_the_order_of_rules_and_their_neighbours_change_nothing(
    parts: list[Part], article: Article
) -> None:
    rules = [asked(part, rule=f"r{n}") for n, part in enumerate(parts)]

    together = {match.rule: match for match in build(rules).match(article)}
    turned = {match.rule: match for match in build(reversed(rules)).match(article)}
    alone = {match.rule: match for rule in rules for match in build([rule]).match(article)}

    assert together == turned == alone


@given(RULES, st.sampled_from(["draft", "shadow", "live", "retired"]), ARTICLES)
@FEW
def test_a_status_changes_who_is_asked_and_never_what_holds(
    part: Part, status: Status, article: Article
) -> None:
    held = holds(part, article)

    found = build([asked(part, status=status)]).match(article)

    assert bool(found) is (held and status in {"live", "shadow"})
    assert all((m.reason is Reason.SHADOW) is (status == "shadow") for m in found)


@given(RULES, RULES, st.integers(-2, 2), ARTICLES)
@FEW
def test_an_exception_turns_a_match_until_its_end(
    part: Part, exempt: Part, days: int, article: Article
) -> None:
    end = datetime(2026, 6, 1, tzinfo=UTC)
    at = end + timedelta(days=days)
    shown = Article(
        id="a", version="1", key="a", title=article.title, lead=article.lead,
        body=article.body, lang=article.lang, seen=at,
    )  # fmt: skip
    rule = asked(part)
    query = compile_query(exempt, Names())
    excepted = Asked(
        rule=rule.rule,
        query=rule.query,
        exceptions=(Exempt(name="e", why="w", query=query, until=end),),
    )

    before, after = build([rule]).match(shown), build([excepted]).match(shown)

    assert len(before) == len(after)
    applies = at < end and holds(exempt, shown)
    assert all((match.reason is Reason.EXCEPTED) is applies for match in after)


@given(RULES, ARTICLES)
@FEW
def test_a_trace_agrees_with_the_match(part: Part, article: Article) -> None:
    trace = build([asked(part)]).trace(article, "r")

    assert trace.match == told(part, article)
    assert trace.root.held is (trace.match is not None)
    assert (trace.failed is None) is trace.root.held


@given(RULES, ARTICLES)
@FEW
def test_a_page_is_never_wanted_for_a_rule_that_the_text_cannot_turn(
    part: Part, article: Article
) -> None:
    teaser = Article(
        id="a", version="1", key="a", title=article.title, lead=article.lead, lang=article.lang
    )
    titled = Fielded(field="title", part=part)

    assert not build([asked(titled)]).wants_text(teaser)
