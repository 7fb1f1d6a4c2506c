"""Prints of articles known: what they hold, and how many are kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.intake.churn import LEAST, Print, minute_of, pack, print_of, sketch, unpack
from monitor.intake.generations import is_another
from tests.fakes.clock import START
from tests.fakes.reading import entry

words = st.frozensets(st.integers(1, 0xFFFF), max_size=8)
numbers = st.integers(0, 2**32 - 1)


@given(
    st.builds(Print, url=numbers, title=numbers, minute=numbers, generation=numbers, words=words)
)
def test_a_print_comes_back_as_it_was(one: Print) -> None:
    assert unpack(pack([one], shown=1)) == (one,)


@given(st.binary(max_size=200))
def test_any_bytes_are_some_prints(raw: bytes) -> None:
    assert len(unpack(raw)) == len(raw) // 32


def test_the_last_document_s_prints_stay_and_the_oldest_fall_off() -> None:
    prints = [Print(url=n, minute=n) for n in range(1, 1000)]

    assert unpack(pack(prints, shown=10)) == tuple(prints[:LEAST])
    assert unpack(pack(prints, shown=400)) == tuple(prints[:500])


def test_of_one_url_the_first_print_is_kept() -> None:
    assert unpack(pack([Print(url=1, minute=2), Print(url=1, minute=1)], shown=2)) == (
        Print(url=1, minute=2),
    )


def test_titles_compare_without_case_and_marks() -> None:
    assert sketch("River FLOODS, the old town!") == sketch("river floods the old town")
    assert sketch("Notenbank senkt Zinsen") != sketch("Notenbank hebt Zinsen")


def test_scripts_without_spaces_compare_by_pairs_of_characters() -> None:
    same, other = sketch("日本銀行が利上げを決定した"), sketch("日本銀行が利上げを決定")

    assert len(same & other) >= 6
    assert not sketch("日本銀行") & sketch("東京都知事")


def test_a_print_says_when_and_what() -> None:
    one = print_of(entry("a", published=START), now=START)

    assert one.at == START
    assert one.url != 0
    assert print_of(entry("a", published=None, seen=None), now=START).minute == minute_of(START)


def test_times_before_all_prints_are_of_their_beginning() -> None:
    assert minute_of(datetime(1970, 1, 1, tzinfo=UTC)) == 0


@given(st.integers(1, 10_000))
def test_only_a_later_date_makes_another_article(minutes: int) -> None:
    known = print_of(entry("a", published=START), now=START)
    late = entry("b", published=START + timedelta(minutes=minutes))
    early = entry("b", published=START - timedelta(minutes=minutes))

    assert not is_another(early, known)
    assert is_another(late, known) == (len(sketch(late.title) & known.words) == 0)
