"""Thirty meanings in five languages: the same fields come out, whatever the language."""

import pytest

from tests.fakes.lexicons import events, lines

MEANINGS: dict[str, dict[str, tuple[str, list[str]]]] = {
    "departure": {
        "en": ("Northwind chief executive Ana Ruiz steps down", ["departure Ana Ruiz @ Northwind"]),
        "it": (
            "L'amministratrice delegata di Northwind Ana Ruiz si dimette",
            ["departure Ana Ruiz @ Northwind"],
        ),
        "fr": (
            "La directrice générale de Northwind Ana Ruiz démissionne",
            ["departure Ana Ruiz @ Northwind"],
        ),
        "es": (
            "La consejera delegada de Northwind Ana Ruiz dimite",
            ["departure Ana Ruiz @ Northwind"],
        ),
        "de": (
            "Northwind-Finanzchefin Ana Ruiz tritt nach acht Monaten zurück",
            ["departure Ana Ruiz @ Northwind"],
        ),
    },
    "appointment": {
        "en": (
            "Northwind names Ana Ruiz chief financial officer",
            ["appointment Ana Ruiz @ Northwind"],
        ),
        "it": (
            "Northwind nomina Ana Ruiz direttrice finanziaria",
            ["appointment Ana Ruiz @ Northwind"],
        ),
        "fr": (
            "Northwind nomme Ana Ruiz directrice financière",
            ["appointment Ana Ruiz @ Northwind"],
        ),
        "es": (
            "Northwind nombra a Ana Ruiz directora financiera",
            ["appointment Ana Ruiz @ Northwind"],
        ),
        "de": ("Ana Ruiz wird Finanzchefin bei Northwind", ["appointment Ana Ruiz @ Northwind"]),
    },
    "dismissal": {
        "en": ("Northwind fires chief executive Ana Ruiz", ["dismissal Ana Ruiz @ Northwind"]),
        "it": (
            "L'amministratrice delegata Ana Ruiz licenziata da Northwind",
            ["dismissal Ana Ruiz @ -"],
        ),
        "fr": (
            "La directrice générale de Northwind Ana Ruiz est limogée",
            ["dismissal Ana Ruiz @ Northwind"],
        ),
        "es": (
            "Northwind destituye a su consejera delegada Ana Ruiz",
            ["dismissal Ana Ruiz @ Northwind"],
        ),
        "de": ("Northwind entlässt Vorstandschefin Ana Ruiz", ["dismissal Ana Ruiz @ Northwind"]),
    },
    "retirement": {
        "en": ("Northwind chairman Paul Stern retires", ["retirement Paul Stern @ Northwind"]),
        "it": (
            "Il presidente di Northwind Paul Stern va in pensione",
            ["retirement Paul Stern @ Northwind"],
        ),
        "fr": (
            "Le président de Northwind Paul Stern prend sa retraite",
            ["retirement Paul Stern @ Northwind"],
        ),
        "es": (
            "El presidente de Northwind Paul Stern se jubila",
            ["retirement Paul Stern @ Northwind"],
        ),
        "de": (
            "Northwind-Aufsichtsratschef Paul Stern geht in den Ruhestand",
            ["retirement Paul Stern @ Northwind"],
        ),
    },
    "leave": {
        "en": (
            "OpenAI president Greg Brockman begins an extended leave",
            ["leave Greg Brockman @ OpenAI"],
        ),
        "it": (
            "Il presidente di OpenAI Greg Brockman prende un lungo congedo",
            ["leave Greg Brockman @ OpenAI"],
        ),
        "fr": (
            "Le président d'OpenAI Greg Brockman prend un long congé",
            ["leave Greg Brockman @ OpenAI"],
        ),
        "es": (
            "El presidente de OpenAI Greg Brockman se toma una licencia prolongada",
            ["leave Greg Brockman @ OpenAI"],
        ),
        "de": (
            "OpenAI-Präsident Greg Brockman nimmt eine längere Auszeit",
            ["leave Greg Brockman @ OpenAI"],
        ),
    },
    "move": {
        "en": (
            "OpenAI co-founder John Schulman leaves for Anthropic",
            ["move John Schulman @ OpenAI > Anthropic"],
        ),
        "it": (
            "Il cofondatore di OpenAI John Schulman passa ad Anthropic",
            ["move John Schulman @ OpenAI > Anthropic"],
        ),
        "fr": (
            "Le cofondateur d'OpenAI John Schulman passe chez Anthropic",
            ["move John Schulman @ OpenAI > Anthropic"],
        ),
        "es": (
            "El cofundador de OpenAI John Schulman ficha por Anthropic",
            ["move John Schulman @ OpenAI > Anthropic"],
        ),
        "de": (
            "OpenAI-Mitgründer John Schulman wechselt zu Anthropic",
            ["move John Schulman @ OpenAI > Anthropic"],
        ),
    },
    "denied": {
        "en": (
            "Apple says Tim Cook has no plans to step down as chief executive",
            ["departure Tim Cook @ Apple denied"],
        ),
        "it": (
            "Apple, Tim Cook non lascia la guida",
            ["departure Tim Cook @ Apple denied"],
        ),
        "fr": ("Apple : Tim Cook ne quitte pas son poste", ["departure Tim Cook @ Apple denied"]),
        "es": ("Tim Cook no deja Apple", ["departure Tim Cook @ Apple denied"]),
        "de": ("Apple-Chef Tim Cook tritt nicht zurück", ["departure Tim Cook @ Apple denied"]),
    },
    "rumoured": {
        "en": (
            "Tim Cook may step down as chief executive of Apple",
            ["departure Tim Cook @ Apple rumoured"],
        ),
        "it": (
            "Tim Cook potrebbe lasciare la guida di Apple",
            ["departure Tim Cook @ Apple rumoured"],
        ),
        "fr": (
            "Tim Cook pourrait quitter la direction d'Apple",
            ["departure Tim Cook @ Apple rumoured"],
        ),
        "es": (
            "Tim Cook podría dejar la dirección de Apple",
            ["departure Tim Cook @ Apple rumoured"],
        ),
        "de": (
            "Apple-Chef Tim Cook könnte zurücktreten",
            ["departure Tim Cook @ Apple rumoured"],
        ),
    },
    "two people": {
        "en": (
            "Northwind chief executive Paul Stern steps down and Ana Ruiz becomes chief executive",
            ["departure Paul Stern @ Northwind", "appointment Ana Ruiz @ -"],
        ),
        "it": (
            "Apple, Tim Cook lascia la guida: John Ternus nuovo CEO",
            ["departure Tim Cook @ Apple", "appointment John Ternus @ Apple"],
        ),
        "es": (
            "Apple anuncia la dimisión de Tim Cook y nombra a John Ternus como nuevo CEO",
            ["departure Tim Cook @ Apple", "appointment John Ternus @ Apple"],
        ),
        "de": (
            "Apple: Tim Cook tritt zurück – John Ternus wird CEO",
            ["departure Tim Cook @ Apple", "appointment John Ternus @ Apple"],
        ),
    },
    "mention": {
        "en": ("New Northwind CEO says demand is strong", []),
        "it": ("Il nuovo ceo di Northwind presenta il bilancio", []),
        "fr": ("Le nouveau PDG de Northwind présente ses résultats", []),
        "es": ("El nuevo CEO de Northwind presenta su plan", []),
        "de": ("Neuer Northwind-Chef: „Wir wachsen wieder“", []),
    },
    "minister": {
        "en": ("Finance minister Ana Ruiz resigns", []),
        "it": ("La ministra Ana Ruiz si dimette", []),
        "fr": ("La ministre Ana Ruiz démissionne", []),
        "es": ("La ministra Ana Ruiz dimite", []),
        "de": ("Finanzministerin Ana Ruiz tritt zurück", []),
    },
    "coach": {
        "en": ("United sack head coach Paul Stern", []),
        "it": ("L'allenatore Paul Stern si dimette", []),
        "fr": ("L'entraîneur Paul Stern démissionne", []),
        "es": ("El entrenador Paul Stern dimite", []),
        "de": ("Trainer Paul Stern tritt zurück", []),
    },
    "homonym": {
        "en": ("Northwind exits stealth mode with a new chief ambition", []),
        "it": ("Northwind lascia intendere un rialzo dei prezzi", []),
        "fr": ("Northwind quitte le marché des pneus", []),
        "es": ("Northwind deja claro que subirá los precios", []),
        "de": ("Northwind tritt vom Kauf zurück", []),
    },
}
CASES = [
    pytest.param(lang, *case, id=f"{meaning}-{lang}")
    for meaning, by_lang in MEANINGS.items()
    for lang, case in by_lang.items()
]


def _told(lang: str, text: str) -> list[str]:
    return [
        line
        for line in lines(events(text, lang=lang))
        if not line.endswith((" mention", " public", " sport", " other"))
    ]


@pytest.mark.parametrize(("lang", "text", "told"), CASES)
def test_a_meaning_is_read_alike(lang: str, text: str, told: list[str]) -> None:
    assert _told(lang, text) == told


def test_every_language_tells_every_meaning_but_one() -> None:
    told = {(meaning, lang) for meaning, by_lang in MEANINGS.items() for lang in by_lang}

    missing = {(m, lang) for m in MEANINGS for lang in ("en", "it", "fr", "es", "de")} - told

    assert missing == {("two people", "fr")}
