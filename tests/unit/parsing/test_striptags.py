"""Tags off, text kept: every kind of tag, and HTML made so that a slow way would be felt."""

import html
import random

import pytest

from monitor.parsing.striptags import MOST_TAGS, strip_tags
from tests.hostile.html import LARGE

BLOCKS = (
    "address article blockquote br div dl dt dd figure footer h1 h6 header hr li ol p pre tr ul"
)
INLINE = "a abbr b cite code del em font i ins mark q s small span strong sub sup time u wbr x-own"
HIDDEN = "script style noscript template iframe svg title head"


@pytest.mark.parametrize("tag", BLOCKS.split())
def test_a_block_is_a_line_of_its_own(tag: str) -> None:
    for opened in (f"<{tag}>", f"<{tag.upper()} class='x y'>", f"<{tag}\n\tid=1 >", f"<{tag}/>"):
        assert strip_tags(f"one{opened}two") == "one\ntwo"
    assert strip_tags(f"one<{tag}>two</{tag}>three") == "one\ntwo\nthree"


@pytest.mark.parametrize("tag", INLINE.split())
def test_an_inline_tag_leaves_nothing(tag: str) -> None:
    assert strip_tags(f"on<{tag} a=1>e</{tag}> two") == "one two"


@pytest.mark.parametrize("tag", ["td", "th", "option", "img"])
def test_a_cell_is_a_word_of_its_own(tag: str) -> None:
    assert strip_tags(f"one<{tag}>two") == "one two"


@pytest.mark.parametrize("tag", HIDDEN.split())
@pytest.mark.parametrize("inside", ["x", "a < b", "<p>x</p>", "'\"", "<!-- -->", "</"])
def test_what_nobody_sees_goes_with_its_content(tag: str, inside: str) -> None:
    assert strip_tags(f"one <{tag} type='x'>{inside}</{tag}> two") == "one two"
    assert strip_tags(f"one <{tag.upper()}>{inside}</{tag.upper()}> two") == "one two"


@pytest.mark.parametrize("tag", HIDDEN.split())
def test_one_that_never_ends_hides_nothing(tag: str) -> None:
    assert strip_tags(f"one <{tag}> two").split() == ["one", "two"]
    assert strip_tags(f"one <{tag}/> two").split() == ["one", "two"]
    assert strip_tags(f"one </{tag}> two").split() == ["one", "two"]


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<a href=\"x>y\" title='a > b'>t</a>", "t"),
        ('<a href="x\'y">t</a>', "t"),
        ("<a href='x\"y'>t</a>", "t"),
        ("<a b='never closed>t</a> u", "t u"),
        ("<a\nhref=x\n>t</a\n>", "t"),
        ("<>t</>", "<>t</>"),
        ("< b>t", "< b>t"),
        ("a<b", "a"),
        ("1<2", "1<2"),
        ("<3 <3", "<3 <3"),
        ("a <- b -> c", "a <- b -> c"),
        ("<!DOCTYPE html><p>t", "t"),
        ("<?xml version='1.0'?>t", "t"),
        ("<!-->t", ""),
        ("a<!-- > -- > -->b", "ab"),
        ("&lt;b&gt;t&lt;/b&gt;", "<b>t</b>"),
        ("&nbsp;t&#160;u", "t u"),
        ("t&hellip; &#8217;", "t\u2026 \u2019"),
        ("AT&T &amp &copy", "AT&T & \u00a9"),
        ("one\n\n\n\ntwo<br><br><br>three", "one\ntwo\nthree"),
        ("\t one \r\n two ", "one\ntwo"),
    ],
)
def test_odd_markup_is_read_as_a_browser_shows_it(fragment: str, text: str) -> None:
    assert strip_tags(fragment) == text


@pytest.mark.parametrize("fragment", ["one\ntwo", "one<br>two", "one <p>\n two</p>", "one&#10;two"])
def test_a_title_is_one_line(fragment: str) -> None:
    assert strip_tags(fragment, titles=True) == "one two"


@pytest.mark.parametrize("extra", [-1, 0, 1, 1000])
def test_after_many_tags_the_rest_is_still_without_them(extra: int) -> None:
    many = MOST_TAGS // 2 + extra
    text = strip_tags("<p>w</p>" * many)
    assert "<" not in text
    assert text.split() == ["w"] * many


@pytest.mark.parametrize("name", LARGE)
def test_a_hostile_fragment_of_any_length_comes_back(name: str) -> None:
    fragment = LARGE[name]
    assert len(strip_tags(fragment)) <= len(fragment)
    assert len(strip_tags(html.escape(fragment[:10_000]))) <= 10_000


PIECES = (
    *("<b>", "</b>", '<p class="x">', "<br/>", "<td>", "<a href='x'>", '<a href="x>y">', "<!--"),
    *("-->", "<![CDATA[", "]]>", "<script>", "</script>", "<STYLE>", "</style>", "<titled>"),
    *("<svg/>", "<x:y>", "<", ">", '"', "'", "/", "&lt;", "&nbsp;", "<3", " ", "\n", "\t", "w"),
)


@pytest.mark.parametrize("seed", range(200))
def test_tags_come_off_alike_at_once_and_one_by_one(seed: int) -> None:
    rng = random.Random(seed)
    fragment = "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 14)))
    fragment += "" if fragment.rfind("<") <= fragment.rfind(">") else "z>"  # no tag is left open
    one_by_one = strip_tags("<!---->" + fragment)  # a comment wants a look at each
    assert strip_tags(fragment) == one_by_one
    assert strip_tags(fragment, titles=True) == " ".join(one_by_one.split())


@pytest.mark.parametrize("quote", ["'", '"'])
def test_many_quotes_that_never_end_cost_no_search_each(quote: str) -> None:
    fragment = f"<a b={quote}" * 20_000
    assert len(strip_tags(fragment)) <= len(fragment)


def test_spaces_and_lines_are_squeezed() -> None:
    assert strip_tags(" a \t\u00a0 b \r\n \n\x0b c \n") == "a b\nc"
    assert strip_tags("a\u2003b") == "a\u2003b"
    assert strip_tags("a" + " " * 5_000 + "b") == "a b"
