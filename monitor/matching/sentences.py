"""Sentences: which sentence and which paragraph each word stands in.

Ends are `. ! ? 。！？؟ ۔ ।` before space and a capital, a quote or a caseless letter
(`rules.md` 2); the wide ones need no space. A blank line ends a paragraph.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

_ENDS = frozenset(".!?。！？｡؟۔।॥…")
_WIDE = frozenset("。！？｡")
BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\u2029")
_TWO_ENDS = re.compile(r"\n[^\S\n]*\n")  # begins with one letter, so it is looked for quickly
_LONG = 120  # words after which a sentence is also cut at `; : ,`
_NOTABLE = re.compile("[.!?。！？｡؟۔।॥…;:,，；：、،؛\n\u2029]")  # without these nothing ends
_BLANK, _CUT, _END = 1, 2, 4  # what a gap holds
_CUTS = frozenset(";:,，；：、،؛")
_SHORT_NUMBER = 2  # `3. Mai` goes on, `in 2024. The` does not

# Words whose full stop ends no sentence. Those of every language first: legal forms travel.
_ANY = frozenset(
    {"inc", "corp", "co", "ltd", "llc", "plc", "bros", "jr", "sr", "dr", "mr", "mrs", "ms", "prof"}
    | {"st", "vs", "spa", "srl", "sa", "sarl", "ag", "nv", "bv", "kg"}
)
_NUMBERED = frozenset({"no", "nos", "nr"})  # abbreviations only before a figure
_ABBREVIATIONS: dict[str, frozenset[str]] = {
    lang: _ANY | frozenset(words.split())
    for lang, words in {
        "en": "gen gov sen rep lt col sgt rev hon messrs est dept univ eg ie etc approx jan feb "
        "mar apr jun jul aug sep sept oct nov dec fig al",
        "de": "bzw ca zb dh ua uä evtl ggf inkl mio mrd nr str usw vgl abs bd hr fr dipl ing "
        "jan feb mär apr jun jul aug sep okt nov dez sog rd",
        "fr": "mme mlle mm me m av bd env etc ex réf tél janv févr avr juil sept oct nov déc cie",
        "it": "sig sigg dott avv ing on art pag ecc es tel gen feb mar apr mag giu lug ago set ott "
        "nov dic soc",
        "es": "sra sres dra ud uds av avda etc núm pág tel ej ene feb mar abr may jun jul ago sep "
        "oct nov dic cía",
        "pt": "sra dra exmo av etc núm pág tel ex jan fev mar abr mai jun jul ago set out nov dez "
        "cia ltda",
        "ru": "г гг им ул тыс млн млрд руб см стр др пр т д е н э рис акад проф",
        "uk": "м р рр ім вул тис млн млрд грн див стор ін проф акад",
        "pl": "ul np tj tzn tzw itd itp prof dr hab inż mgr tys mln mld zł godz r ww św",
        "nl": "dhr mevr drs ir mr bijv enz blz nr ca mln mld jl",
        "sv": "bl ca dvs etc ex f kl mfl mm osv resp st tex",
        "fi": "esim ns mm jne huom ks vrt puh klo n v s mrd milj",
        "el": "κ κκ π χ δρ αρ σελ τηλ εκατ δισ λχ",
        "tr": "bkz vb vs dr prof doç av sn mah cad sok yrd şti aş ltd",
        "la": "cf etc a d kal id non",
        "id": "tn ny dr drs hj jl dll dsb dst tbk pt",
        "vi": "tp ts ths pgs gs ths q p",
    }.items()
}


def paragraph_ends(text: str) -> list[int]:
    """Give where the paragraphs of a text end."""
    pattern = BLANK_LINE if "\u2029" in text else _TWO_ENDS
    return [found.start() for found in pattern.finditer(text)]


def may_end(text: str) -> bool:
    """Tell whether a text may hold more than one sentence."""
    return bool(_NOTABLE.search(text))


def number(
    text: str,
    starts: Sequence[int],
    ends: Sequence[int],
    *,
    lang: str = "und",
    title: bool = False,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give each word's sentence and paragraph number, counted from 0."""
    gaps = list(map(text.__getitem__, map(slice, ends, starts[1:])))
    kinds = {gap: _kind(gap) for gap in set(gaps)}
    sentences, paragraphs = bytearray(len(starts)), bytearray(len(starts))  # 1 = begins one
    known = _ABBREVIATIONS.get(lang, _ANY)
    begin = 0
    told = map(kinds.__getitem__, gaps)
    for i, kind in [(i, kind) for i, kind in enumerate(told, 1) if kind]:
        if kind & _BLANK:
            paragraphs[i] = 1
        elif not (kind & _CUT and i - begin >= _LONG) and (
            title
            or not kind & _END
            or not _ends(gaps[i - 1], text[starts[i - 1] : ends[i - 1]], text[starts[i]], known)
        ):
            continue
        sentences[i] = 1
        begin = i
    return tuple(accumulate(sentences)), tuple(accumulate(paragraphs))


def _kind(gap: str) -> int:
    """Tell what may happen in a gap: most are alike, and in most nothing does."""
    return (
        _BLANK * bool(len(gap) > 1 and BLANK_LINE.search(gap))
        + _CUT * (not _CUTS.isdisjoint(gap))
        + _END * (not _ENDS.isdisjoint(gap))
    )


@lru_cache(maxsize=4096)
def _ends(gap: str, before: str, following: str, known: frozenset[str]) -> bool:
    """Tell whether a sentence ends in the gap between the words `before` and `following`."""
    marks = _ENDS.intersection(gap)
    if not marks:
        return False
    if marks & _WIDE:
        return True
    if not (" " in gap or any(map(str.isspace, gap))) or not _begins(gap, following):
        return False
    if marks != {"."}:
        return True
    if following.isdigit() and before.casefold() in _NUMBERED:
        return False
    return gap.lstrip('”’»")')[:1] != "." or not _abbreviates(before, known)


def _begins(gap: str, char: str) -> bool:
    """Tell whether a sentence may begin so: with a quote, or anything but a small letter."""
    return gap[-1] in "\"“„«‘'([" or not char.islower()


def _abbreviates(word: str, known: frozenset[str]) -> bool:
    if word.isdigit():
        return len(word) <= _SHORT_NUMBER
    return (len(word) == 1 and word.isupper()) or word.casefold() in known
