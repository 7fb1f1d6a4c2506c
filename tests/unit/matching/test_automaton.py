"""Keys seen in a text, also within one another."""

from monitor.matching.automaton import Automaton


def test_keys_are_seen_within_one_another() -> None:
    automaton = Automaton([" a ", " a b ", " c "])

    assert automaton.found(" a b a ") == [" a ", " a b ", " a "]
    assert automaton.found(" x ") == []


def test_a_key_is_given_as_the_object_it_was_built_from() -> None:
    key = f" {'grève' * 40} "
    (found,) = Automaton([key]).found(f"{key}la ")

    assert found is key
