"""Saving: a layer as the sections of a cache, and back; only its automaton is built again."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from monitor.matching.automaton import Automaton
from monitor.matching.cache import Kept, Section
from monitor.matching.compact import Compact, compact_of
from monitor.matching.grammar import parse
from monitor.matching.index import Filed, Index, Row, row_of
from monitor.matching.layer import KEPT, Layer
from monitor.matching.mentions import Mentions
from monitor.matching.query import Leaf
from monitor.matching.reading import LeafOf
from monitor.matching.rows import Rows, rows_of
from monitor.matching.strings import Strings, strings_of
from monitor.matching.syntax import EventCall, Value
from monitor.matching.writing import Written
from monitor.model import Rule

Made = Callable[[EventCall | Value, str], Leaf]  # of a call and the field it stands in
_SHIFT = 1  # keys are written one higher: the key that is always seen is -1


def sections_of(layer: Layer) -> dict[str, Section]:
    """Give all of a layer but its automaton."""
    rules, written, index = layer.rules, layer.rules.reader.written, layer.index
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
        "keys": strings_of(key.decode() for key in index.numbers),
        "one": index.filed.one.tobytes(),
        "several": rows_of(index.filed.several),
        "sieves": rows_of([key + _SHIFT for key in sieve] for sieve in sieves),
        "first": _numbers(first),
        "more": rows_of(more),
        "always": _numbers(index.always),
        "url": bytes([index.reads_url]),
        "mentions": layer.mentions.by_key,
        "unknown": _numbers(layer.mentions.unknown),
        "insisting": _numbers(layer.insisting),
    }


def layer_of(kept: Kept, *, made: Made, rules: Mapping[str, Rule]) -> Layer:
    """Make the layer again; `rules` holds those with policies, which are not written down."""
    return Layer(
        rules=_rules(kept, made, rules),
        index=_index(kept),
        mentions=Mentions(by_key=kept.rows("mentions"), unknown=tuple(_array(kept, "unknown"))),
        insisting=tuple(_array(kept, "insisting")),
    )


def _rules(kept: Kept, made: Made, rules: Mapping[str, Rule]) -> Compact:
    ids = kept.strings("ids")
    written = Written(
        texts=kept.strings("texts"), terms=_array(kept, "terms"), parts=kept.rows("parts")
    )
    return compact_of(
        ids=ids,
        rules=kept.strings("rules"),
        others={number: rules[ids[number]] for number in _array(kept, "others")},
        rows=kept.rows("rows"),
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


def _index(kept: Kept) -> Index:
    keys = _keys(kept.strings("keys"))
    sieves = [row_of([key - _SHIFT for key in row]) for row in _each(kept.rows("sieves"))]
    one = array("i")
    one.frombytes(kept.data("one"))
    return Index(
        automaton=Automaton(keys or [b"\0"]),
        numbers={key: number for number, key in enumerate(keys)},
        filed=Filed(one=one, several=tuple(map(tuple, _each(kept.rows("several"))))),
        first=tuple(map(sieves.__getitem__, _array(kept, "first"))),
        more={
            rule: tuple(map(sieves.__getitem__, row))
            for rule, row in enumerate(_each(kept.rows("more")))
            if row
        },
        always=tuple(_array(kept, "always")),
        reads_url=kept.data("url") == b"\1",
    )


def _keys(keys: Strings) -> list[bytes]:
    data = bytes(keys.data)
    return [data[start:end] for start, end in pairwise(keys.ends)]


def _each(rows: Rows) -> Iterable["array[int]"]:
    return (rows.numbers[start:end] for start, end in pairwise(rows.ends))


def _numbers(numbers: Iterable[int]) -> bytes:
    return array("I", numbers).tobytes()


def _array(kept: Kept, name: str) -> "array[int]":
    found = array("I")
    found.frombytes(kept.data(name))
    return found
