"""Needles: letters a text must hold for a pattern to match; what is not sure is left out."""

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.needles import needles


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("Strike", {"strike"}),
        (r"dock\w+ strike", {"strike"}),
        (r"strik(e|es) port", {"strik"}),
        ("strikes?", {"strike"}),
        ("strikes*port", {"strike"}),
        ("strikes{0,2}", {"strike"}),
        ("strikes+", {"strikes"}),
        ("strike|port", {"strike", "port"}),
        ("strike|po", set()),  # every branch must have one
        ("(strike|port)", set()),  # what is inside groups is not looked at
        ("[strike]+", set()),
        (r"\bport\b", {"port"}),
        (r"[^\]]port", {"port"}),
        (r"[]x]port", {"port"}),
        (r"[[:alpha:]]port", {"port"}),
        (r"\pLport", {"port"}),
        (r"\p{Greek}port", {"port"}),
        (r"\x{41}port", {"port"}),
        (r"\Qport\E", set()),  # rarities end what is sure
        (r"port\101dock", {"port"}),
        ("port{", {"por"}),
        (r"a\(bport(", {"bport"}),
        (r"(a\)[)]b)port", {"port"}),
        (".^$", set()),
        ("", set()),
        ("辞任", set()),
    ],
)
def test_a_pattern_requires_letters(source: str, wanted: set[str]) -> None:
    assert needles(source) == wanted


PIECES = ["abc", "d", "x?", "(ab|c)", "[a-c]", ".", "|", "bca*", r"\w", "c{0,2}", "b+", r"\.", "$"]


@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), st.text("abcdx.", max_size=12))
def test_where_a_pattern_holds_one_of_its_needles_stands(source: str, text: str) -> None:
    found = needles(source)

    if found and re2.search(source, text):
        assert any(one in text for one in found)
