"""NEAR, THEN and NOT NEAR: neighbours in text order, one field, one paragraph, no overlap."""

import pytest

from monitor.matching.near import STEPS, apart, chain
from monitor.matching.syntax import Range
from monitor.matching.text import fold
from monitor.matching.view import Caught, Piece, Spot
from monitor.matching.words import KEPT, Words, words_of
from tests.unit.matching.asking import article, asked, holds, verdict

TEXT = "a b c d. E f g.\n\nh a i"


def words(text: str) -> Words:
    return words_of(fold(text, lang="en"))


def spot(first: int, last: int | None = None, *, field: str = "body") -> Spot:
    end = first if last is None else last
    piece = Piece(field=field, first=first, last=end, clause=str(first))
    return Spot(field=field, first=first, last=end, pieces=(piece,))


def places(spots: tuple[Spot, ...]) -> list[tuple[int, int]]:
    return [(one.first, one.last) for one in spots]


def chained(
    operands: list[list[Spot]], reach: Range, *, ordered: bool = False, text: str = TEXT
) -> list[tuple[int, int]]:
    index = words(text)
    return places(chain(operands, reach, ordered=ordered, words_of=lambda field: index))


def left(spots: list[Spot], others: list[Spot], reach: Range) -> list[tuple[int, int]]:
    index = words(TEXT)
    return places(apart(spots, others, reach, words_of=lambda field: index))


@pytest.mark.parametrize(
    ("first", "second", "reach", "wanted"),
    [
        ([0], [1], 0, [(0, 1)]),
        ([1], [0], 0, [(0, 1)]),
        ([0], [2], 0, []),
        ([0], [2], 1, [(0, 2)]),
        ([0], [4], 3, [(0, 4)]),  # across the sentence's end
        ([0], [4], "S", []),
        ([0], [3], "S", [(0, 3)]),
        ([0], [6], "P", [(0, 6)]),
        ([6], [7], 5, []),  # never across paragraphs
        ([6], [7], "P", []),
        ([0], [0], 5, []),  # a word is not beside itself
        ([0, 1], [0, 1], 5, [(0, 1)]),
        ([0, 2], [1], 0, [(0, 1), (1, 2)]),
    ],
)
def test_two_places_are_near(
    first: list[int], second: list[int], reach: Range, wanted: list[tuple[int, int]]
) -> None:
    operands = [[spot(n) for n in first], [spot(n) for n in second]]

    assert chained(operands, reach) == wanted


def test_then_keeps_the_written_order() -> None:
    assert chained([[spot(0)], [spot(2)]], 5, ordered=True) == [(0, 2)]
    assert chained([[spot(2)], [spot(0)]], 5, ordered=True) == []


def test_a_chain_counts_between_neighbours_in_text_order() -> None:
    three = [[spot(0)], [spot(6)], [spot(3)]]

    assert chained(three, 2) == [(0, 6)]  # 0 .. 3 .. 6, never 0 .. 6
    assert chained(three, 1) == []


def test_none_of_a_chain_overlap() -> None:
    assert chained([[spot(0, 1)], [spot(1, 2)]], 5) == []
    assert chained([[spot(0, 1)], [spot(2, 3)]], 0) == [(0, 3)]
    assert chained([[spot(0)], [spot(0)], [spot(1)]], 5) == []


def test_a_place_over_a_sentence_end_is_in_no_sentence() -> None:
    assert chained([[spot(2, 4)], [spot(5)]], "S") == []
    assert chained([[spot(2, 4)], [spot(5)]], 0) == [(2, 5)]


def test_fields_do_not_mix() -> None:
    index = words(TEXT)
    operands = [[spot(0, field="title"), spot(0)], [spot(1, field="lead"), spot(1)]]

    found = chain(operands, 5, ordered=False, words_of=lambda field: index)

    assert [(one.field, one.first, one.last) for one in found] == [("body", 0, 1)]


def test_a_stretch_carries_the_pieces_of_its_operands() -> None:
    index = words(TEXT)

    (found,) = chain([[spot(2)], [spot(0)]], 5, ordered=False, words_of=lambda field: index)

    assert {piece.clause for piece in found.pieces} == {"0", "2"}


@pytest.mark.parametrize(
    ("own", "other", "reach", "wanted"),
    [
        ([(0, 0)], [(2, 2)], 1, []),
        ([(0, 0)], [(2, 2)], 0, [(0, 0)]),
        ([(2, 2)], [(0, 0)], 1, []),  # either side
        ([(0, 1)], [(1, 2)], 0, []),  # overlapping
        ([(0, 0)], [(4, 4)], "S", [(0, 0)]),
        ([(0, 0)], [(4, 4)], "P", []),
        ([(6, 6)], [(7, 7)], 9, [(6, 6)]),  # another paragraph
        ([(0, 0), (8, 8)], [(1, 1)], 3, [(8, 8)]),
        ([(0, 0)], [], 3, [(0, 0)]),
        ([(5, 5)], [(0, 3)], 1, []),  # a long one that began far off
    ],
)
def test_not_near_keeps_what_stands_alone(
    own: list[tuple[int, int]],
    other: list[tuple[int, int]],
    reach: Range,
    wanted: list[tuple[int, int]],
) -> None:
    assert left([spot(*one) for one in own], [spot(*one) for one in other], reach) == wanted


@pytest.mark.parametrize(
    ("lang", "text", "rule", "held"),
    [
        ("zh", "董事长辞职", "董事长 NEAR/0 辞职", True),
        ("zh", "董事长昨日辞职", "董事长 NEAR/1 辞职", True),
        ("zh", "董事长昨日突然辞职", "董事长 NEAR/1 辞职", False),
        ("zh", "董事长昨日突然辞职", "董事长 NEAR/2 辞职", True),
        ("zh", "董事长昨辞职", "董事长 NEAR/0 辞职", False),  # half a word more
        ("zh", "辞职董事长", "董事长 THEN/3 辞职", False),
        ("zh", "董事长来。他辞职", "董事长 NEAR/S 辞职", False),
        ("zh", "董事长来。他辞职", "董事长 NEAR/P 辞职", True),
        ("zh", "董事长昨日辞职", "董事长 NOT NEAR/1 辞职", False),
        ("zh", "董事长昨日突然辞职", "董事长 NOT NEAR/1 辞职", True),
        ("ja", "社長が辞任した", "社長 NEAR/1 辞任", True),
        ("ja", "社長がとうとう辞任", "社長 NEAR/2 辞任", False),
        ("ja", "社長がとうとう辞任", "社長 NEAR/3 辞任", True),
        ("ja", "辞任した社長", "社長 THEN/5 辞任", False),
        ("ja", "OpenAI の社長", "OpenAI NEAR/1 社長", True),
        ("th", "ซีอีโอลาออก", "ซีอีโอ NEAR/0 ลาออก", True),
        ("ko", "사장이 어제 사임했다", "사장 NEAR/1 사임", True),  # spaces count as usual
        ("ko", "사장이 어제 사임했다", "사장 NEAR/0 사임", False),
    ],
)
def test_where_nothing_stands_between_words_two_characters_are_one(
    lang: str, text: str, rule: str, held: bool
) -> None:
    assert holds(rule, body=text, lang=lang) is held


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        ("title:(alpha NEAR/0 beta)", True),
        ("alpha NEAR/P gamma", False),
        ("top:(alpha NEAR/1 beta)", True),
        ("body:(gamma NOT NEAR/P delta)", False),
        ("title:(gamma NOT NEAR/P delta)", False),
        ("alpha NEAR/0 beta AS x", True),
        ("(alpha AS x OR gamma) NEAR/0 (beta OR delta)", True),
        ("@stops-work NOT NEAR/0 price", True),
        ("/al.ha/ NEAR/0 beta", True),
        ("entity(org) NEAR/1 delta", True),
        ("value(money) NEAR/2 gamma", True),
    ],
)
def test_any_set_of_places_may_be_near(rule: str, held: bool) -> None:
    body = "Apple gamma delta, $5 million. A strike."

    assert holds(rule, "Alpha beta", body=body) is held


def test_an_empty_operand_makes_no_stretch() -> None:
    assert chained([[spot(0)], []], 5) == []


def test_one_search_takes_a_bounded_number_of_steps() -> None:
    text = "a " * (KEPT + 10)
    many = [spot(n) for n in range(KEPT + 10)]

    found = chained([many, many, many], "P", text=text)

    assert 0 < len(found) <= STEPS


def test_every_way_through_three_operands_is_one_stretch() -> None:
    text = "a b c a b c"
    a, b, c = ([spot(n), spot(n + 3)] for n in range(3))

    found = chain([a, b, c], "P", ordered=False, words_of=lambda field: words(text))

    assert places(found) == [(i, j) for i in range(6) for j in range(i + 2, 6) if j != i + 3]
    whole = next(one for one in found if (one.first, one.last) == (0, 5))
    assert {piece.first for piece in whole.pieces} == {0, 1, 4, 5}


def test_a_stretch_binds_what_its_places_bind() -> None:
    bound = [
        Spot(field="body", first=n, last=n, caught=(Caught(name="x", value=str(n)),))
        for n in (0, 2)
    ]

    found = chain([bound, [spot(1)]], 0, ordered=False, words_of=lambda field: words(TEXT))

    assert [[caught.value for caught in one.caught] for one in found] == [["0"], ["2"]]


def test_a_repeated_word_in_not_near_is_looked_at_where_it_may_be_near() -> None:
    body = "strike " + "pad " * 20 + "port " * 3000

    assert verdict(asked("strike NOT NEAR/19 port"), article(body=body)) is not None
    assert verdict(asked("strike NOT NEAR/20 port"), article(body=body)) is None


def test_a_term_beside_itself_stands_near_itself_in_any_order() -> None:
    own = [spot(n) for n in (0, 1, 2)]

    found = chain([own, own, own], 0, ordered=False, words_of=lambda field: words(TEXT))

    assert places(found) == [(0, 2)]
    assert [piece.first for piece in found[0].pieces] == [0, 1, 2]


@pytest.mark.parametrize("reach", [3, "S", "P"])
def test_not_near_looks_at_the_place_that_reaches_furthest(reach: Range) -> None:
    others = [spot(0, 2), spot(1)]  # the second begins nearer and ends sooner

    assert not apart([spot(4)], others, reach, words_of=lambda field: words("a b c d e f"))
