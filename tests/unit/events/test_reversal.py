"""Reversal: adding one word turns exactly one field, in five languages."""

import pytest

from tests.fakes.lexicons import events

PLAIN = {
    "en": "Apple chief executive Tim Cook steps down",
    "it": "L'amministratore delegato di Apple Tim Cook si dimette",
    "fr": "Le directeur général d'Apple Tim Cook démissionne",
    "es": "El consejero delegado de Apple Tim Cook dimite",
    "de": "Apple-Finanzchef Tim Cook tritt zurück",
}
USUAL = {
    "polarity": "asserted",
    "certainty": "confirmed",
    "newness": "new",
    "sphere": "company",
}
TURNED: dict[str, dict[str, tuple[str, str]]] = {
    "not": {
        "en": ("polarity=denied", "Apple chief executive Tim Cook is not stepping down"),
        "it": ("polarity=denied", "L'amministratore delegato di Apple Tim Cook non si dimette"),
        "fr": ("polarity=denied", "Le directeur général d'Apple Tim Cook ne démissionne pas"),
        "es": ("polarity=denied", "El consejero delegado de Apple Tim Cook no dimite"),
        "de": ("polarity=denied", "Apple-Finanzchef Tim Cook tritt nicht zurück"),
    },
    "never": {
        "en": ("polarity=denied", "Apple chief executive Tim Cook will never step down"),
        "it": ("polarity=denied", "L'amministratore delegato di Apple Tim Cook mai si dimette"),
        "fr": ("polarity=denied", "Le directeur général d'Apple Tim Cook jamais ne démissionne"),
        "es": ("polarity=denied", "El consejero delegado de Apple Tim Cook nunca dimite"),
        "de": ("polarity=denied", "Apple-Finanzchef Tim Cook tritt niemals zurück"),
    },
    "may": {
        "en": ("certainty=rumoured", "Apple chief executive Tim Cook may step down"),
        "it": (
            "certainty=rumoured",
            "L'amministratore delegato di Apple Tim Cook forse si dimette",
        ),
        "fr": ("certainty=rumoured", "Le directeur général d'Apple Tim Cook peut-être démissionne"),
        "es": (
            "certainty=rumoured",
            "Rumores: el consejero delegado de Apple Tim Cook estaría que dimite",
        ),
        "de": ("certainty=rumoured", "Apple-Finanzchef Tim Cook tritt womöglich zurück"),
    },
    "must": {
        "en": ("certainty=demanded", "Apple chief executive Tim Cook must step down"),
        "it": ("certainty=demanded", "L'amministratore delegato di Apple Tim Cook deve dimettersi"),
        "fr": ("certainty=demanded", "Le directeur général d'Apple Tim Cook doit démissionner"),
        "es": ("certainty=demanded", "El consejero delegado de Apple Tim Cook debe dimitir"),
        "de": ("certainty=demanded", "Apple-Finanzchef Tim Cook muss zurücktreten"),
    },
    "a past date": {
        "en": ("newness=background", "Apple chief executive Tim Cook stepped down in March 2019"),
        "it": (
            "newness=background",
            "L'amministratore delegato di Apple Tim Cook si è dimesso nel 2019",
        ),
        "fr": (
            "newness=background",
            "Le directeur général d'Apple Tim Cook a démissionné en mars 2019",
        ),
        "es": (
            "newness=background",
            "El consejero delegado de Apple Tim Cook dimitió en marzo de 2019",
        ),
        "de": ("newness=background", "Apple-Finanzchef Tim Cook trat im März 2019 zurück"),
    },
    "according to": {
        "en": (
            "certainty=reported",
            "According to sources, Apple chief executive Tim Cook steps down",
        ),
        "it": (
            "certainty=reported",
            "Secondo fonti, l'amministratore delegato di Apple Tim Cook si dimette",
        ),
        "fr": (
            "certainty=reported",
            "Selon des sources, le directeur général d'Apple Tim Cook démissionne",
        ),
        "es": (
            "certainty=reported",
            "Según fuentes, el consejero delegado de Apple Tim Cook dimite",
        ),
        "de": ("certainty=reported", "Laut Insidern: Apple-Finanzchef Tim Cook tritt zurück"),
    },
}


def fields(title: str, lang: str) -> dict[str, str]:
    found = events(title, lang=lang)
    assert len(found) == 1, title
    return {name: getattr(found[0], name) for name in USUAL}


@pytest.mark.parametrize("lang", PLAIN)
def test_the_plain_sentence_alerts(lang: str) -> None:
    assert fields(PLAIN[lang], lang) == USUAL


@pytest.mark.parametrize(
    ("lang", "turned", "title"),
    [
        pytest.param(lang, *case, id=f"{word}-{lang}")
        for word, by_lang in TURNED.items()
        for lang, case in by_lang.items()
    ],
)
def test_one_word_turns_one_field(lang: str, turned: str, title: str) -> None:
    name, _, value = turned.partition("=")

    assert fields(title, lang) == {**USUAL, name: value}


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Former Northwind chief executive Paul Stern steps down"),
        ("it", "L'ex amministratore delegato di Northwind Paul Stern si dimette"),
        ("fr", "L'ancien directeur général de Northwind Paul Stern démissionne"),
        ("es", "El antiguo consejero delegado de Northwind Paul Stern dimite"),
        ("de", "Ehemaliger Northwind-Finanzchef Paul Stern tritt zurück"),
    ],
)
def test_former_takes_the_seat_and_with_it_the_event(lang: str, title: str) -> None:
    assert all(e.role == "" for e in events(title, lang=lang))


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Investors demand that Apple chief executive Tim Cook steps down"),
        ("de", "Aktionäre fordern, dass Apple-Finanzchef Tim Cook zurücktritt"),
        ("es", "Accionistas exigen que el consejero delegado de Apple Tim Cook dimita"),
        ("ru", "Акционеры требуют, чтобы гендиректор Apple Тим Кук ушёл в отставку"),
    ],
)
def test_a_demand_reaches_over_its_comma_and_its_that(lang: str, title: str) -> None:
    assert [e.certainty for e in events(title, lang=lang)] == ["demanded"]


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("ru", "Apple отрицает, что гендиректор Тим Кук уходит в отставку"),
        ("de", "Apple bestreitet, dass Finanzchef Tim Cook zurücktritt"),
        ("es", "Apple niega que el consejero delegado Tim Cook dimita"),
        ("fr", "Apple dément que le directeur général Tim Cook démissionne"),
    ],
)
def test_a_denial_reaches_over_its_that_and_tells_who_denies(lang: str, title: str) -> None:
    assert [(e.polarity, e.by) for e in events(title, lang=lang)] == [("denied", "Apple")]


def test_a_far_not_in_one_piece_still_denies() -> None:
    found = events(
        "Гендиректор Apple Тим Кук не намерен в ближайшие два или три месяца уходить в отставку",
        lang="ru",
    )

    assert [e.polarity for e in found] == ["denied"]
