"""Literals: spelled out, and found at word borders in every class of script."""

import pytest

from monitor.events.literals import MOST, Spelling, Tree, braces, inflected, is_too_much, spell
from monitor.events.tokens import tokenise


def found(say: str, text: str, *, spelling: Spelling | None = None, **options: object) -> list[str]:
    tree: Tree[str] = Tree(spelling or Spelling())
    for spelled in spell(say, {}, ()):
        tree.add(spelled, say, **options)  # type: ignore[arg-type]
    tokens = tokenise("title", text)
    return [tokens.text(f.start, f.end) for f in tree.find(tokens, 0, len(tokens.words))]


def test_braces_spell_endings_out() -> None:
    assert list(braces("lascia{,no,rà} {il,la} posto")) == [
        "lascia il posto",
        "lascia la posto",
        "lasciano il posto",
        "lasciano la posto",
        "lasciarà il posto",
        "lasciarà la posto",
    ]


def test_an_unclosed_brace_stands_for_itself() -> None:
    assert list(braces("lascia{no")) == ["lascia{no"]


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("close~", ("close", "closes", "closing")),
        ("deny~", ("deny", "denys", "denies")),
        ("stop~", ("stop", "stops", "stopping")),
        ("walk~", ("walk", "walks")),
        ("seek~", ("seek", "seeks")),
        ("we~", ("we", "wes")),
    ],
)
def test_an_ending_may_take_letters_off_or_double_the_last(
    word: str, forms: tuple[str, ...]
) -> None:
    assert inflected(word, {}, ["s", "-e+ing", "-y+ies", "++ing", "-"]) == forms


def test_a_tilde_gives_the_paradigm_before_regular_endings() -> None:
    paradigms = {"quit": ["quits", "quitt{ed,ing}"]}

    assert spell("quit~", paradigms, ("s",)) == ("quits", "quitted", "quitting")
    assert spell("resign~ now", paradigms, ("s", "ed")) == (
        "resign now",
        "resigns now",
        "resigned now",
    )
    assert spell("resign~", {}, ()) == ("resign",)


def test_no_more_is_spelled_out_than_is_looked_for() -> None:
    choices = ",".join(f"x{n}" for n in range(MOST))
    endless = "{a,b}" * 60

    assert not is_too_much(f"{{{choices}}}", {}, ())
    assert is_too_much(f"{{{choices},y}}", {}, ())
    assert is_too_much(f"{{{choices}}}~", {}, ("s",))
    assert is_too_much(endless, {}, ())
    assert len(spell(endless, {}, ())) == MOST


def test_a_literal_stands_at_word_borders() -> None:
    assert found("resign", "He will resign; resignation no") == ["resign"]


def test_hyphens_do_not_part_words() -> None:
    assert found("co-founder", "the co founder, the co-founder, the co - founder") == [
        "co founder",
        "co-founder",
        "co - founder",
    ]


def test_a_gap_stays_inside_one_clause() -> None:
    assert found("steps .. down", "Stern steps quietly down. She steps up; down it goes") == [
        "steps quietly down"
    ]
    assert found("steps .. down", "steps one two three down", gap=2) == []


def test_a_compound_side_is_open() -> None:
    assert found("*vorstand", "Bahnvorstand und Vorstandschef") == ["Bahnvorstand"]
    assert found("vorstands*", "Bahnvorstand und Vorstandschef") == ["Vorstandschef"]
    assert found("*stand*", "Vorstandschef") == ["Vorstandschef"]


def test_inside_needs_no_border() -> None:
    assert found("lung", "ein lungo", inside=True) == ["lungo"]
    assert found("lung", "ein lungo") == []


def test_case_counts_when_it_is_asked_for() -> None:
    assert found("AD", "il nuovo AD, due anni ad Acme", exact=True) == ["AD"]


def test_accents_may_be_missing_in_capitals_only() -> None:
    assert found("démission", "DEMISSION du PDG") == ["DEMISSION"]
    assert found("démission", "demission du PDG") == []
    assert found("démission", "demission du PDG", any_marks=True) == ["demission"]


def test_scripts_without_spaces_have_no_borders() -> None:
    none = Spelling(boundary="none")

    assert found("辞职", "首席财务官张伟辞职了", spelling=none) == ["辞职"]
    assert found("退任後", "退任 後任", spelling=none) == []


def test_a_suffix_language_admits_only_its_tails() -> None:
    korean = Spelling(boundary="suffix", tails=frozenset({"했다", "을"}))

    assert found("사임", "사임했다 사임을 사임", spelling=korean) == ["사임했다", "사임을", "사임"]
    assert found("사임", "사임서", spelling=korean) == []
    assert found("*대표", "신임대표을", spelling=korean) == ["신임대표을"]
    assert found("물 .. 사임", "물 가 사임했다", spelling=korean) == ["물 가 사임했다"]


def test_a_prefix_language_admits_its_letters() -> None:
    arabic = Spelling(boundary="prefix", heads=frozenset("وفبلكا"))

    assert found("استقالة", "واستقالة المدير", spelling=arabic) == ["واستقالة"]
    assert found("استقالة", "ماستقالة", spelling=arabic) == []


@pytest.mark.parametrize("say", ["", " .. ", "*", "-"])
def test_an_empty_literal_finds_nothing(say: str) -> None:
    assert found(say, "any text - at all") == []


def test_a_split_literal_with_an_open_side_after_the_gap() -> None:
    assert found("tritt .. zurück*", "tritt nun zurückhaltend") == ["tritt nun zurückhaltend"]
    assert found("tritt .. *rück", "tritt nun zurück") == ["tritt nun zurück"]


def test_the_stop_of_an_ordinal_ends_no_gap() -> None:
    assert found("tritt .. zurück", "Er tritt am 30. Juni zurück") == ["tritt am 30. Juni zurück"]
    assert found("tritt .. zurück", "Er tritt an. Sie kommt zurück") == []


def test_a_tree_looks_only_where_it_is_told() -> None:
    tree: Tree[str] = Tree(Spelling())
    tree.add("quits", "quits")
    tokens = tokenise("title", "quits and quits and quits")

    assert [f.start for f in tree.find(tokens, 1, 4)] == [2]
    assert list(tree.find(tokens, 1, 2)) == []


def test_overlapping_literals_are_all_found() -> None:
    tree: Tree[str] = Tree(Spelling())
    for say in ("chief", "chief executive", "executive officer"):
        tree.add(say, say)
    tokens = tokenise("title", "chief executive officer")

    assert [f.value for f in tree.find(tokens, 0, 3)] == [
        "chief",
        "chief executive",
        "executive officer",
    ]
