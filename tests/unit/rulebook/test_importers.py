"""Importers, construct by construct; and texts that mean harm."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import kinds
from monitor.matching.grammar import parse
from monitor.rulebook.diagnostic import Mark
from monitor.rulebook.drafts import Draft, Imported, slug, text_of, unique
from monitor.rulebook.foreign import Notes
from monitor.rulebook.searching import search
from monitor.rulebook.wrapping import plain_expression

PACKAGE = "monitor.rulebook.importers"


def convert(form: str, text: str, fields: Mapping[str, str] | None = None) -> Imported:
    found = kinds.load(PACKAGE, form).convert(text.encode(), f"x.{form}", fields or {})
    assert isinstance(found, Imported)
    return found


def read(text: str, **fields: str) -> tuple[str, list[str]]:
    notes = Notes(file="x", fields=fields)
    part = search(text, Mark(), notes)
    return "" if part is None else plain_expression(part), [one.what for one in notes.left]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("strike AND port", "strike AND port"),
        ("strike port", "strike AND port"),
        ("a OR b c", "a OR (b AND c)"),
        ("strike -football", "strike AND NOT football"),
        ("strike NOT (a OR b)", "strike AND NOT (a OR b)"),
        ("+strike && port || quay", "(strike AND port) OR quay"),
        ('"dock worker" W/3 strike', '"dock worker" NEAR/3 strike'),
        ("a NEAR/3 b NEAR/3 c", "a NEAR/3 b NEAR/3 c"),
        ("a NEAR/3 b NEAR/5 c", "(a NEAR/3 b) NEAR/5 c"),
        ("a ONEAR/2 b", "a THEN/2 b"),
        ("a pre/2 b", "a THEN/2 b"),
        ("a w/s b", "a NEAR/S b"),
        ("a w/p b", "a NEAR/P b"),
        ('"dock strike"~4', "dock NEAR/4 strike"),
        ("title:strike", "title:strike"),
        ('intitle:"dock strike"', 'title:"dock strike"'),
        ("title:a NEAR/2 title:b", "title:(a NEAR/2 b)"),
        ("title:(a OR b)", "title:(a OR b)"),
        ("strik*", "strik*"),
        ("strik!", "strik*"),
        ("st*", r"/\bst[^\s]*/"),
        ("wom?n", r"/\bwom[^\s]n\b/"),
        ("col*r", r"/\bcol[^\s]*r\b/"),
        ('"dock work*"', '"dock work*"'),
        ("/dock(er)?s/", "/dock(er)?s/"),
        ("“stock exchange” OR «bourse»", '"stock exchange" OR bourse'),
        ("AT&T", "AT&T"),
        ("published", '"published"'),
        ("罢工", "罢工"),
    ],
)
def test_a_search_string_becomes_an_expression(theirs: str, ours: str) -> None:
    assert read(theirs) == (ours, [])
    parse(ours)


@pytest.mark.parametrize(
    ("theirs", "ours", "lost"),
    [
        ("strike~2", "strike", "fuzzy ~2 of strike"),
        ("strike^3 AND b", "strike AND b", "boost ^3 of strike"),
        ("atleast3(strike)", "strike", "atleast3(...): counts; once is enough"),
        ("a AND odd:b", "a", 'field "odd"; --map odd=title says which of ours it is'),
        ("a NEAR/90 b", "a NEAR/P b", "NEAR/90: at most 50 words, a paragraph taken"),
        ("a NEAR b", "a NEAR/10 b", "the reach of NEAR: 10 words taken"),
        ("a NEAR/3 (b AND c)", "a AND b AND c", "NEAR/3: AND inside NEAR; both are asked for"),
        ('a AND "--"', "a", '"--" has no letter or digit'),
        ("(a OR b", "", "the whole search: a bracket is not closed"),
        ('a "b', "", "the whole search: a quote is not closed"),
        ("a OR OR b", "", 'the whole search: nothing stands before "OR"'),
        ("a)", "", 'the whole search: ")" opens nothing'),
        ("/(?=a)b/ OR c", "c", "pattern /(?=a)b/: RE2 has no look-ahead"),
    ],
)
def test_what_a_search_loses_is_told(theirs: str, ours: str, lost: str) -> None:
    shown, left = read(theirs)
    assert shown == ours
    assert lost in left


def test_a_field_of_theirs_is_mapped() -> None:
    assert read("odd:strike", odd="body") == ("body:strike", [])
    assert read("odd:strike", odd="") == ("strike", [])


def test_places_of_a_search_are_those_of_its_file() -> None:
    found = convert("boolean", "# one\na\n\n# two\nb AND\n  odd:c\n")
    assert [(one.line, one.column) for one in found.left] == [(6, 3)]
    assert [(draft.id, draft.line) for draft in found.drafts] == [("one", 2), ("two", 5)]


SIGMA = "title: t\ndetection:\n  a: {text|contains: strike}\n  b: [port, quay]\n"


@pytest.mark.parametrize(
    ("condition", "ours"),
    [
        ("a and b", "$a AND $b"),
        ("1 of them", "$a OR $b"),
        ("all of them", "$a AND $b"),
        ("a or not b", "$a OR NOT $b"),
        ("any of *", "$a OR $b"),
        ("a and (b or a)", "$a AND ($b OR $a)"),
    ],
)
def test_a_condition_becomes_an_expression(condition: str, ours: str) -> None:
    (draft,) = convert("sigma", f"{SIGMA}  condition: {condition}\n").drafts
    assert plain_expression(draft.match) == ours


@pytest.mark.parametrize("condition", ["a and", "(a", "a | count() > 3", "3 of them", "a and c"])
def test_what_a_condition_cannot_say_is_told(condition: str) -> None:
    assert convert("sigma", f"{SIGMA}  condition: '{condition}'\n").left


@pytest.mark.parametrize(
    ("keys", "trigger"),
    [
        ("type: frequency\nnum_events: 5\ntimeframe: {hours: 2}\n", "count"),
        ("type: spike\nspike_height: 3\nspike_type: up\ntimeframe: {hours: 1}\n", "spike"),
        ("type: flatline\nthreshold: 1\ntimeframe: {days: 1}\n", "absence"),
        ("type: new_term\nfields: [person]\n", "first_seen"),
        (
            "type: cardinality\ncardinality_field: lang\nmax_cardinality: 2\ntimeframe: {hours: 1}",
            "distinct",
        ),
    ],
)
def test_a_type_of_rule_becomes_a_trigger(keys: str, trigger: str) -> None:
    text = f"name: n\n{keys}\nfilter: [{{term: {{title: strike}}}}]\n"
    (draft,) = convert("elastalert", text).drafts
    assert draft.trigger is not None
    assert draft.trigger[0] == trigger


@pytest.mark.parametrize("kind", ["change", "metric_aggregation", "percentage_match", "frequency"])
def test_a_type_without_counterpart_makes_no_rule(kind: str) -> None:
    found = convert("elastalert", f"name: n\ntype: {kind}\nfilter: [{{term: {{title: a}}}}]\n")
    assert found.drafts == ()
    assert f"the rule: type {kind}" in [one.what for one in found.left]


@pytest.mark.parametrize("form", kinds.names(PACKAGE))
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01",
        "a: &b [*b]\n",
        "!!python/object:os.system x\n",
        "title: x\ndetection: [[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
        "(" * 5000,
        "not " * 5000,
        "filter: " + "[{bool: {must: " * 30 + "x",
        "title: t\ndetection: {a: x, condition: '" + "not (" * 3000 + "'}\n",
        "name: n\ntype: any\nfilter: [{query_string: {query: '" + "(" * 3000 + "'}}]\n",
        "---\n" * 300,
    ],
)
def test_harmful_texts_are_told_and_nothing_else(form: str, text: str) -> None:
    found = convert(form, text)
    assert all(one.line >= 1 and one.column >= 1 for one in found.left)
    assert len(found.drafts) <= 1


@given(
    st.text(max_size=60) | st.text(st.sampled_from('ab "()*?~^:-+/\\OR ANDNEAR/3W/'), max_size=60)
)
def test_any_search_is_read_or_told(text: str) -> None:
    notes = Notes(file="x")
    part = search(text, Mark(), notes)
    if part is None:
        assert notes.left or not text.strip(" \t\r\n\f\v")
    else:
        assert plain_expression(parse(plain_expression(part))) == plain_expression(part)


def test_ids_are_made_of_titles_and_are_unique() -> None:
    assert slug("Dockers' strike: Rotterdam!", "x") == "dockers-strike-rotterdam"
    assert slug("罢工", "search-1") == "search-1"
    drafts = [Draft(id="a", title="a", match=parse("x")) for _ in range(3)]
    assert unique(drafts, taken=["a-2"]) == ["a", "a-3", "a-4"]


def test_a_title_of_theirs_cannot_break_out_of_its_line() -> None:
    title = 'x"\nstatus: live\nmatch: y # z'
    text = text_of(Draft(id="a", title=title, match=parse("x")), "a", origin="f\nstatus: live")
    assert "\nstatus: draft\n" in text
    assert text.count("\nstatus:") == 1
