"""Grammar: what is read, and each fault at the place where it begins."""

import pytest

from monitor.matching.compile import Names, compile_query
from monitor.matching.grammar import LONGEST, parse
from monitor.matching.printing import print_query
from monitor.matching.syntax import (
    And,
    Entities,
    EventCall,
    ExpressionError,
    Fielded,
    Let,
    Named,
    Near,
    Not,
    Or,
    Phrase,
    Published,
    SlotTest,
    Word,
)
from tests.unit.matching.asking import names


def fault(text: str) -> tuple[str, str, str]:
    """Give the code, the wrong part, and the message."""
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    return error.code, text[error.at : error.end], error.message


FAULTS = [
    ("strike port", "E301", "port", "two terms side by side: quotes or AND"),
    ("strike (port OR quay)", "E301", "(", "two terms side by side: quotes or AND"),
    ("strike NOT port", "E301", "NOT", "two terms side by side: write AND NOT"),
    ('"a" "b"', "E301", '"b"', "two terms side by side: quotes or AND"),
    ("a AS x b", "E301", "b", "two terms side by side: quotes or AND"),
    ("org:a|b", "E301", "|", '"|" must stand in quotes; for one or the other write OR'),
    ("a < b", "E301", "<", '"<" must stand in quotes'),
    ("cats and dogs", "E302", "and", "operators in capitals: AND"),
    ("cats Or dogs", "E302", "Or", "operators in capitals: OR"),
    ("cats Near/3 dogs", "E302", "Near/3", "operators in capitals: NEAR/3"),
    ("cats AND not dogs", "E302", "not", "operators in capitals: NOT"),
    ("(strike", "E303", "(", '"(" is not closed'),
    ("(", "E303", "(", '"(" is not closed'),
    ('"strike', "E303", '"', "quote is not closed"),
    ("/strike", "E303", "/", '"/" is not closed'),
    ("event(x", "E303", "(", '"(" is not closed'),
    ("strike)", "E303", ")", '")" has no "(" before it'),
    ("strike AND", "E304", "AND", "AND has nothing after it"),
    ("(strike OR)", "E304", "OR", "OR has nothing after it"),
    ("OR strike", "E304", "OR", "OR has nothing before it"),
    ("a AND OR b", "E304", "AND", "AND has nothing after it"),
    ("NOT", "E304", "NOT", "NOT has nothing after it"),
    ("AS x", "E304", "AS", "AS has nothing before it"),
    ("title:", "E304", "title:", "title has nothing after it"),
    ("a AND ()", "E304", "()", "() has nothing in it"),
    ('a AND ""', "E304", '""', '"" has nothing in it'),
    ("a NEAR b", "E305", "NEAR", "NEAR wants a range: NEAR/5 (0 to 50, S or P)"),
    ("a THEN/500 b", "E305", "THEN/500", "THEN wants a range: THEN/5 (0 to 50, S or P)"),
    ("a NEAR/X b", "E305", "NEAR/X", "NEAR wants a range: NEAR/5 (0 to 50, S or P)"),
    ("a NEAR/3 b THEN/3 c", "E306", "THEN/3", "NEAR and THEN in one chain: brackets"),
    ("a NEAR/3 b NEAR/4 c", "E306", "NEAR/4", "two ranges in one NEAR chain: brackets"),
    ("a NEAR/3 b NOT NEAR/3 c", "E306", "NOT", "NEAR and NOT NEAR in one chain: brackets"),
    ("a NOT NEAR/3 b NEAR/3 c", "E306", "NEAR/3", "NOT NEAR does not chain: brackets"),
    ("a NEAR/3 (b AND c)", "E307", "AND", "AND inside NEAR"),
    ("a NEAR/3 NOT b", "E307", "NOT", "NOT inside NEAR"),
    ("a THEN/3 (b OR (NOT c))", "E307", "NOT", "NOT inside THEN"),
    ("a NEAR/3 event(x)", "E307", "event", "event inside NEAR"),
    ("(published < 3h) NEAR/3 a", "E307", "published", "published inside NEAR"),
    ("(a AND b) NOT NEAR/3 c", "E307", "AND", "AND inside NOT NEAR"),
    ("a NEAR/3 title:b", "E308", "title", "field inside NEAR: put it in front: title:(a NEAR/5 b)"),
    (
        "a NEAR/3 (title:b AS x)",
        "E308",
        "title",
        "field inside NEAR: put it in front: title:(a NEAR/5 b)",
    ),
    ("re*", "E309", "re*", '"re*" wants 3 letters'),
    ('"work re*"', "E309", '"work re*"', '"re*" wants 3 letters'),
    ("*ing", "E309", "*ing", '"*ing": * stands at a word\'s end'),
    ("str*ke", "E309", "str*ke", '"str*ke": * stands at a word\'s end'),
    ('"--"', "E313", '"--"', '"--" has no letter or digit'),
    ("a AND --", "E313", "--", '"--" has no letter or digit'),
    ("a AND :", "E313", ":", '":" must stand in quotes, with a letter or digit'),
    ("titel:a", "E204", "titel", 'unknown field "titel"'),
    ("a AS Boss", "E108", "AS Boss", "AS wants a name: small letters, digits and _"),
    ("published:today", "E105", "published:", "published wants < or > and a day or an age: < 36h"),
    ("published <= 3h", "E105", "<=", "published wants < or > and a day or an age: < 36h"),
    ("entity(orgs)", "E104", "orgs", '"orgs" is no kind of entity'),
    ("value(cash)", "E104", "cash", '"cash" is no kind of value'),
    ("event(x, type > )", "E304", ")", "event(...) wants a number, a day or a duration"),
    ("event(x, foo)", "E304", ")", "event(...) wants : , in or a comparison after foo"),
    ("event(x y)", "E304", "y", "event(...) wants a comma or )"),
    ("event(x, type: )", "E304", ")", "event(...) wants a name"),
    ("(" * 21 + "a" + ")" * 21, "E106", "(", "nested more than 20 deep"),
    ("a OR " * LONGEST + "a", "E106", "a", f"an expression has at most {LONGEST} characters"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "wrong", "message"), FAULTS)
def test_a_fault_is_told_where_it_begins(text: str, code: str, wrong: str, message: str) -> None:
    assert fault(text) == (code, wrong, message)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_expression_is_a_fault(text: str) -> None:
    assert fault(text)[0] == "E304"


def test_a_fault_knows_which_names_were_legal() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("titel:a")

    assert caught.value.wrong == "titel"
    assert "title" in caught.value.legal


def test_operators_bind_from_field_to_or() -> None:
    part = parse("title:a AS x NEAR/2 b AND NOT c OR d".replace("title:a", "a"))

    assert isinstance(part, Or)
    both = part.parts[0]
    assert isinstance(both, And)
    near, negation = both.parts
    assert isinstance(near, Near)
    assert isinstance(near.parts[0], Named)
    assert isinstance(negation, Not)


def test_parts_know_where_they_stand() -> None:
    text = 'title:(alpha OR "be ta") AND NOT $x'

    part = parse(text)

    assert isinstance(part, And)
    fielded, negation = part.parts
    assert isinstance(fielded, Fielded)
    assert isinstance(negation, Not)
    assert isinstance(fielded.part, Or)
    assert [text[p.at : p.end] for p in fielded.part.parts] == ["alpha", '"be ta"']
    assert text[negation.at : negation.end] == "NOT $x"
    assert text[part.operator : part.operator + 3] == "AND"
    assert isinstance(negation.part, Let)


def test_calls_are_read_with_their_tests() -> None:
    part = parse("event(breach, type: not a|b, victim in x|y, cost >= 10M EUR, records < 5)")

    assert isinstance(part, EventCall)
    assert part.pack == "breach"
    assert [(t.slot, t.operator, t.values, t.negated) for t in part.tests] == [
        ("type", ":", ("a", "b"), True),
        ("victim", "in", ("x", "y"), False),
        ("cost", ">=", ("10M EUR",), False),
        ("records", "<", ("5",), False),
    ]
    assert parse("entity(org in a|b)") == Entities(kind="org", lists=("a", "b"), end=18)
    assert isinstance(part.tests[0], SlotTest)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("published", Word(text="published", end=9)),
        ("published > 2026-01-01", Published(operator=">", literal="2026-01-01", end=22)),
        ("event", Word(text="event", end=5)),
        ("辞*", Word(text="辞", ending="*", end=2)),
        ("사임*", Word(text="사임", ending="*", end=3)),
        ('"stop work*"', Phrase(text="stop work*", end=12)),
    ],
)
def test_words_that_look_like_more(text: str, wanted: object) -> None:
    assert parse(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "a OR b AND NOT c",
        "(a OR b) AND NOT (c OR d)",
        "title:(a OR b) AND top:c",
        "a NEAR/S b NEAR/S c",
        "(a NEAR/2 b) THEN/P c",
        "a NOT NEAR/4 (b OR c)",
        'a AS x NEAR/2 "b c" AS y',
        "(a OR b) AS x",
        "/a\\/b/ OR @c OR $d",
        "NOT NOT a OR b",
        "entity(org in a|b) OR entity(person) OR value(money)",
        "event(p) OR event(p, s: not a|b, t in l, u >= 10M EUR)",
        "published < 36h AND word~ AND begin*",
    ],
)
def test_printing_gives_the_text_back(text: str) -> None:
    assert print_query(parse(text)) == text


COMPILED = [
    ("@leaves", "E201", "@leaves", 'unknown concept "leaves"'),
    ("entity(org in nobody)", "E202", "entity(org in nobody)", 'unknown list "nobody"'),
    ("$nobody", "E203", "$nobody", 'unknown name "nobody"'),
    ("a OR $loop", "E203", "$loop", 'unknown name "loop"'),
    ("org:opnai", "E207", "opnai", 'unknown entity "opnai"'),
    ("person:openai", "E207", "openai", 'unknown entity "openai"'),
    ("a NEAR/3 $both", "E307", "$both", "AND inside NEAR"),
    ("a NEAR/3 ($both OR b)", "E307", "$both", "AND inside NEAR"),
    (
        "a NEAR/3 ($titled AS x)",
        "E308",
        "$titled",
        "field inside NEAR: put it in front: title:(a NEAR/5 b)",
    ),
    ("title:event(x)", "E308", "event(x)", "event takes no field"),
    ("tier:/a/", "E308", "/a/", "tier: wants a word or a phrase"),
    ("source:(a NEAR/3 b)", "E308", "a NEAR/3 b", "source: wants a word or a phrase"),
    ("published < soon", "E105", "published < soon",
     '"soon" is no day and no age; write 2026-01-31 or 36h'),
    (r"/a(?=b)/", "E310", "/a(?=b)/", "RE2 has no look-ahead"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "wrong", "message"), COMPILED)
def test_compiling_tells_unknown_names(text: str, code: str, wrong: str, message: str) -> None:
    lets = {"both": "a AND b", "titled": "title:a", "loop": "x OR $loop"}

    with pytest.raises(ExpressionError) as caught:
        compile_query(parse(text), names(lets))

    error = caught.value
    assert (error.code, text[error.at : error.end], error.message) == (code, wrong, message)


def test_lets_may_not_grow_without_end() -> None:
    lets = {"a0": "word OR word"} | {f"a{n}": f"$a{n - 1} OR $a{n - 1}" for n in range(1, 17)}

    with pytest.raises(ExpressionError) as caught:
        compile_query(parse("$a16"), names(lets))

    assert caught.value.code == "E106"


def test_without_conditions_a_call_is_refused() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_query(parse("value(money)"), Names())

    assert caught.value.code == "E205"


def test_without_languages_a_word_stands_for_itself() -> None:
    assert compile_query(parse("strike~"), Names()) is not None


def test_brackets_side_by_side_are_not_deep() -> None:
    beside = " OR ".join(["((a))", "NOT (b)"] * 30)

    assert isinstance(parse(beside), Or)
    assert parse("(" * 20 + "a" + ")" * 20) == Word(text="a", at=20, end=21)
