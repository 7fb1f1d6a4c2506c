"""Patterns: RE2's limits are told when a rule is loaded, matches lead back to the original."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from monitor.clock import cpu_s
from monitor.matching.patterns import BUDGET_S, FOUND, READ, Parking, compile_pattern, line_of
from monitor.matching.syntax import ExpressionError
from tests.fakes.patterns import drawn, hostile_texts


def found(pattern: str, text: str) -> list[str]:
    return [text[a:b] for a, b in compile_pattern(pattern, (0, 1)).places(line_of(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "shown"),
    [
        ("resign(ed|s)", "He RESIGNED", ["RESIGNED"]),
        ("démission", "La DÉMISSION, la démission", ["DÉMISSION", "démission"]),
        (r"\bceo\b", "CEO, ceos", ["CEO"]),
        (r"\pL+@\pL+", "mail a@b now", ["a@b"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("x*", "abc", []),
        (r"辞任", "社長が辞任した", ["辞任"]),
    ],
)
def test_a_pattern_sees_folded_text_and_gives_the_original(
    pattern: str, text: str, shown: list[str]
) -> None:
    assert found(pattern, text) == shown


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a(?=b)", "RE2 has no look-ahead"),
        ("a(?!b)", "RE2 has no look-ahead"),
        ("(?<=a)b", "RE2 has no look-behind"),
        (r"(a)\1", "RE2 has no back-reference"),
        ("a" * 501, "a pattern has at most 500 characters"),
        ("(" * 21 + "a" + ")" * 21, "groups nest at most 20 deep"),
        ("a{0,150}b{51}", "counted repeats sum up to 201, at most 200; write NEAR instead"),
        ("(a", "RE2: missing ): (a"),
    ],
)
def test_what_re2_cannot_do_is_refused_with_its_name(pattern: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_pattern(pattern, (3, 9))

    assert (caught.value.code, caught.value.message) == ("E310", message)
    assert (caught.value.at, caught.value.end) == (3, 9)


def test_an_escaped_backslash_is_no_back_reference() -> None:
    assert found(r"a\\1", "a\\1") == ["a\\1"]


def seconds(step: float) -> Iterator[float]:
    at = 0.0
    while True:
        yield at
        at += step


def test_a_doubtful_pattern_is_tried_and_a_slow_one_refused() -> None:
    slow, fast = seconds(0.006), seconds(0.001)

    with pytest.raises(ExpressionError) as caught:
        compile_pattern(r"\pL{2,20}x", (0, 1), timer=lambda: next(slow))

    assert caught.value.message == "this pattern is too slow; write NEAR instead"
    assert compile_pattern(r"\pL{2,20}x", (0, 1), timer=lambda: next(fast))


def test_a_plain_pattern_is_not_tried() -> None:
    assert compile_pattern("a{1,8}", (0, 1), timer=lambda: 1 / 0)


def test_only_the_beginning_of_a_field_is_read_and_places_are_bounded() -> None:
    assert found("end", "x" * READ + "end") == []
    assert len(found("a", "a " * 5000)) == FOUND


@pytest.mark.parametrize(
    ("pattern", "text", "shown"),
    [
        ("^strike", "strike strike", ["strike"]),
        ("port$", "port port", ["port"]),
        ("a.b", "a b, a-b", ["a b", "a-b"]),
        ("[0-9]{3}", "12 345", ["345"]),
        (r"\$\d+", "pays $50", ["$50"]),
        ("ceo|cfo", "CEO and CFO", ["CEO", "CFO"]),
        ("demission", "Démission", ["Démission"]),
        ("istanbul", "İSTANBUL", ["İSTANBUL"]),
        ("openai", "ＯｐｅｎＡＩ", ["ＯｐｅｎＡＩ"]),
        ("ss", "straße", ["ß"]),
        ("fi", "ﬁred", ["ﬁ"]),
        (r"\pL+", "приказ 5", ["приказ"]),
        (r"\bприказ", "приказ", []),  # `\b` is ASCII
        ("辞.{0,2}任", "辞職か任命", ["辞職か任"]),
        ("a\nb", "a\nb", ["a\nb"]),
        ("", "abc", []),
    ],
)
def test_a_pattern_finds_its_places(pattern: str, text: str, shown: list[str]) -> None:
    assert found(pattern, text) == shown


@pytest.mark.parametrize(
    "pattern",
    [
        "a" * 500,
        "(" * 20 + "a" + ")" * 20,
        "a{0,200}",
        "a{100}b{100}",
        r"\((?:a|b)\)",
        r"\(" * 30,
        r"(?i)strike",
        r"(?:strike)",
        r"(?P<name>strike)",
    ],
)
def test_what_keeps_to_the_limits_is_let_in(pattern: str) -> None:
    assert compile_pattern(pattern, (0, 1)).source == pattern


@pytest.mark.parametrize("pattern", ["a**", "[a", "a{2,1}", r"\q", "(?P<x", "*a", "a" + "{9999}"])
def test_what_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_pattern(pattern, (2, 5))

    assert (caught.value.code, caught.value.at, caught.value.end) == ("E310", 2, 5)


@pytest.mark.parametrize(
    ("pattern", "tried"),
    [
        ("strike", False),
        ("strike.*", False),
        (".*", True),  # what may be empty is looked for from every letter on
        ("a{8}", False),
        ("a{0,4}b{4}", False),
        ("a{9}", True),
        ("a{0,5}b{0,4}", True),
        ("a{5,}b{4}", True),  # without an upper bound the lower one counts
        (".{0,80}resign.{0,80}", True),
    ],
)
def test_only_large_counted_repeats_are_tried(pattern: str, tried: bool) -> None:
    asked: list[float] = []

    def timer() -> float:
        asked.append(0.0)
        return 0.0

    compile_pattern(pattern, (0, 1), timer=timer)

    assert bool(asked) is tried


def test_a_trial_is_a_run_on_each_of_six_texts_if_all_are_quick() -> None:
    asked: list[float] = []

    def timer() -> float:
        asked.append(0.0)
        return 0.0

    compile_pattern("strike{0,9}", (0, 1), timer=timer)

    assert len(asked) >= 2 * 6


def test_one_quick_run_of_three_is_enough() -> None:
    steps = iter([0.0, 0.02, 0.02, 0.04, 0.04, 0.041] * 6)

    assert compile_pattern("0{5}1{5}", (0, 1), timer=lambda: next(steps))


def test_a_run_of_the_trial_ends_as_soon_as_it_is_slow() -> None:
    pattern = compile_pattern("(ab)*", (0, 1))
    spans, took = pattern.within("c" * READ, 0.005, clocked(0.0, 0.004, 0.002))

    assert spans == []
    assert took == pytest.approx(0.006)


def test_no_drawn_pattern_that_is_let_in_costs_much_more_than_its_budget() -> None:
    lines = [line_of(text) for text in hostile_texts(READ)]
    costs: list[float] = []
    parking = Parking(cpu_s)
    for source in drawn(60):
        with suppress(ExpressionError):
            pattern = compile_pattern(source, (0, 1), timer=cpu_s)
            for line in lines:
                began = cpu_s()
                list(pattern.places(line, parking))
                costs.append(cpu_s() - began)
    over = [cost for cost in costs if cost > 10 * BUDGET_S]
    assert len(over) <= len(costs) / 100


def test_a_line_leads_back_to_the_original() -> None:
    line = line_of("ß é—辞\u200b!")

    assert line.text == "ss e—辞!"
    assert [line.origin(line.text.index(c)) for c in "e—辞!"] == [2, 3, 4, 6]
    assert line_of("").text == ""


@pytest.mark.parametrize(
    "text", ["Dockers STRIKE.\n\nA 1\t\x00\x1f", "É\u0301ÉﬁﬁŁ\u200b \u2029", "😀ß" * 40]
)
def test_every_letter_of_a_line_leads_back(text: str) -> None:
    line = line_of(text)

    letters = [(f, at) for at, char in enumerate(text) for f in line_of(char).text]
    assert [(f, line.origin(place)) for place, f in enumerate(line.text)] == letters


def test_a_line_is_as_long_as_patterns_read() -> None:
    assert len(line_of("x" * (READ + 5)).text) == READ
    assert len(list(compile_pattern("ss$", (0, 1)).places(line_of("ß" * READ)))) == 1


def clocked(*steps: float) -> Callable[[], float]:
    """Make a timer that goes on by these steps, one a look, then by nothing."""
    waiting = iter(steps)
    now = [0.0]

    def timer() -> float:
        now[0] += next(waiting, 0.0)
        return now[0]

    return timer


def test_a_pattern_that_is_slow_three_times_is_parked_and_holds_no_more() -> None:
    slow = [0.0, 0.0, 0.03]  # begun, one place found, over
    parking = Parking(clocked(*slow, *slow, *slow))
    pattern = compile_pattern("strike", (0, 1))
    runs = [len(list(pattern.places(line_of("a strike"), parking))) for _ in range(4)]
    assert runs == [1, 1, 1, 0]
    assert parking.is_parked("strike")
    assert (parking.news(), parking.news()) == (("strike",), ())


def test_a_run_ends_when_its_budget_is_spent_with_what_was_found_by_then() -> None:
    parking = Parking(clocked(0.0, 0.01, 0.015, 0.0))
    pattern = compile_pattern("a", (0, 1))
    assert len(list(pattern.places(line_of("a a a a"), parking))) == 2


def test_a_quick_pattern_is_never_parked() -> None:
    parking = Parking(clocked())
    pattern = compile_pattern("a", (0, 1))
    assert [len(list(pattern.places(line_of("a a"), parking))) for _ in range(9)] == [2] * 9
    assert parking.news() == ()


def test_a_pattern_parked_elsewhere_is_parked_here_without_news() -> None:
    parking = Parking(clocked(*[0.0, 0.03] * 9))
    pattern = compile_pattern("b", (0, 1))
    parking.park("b")
    assert list(pattern.places(line_of("a b"), parking)) == []
    for _ in range(4):
        parking.note("b", 1.0)
    assert parking.news() == ()
