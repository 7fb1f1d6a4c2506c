"""Forms: the closed lists of what may be glued to a word, by script and language.

`unglued` takes off what any word of a text may carry (Korean particles and endings, Arabic and
Hebrew prefix letters); `inflected` gives the forms a name has besides (case endings). All work on
folded words with their accents. Open-ended cutting would take `Металл` for `Мета`.
"""

from functools import lru_cache

from monitor.matching.letters import is_arabic, is_hangul, is_hebrew

_TAIL_SYLLABLES = 2  # a Hangul term must have as many to take a tail
_PREFIX_LETTERS = 3  # an Arabic or Hebrew one, to take prefix letters
_INFLECTED_LETTERS = 3  # and a name, to be inflected

_KOREAN_TEXT = (
    "은 는 이 가 을 를 의 에 와 과 도 로 으로 만 서 에서 에게 께 께서 한테 부터 까지 보다 처럼 "
    "마저 조차 라 이라 란 이란 라고 이라고 고 이고 며 이며 나 이나 든 들 들은 들이 들을 들의 "
    "들과 들에게 측 측은 측이 씨 씨가 씨는 씨를 씨의 씨도 씨와 님 님이 님은 님을 에는 에도 에선 "
    "에서는 에서도 로는 로도 로서 로써 으로는 으로도 으로서 으로써 와의 과의 만의 부터는 까지의 "
    "하다 한다 했다 하는 한 할 함 해 하고 하며 하면 하면서 해서 하여 하자 하지 하기 하기로 "
    "하겠다고 하겠다 한다고 했다고 했으며 했고 했지만 했던 했습니다 합니다 하기도 했으나 하려 "
    "되다 된다 됐다 되는 된 될 됨 돼 되고 되며 됐고 됐으며 됐던 되었다 되면서 됩니다 됐습니다 "
    "이다 였다 이었다 입니다 이자 인 인가 일 시키다 시켰다 시킨 시키는 당했다 당한 당하다 "
    "사는 사가 사의 사를 사와"
)
_KOREAN = frozenset(_KOREAN_TEXT.split())
_ARABIC_TEXT = "ال و ف ب ل ك لل وال فال بال كال ول فل وب فب وك ولل وس وبال وكال فبال"
_ARABIC = frozenset(_ARABIC_TEXT.split())
_HEBREW_TEXT = (
    "ו ה ב ל מ ש כ וה וב ול ומ וש וכ שה שב של שמ שכ בה לה מה כה מש כש לכ ושה ושב ומה וכש שבה שלה "
    "כשה מהה לכש"
)
_HEBREW = frozenset(_HEBREW_TEXT.split())
_LONGEST_PREFIX = max(map(len, _ARABIC | _HEBREW))

# Case endings of names. `-` before a letter group: it replaces that ending of the name.
_ENDINGS: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {
    lang: (frozenset(endings.split()), tuple(finals.split()))
    for lang, (endings, finals) in {
        "ru": (
            (
                "а у ом ем ым е ы и ой ей я ю ов ев ам ами ах ого ому ую ая его ему ою ею ью ии "
                "ию ией ям ями ях"
            ),
            "ия а я о е й ь ый ий ая",
        ),
        "uk": (
            "а у ові еві ом ем єм ю я і ї и ою ею єю й ого ому им ими ів ам ами ах",
            "ія а я о ь й",
        ),
        "bg": ("а я ът ят то та те и ия", "а я"),
        "sr": ("а у ом ем е и ов ов ev a u om em e i ov ova", "а о е a o e"),
        "hr": ("a u om em e i ov ova ova", "a o e"),
        "cs": ("a u ovi em e ě i y ou ům ů ovou ové ého ému ým", "a o e ý ová"),
        "sk": ("a u ovi om em e i y ou ov ej ého ému ým", "a o ý á"),
        "pl": ("a owi em iem ie u y i ą ę o e ego emu ym im ów om ami ach ej", "a o y i"),
        "el": ("σ υ ου ο ον ε η α", "οσ ησ ασ σ"),
        "fi": (
            (
                "n in en an ssa ssä sta stä lla llä lle lta ltä na nä ksi a ä ta tä tta ttä ia iin "
                "aan een oon hin han hen hon issa issä ista istä illa illä ille ilta iltä iksi ina "
                "sen sella selle selta sessa sesta seen sena seksi"
            ),
            "nen",
        ),
        "et": ("i l le lt s st ks t ga ni na ile ilt is ist", ""),
        "hu": (
            "t at et ot öt nak nek val vel ban ben ból ből ra re ról ről tól től hoz hez é i",
            "",
        ),
        "tr": (
            (
                "in un ün nin nun nün i u ü yi yu yü a e ya ye da de ta te dan den tan ten la le "
                "yla yle"
            ),
            "",
        ),
        "la": ("us i o um is em e ae am a orum os ii io ium ius", "us um a is"),
        "lt": ("as o ui ą u e ai ų ams is io iu iui", "as is us ys a ė"),
        "lv": ("s a am u ā i im is", "s is a e"),
        "sa": ("ः स्य ेन म् ं ाय े ात् ौ ाः ान् ैः ेषु ेण या ायाः ाम् िः ेः िना यः", "ः म् ा"),
        "hi": ("ों", ""),
        "id": ("nya", ""),
        "de": ("s es", ""),
        "nl": ("s", ""),
        "sv": ("s", ""),
        "da": ("s", ""),
        "no": ("s", ""),
    }.items()
}
_BY_SCRIPT = (("\u0400", "\u04ff", "ru"), ("\u0370", "\u03ff", "el"), ("\u0900", "\u097f", "sa"))
_OTHER_SCRIPT = frozenset({"ru", "uk", "bg", "el", "sa", "hi"})


@lru_cache(maxsize=16384)
def unglued(shown: str) -> frozenset[str]:
    """Give the words that a folded word of a text may be, with something glued to it.

    Korean particles and endings, Arabic and Hebrew prefix letters; `shown` itself is not
    among them.
    """
    if shown.isascii():
        return frozenset()
    if is_hangul(shown[-1]):
        cuts = range(_TAIL_SYLLABLES, len(shown))
        return frozenset(shown[:cut] for cut in cuts if shown[cut:] in _KOREAN)
    if is_arabic(shown[0]) or is_hebrew(shown[0]):
        prefixes = _ARABIC if is_arabic(shown[0]) else _HEBREW
        cuts = range(1, min(_LONGEST_PREFIX, len(shown) - _PREFIX_LETTERS) + 1)
        return frozenset([shown[cut:] for cut in cuts if shown[:cut] in prefixes])
    return frozenset()


def inflected(word: str, lang: str) -> frozenset[str]:
    """Give the forms of a folded name's word in a text of `lang`, itself not among them.

    Only words in the language's own script are inflected; an unknown language is guessed
    from a script that few languages share.
    """
    endings, finals = _ENDINGS.get(_language(word, lang), (frozenset[str](), ()))
    if len(word) < _INFLECTED_LETTERS or word[-1].isdigit():
        return frozenset()
    stems = [word, *(word[: -len(final)] for final in finals if word.endswith(final))]
    forms = {stem + ending for stem in stems if len(stem) >= 2 for ending in endings}
    return frozenset(forms) - {word}


def _language(word: str, lang: str) -> str:
    first = word[0]
    for low, high, guess in _BY_SCRIPT:
        if low <= first <= high:
            return lang if lang in _OTHER_SCRIPT or lang == "sr" else guess
    return lang if first < "\u0250" and lang not in _OTHER_SCRIPT else ""
