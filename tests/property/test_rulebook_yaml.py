import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.nodes import Scalar, Table
from monitor.rulebook.suggest import suggest
from monitor.rulebook.yamlfile import parse
from tests.fakes.books import check

LETTERS = "abzAZ09éü中문🚢"
WORDS = st.text(alphabet=LETTERS, min_size=1, max_size=6)
PIECES = (
    "rule: r\n|title: a\n|match: |a AND b|NOT |(|)|event(x, y: z)|: |- |[|]|{|}|\"|'|>\n  |"
    "# c\n|\n|  |\t|*x|&y|!!t |---\n|tests:\n|  - {text: a, expect: {alert: true}}\n|\x07|"
    "é|~|@c|$n|story: {window: 7 days}\n|alert: {to: [+x], headline: '{q}'}\n|NEAR/3 |"
    "/x(/|concept: r\n|entities: r\n|kind: org\n|list: [{id: a, name: b}]\n|en: [a*, b]\n|"
    "lexicon: rules\n|lang: r\n|triggers: {leave: [a]}\n|watch: r\n|include: [q]\n"
)
SNIPPETS = st.lists(
    st.sampled_from(PIECES.split("|")),
    max_size=25,
)


def value(text: str) -> Scalar:
    faults = Faults()
    node = parse(text.encode(), "f", faults=faults)
    assert isinstance(node, Table), [str(fault) for fault in faults]
    found = node.get("m")
    assert isinstance(found, Scalar)
    return found


def points_back(text: str, scalar: Scalar) -> bool:
    """Tell whether every visible code point of the value stands in the file where it says."""
    lines = text.split("\n")
    places = [scalar.at(i).start for i, c in enumerate(scalar.text) if not c.isspace()]
    shown = [lines[place.line - 1][place.column - 1] for place in places]
    return shown == [c for c in scalar.text if not c.isspace()]


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=4), st.booleans())
def test_places_in_folded_text_point_back(lines: list[list[str]], literal: bool) -> None:
    mark = "|" if literal else ">"
    text = f"m: {mark}\n" + "".join("   " + "  ".join(words) + "\n\n" for words in lines)
    assert points_back(text, value(text))


@given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from([" ", "  ", "\n  ", "\n\n  "]))
def test_places_in_plain_and_single_quoted_text_point_back(words: list[str], gap: str) -> None:
    quoted = "m: '" + gap.join(words) + "'\n"
    assert points_back(quoted, value(quoted))
    plain = "m: x" + gap.join(words) + "\n"
    assert points_back(plain, value(plain))


@given(st.text(alphabet=LETTERS + " \"\\\n'", max_size=20), WORDS)
def test_a_place_after_escapes_is_found(before: str, word: str) -> None:
    text = f"m: {json.dumps(before + '|' + word, ensure_ascii=False)}\n"
    scalar = value(text)
    at = scalar.at(len(before) + 1).start
    escaped = json.dumps(before + "|", ensure_ascii=False)[:-1]
    assert at.column == len("m: ") + len(escaped) + 1


@settings(max_examples=300)
@given(st.binary(max_size=80))
def test_any_bytes_give_a_tree_or_a_fault(data: bytes) -> None:
    faults = Faults()
    node = parse(data, "f", faults=faults)
    assert node is not None or len(faults) > 0


@settings(max_examples=300)
@given(SNIPPETS)
def test_any_file_is_checked_without_an_exception(parts: list[str]) -> None:
    faults = Faults()
    text = "".join(parts)
    check({"rules/r.yaml": text.encode()}, named=Named(), folder=Path("absent"), faults=faults)
    lines = text.split("\n")
    for fault in faults:
        assert 1 <= fault.line <= len(lines) + 1
        assert fault.column >= 1
        assert "\n" not in str(fault)


@given(st.sampled_from(["departure", "headline", "certainty", "watched-companies"]), st.data())
def test_one_slip_in_a_longer_name_is_suggested(name: str, data: st.DataObject) -> None:
    others = ["lead", "body", "tier", "tag", "lang", "owner"]
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    slips = [
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
    ]
    assert {suggest(slip, [*others, name]) for slip in slips} == {name}
