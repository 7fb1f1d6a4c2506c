import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import RuleError
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.editing import with_item, with_marks, with_value
from monitor.rulebook.nodes import Table, plain
from monitor.rulebook.yamlfile import parse

AFTER = ("rule", "title", "about", "owner")
ITEM = "{text: Strike, expect: {alert: true}}"


def promoted(text: str, status: str = "shadow") -> str:
    return with_value(text.encode(), "rules/r.yaml", "status", status, after=AFTER).decode()


def added_to(text: str) -> str:
    return with_item(text.encode(), "rules/r.yaml", "tests", ITEM).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rule: r\nstatus: draft  # soon\nmatch: a", "rule: r\nstatus: shadow  # soon\nmatch: a"),
        ("rule: r\nstatus: 'draft'\n", "rule: r\nstatus: shadow\n"),
        ('status: "draft"\nrule: r', "status: shadow\nrule: r"),
        ("rule: r\nstatus:\nmatch: a\n", "rule: r\nstatus: shadow\nmatch: a\n"),
        ("rule: r\r\nstatus: draft\r\n", "rule: r\r\nstatus: shadow\r\n"),
        ("\ufeffstatus: draft\n", "\ufeffstatus: shadow\n"),
        ("# 奥特曼\nrule: r # id\ntitle: 奥\nmatch: a\n",
         "# 奥特曼\nrule: r # id\ntitle: 奥\nstatus: shadow\nmatch: a\n"),
        ("rule: r\nabout: >\n  long\n\n  text\nmatch: a\n",
         "rule: r\nstatus: shadow\nabout: >\n  long\n\n  text\nmatch: a\n"),
        ("{rule: r, status: draft}\n", "{rule: r, status: shadow}\n"),
    ],
)  # fmt: skip
def test_a_status_is_set_and_nothing_else_moves(before: str, after: str) -> None:
    assert promoted(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rule: r\nmatch: a\n", f"rule: r\nmatch: a\ntests:\n  - {ITEM}\n"),
        ("rule: r\nmatch: a", f"rule: r\nmatch: a\ntests:\n  - {ITEM}\n"),
        ("match: >\n  a\n  b\n\n\n", f"match: >\n  a\n  b\ntests:\n  - {ITEM}\n\n\n"),
        ("tests:\n  - {text: A, expect: {alert: true}}\n# end\n",
         f"tests:\n  - {{text: A, expect: {{alert: true}}}}\n  - {ITEM}\n# end\n"),
        ("tests:\n- text: A\n  expect:\n    alert: true # sure\n\nmatch: a\n",
         f"tests:\n- text: A\n  expect:\n    alert: true # sure\n- {ITEM}\n\nmatch: a\n"),
        ("tests:\n  - body: |\n      A\n\n      B\n\nmatch: a\n",
         f"tests:\n  - body: |\n      A\n\n      B\n  - {ITEM}\n\nmatch: a\n"),
        ("tests:\n  - expect: {}\n    text:\nmatch: a\n",
         f"tests:\n  - expect: {{}}\n    text:\n  - {ITEM}\nmatch: a\n"),
        ("tests: []\nmatch: a\n", f"tests: [{ITEM}]\nmatch: a\n"),
        ("tests: [{text: A}]\n", f"tests: [{{text: A}}, {ITEM}]\n"),
        ("tests: [{text: A},\n  {text: B},]\n", f"tests: [{{text: A}},\n  {{text: B}}, {ITEM},]\n"),
        ("tests:\nmatch: a\n", f"tests:\n  - {ITEM}\nmatch: a\n"),
        ("rule: r\r\nmatch: a\r\n", f"rule: r\r\nmatch: a\r\ntests:\r\n  - {ITEM}\r\n"),
    ],
)  # fmt: skip
def test_a_test_is_added_and_nothing_else_moves(before: str, after: str) -> None:
    assert added_to(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "rule: r\nstatus: >\n  draft\n",
        "rule: r\nstatus: [draft]\n",
        "{rule: r}\n",
        "rule: 'r\n",
        "- rule\n",
        "rule: r\nrule: s\n",
    ],
)
def test_what_cannot_be_edited_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(RuleError, match=r"rules/r\.yaml:\d+:\d+: "):
        promoted(text)


def test_a_list_that_is_none_is_refused() -> None:
    with pytest.raises(RuleError, match=r"rules/r\.yaml:2:1: tests is written"):
        added_to("rule: r\ntests: {text: A}\n")


TEXTS = st.text(st.sampled_from("ab: #-\n'\"[]{},>|é奥\t"), max_size=30)


@given(head=TEXTS, tail=TEXTS)
def test_whatever_stands_around_stays(head: str, tail: str) -> None:
    """Either the edit is refused, or the tree differs by the edit alone."""
    text = f"{head}\nrule: r\ntests:\n  - {{text: A}}\n{tail}\n"
    try:
        edited = added_to(text)
    except RuleError:
        return
    before, after = (parse(t.encode(), "r.yaml", faults=Faults()) for t in (text, edited))
    assert isinstance(before, Table)
    assert isinstance(after, Table)
    added = {"text": "Strike", "expect": {"alert": True}}
    wanted = plain(before) | {"tests": [*plain(before)["tests"], added]}
    assert plain(after) == wanted


def marked(text: str, *ids: str) -> str:
    day = ("verified", "2026-11-24")
    return with_marks(text.encode(), "x.yaml", "sources", day, ids, instead="unverified").decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{id: a, url: x, unverified: true}", "{id: a, url: x, verified: 2026-11-24}"),
        ("{id: a, url: x}  # why", "{id: a, url: x, verified: 2026-11-24}  # why"),
        ("{id: a, verified: 2020-01-01, url: x}", "{id: a, verified: 2026-11-24, url: x}"),
        (
            "{id: a, unverified: true, verified: 2020-01-01}",
            "{id: a, unverified: false, verified: 2026-11-24}",
        ),
        ("id: a\n    url: x  # why", "id: a\n    url: x  # why\n    verified: 2026-11-24"),
        (
            "id: a\n    unverified: true\n    tags:\n      - b",
            "id: a\n    verified: 2026-11-24\n    tags:\n      - b",
        ),
        (
            "id: a\n    tags:\n      - b\n\n  # next",
            "id: a\n    tags:\n      - b\n    verified: 2026-11-24\n\n  # next",
        ),
        ("{id: a,\n     url: x}", "{id: a,\n     url: x, verified: 2026-11-24}"),
    ],
)
def test_an_element_is_marked_and_nothing_else_moves(before: str, after: str) -> None:
    around = "# top\nsources:\n  - {id: b, url: y}\n  - %s\n  - {id: c}  # last\n"
    assert marked(around % before, "a") == around % after


def test_many_elements_are_marked_at_once() -> None:
    text = "sources:\n  - {id: a}\n  - id: b\n    url: x\n  - {id: c, unverified: true}\n"
    found = marked(text, "a", "b", "c")
    assert found.count("verified: 2026-11-24") == 3
    assert "unverified" not in found


def test_elements_that_are_not_meant_stay() -> None:
    text = "sources:\n  - {id: a, unverified: true}\n  - just text\n"
    assert marked(text, "b") == text


def test_an_alias_is_not_marked() -> None:
    text = "sources:\n  - &one {id: a}\n  - *one\n"
    with pytest.raises(RuleError):
        marked(text, "a")
