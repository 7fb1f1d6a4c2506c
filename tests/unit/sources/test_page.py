"""A watched page: what changes on it becomes an article, flicker and trifles do not."""

from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.model import Parsed
from monitor.parsing.difference import difference, squeezed, unsqueezed
from monitor.sources.page import BLANK, LAST, Options, faults, parse
from tests.fakes.kinds import answer, golden, made

URL = "https://www.globex.example/board"
BOARD = golden("pages/board.html")
OPTIONS = Options(watch=("main .people",), ignore=("^Updated .*$",), min_change=10)


def read(body: bytes | str, memory: str = "", options: Options = OPTIONS) -> Parsed:
    source = made("page", URL, options, outlet="Globex", outlet_id="globex")
    return parse(source, answer(body, URL, memory=memory))


def page(*lines: str) -> str:
    return f"<html><main><div class=people>{''.join(f'<p>{x}</p>' for x in lines)}</div></main>"


def watched(*pages: bytes | str, **more: Any) -> list[Parsed]:
    memory, found = "", []
    for body in pages:
        parsed = read(body, memory, **more)
        memory = memory if parsed.memory is None else parsed.memory
        found.append(parsed)
    return found


def test_the_first_look_tells_nothing_and_is_remembered() -> None:
    (first,) = watched(BOARD)
    assert first.articles == ()
    assert first.memory


def test_a_change_is_an_article_with_what_came_and_what_went() -> None:
    later = BOARD.replace(b"<b>Bo Lind</b>", b"<b>Dee Moss</b>")
    _, second = watched(BOARD, later)

    (article,) = second.articles
    assert article.title == "Globex: page changed: Dee Moss, chief financial officer"
    assert article.body == (
        "Dee Moss, chief financial officer\nRemoved:\n- Bo Lind, chief financial officer"
    )
    assert article.url == URL
    assert article.text_from == "feed"


def test_each_change_is_an_article_of_its_own() -> None:
    texts = [page("The chief is Ana Ruiz", f"The chair is number {n * 1111}") for n in range(4)]
    articles = [a for parsed in watched(*texts) for a in parsed.articles]
    assert len({a.id for a in articles}) == len({a.key for a in articles}) == 3


def test_the_same_change_read_twice_is_one_article() -> None:
    first = read(BOARD).memory or ""
    later = BOARD.replace(b"Bo Lind", b"Dee Moss")
    assert read(later, first).articles[0].id == read(later, first).articles[0].id


def test_an_unchanged_page_leaves_the_memory_alone() -> None:
    _, second = watched(BOARD, BOARD)
    assert (second.articles, second.memory) == ((), None)


def test_lines_to_be_ignored_and_lines_that_move_are_no_change() -> None:
    _, dated, moved = watched(
        BOARD,
        BOARD.replace(b"24 November", b"25 November"),
        page("Cy Park, chair", "Ana Ruiz, chief executive", "Bo Lind, chief financial officer"),
    )
    assert (dated.articles, moved.articles) == ((), ())


def test_a_page_that_flickers_between_texts_tells_each_once() -> None:
    one, two = page("The first of two texts"), page("A second text instead")
    told = [len(parsed.articles) for parsed in watched(one, two, one, two, one, two)]
    assert told == [0, 1, 0, 0, 0, 0]


def test_after_flicker_a_change_is_compared_with_what_stands_there() -> None:
    one, two = page("Ana leads", "common line"), page("Bo leads it", "common line")
    *_, last = watched(one, two, one, page("Ana leads", "common line", "Cy joins the board"))
    assert [a.body for a in last.articles] == ["Cy joins the board"]


def test_only_the_last_texts_are_known_again() -> None:
    texts = [page(f"A text with the number {n * 1111}") for n in range(LAST + 2)]
    *_, again = watched(*texts, texts[0])
    assert len(again.articles) == 1


def test_small_changes_wait_until_they_are_large_enough() -> None:
    told = [len(p.articles) for p in watched(page("a"), page("a", "b"), page("a", "b", "x" * 9))]
    assert told == [0, 0, 1]


def test_nothing_selected_is_a_broken_contract() -> None:
    with pytest.raises(ParseError, match=r'nothing in "main .people"') as error:
        read("<html><title>Sign in</title><form></form></html>")
    assert error.value.kind == "contract"


def test_a_title_is_made_as_the_file_says() -> None:
    options = Options(title="{page}: {added} new, {removed} gone, was {first_removed}")
    before, after = "<title>Board</title><body><p>one<p>two", "<title>Board</title><body><p>two"
    _, second = watched(before, after, options=options)
    assert second.articles[0].title == "Board: 0 new, 1 gone, was one"


def test_too_much_text_is_told_not_cut() -> None:
    with pytest.raises(ParseError, match="watch less of the page"):
        read(page("x" * 100_001))
    noise = "".join(chr(0x4E00 + (n * 7919) % 20_000) for n in range(9_000))
    with pytest.raises(ParseError, match="watch less of the page"):
        read(page(noise))


def test_a_long_page_fits_into_the_memory() -> None:
    text = page(*(f"Person number {n}, director of department {n}" for n in range(600)))
    memory = read(text).memory or ""
    assert len(memory) < 15_000
    assert read(text, memory).articles == ()


@pytest.mark.parametrize(
    "memory", ["{", "[]", "{}", '{"names":["x"],"text":"!"}', '{"text":"eJw="}']
)
def test_a_memory_that_cannot_be_read_begins_anew(memory: str) -> None:
    assert read(BOARD, memory).articles == ()


def test_a_blank_memory_shows_all_that_would_be_watched() -> None:
    (article,) = read(BOARD, BLANK).articles
    assert article.body.startswith("Ana Ruiz, chief executive\nBo Lind")


def test_a_place_nobody_knows_is_a_fault() -> None:
    (found,) = faults(Options(title="{outlet}: {frist_added}"))
    assert found[0] == ("title",)
    assert "frist_added" in found[1]
    assert list(faults(OPTIONS)) == []


def test_lines_that_stand_twice_count_twice() -> None:
    assert difference(["a", "a", "b"], ["a", "c"]) == (("c",), ("a", "b"))


def test_a_squeezed_text_comes_back_but_never_larger_than_allowed() -> None:
    assert unsqueezed(squeezed("über\nall"), most=100) == "über\nall"
    with pytest.raises(ParseError):
        unsqueezed(squeezed("x" * 1_000), most=100)
