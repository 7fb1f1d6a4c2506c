"""Names in scripts without capitals: Chinese, Japanese and Korean people beside their seats.

Chinese: two to four characters that open with a surname, or parts joined by a dot, and touch
a seat, a trigger or an agent word. Japanese: what stands before 氏 or さん, and a row of
katakana before a seat. Korean: a surname and two syllables in a word of their own, beside a
seat. The surnames are the commonest of each country; a language file may add to them.
"""

from collections.abc import Iterator

from monitor.events.clauses import Cut
from monitor.events.lexicon import Language
from monitor.events.marks import Marks
from monitor.events.written import Name

_CHINESE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇魏呂盧鍾陸範賈鄒顧龔萬錢嚴湯"
)
_KOREAN = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진지엄원천방"
)
_TITLES = frozenset({"氏"})
_DOTS = frozenset({"·", "・", "•"})
_NO_LAST = frozenset("为為")  # "appoints X as": no part of X
_MOST = {"zh": 4, "ja": 14}
_PARTICLES = ("은", "는", "이", "가", "을", "를", "의", "도", "씨", "과", "와")


def names_by_place(piece: Cut, marks: Marks, language: Language, taken: set[int]) -> list[Name]:
    """Find people by what stands beside them."""
    if language.lang == "zh":
        return list(_chinese(piece, marks, language, taken))
    if language.lang == "ja":
        return list(_japanese(piece, marks, taken))
    if language.lang == "ko":
        return list(_korean(piece, marks, language, taken))
    return []


def _runs(piece: Cut, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Give rows of unmarked characters, names' dots inside."""
    tokens = piece.sentence.tokens
    start = piece.sentence.first
    for index in range(piece.sentence.first, piece.sentence.last + 1):
        ends = index == piece.sentence.last or index in taken
        word = "" if ends else tokens.words[index]
        if not ends and (_is_letter(word) or (word in _DOTS and index > start)):
            continue
        if index > start:
            yield start, index
        start = index + 1


def _is_letter(word: str) -> bool:
    return len(word) == 1 and ("\u3041" <= word <= "\u30ff" or "\u3400" <= word <= "\u9fff")


def _edges(marks: Marks) -> tuple[set[int], set[int]]:
    """Give where seats, triggers and agents end and where they start."""
    beside = [m for kind in ("role", "trigger", "agent") for m in marks.of(kind)]
    return {m.end for m in beside}, {m.start for m in beside}


def _chinese(piece: Cut, marks: Marks, language: Language, taken: set[int]) -> Iterator[Name]:
    tokens = piece.sentence.tokens
    ends, starts = _edges(marks)
    surnames = _CHINESE | {s[:1] for s in language.surnames}
    for start, last in _runs(piece, taken):
        end = last
        if last - start > 2 and tokens.words[last - 1] in _NO_LAST and last in starts:
            end -= 1
        words = tokens.words[start:end]
        dotted = not _DOTS.isdisjoint(words)
        short = len(words) <= _MOST["zh"] - 1 and words[0] in surnames and len(words) > 1
        if (short or dotted) and (start in ends or last in starts):
            yield _person(piece, start, end)


def _japanese(piece: Cut, marks: Marks, taken: set[int]) -> Iterator[Name]:
    tokens = piece.sentence.tokens
    _, starts = _edges(marks)
    for start, end in _runs(piece, taken):
        for index in range(start, end):
            if tokens.words[index] in _TITLES and index > start:
                yield _person(piece, _back(piece, start, index), index)
        if end < piece.sentence.last and tokens.words[end] in _TITLES:  # 氏 closes a trigger
            yield _person(piece, _back(piece, start, end), end)
            continue
        first = _back(piece, start, end)
        katakana = all("\u30a1" <= w <= "\u30ff" for w in tokens.words[first:end])
        if end in starts and katakana and end - first > 2:
            yield _person(piece, first, end)


def _back(piece: Cut, start: int, end: int) -> int:
    """Give where a Japanese name begins: katakana with dots, or up to five ideographs."""
    words = piece.sentence.tokens.words
    index = end
    is_katakana = "\u30a1" <= words[end - 1] <= "\u30ff"
    most = _MOST["ja"] if is_katakana else 5
    while index > start and end - index < most:
        word = words[index - 1]
        same = "\u30a1" <= word <= "\u30ff" if is_katakana else "\u4e00" <= word <= "\u9fff"
        if not same:
            break
        index -= 1
    return index


def _korean(piece: Cut, marks: Marks, language: Language, taken: set[int]) -> Iterator[Name]:
    tokens = piece.sentence.tokens
    ends, starts = _edges(marks)
    surnames = _KOREAN | {s[:1] for s in language.surnames}
    for index in range(piece.sentence.first, piece.sentence.last):
        word = tokens.words[index]
        if index in taken or not "\uac00" <= word[0] <= "\ud7a3" or word[0] not in surnames:
            continue
        if index not in ends and index + 1 not in starts:
            continue
        bare = word[:-1] if len(word) == 4 and word.endswith(_PARTICLES) else word
        if len(bare) == 3:
            text = tokens.raw(index)[:3]
            yield Name(start=index, end=index + 1, kind="person", text=text)


def _person(piece: Cut, start: int, end: int) -> Name:
    return Name(start=start, end=end, kind="person", text=piece.sentence.tokens.text(start, end))
