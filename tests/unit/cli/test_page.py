"""A tried article on paper and on a terminal: marks by clause, nothing in it runs."""

import base64
import hashlib
import io
import re
from contextlib import redirect_stdout

from hypothesis import given
from hypothesis import strategies as st

from monitor.cli._marks import clauses_of, lines_of
from monitor.cli._page import page
from monitor.cli._spans import show
from monitor.matching.trace import Step, Trace
from monitor.model import Evidence, Match
from monitor.reasons import Reason
from tests.fakes import made


def span(text: str, start: int, part: str = "term", field: str = "title") -> Evidence:
    return Evidence(field=field, start=start, end=start + len(text), text=text, part=part)


TITLE = "Dockers strike at the port of Rotterdam"
FOUND = Match(
    rule="port-strike",
    reason=None,
    evidence=(span("strike", 8, "strike~"), span("port", 22, "port"), span("at th", 15, "near")),
)


def test_a_line_is_cut_where_spans_begin_and_end() -> None:
    (line,) = lines_of(made.article(TITLE), FOUND)
    assert "".join(piece.text for piece in line.pieces) == TITLE
    marked = [(piece.text, piece.clauses) for piece in line.pieces if piece.clauses]
    assert marked == [("strike", (0,)), ("at th", (2,)), ("port", (1,))]
    assert clauses_of(FOUND) == ("strike~", "port", "near")


def test_of_spans_that_overlap_the_shortest_comes_first() -> None:
    wide = Match(rule="r", reason=None, evidence=(span("strike at", 8, "a"), span("at", 15, "b")))
    (line,) = lines_of(made.article(TITLE), wide)
    inner = next(piece for piece in line.pieces if piece.text == "at")
    assert (inner.clauses, inner.begins, inner.ends) == ((1, 0), 1, 2)


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50))))
def test_no_span_loses_or_doubles_text(title: str, ends: list[tuple[int, int]]) -> None:
    spans = tuple(Evidence(field="title", start=a, end=b, text="x") for a, b in ends)
    found = Match(rule="r", reason=None, evidence=spans)
    lines = lines_of(made.article(title), found, all_lines=True)
    shown = ["".join(piece.text for piece in line.pieces) for line in lines]
    assert shown == [line for line in title.split("\n") if line.strip()]


def test_elsewhere_than_on_a_terminal_spans_stand_in_brackets() -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        show(made.article(TITLE), [FOUND])
    assert "title  Dockers [strike] [at th]e [port] of Rotterdam" in out.getvalue()


def test_a_page_marks_words_by_clause_and_names_the_clauses() -> None:
    text = page(made.article(TITLE), [FOUND], {})
    assert '<mark class="c0" title="strike~">strike</mark>' in text
    assert '<li class="c1">port</li>' in text
    assert '<span class="verdict alert">alert</span>' in text


def test_a_rule_that_is_not_told_says_why() -> None:
    denied = Match(rule="r", reason=Reason.DENIED, because='"no plans to" (en.yaml:88)')
    text = page(made.article(TITLE), [denied], {})
    assert '<span class="verdict">denied</span>' in text
    assert "&quot;no plans to&quot; (en.yaml:88)" in text


def test_rules_that_say_nothing_are_listed_with_the_clause_that_failed() -> None:
    trace = Trace(rule="quiet", match=None, root=Step(clause="walkout<b>", held=False))
    text = page(made.article(TITLE), [], {"quiet": trace})
    assert "<th>quiet</th><td>needs walkout&lt;b&gt;</td>" in text


def test_nothing_on_a_page_runs_and_only_its_own_style_is_let_in() -> None:
    evil = "</title><script>alert(1)</script><img src=x onerror=alert(2)>"
    text = page(made.article(evil, url='javascript:"x"', lang='"><b>'), [], {})
    assert "<script" not in text
    assert "<img" not in text
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text
    assert not re.search(r'\s(?:style|on\w+)="', text)
