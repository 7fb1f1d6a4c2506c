"""What lints hold to be certain is certain: the engine agrees on every drawn article."""

from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from monitor.matching.grammar import parse
from monitor.model import Article
from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.implying import At, Logic
from monitor.rulebook.linting import Seen, lint
from tests.fakes.clock import FakeClock

WORDS = ["strike", "strikes", "striker", "dock", "port", "ports", "WHO", "who", "démission"]
ATOMS = st.one_of(
    st.sampled_from([*WORDS, "demission", "strike*", "por*", "strike~", "罢工", "码头罢工"]),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda w: f'"{" ".join(w)}"'),
)


def _bracketed(parts: list[str], operator: str) -> str:
    return f"({operator.join(parts)})"


EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(st.lists(inner, min_size=2, max_size=3), st.sampled_from([" OR ", " AND "])).map(
            lambda pair: _bracketed(*pair)
        ),
        st.tuples(st.sampled_from(["title", "body", "top"]), inner).map(lambda p: f"{p[0]}:{p[1]}"),
        st.tuples(ATOMS, ATOMS).map(lambda p: f"({p[0]} NEAR/3 {p[1]})"),
        st.tuples(ATOMS, ATOMS).map(lambda p: f"({p[0]} NOT NEAR/1 {p[1]})"),
        st.tuples(inner, ATOMS).map(lambda p: f"({p[0]} AND NOT {p[1]})"),
    ),
    max_leaves=5,
)
TEXTS = st.lists(
    st.sampled_from([*WORDS, "a", "of", "DEMISSION", "码头罢工", "Strike", "struck"]), max_size=8
).map(" ".join)
ARTICLES = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=12)
LANGUAGE = b"language: en\nendings: [s, r]\n"


def book_of(*expressions: str) -> tuple[Rulebook, Faults]:
    faults = Faults()
    texts = {
        f"rules/r{n}.yaml": f"rule: r{n}\ntitle: t\nstatus: shadow\nmatch: >\n  {one}\n".encode()
        for n, one in enumerate(expressions)
    }
    texts["rules/events/language/en.yaml"] = LANGUAGE
    return load(texts, folder=Path(), named=Named(), faults=faults), faults


def held(book: Rulebook, title: str, body: str) -> set[str]:
    article = Article(id="a", version="1", key="a", title=title, body=body, lang="en")
    return {match.rule for match in book.engine.match(article)}


@given(EXPRESSIONS, EXPRESSIONS, ARTICLES)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much],  # few pairs imply each other
)
def test_what_is_implied_holds_wherever_the_other_does(
    one: str, other: str, articles: list[tuple[str, str]]
) -> None:
    book, faults = book_of(one, other)
    assume(not len(faults))
    logic = Logic(forms=book.compiler.forms)
    assume(logic.implies(At(part=parse(one)), At(part=parse(other))))
    for title, body in articles:
        found = held(book, title, body)
        assert "r0" not in found or "r1" in found, (one, other, title, body)


BRANCHES = st.lists(EXPRESSIONS, min_size=2, max_size=5).map(" OR ".join)


@given(BRANCHES, ARTICLES)
@settings(max_examples=60, deadline=None)
def test_a_branch_that_is_told_as_dead_can_be_deleted(
    expression: str, articles: list[tuple[str, str]]
) -> None:
    book, faults = book_of(expression)
    assume(not len(faults) and book.checked is not None)
    assert book.checked is not None
    today = FakeClock().now().date()
    lint(Seen(checked=book.checked, forms=book.compiler.forms, today=today), faults=faults)
    told = [f for f in faults.sorted() if f.code == "W703" and "already holds there" in f.message]
    assume(told)
    shorter = [_without(expression, fault.column - 3, fault.end_column - 3) for fault in told]
    after, _ = book_of(expression, *shorter)
    for title, body in articles:
        found = held(after, title, body)
        assert len(found) in {0, 1 + len(shorter)}, (expression, shorter, title, body)


def _without(text: str, at: int, end: int) -> str:
    """Put a word in place of a branch that stands in no text."""
    return f"{text[:at]}zzz{text[end:]}"
