"""More meanings in five languages: the same fields come out, and what is no event stays none."""

import pytest

from tests.fakes.lexicons import events, lines

MEANINGS: dict[str, tuple[str, dict[str, str]]] = {
    "death": (
        "death Paul Stern @ Northwind",
        {
            "en": "Northwind chairman Paul Stern dies",
            "it": "È morto Paul Stern, presidente di Northwind",
            "fr": "Paul Stern, président de Northwind, est mort",
            "es": "Muere Paul Stern, presidente de Northwind",
            "de": "Northwind-Aufsichtsratschef Paul Stern gestorben",
        },
    ),
    "death of a former": (
        "",
        {
            "en": "Former Northwind chairman Paul Stern dies",
            "it": "È morto Paul Stern, ex presidente di Northwind",
            "fr": "Paul Stern, ancien président de Northwind, est mort",
            "es": "Muere Paul Stern, expresidente de Northwind",
            "de": "Ehemaliger Northwind-Aufsichtsratschef Paul Stern gestorben",
        },
    ),
    "return": (
        "return Sam Altman @ OpenAI",
        {
            "en": "Sam Altman returns as chief executive of OpenAI",
            "it": "Sam Altman torna alla guida di OpenAI",
            "fr": "Sam Altman revient à la tête d'OpenAI",
            "es": "Sam Altman vuelve como consejero delegado de OpenAI",
            "de": "Sam Altman kehrt als Chef zu OpenAI zurück",
        },
    ),
    "founding": (
        "founding Ilya Sutskever @ Safe Superintelligence",
        {
            "en": "Ilya Sutskever founded Safe Superintelligence",
            "it": "Ilya Sutskever ha fondato Safe Superintelligence",
            "fr": "Ilya Sutskever a fondé Safe Superintelligence",
            "es": "Ilya Sutskever fundó Safe Superintelligence",
            "de": "Ilya Sutskever gründete Safe Superintelligence",
        },
    ),
    "reported": (
        "departure Tim Cook @ Apple reported",
        {
            "en": "According to Reuters, Tim Cook steps down as Apple CEO",
            "it": "Secondo Reuters, Tim Cook lascia la guida di Apple",
            "fr": "Selon Reuters, Tim Cook quitte la direction d'Apple",
            "es": "Según Reuters, Tim Cook deja la dirección de Apple",
            "de": "Laut Reuters tritt Apple-Chef Tim Cook zurück",
        },
    ),
    "demanded": (
        "departure Tim Cook @ Apple demanded",
        {
            "en": "Investors urge Apple chief executive Tim Cook to step down",
            "it": "Tim Cook dovrebbe lasciare la guida di Apple, dicono i soci",
            "fr": "Le PDG d'Apple Tim Cook doit démissionner, disent des actionnaires",
            "es": "Accionistas exigen que Tim Cook deje la dirección de Apple",
            "de": "Aktionäre fordern, dass Apple-Chef Tim Cook zurücktritt",
        },
    ),
    "planned": (
        "appointment - @ Northwind planned",
        {
            "en": "Northwind seeks to name a new chief executive",
            "it": "Northwind cerca di nominare un nuovo amministratore delegato",
            "es": "Northwind busca nombrar un nuevo consejero delegado",
        },
    ),
    "question": (
        "departure Tim Cook @ Apple rumoured",
        {
            "en": "Will Tim Cook step down as Apple CEO?",
            "it": "Tim Cook lascia la guida di Apple?",
            "fr": "Tim Cook quitte la direction d'Apple ?",
            "es": "¿Tim Cook deja la dirección de Apple?",
            "de": "Tritt Apple-Chef Tim Cook zurück?",
        },
    ),
    "denial verb": (
        "departure Tim Cook @ Apple denied",
        {
            "en": "Apple denies Tim Cook will step down",
            "it": "Apple smentisce: Tim Cook non lascia la guida",
            "fr": "Apple dément que Tim Cook démissionne",
            "es": "Apple niega que Tim Cook dimita",
            "de": "Apple dementiert, dass Tim Cook zurücktritt",
        },
    ),
    "passive": (
        "appointment Ana Ruiz @ Northwind",
        {
            "en": "Ana Ruiz appointed chief executive of Northwind",
            "it": "Ana Ruiz nominata amministratrice delegata di Northwind",
            "fr": "Ana Ruiz nommée directrice générale de Northwind",
            "es": "Ana Ruiz, nombrada consejera delegada de Northwind",
            "de": "Ana Ruiz zur Finanzchefin von Northwind ernannt",
        },
    ),
    "unnamed seat": (
        "departure - @ Northwind",
        {
            "en": "Northwind chief financial officer steps down",
            "it": "Si dimette il direttore finanziario di Northwind",
            "fr": "Le directeur financier de Northwind démissionne",
            "es": "Dimite el director financiero de Northwind",
            "de": "Northwind-Finanzchef tritt zurück",
        },
    ),
    "verbless": (
        "appointment Ana Ruiz @ Northwind",
        {
            "en": "Ana Ruiz is the new chief executive of Northwind",
            "it": "Northwind, Ana Ruiz nuova amministratrice delegata",
            "fr": "Ana Ruiz, nouvelle directrice générale de Northwind",
            "es": "Ana Ruiz, nueva consejera delegada de Northwind",
            "de": "Ana Ruiz ist neue Finanzchefin bei Northwind",
        },
    ),
    "change noun": (
        "departure Paul Stern @ Northwind",
        {
            "en": "Northwind announces the resignation of chief executive Paul Stern",
            "it": "Northwind: Paul Stern, amministratore delegato, rassegna le dimissioni",
            "fr": "Northwind annonce la démission du directeur général Paul Stern",
            "es": "Northwind anuncia la dimisión del consejero delegado Paul Stern",
            "de": "Northwind gibt den Rücktritt von Finanzchef Paul Stern bekannt",
        },
    ),
    "presupposed noun": (
        "departure Paul Stern @ - mention",
        {
            "en": "Northwind shares fall after the resignation of chief executive Paul Stern",
            "it": "Northwind crolla dopo le dimissioni dell'amministratore delegato Paul Stern",
            "fr": "Northwind chute après la démission du directeur général Paul Stern",
            "es": "Northwind cae tras la dimisión del consejero delegado Paul Stern",
            "de": "Northwind fällt nach dem Rücktritt von Finanzchef Paul Stern",
        },
    ),
    "former sues": (
        "",
        {
            "en": "Former Northwind chief executive Paul Stern sues the company",
            "it": "L'ex amministratore delegato di Northwind Paul Stern fa causa",
            "fr": "L'ancien directeur général de Northwind Paul Stern porte plainte",
            "es": "El ex consejero delegado de Northwind Paul Stern demanda a la empresa",
            "de": "Ehemaliger Northwind-Finanzchef Paul Stern klagt",
        },
    ),
    "anniversary": (
        "departure Paul Stern @ Northwind background",
        {
            "en": "On this day: Northwind chief executive Paul Stern resigns",
            "it": "Accadde oggi: l'amministratore delegato di Northwind Paul Stern si dimette",
            "fr": "Éphéméride : le directeur général de Northwind Paul Stern démissionne",
            "es": "Efemérides: el consejero delegado de Northwind Paul Stern dimite",
            "de": "Kalenderblatt: Northwind-Finanzchef Paul Stern tritt zurück",
        },
    ),
    "past date": (
        "departure Paul Stern @ Northwind background",
        {
            "en": "Northwind chief executive Paul Stern resigned in March 2019",
            "it": "L'amministratore delegato di Northwind Paul Stern si è dimesso nel marzo 2019",
            "fr": "Le directeur général de Northwind Paul Stern a démissionné en mars 2019",
            "es": "El consejero delegado de Northwind Paul Stern dimitió en marzo de 2019",
            "de": "Northwind-Finanzchef Paul Stern trat im März 2019 zurück",
        },
    ),
    "coming date": (
        "departure Paul Stern @ Northwind",
        {
            "en": "Northwind chief executive Paul Stern steps down on 30 June 2026",
            "it": "L'amministratore delegato di Northwind Paul Stern si dimette il 30 giugno 2026",
            "fr": "Le directeur général de Northwind Paul Stern démissionne le 30 juin 2026",
            "es": "El consejero delegado de Northwind Paul Stern dimite el 30 de junio de 2026",
            "de": "Northwind-Finanzchef Paul Stern tritt am 30. Juni 2026 zurück",
        },
    ),
    "complement": (
        "departure Ana Ruiz @ Northwind",
        {
            "en": "Ana Ruiz, head of infrastructure at Northwind, resigns",
            "it": "Ana Ruiz, responsabile delle infrastrutture di Northwind, si dimette",
            "fr": "Ana Ruiz, responsable des infrastructures de Northwind, démissionne",
            "es": "Ana Ruiz, responsable de infraestructuras de Northwind, dimite",
            "de": "Ana Ruiz, Leiterin für Infrastruktur bei Northwind, tritt zurück",
        },
    ),
    "university": (
        "",
        {
            "en": "University dean Paul Stern resigns",
            "it": "Il rettore Paul Stern si dimette",
            "fr": "Le recteur Paul Stern démissionne",
            "es": "El rector Paul Stern dimite",
            "de": "Uni-Rektor Paul Stern tritt zurück",
        },
    ),
    "idiom": (
        "",
        {
            "en": "Northwind resigns itself to higher prices",
            "it": "Paul Stern lascia una lettera al figlio",
            "fr": "Paul Stern quitte la route et percute un arbre",
            "es": "Paul Stern deja el coche en casa",
            "de": "Paul Stern verlässt sich auf sein Team",
        },
    ),
    "plain news": (
        "",
        {
            "en": "Northwind opens a plant in Ohio",
            "it": "Northwind apre uno stabilimento",
            "fr": "Northwind ouvre une usine",
            "es": "Northwind abre una planta",
            "de": "Northwind eröffnet ein Werk",
        },
    ),
    "paper invoices": (
        "",
        {
            "en": "Northwind gives up paper invoices",
            "it": "Northwind abbandona le fatture di carta",
            "fr": "Northwind abandonne les factures papier",
            "es": "Northwind abandona las facturas de papel",
            "de": "Northwind verlässt den Markt für Papier",
        },
    ),
    "succession": (
        "appointment Ana Ruiz @ Northwind",
        {
            "en": "Northwind names Ana Ruiz chief financial officer, replacing Paul Stern",
            "it": "Northwind nomina Ana Ruiz direttrice finanziaria: sostituisce Paul Stern",
            "fr": "Northwind nomme Ana Ruiz directrice financière, qui remplace Paul Stern",
            "es": "Northwind nombra a Ana Ruiz directora financiera, en sustitución de Paul Stern",
            "de": "Ana Ruiz wird Finanzchefin bei Northwind und folgt auf Paul Stern",
        },
    ),
}
CASES = [
    pytest.param(lang, text, line, id=f"{meaning}-{lang}")
    for meaning, (line, by_lang) in MEANINGS.items()
    for lang, text in by_lang.items()
]


@pytest.mark.parametrize(("lang", "text", "line"), CASES)
def test_a_meaning_is_read_alike(lang: str, text: str, line: str) -> None:
    assert lines(events(text, lang=lang))[:1] == ([line] if line else [])


@pytest.mark.parametrize("meaning", ["reported", "denial verb"])
def test_who_says_it_is_told(meaning: str) -> None:
    _, by_lang = MEANINGS[meaning]

    told = {lang: [e.by for e in events(text, lang=lang)] for lang, text in by_lang.items()}

    sayer = "Reuters" if meaning == "reported" else "Apple"
    assert told == {lang: [sayer] for lang in by_lang}


@pytest.mark.parametrize(
    ("meaning", "date"), [("past date", "2019-03"), ("coming date", "2026-06-30")]
)
def test_the_date_is_told(meaning: str, date: str) -> None:
    _, by_lang = MEANINGS[meaning]

    told = {lang: [e.effective for e in events(text, lang=lang)] for lang, text in by_lang.items()}

    assert told == {lang: [date] for lang in by_lang}


FOLLOWED: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "move from both ends": (
        "move John Schulman @ OpenAI > Anthropic",
        {
            "en": ("John Schulman leaves OpenAI", "John Schulman joins Anthropic."),
            "it": ("John Schulman lascia OpenAI", "John Schulman entra in Anthropic."),
            "fr": ("John Schulman quitte OpenAI", "John Schulman rejoint Anthropic."),
            "es": ("John Schulman deja OpenAI", "John Schulman ficha por Anthropic."),
            "de": ("John Schulman verlässt OpenAI", "John Schulman wechselt zu Anthropic."),
        },
    ),
    "a list word": (
        "departure John Schulman @ OpenAI",
        {
            "en": ("Shake-up at OpenAI", "Moreover, John Schulman leaves OpenAI."),
            "it": ("Scosse in OpenAI", "Inoltre, John Schulman lascia OpenAI."),
            "fr": ("Remous chez OpenAI", "En outre, John Schulman quitte OpenAI."),
            "es": ("Cambios en OpenAI", "Además, John Schulman deja OpenAI."),
            "de": ("Unruhe bei OpenAI", "Zudem tritt John Schulman bei OpenAI zurück."),
        },
    ),
    "a surname explained": (
        "departure Paul Stern @ Northwind",
        {
            "en": (
                "Northwind chief executive Stern resigns",
                "Paul Stern resigns as chief executive.",
            ),
            "de": ("Northwind-Finanzchef Stern tritt zurück", "Paul Stern tritt ab sofort zurück."),
        },
    ),
    "an older change beside a new one": (
        "leave Greg Brockman @ OpenAI",
        {
            "en": (
                "OpenAI president Greg Brockman takes leave",
                "Ilya Sutskever left OpenAI in May 2024.",
            ),
            "it": (
                "Il presidente di OpenAI Greg Brockman prende un lungo congedo",
                "Ilya Sutskever ha lasciato OpenAI nel maggio 2024.",
            ),
        },
    ),
}


@pytest.mark.parametrize(
    ("lang", "title", "lead", "line"),
    [
        pytest.param(lang, *texts, line, id=f"{meaning}-{lang}")
        for meaning, (line, by_lang) in FOLLOWED.items()
        for lang, texts in by_lang.items()
    ],
)
def test_a_second_sentence_adds_to_the_first(lang: str, title: str, lead: str, line: str) -> None:
    told = lines(events(title, lead=lead, lang=lang))

    assert told[:1] == [line]
    assert all(extra.endswith("background") for extra in told[1:])
