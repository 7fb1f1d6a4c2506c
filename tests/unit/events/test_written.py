"""Written names: where a run of capitals begins, ends and turns into something else."""

import pytest

from tests.fakes.scenes import scene


def names(title: str, *, lang: str = "en") -> list[str]:
    return [n.text for n in scene(title, lang=lang).names]


def kinds(title: str, *, lang: str = "en") -> list[str]:
    return [n.kind for n in scene(title, lang=lang).names]


@pytest.mark.parametrize(
    ("lang", "title", "found"),
    [
        ("en", "Ana Ruiz resigns", ["Ana Ruiz"]),
        ("en", "Ana de la Ruiz resigns", ["Ana de la Ruiz"]),
        ("en", "J. P. Stern resigns", ["J. P. Stern"]),
        ("en", "Conan O'Brien resigns", ["Conan O'Brien"]),
        ("en", "Jean-Luc Stern resigns", ["Jean-Luc Stern"]),
        ("en", "Stern & Sons names Ruiz", ["Stern & Sons", "Ruiz"]),
        ("en", "Otto Stern & Ana Ruiz quit", ["Otto Stern", "Ana Ruiz"]),
        ("en", "eShop names Ana Ruiz", ["eShop", "Ana Ruiz"]),
        ("en", "Studio 54 names Ana Ruiz", ["Studio 54", "Ana Ruiz"]),
        ("en", "the chief of it all", []),
        ("it", "Il presidente di Northwind Paul Stern lascia", ["Northwind", "Paul Stern"]),
        ("ru", "Пауль Штерн уходит", ["Пауль Штерн"]),
    ],
)
def test_a_name_is_a_run_of_capitals(lang: str, title: str, found: list[str]) -> None:
    assert names(title, lang=lang) == found


@pytest.mark.parametrize(
    ("lang", "title", "found"),
    [
        ("en", "Northwind Пауль Штерн appointed", ["Northwind", "Пауль Штерн"]),
        ("ru", "Пауль Штерн Northwind возглавит", ["Пауль Штерн", "Northwind"]),
        ("ru", "гендиректор Northwind Пауль Штерн ушёл", ["Northwind", "Пауль Штерн"]),
        ("el", "Ο Πάουλ Στερν Northwind", ["Πάουλ Στερν", "Northwind"]),
        ("ru", "Банк Capital растёт", ["Банк Capital"]),
    ],
)
def test_a_name_ends_where_the_alphabet_changes(lang: str, title: str, found: list[str]) -> None:
    assert [n for n in names(title, lang=lang) if n != "Ο"] == found


@pytest.mark.parametrize(
    ("lang", "title", "found"),
    [
        ("pt", "Paulo Prado deixa o Cargo", ["Paulo Prado"]),
        ("pt", "Northwind deixa o Cargo de Presidente", ["Northwind"]),
        ("de", "Ana Ruiz verlässt das Unternehmen", ["Ana Ruiz"]),
        ("en", "Ana Ruiz leaves the Post", ["Ana Ruiz"]),
        ("en", "Ana Ruiz leaves Harbour Post", ["Ana Ruiz", "Harbour Post"]),
        ("es", "Ana Ruiz deja el Puesto", ["Ana Ruiz"]),
    ],
)
def test_a_seat_in_capitals_is_no_name(lang: str, title: str, found: list[str]) -> None:
    assert names(title, lang=lang) == found


def test_words_before_their_own_short_form_are_no_name() -> None:
    assert names("Northwind designa Chief Financial Officer (CFO)", lang="es") == ["Northwind"]
    assert names("Northwind names Ana Ruiz (CFO)") == ["Northwind", "Ana Ruiz"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Harbour Light (HLGT) falls", "org"),
        ("Harbour Light (48) falls", "name"),
        ("Harbour Light (SPD) falls", "name"),
        ("Harbour Light (sic) falls", "name"),
        ("Harbour Light Inc falls", "org"),
        ("Harbour & Light falls", "org"),
        ("Dr Harbour Light falls", "person"),
        ("Harbour Light falls", "name"),
        ("Harbour Light (", "name"),
    ],
)
def test_signs_titles_and_firm_words_say_what_a_name_is(title: str, kind: str) -> None:
    assert kinds(title) == [kind]


def test_a_title_is_no_part_of_the_name() -> None:
    (name,) = scene("Mr. Paul Stern resigns").names

    assert (name.text, name.kind, name.how) == ("Paul Stern", "person", "heuristic")


def test_a_bracketed_sign_is_no_name() -> None:
    assert names("Harbour Light (NYSE: HLGT) names Ana Ruiz") == ["Harbour Light", "Ana Ruiz"]
