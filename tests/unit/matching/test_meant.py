"""What other search languages write is answered with what to write here."""

import pytest

from monitor.matching.grammar import parse
from monitor.matching.syntax import ExpressionError

WRITTEN = [
    ("fire -sale", "write AND NOT sale"),
    ("fire - sale", "write AND NOT"),
    ("fire !sale", "write AND NOT sale"),
    ("fire NOT sale", "write AND NOT"),
    ("fire && fab", "write AND"),
    ("fire +fab", "write AND fab"),
    ("fire W/5 fab", "write NEAR/5"),
    ("(fire) adj/3 fab", "write THEN/3"),
    ("fire w/5x fab", "quotes or AND"),
    ("fire W fab", "quotes or AND"),
    ("\u201cchip plant\u201d", "write straight quotes"),
    ("fire \u00ab chip", "write straight quotes"),
    ("fire # only big ones", "a comment stands above the key, not inside"),
    ("chip plant", "quotes or AND"),
]


@pytest.mark.parametrize(("text", "said"), WRITTEN)
def test_two_terms_side_by_side_are_told_what_was_meant(text: str, said: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.message) == ("E301", f"two terms side by side: {said}")
