"""Saving: a layer as the sections of a cache, and back; only its automaton is built again."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from monitor.matching.cache import Kept, Section, within
from monitor.matching.compact import Compact, compact_of
from monitor.matching.grammar import parse
from monitor.matching.index import ALWAYS, NARROW, Index, Row, automaton_of, idle_of
from monitor.matching.layer import KEPT, Layer
from monitor.matching.mentions import Mentions
from monitor.matching.query import Leaf
from monitor.matching.reading import LeafOf
from monitor.matching.required import has_names, packs_of
from monitor.matching.rows import Rows, rows_of
from monitor.matching.strings import strings_of
from monitor.matching.syntax import EventCall, Value
from monitor.matching.writing import Written
from monitor.model import Rule

Made = Callable[[EventCall | Value, str], Leaf]  # of a call and the field it stands in
_FIELDS = ("", *NARROW.values())  # before a key


def sections_of(layer: Layer) -> dict[str, Section]:
    """Give all of a layer but its automaton."""
    rules, written, index = layer.rules, layer.rules.reader.written, layer.index
    number_of = partial(_number, index.numbers)
    sieves: dict[Row, int] = {}
    first = [sieves.setdefault(sieve, len(sieves)) for sieve in index.first]
    more = [
        [sieves.setdefault(sieve, len(sieves)) for sieve in index.more.get(rule, ())]
        for rule in range(len(first))
    ]
    return {
        "ids": strings_of(rules),
        "rules": rules.rules,
        "others": _numbers(rules.others),
        "rows": rules.rows,
        "texts": written.texts,
        "terms": _numbers(written.terms),
        "parts": written.parts,
        "keys": strings_of(index.numbers),
        "filed": rows_of(index.filed.values()),
        "under": _numbers(map(number_of, index.filed)),
        "sieves": rows_of(map(number_of, sieve) for sieve in sieves),
        "first": _numbers(first),
        "more": rows_of(more),
        "always": _numbers(index.always),
        "url": bytes([index.reads_url]),
        "mentions": layer.mentions.by_key,
        "unknown": _numbers(layer.mentions.unknown),
        "insisting": _numbers(layer.insisting),
    }


def layer_of(kept: Kept, *, made: Made, rules: Mapping[str, Rule]) -> Layer:
    """Make the layer again; `rules` holds those with policies, which are not written down.

    Raises one of `cache.DAMAGE` where rules and keys do not go together.
    """
    compact = _rules(kept, made, rules)
    count = len(compact)
    index = _index(kept, count)
    mentions = kept.rows("mentions")
    if len(mentions) != len(index.numbers):
        raise ValueError("mentions")
    within(mentions.numbers, count)
    return Layer(
        rules=compact,
        index=index,
        mentions=Mentions(by_key=mentions, unknown=tuple(kept.numbers("unknown", below=count))),
        insisting=tuple(kept.numbers("insisting", below=count)),
    )


def _rules(kept: Kept, made: Made, rules: Mapping[str, Rule]) -> Compact:
    ids, texts, rows = kept.strings("ids"), kept.strings("rules"), kept.rows("rows")
    if not len(ids) == len(texts) == len(rows):
        raise ValueError("rules")
    written = Written(
        texts=kept.strings("texts"), terms=kept.numbers("terms"), parts=kept.rows("parts")
    )
    return compact_of(
        ids=ids,
        rules=texts,
        others={number: rules[ids[number]] for number in kept.numbers("others")},
        rows=rows,
        written=written,
        leaf=_leaf(made),
        most=KEPT,
    )


def _leaf(made: Made) -> LeafOf:
    known: dict[tuple[str, str], Leaf] = {}

    def leaf(clause: str, field: str) -> Leaf:
        if (clause, field) not in known:
            call = parse(clause)
            if not isinstance(call, EventCall | Value):
                raise TypeError(clause)
            known[clause, field] = made(call, field)
        return known[clause, field]

    return leaf


def _index(kept: Kept, count: int) -> Index:
    """Make the index of so many rules again."""
    strings = kept.strings("keys")
    keys = [strings[number] for number in range(len(strings))]
    names = _Names(keys)
    sieves = [names.row(row) for row in _each(kept.rows("sieves"))]
    first, more = kept.numbers("first"), kept.rows("more")
    if not len(first) == len(more) == count or not all(keys):
        raise ValueError("index")
    filed = _filed(kept, count, names)
    return Index(
        automaton=automaton_of(keys),
        numbers={key: number for number, key in enumerate(keys)},
        filed=filed,
        idle=idle_of(keys, filed),
        first=tuple(map(sieves.__getitem__, first)),
        more={
            rule: tuple(map(sieves.__getitem__, row)) for rule, row in enumerate(_each(more)) if row
        },
        always=tuple(kept.numbers("always", below=count)),
        reads_url=kept.data("url") == b"\1",
        packs=packs_of(keys),
        reads_names=has_names(keys),
    )


def _filed(kept: Kept, count: int, names: "_Names") -> dict[str, tuple[int, ...]]:
    """Say again which of so many rules are filed under which key."""
    rules, under = kept.rows("filed"), names.row(kept.numbers("under"))
    within(rules.numbers, count)
    return dict(zip(under, map(tuple, _each(rules)), strict=True))


def _number(numbers: Mapping[str, int], key: str) -> int:
    """Give what a key is written as: 0 for that of every article, then the plain ones."""
    if key == ALWAYS:
        return 0
    field = key[0] if key[0] in _FIELDS else ""
    return 1 + numbers[key.removeprefix(field)] + _FIELDS.index(field) * len(numbers)


class _Names:
    """Keys by the numbers they were written as, each as one object."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._narrow: dict[int, str] = {}

    def row(self, numbers: Iterable[int]) -> Row:
        """Give the keys of a row; raises IndexError where there is no such key."""
        return tuple(map(self._name, numbers))

    def _name(self, number: int) -> str:
        if number <= len(self._keys):
            return self._keys[number - 1] if number else ALWAYS
        if number not in self._narrow:
            field, at = divmod(number - 1, len(self._keys))
            self._narrow[number] = _FIELDS[field] + self._keys[at]
        return self._narrow[number]


def _each(rows: Rows) -> Iterable["array[int]"]:
    return (rows.numbers[start:end] for start, end in pairwise(rows.ends))


def _numbers(numbers: Iterable[int]) -> bytes:
    return array("I", numbers).tobytes()
