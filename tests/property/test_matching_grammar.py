"""Grammar: what is printed reads back as the same tree; any text is read or refused."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import syntax
from monitor.matching.grammar import parse
from monitor.matching.printing import print_query

WORDS = st.sampled_from(["strike", "港", "C++", "co-founder", "not", "and", "published", "AT&T"])
NAMES = st.sampled_from(["alpha", "beta_2", "c"])
IDS = st.sampled_from(["watched", "ai-labs", "x1"])
RANGES: st.SearchStrategy[syntax.Range] = st.one_of(st.integers(0, 50), st.sampled_from(["S", "P"]))
SLOT_TESTS = st.one_of(
    st.builds(
        syntax.SlotTest,
        slot=NAMES,
        operator=st.just(":"),
        values=st.lists(IDS, min_size=1, max_size=2).map(tuple),
        negated=st.booleans(),
    ),
    st.builds(
        syntax.SlotTest,
        slot=NAMES,
        operator=st.sampled_from(["in", "<=", ">"]),
        values=st.tuples(IDS),
    ),
)
TERMS: st.SearchStrategy[syntax.Part] = st.one_of(
    st.builds(syntax.Word, text=WORDS.filter(lambda w: w not in {"not", "and"})),
    st.builds(syntax.Word, text=st.just("strike"), ending=st.sampled_from(["*", "~"])),
    st.builds(syntax.Phrase, text=st.sampled_from(["a b", "strike AND port", "stop work*"])),
    st.builds(syntax.Pattern, source=st.sampled_from(["a.b", r"a\/b", "(x|y)"])),
    st.builds(syntax.Concept, id=IDS),
    st.builds(syntax.Let, name=NAMES),
    st.builds(
        syntax.Entities,
        kind=st.sampled_from(["org", "person"]),
        lists=st.lists(IDS, max_size=2).map(tuple),
    ),
    st.builds(syntax.Value, kind=st.sampled_from(syntax.VALUE_KINDS)),
)
ATOMS = st.one_of(
    TERMS,
    st.builds(syntax.EventCall, pack=IDS, tests=st.lists(SLOT_TESTS, max_size=2).map(tuple)),
    st.builds(
        syntax.Published,
        operator=st.sampled_from(["<", ">"]),
        literal=st.sampled_from(["36h", "2026-01-31"]),
    ),
)


def pairs(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(part, min_size=2, max_size=3).map(tuple)


def spans(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(syntax.Or, parts=pairs(inner)),
        st.builds(syntax.Named, part=inner, name=NAMES),
        st.builds(
            syntax.Near,
            operator=st.sampled_from(["NEAR", "THEN"]),
            range=RANGES,
            parts=pairs(inner),
        ),
        st.builds(syntax.NotNear, range=RANGES, part=inner, other=inner),
    )


NEARS = st.recursive(TERMS, spans, max_leaves=6)
TREES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(ATOMS, NEARS),
    lambda inner: st.one_of(
        st.builds(syntax.Or, parts=pairs(inner)),
        st.builds(syntax.And, parts=pairs(inner)),
        st.builds(syntax.Not, part=inner),
        st.builds(syntax.Fielded, field=st.sampled_from(syntax.FIELDS), part=inner),
        st.builds(syntax.Named, part=inner, name=NAMES),
    ),
    max_leaves=10,
)


def bare(part: Any) -> Any:
    """Give a tree without its places."""
    if isinstance(part, tuple):
        return tuple(bare(inner) for inner in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changes = {f.name: bare(getattr(part, f.name)) for f in fields(part)}
    zero: dict[str, Any] = {name: 0 for name in ("at", "end") if name in changes}
    if isinstance(part, syntax.And):
        zero["operator"] = 0
    return replace(part, **{**changes, **zero})


def read(text: str) -> syntax.Part | syntax.ExpressionError:
    try:
        return parse(text)
    except syntax.ExpressionError as error:
        return error


@given(TREES)
@settings(max_examples=150)
def test_what_is_printed_reads_back_as_the_same_tree(tree: syntax.Part) -> None:
    assert bare(parse(print_query(tree))) == bare(tree)


@given(st.text(st.sampled_from('ab ()":/*~@$,|<>AND OR NOT NEAR/3 title: event(in'), max_size=40))
@settings(max_examples=200)
def test_any_text_is_read_or_refused_at_a_place_inside_it(text: str) -> None:
    found = read(text)

    assert 0 <= found.at <= max(found.end, len(text) + 1)
    if not isinstance(found, syntax.ExpressionError):
        assert bare(parse(print_query(found))) == bare(found)
