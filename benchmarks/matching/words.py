"""Words: what generated articles and rules are made of, in English, French and German.

The common words of each language and the terms of the rules are real; the rest is put together
from syllables, so that nothing of anybody's text is committed. No two words fold alike.
"""

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

LANGS = ("en", "fr", "de")
POOLS = {
    "role": {
        "en": (
            "chief executive|chief financial officer|chairman|managing director|board member|"
            "CEO|CFO"
        ),
        "fr": "PDG|directeur général|président|administrateur|directrice financière",
        "de": "Vorstand|Vorstandschef|Geschäftsführer|Aufsichtsrat|Finanzvorstand|Chefin",
    },
    "departure": {
        "en": "resigns|resigned|resignation|steps down|stepped down|departs|retires|ousted",
        "fr": "démission|démissionne|quitte",
        "de": "Rücktritt|tritt zurück|verlässt|Abgang",
    },
    "deal": {
        "en": "acquires|acquisition|merger|takeover|stake",
        "fr": "rachat|fusionne",
        "de": "Übernahme|übernimmt",
    },
    "law": {
        "en": "lawsuit|sues|antitrust|fined",
        "fr": "procès|plainte|amende",
        "de": "Klage|Gericht|Kartellamt",
    },
    "product": {
        "en": "launches|unveils|recall|rollout",
        "fr": "lancement|dévoile|rappelle|commercialise",
        "de": "Markteinführung|Rückruf|vorgestellt",
    },
    "topic": {
        "en": "football|tennis|cricket|weather|horoscope|recipe|festival|lottery|ranking|obituary",
        "fr": "cinéma|météo|rugby|loterie|classement|cuisine",
        "de": "Fußball|Wetter|Lotto|Tabelle|Konzert|Rezept|Handball",
    },
}
_SUFFIXES_TEXT = (
    "Inc Group Holdings Systems Labs Energy Capital Pharma Motors Airlines Bank Media Foods "
    "Networks Robotics Semiconductors Logistics Insurance Partners Ventures SA SE AG GmbH NV "
    "Industries Technologies Materials Steel Telecom Retail Software Biotech Mining Marine "
    "Aerospace Chemicals Utilities Brands Studios"
)
SUFFIXES = tuple(_SUFFIXES_TEXT.split())
_FUNCTION = {
    "en": (
        "the of and to a in that is for on it with as was by at from his this be are have has not "
        "had but they which an or its their he we were who been will more would said about when "
        "there one if what out up can than after all into new other over two year also she could "
        "last time first people only years them most no some him our market government company "
        "between now before such any her my through where much your make well even down how may "
        "because those still while since own under during week both many should month another "
        "against day each world million billion per cent state part country"
    ),
    "fr": (
        "de la le les et des en un une du dans que pour qui par sur est pas au plus ce avec il ne "
        "se son sont été sa ont mais aux ces comme ou elle cette après ans leur être deux même "
        "fait avait tout selon ses dont aussi nous entre depuis contre sans bien très avant faire "
        "encore où peut sous jour année autres toujours alors ils entreprise marché gouvernement "
        "pays groupe monde premier nouvelle français euros dernier lors trois temps mois moins "
        "ainsi déjà celle notre vous chez avoir soit plusieurs pendant toute"
    ),
    "de": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es "
        "an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so "
        "zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei hatte kann gegen "
        "vom können schon wenn habe seine ihre dann unter wir soll ich eines jahr jahren jetzt "
        "uhr prozent millionen unternehmen markt regierung land gruppe welt erste neue deutschen "
        "euro letzten drei zeit monat weil immer bereits jedoch seit zwei muss wieder damit"
    ),
}
_SYLLABLES = {  # beginnings, middles, ends; ends are often missing
    "en": (
        "b c ch cl d f fl g h j k l m n p pl pr r s sh st t th tr v w b c d l m n r s t",
        "a e i o u a e i o ea oo",
        "- - - n r s t l d",
    ),
    "fr": (
        "b c ch d f g j l m n p pr qu r s t tr v b c d l m n r s t",
        "a e i o u a e i o é é è ou ai",
        "- - - - n r s t l",
    ),
    "de": (
        "b d f g h k l m n p r s sch st t w z b d g l m n r s t",
        "a e i o u a e i o ei ie ä ö ü",
        "- - - n r s t l ch ß",
    ),
}
_SIZES = {"en": 16_000, "fr": 14_000, "de": 18_000}
_SHORT = 600  # words of one or two syllables
_CAPITALISED = 0.35  # of German words
_BENT, _SHIFT = 1.13, 2.7  # Zipf-Mandelbrot


def pool(name: str, *langs: str) -> list[str]:
    """Give a pool's terms in these languages, in all without any."""
    return [term for lang in langs or LANGS for term in POOLS[name][lang].split("|")]


def plain(word: str) -> str:
    """Give a word without case and accents, near enough to the product's folding."""
    shown = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in shown if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A language's words, most frequent first, with summed weights for drawing."""

    lang: str
    words: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParts:
    """What names are put together from."""

    firsts: tuple[str, ...]
    lasts: tuple[str, ...]


def vocabularies(rng: random.Random) -> tuple[dict[str, Vocabulary], NameParts]:
    """Make the words of all languages and the parts of names; no two fold alike."""
    taken = {plain(w) for name in POOLS for term in pool(name) for w in term.split()}
    taken |= {plain(suffix) for suffix in SUFFIXES}
    taken |= {"and", "or", "not", "near", "then", "as"}  # of the rule language
    found = {lang: _vocabulary(lang, rng, taken) for lang in LANGS}
    firsts = tuple(_unlike(taken, lambda: _spelt(rng, "en", 2, 3).capitalize(), 1_700))
    lasts = tuple(_unlike(taken, lambda: _spelt(rng, "en", 2, 3).capitalize(), 1_700))
    return found, NameParts(firsts=firsts, lasts=lasts)


def _vocabulary(lang: str, rng: random.Random, taken: set[str]) -> Vocabulary:
    """Make one language's words; what a language before has already is left out."""
    given = {plain(word): word for word in _FUNCTION[lang].split() if plain(word) not in taken}
    taken.update(given)
    words = list(given.values())
    words += _unlike(taken, lambda: _cased(rng, lang, 1, 2), _SHORT - len(words))
    words += _unlike(taken, lambda: _cased(rng, lang, 2, 3), _SIZES[lang] - len(words))
    weights = accumulate(1 / (rank + _SHIFT) ** _BENT for rank in range(1, len(words) + 1))
    return Vocabulary(lang=lang, words=tuple(words), weights=tuple(weights))


def _unlike(taken: set[str], draw: Callable[[], str], count: int) -> Iterator[str]:
    """Draw until `count` words are found that fold like none before."""
    while count > 0:
        word = draw()
        if len(word) >= 3 and (key := plain(word)) not in taken:
            taken.add(key)
            count -= 1
            yield word


def _cased(rng: random.Random, lang: str, low: int, high: int) -> str:
    word = _spelt(rng, lang, low, high)
    return word.capitalize() if lang == "de" and rng.random() < _CAPITALISED else word


def _spelt(rng: random.Random, lang: str, low: int, high: int) -> str:
    parts = [text.split() for text in _SYLLABLES[lang]]
    count = rng.randint(low, high)
    return "".join(rng.choice(part) for _ in range(count) for part in parts).replace("-", "")
