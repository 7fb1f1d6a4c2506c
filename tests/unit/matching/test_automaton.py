"""Keys seen in a text, also within one another, and where each begins."""

from monitor.matching.automaton import Automaton


def test_keys_are_seen_within_one_another() -> None:
    automaton = Automaton([b" a ", b" a b ", b" c "])

    assert automaton.seen(b" a b a ").keys == {0, 1}
    assert automaton.seen(b" x ").keys == set()


def test_each_key_begins_where_it_stands() -> None:
    sighted = Automaton([b" a ", b" a b ", b" c "]).seen(b" a b a a ")

    assert sighted.starts(0) == [0, 4, 6]
    assert sighted.starts(1) == [0]
    assert sighted.starts(2) == []
