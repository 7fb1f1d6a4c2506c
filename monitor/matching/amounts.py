"""Amounts: numbers, shares, money and durations in a text, in the notation of its language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from monitor.matching.text import fold

_COMMA_TEXT = "de fr it es pt nl sv da no fi pl cs sk ru uk bg el tr id vi ro hu hr sr sl lt lv et"
_DECIMAL_COMMA = frozenset(_COMMA_TEXT.split())
_LONG_SCALE = frozenset({"de", "fr", "sv", "da", "no", "fi", "nl", "pl", "cs"})
_NUMBER = re.compile(
    r"(?<![\w.,])\d{1,2}(?:,\d{2})+,\d{3}(?![\d,])(?:\.\d{1,9}(?!\d))?"  # 12,34,567 in India
    r"|(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3}(?!\d))+(?:[.,]\d{1,9}(?!\d))?"
    r"|(?<![\d.,])\d{1,15}(?:[.,'’]\d{3}(?!\d))*(?:[.,]\d{1,9}(?!\d))?"
)
_WORD = re.compile(
    r"[\s\u00a0\u202f.-]{0,2}((?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff]){1,24}|[%％٪$＄€£¥￥₩₹₽₺₴])"
)
_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])([A-Z]{0,2})[$＄]|([€£¥￥₩₹₽₺₴])|\b([A-Z]{3}|R[ps]\.?))[\s\u00a0]?$"
)
_NATION = re.compile(
    r"[\s.-]{0,2}(US|U\.S\.|Canadian|Australian|Hong Kong|Singapore|Swiss)(?=[\s-])"
)
_OF = re.compile(r" (?:de|di|d[’']|of)(?=[ ’'\w])")
_MORE = re.compile(r"\s?(\d{1,4})")
_READ = 200  # numbers of one text


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value and its place, code points of the original; `value` is its plain form."""

    value: str
    start: int
    end: int


def _table(lines: Mapping[str, str]) -> dict[str, str]:
    return {_bare(word): meaning for meaning, words in lines.items() for word in words.split()}


def _bare(word: str) -> str:
    """Fold a word without accents and spaces; a sign stays as it is."""
    return "".join(fold(word).words) or word


_TIMES = _table(
    {
        "3": "k thousand tausend tsd mila mil mille тыс тысяч тысячи tys bin ribu tusen "
        "duizend 千 천 χιλιαδες tuhatta",
        "4": "万 萬 만",
        "5": "lakh lakhs लाख",
        "6": "m mn mln mio million millions millionen millon millones milhao milhoes milione "
        "milioni млн миллион миллиона миллионов milyon juta miljoona miljoonaa milj miljoen "
        "miljon miljoner millioner milion milionow εκατ εκατομμυρια trieu 百万",
        "7": "crore crores करोड़",
        "8": "億 亿 억",
        "9": "b bn billion billions mrd milliarde milliarden milliard milliards miliardo miliardi "
        "mld млрд миллиард миллиарда миллиардов milyar miliar miljardi miljardia miljard "
        "miljarder bilhao bilhoes δισ δισεκατομμυρια ty",
        "12": "trillion trillions billionen billones triliun трлн trilyon trilhao trilhoes 兆 조",
    }
)
_MYRIADS = frozenset("万萬만億亿억兆조")
_CURRENCIES = _table(
    {
        "USD": "$ ＄ dollar dollars dolar dolares dollari долларов доллара 달러 ドル 美元 usd "
        "δολαρια dollaria dolarow",
        "EUR": "€ euro euros eur евро 유로 ユーロ 欧元 歐元 ευρω euroa",
        "GBP": "£ pound pounds pfund sterline фунтов gbp 英镑 ポンド",
        "JPY": "yen 円 日元 엔 иен jpy",
        "KRW": "₩ won 원 韩元 ウォン krw",
        "CNY": "yuan 元 人民币 юаней 위안 cny rmb",
        "INR": "₹ rs rupee rupees рупий inr रुपये",
        "RUB": "₽ руб рубль рубля рублей rub rubles",
        "BRL": "reais brl",
        "CHF": "franken chf",
        "SEK": "sek kronor",
        "IDR": "rp rupiah idr",
        "TRY": "₺ lira try",
        "UAH": "₴ грн гривень uah",
        "PLN": "złotych złote złoty pln zł",
        "CAD": "cad",
        "AUD": "aud",
        "HKD": "hkd 港元",
        "TWD": "twd",
    }
)
_SHARES = _table(
    {
        "%": "% ％ ٪ percent pct prozent процент процента процентов 퍼센트 パーセント percento "
        "persen prosenttia procent ciento cento cent",
        "bp": "bp bps basispunkte basispunkten 基点 个基点 個基點 基點 ベーシスポイント "
        "베이시스포인트 bazowych",
    }
)
_DOLLARS = {  # by the letters before the sign
    "": "USD", "US": "USD", "R": "BRL", "HK": "HKD", "A": "AUD", "AU": "AUD", "C": "CAD",
    "CA": "CAD", "NT": "TWD", "S": "SGD", "NZ": "NZD", "MX": "MXN",
}  # fmt: skip
_NATIONS = {
    "US": "USD", "U.S.": "USD", "Canadian": "CAD", "Australian": "AUD", "Hong Kong": "HKD",
    "Singapore": "SGD", "Swiss": "CHF",
}  # fmt: skip
_OF_NATIONS = frozenset({"dollar", "dollars", "franc", "francs"})
_TWO_WORDS = {
    "%": ("per cent", "por ciento", "per cento", "por cento", "pour cent"),
    "bp": ("basis points", "basis point", "punti base", "puntos basicos", "pontos base",
           "points de base", "базисных пунктов"),
}  # fmt: skip
_UNITS = _table(
    {
        "h": "hour hours stunde stunden heure heures hora horas ora ore час часа часов 小时 時間 "
        "시간 timmar tuntia",
        "d": "day days tag tage tagen jour jours dia dias giorno giorni день дня дней 天 日間 일간 "
        "hari dagar dager paivaa ημερες gun dni",
        "w": "week weeks woche wochen semaine semaines semana semanas settimana settimane неделя "
        "недели недель 周 週間 주간 minggu veckor uker viikkoa εβδομαδες hafta tygodni",
        "mo": "month months monat monate monaten mois mes meses mese mesi месяц месяца месяцев "
        "个月 か月 ヶ月 개월 bulan manader maneder kuukautta μηνες ay miesiecy",
        "y": "year years jahr jahre jahren an ans annee annees ano anos anno anni год года лет "
        "年間 년간 tahun ar vuotta χρονια yil lat",
    }
)


def find(text: str, kind: str, lang: str) -> Iterator[Found]:
    """Give the values of a kind (number, percent, basis-points, money, duration) in a text."""
    read = 0
    for found in islice(_NUMBER.finditer(text), _READ):
        if found.start() < read:
            continue  # part of the number before, as in 3億5000万
        number = _number(found.group(), lang)
        number, end = _magnified(number, text, found.end(), lang)
        read = end
        value = _Value(text=text, number=number, start=found.start(), end=end, lang=lang).of(kind)
        if value is not None:
            yield value


def _number(written: str, lang: str) -> Decimal:
    """Read digits with their separators: which one is decimal depends on the language."""
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", written)
    decimal = "," if lang in _DECIMAL_COMMA else "."
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return Decimal(plain)
    mark = plain[last]
    both = "." in plain and "," in plain
    grouped = len(plain) - last - 1 == 3 and (plain.count(mark) > 1 or mark != decimal)
    if grouped and not both:
        return Decimal(plain.replace(mark, ""))
    whole = plain[:last].replace(".", "").replace(",", "")
    return Decimal(f"{whole or 0}.{plain[last + 1 :]}")


def _magnified(number: Decimal, text: str, end: int, lang: str) -> tuple[Decimal, int]:
    """Multiply by the magnitudes that follow, at most two; add what follows a Han magnitude."""
    for _ in range(2):
        word, stop = _word(text, end, _TIMES)
        if not word:
            break
        power = int(_TIMES[word])
        if word == "billion" and lang in _LONG_SCALE:
            power = 12
        number, end = number * 10**power, stop
        more = _MORE.match(text, end)
        if word in _MYRIADS and more:
            smaller, stop = _word(text, more.end(), _TIMES)
            if smaller:
                return number + int(more[1]) * 10 ** int(_TIMES[smaller]), stop
            if more.start(1) == end:  # 1万2000
                return number + int(more[1]), more.end()
    return number, end


def _word(text: str, at: int, table: Mapping[str, str]) -> tuple[str, int]:
    """Give the word of a table that stands at a place, and where it ends; "" if none does."""
    found = _WORD.match(text, at)
    if found is None:
        return "", at
    written = found[1]
    folded = _bare(written)
    if folded in table:
        return folded, found.end()
    for length in range(min(len(written), 10), 0, -1):
        begun = _bare(written[:length])
        if begun in table and not _spaced(written):
            return begun, found.start(1) + length
    return "", at


def _spaced(written: str) -> bool:
    """Tell whether a word belongs to a script with spaces, where its beginning is no word."""
    return written[0] < "\u0e00"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    """A number in its text, and what stands around it."""

    text: str
    number: Decimal
    start: int
    end: int
    lang: str

    def of(self, kind: str) -> Found | None:
        if kind == "number":
            return self._found(self._plain(), self.start, self.end)
        if kind == "percent":
            return self._share("%")
        if kind == "basis-points":
            return self._share("bp")
        if kind == "money":
            return self._money()
        if kind == "duration":
            unit, end = _word(self.text, self.end, _UNITS)
            value = f"{self._plain()}{_UNITS[unit]}" if unit else ""
            return self._found(value, self.start, end)
        return None

    def _share(self, unit: str) -> Found | None:
        word, end = _word(self.text, self.end, _SHARES)
        if word and _SHARES[word] == unit:
            return self._found(self._plain() + unit, self.start, end)
        after = self.text[self.end : self.end + 32]
        folded = " ".join(fold(after).words)
        for words in _TWO_WORDS[unit]:
            if (folded + " ").startswith(words + " "):
                return self._found(self._plain() + unit, self.start, self.end)
        if unit == "%" and self.text[self.start - 1 : self.start] == "%":
            return self._found(self._plain() + unit, self.start - 1, self.end)
        return None

    def _money(self) -> Found | None:
        of = _OF.match(self.text, self.end)
        after = of.end() if of else self.end
        word, end = _word(self.text, after, _CURRENCIES)
        if word:
            return self._found(f"{self._plain()} {_CURRENCIES[word]}", self.start, end)
        return self._of_nation(after) or self._signed()

    def _of_nation(self, after: int) -> Found | None:
        """Read `5 million Canadian dollars`."""
        nation = _NATION.match(self.text, after)
        word = _WORD.match(self.text, nation.end()) if nation else None
        if nation is None or word is None or _bare(word[1]) not in _OF_NATIONS:
            return None
        return self._found(f"{self._plain()} {_NATIONS[nation[1]]}", self.start, word.end())

    def _signed(self) -> Found | None:
        """Read `HK$5` and `EUR 5`."""
        before = _BEFORE.search(self.text, max(0, self.start - 5), self.start)
        if before is None:
            return None
        letters, sign, code = before.groups()
        if letters is not None:
            currency = _DOLLARS.get(letters, "")
        elif sign in {"¥", "￥"}:
            currency = "CNY" if self.lang == "zh" else "JPY"
        else:
            currency = _CURRENCIES.get(sign or code.lower().removesuffix("."), "")
        return self._found(
            f"{self._plain()} {currency}" if currency else "", before.start(), self.end
        )

    def _plain(self) -> str:
        shown = format(self.number, "f")
        return shown.rstrip("0").rstrip(".") if "." in shown else shown

    def _found(self, value: str, start: int, end: int) -> Found | None:
        return Found(value=value, start=start, end=end) if value else None
