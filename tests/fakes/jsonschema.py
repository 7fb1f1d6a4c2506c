"""A small validator of JSON Schema 2020-12: the words our schemas use, and no others."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.rulebook.nodes import Items, Node, Table

TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
SAID_ONLY = {"$schema", "$defs", "title", "description"}


def data(node: Node) -> Any:
    """Give what an editor reads: YAML 1.2 core values."""
    if isinstance(node, Table):
        return {key.text: data(value) for key, value in node.pairs}
    return [data(item) for item in node] if isinstance(node, Items) else node.value


def faults(schema: Mapping[str, Any], value: Any) -> list[str]:
    """List what is wrong with a value, each with the path to it."""
    return list(_Judge(schema).judge(schema, value, "$"))


class _Judge:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def judge(self, schema: Mapping[str, Any], value: Any, at: str) -> Iterator[str]:
        for word, said in schema.items():
            if word in SAID_ONLY:
                continue
            yield from getattr(self, "_" + word.lstrip("$").lower())(schema, said, value, at)

    def _ref(self, _: Any, said: str, value: Any, at: str) -> Iterator[str]:
        yield from self.judge(self._root["$defs"][said.rpartition("/")[2]], value, at)

    def _type(self, _: Any, said: Any, value: Any, at: str) -> Iterator[str]:
        names = said if isinstance(said, list) else [said]
        if not any(self._is(name, value) for name in names):
            yield f"{at}: {value!r} is no {said}"

    @staticmethod
    def _is(name: str, value: Any) -> bool:
        if isinstance(value, bool):
            return name == "boolean"
        return isinstance(value, TYPES[name])

    def _enum(self, _: Any, said: list[Any], value: Any, at: str) -> Iterator[str]:
        if not any(one == value and type(one) is type(value) for one in said):
            yield f"{at}: {value!r} is none of {said[:9]}"

    def _const(self, schema: Any, said: Any, value: Any, at: str) -> Iterator[str]:
        yield from self._enum(schema, [said], value, at)

    def _pattern(self, _: Any, said: str, value: Any, at: str) -> Iterator[str]:
        if isinstance(value, str) and not re.search(said, value):
            yield f"{at}: {value!r} is not like {said}"

    def _minimum(self, _: Any, said: float, value: Any, at: str) -> Iterator[str]:
        if isinstance(value, int | float) and value < said:
            yield f"{at}: {value} < {said}"

    def _maximum(self, _: Any, said: float, value: Any, at: str) -> Iterator[str]:
        if isinstance(value, int | float) and value > said:
            yield f"{at}: {value} > {said}"

    def _items(self, _: Any, said: Any, value: Any, at: str) -> Iterator[str]:
        for index, one in enumerate(value if isinstance(value, list) else ()):
            yield from self.judge(said, one, f"{at}[{index}]")

    def _anyof(self, _: Any, said: list[Any], value: Any, at: str) -> Iterator[str]:
        tried = [list(self.judge(one, value, at)) for one in said]
        if all(tried):
            yield min(tried, key=len)[0]

    def _required(self, _: Any, said: list[str], value: Any, at: str) -> Iterator[str]:
        for name in said if isinstance(value, dict) else ():
            if name not in value:
                yield f"{at}: {name} is missing"

    def _minproperties(self, _: Any, said: int, value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict) and len(value) < said:
            yield f"{at}: empty"

    def _maxproperties(self, _: Any, said: int, value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict) and len(value) > said:
            yield f"{at}: more than {said}"

    def _properties(self, _: Any, said: Any, value: Any, at: str) -> Iterator[str]:
        for name, below in said.items() if isinstance(value, dict) else ():
            if name in value:
                yield from self.judge(below, value[name], f"{at}.{name}")

    def _patternproperties(self, _: Any, said: Any, value: Any, at: str) -> Iterator[str]:
        for pattern, below in said.items() if isinstance(value, dict) else ():
            for name in filter(re.compile(pattern).search, value):
                yield from self.judge(below, value[name], f"{at}.{name}")

    def _additionalproperties(self, schema: Any, said: Any, value: Any, at: str) -> Iterator[str]:
        known = schema.get("properties", {})
        patterns = schema.get("patternProperties", {})
        for name in value if isinstance(value, dict) else ():
            if name in known or any(re.search(pattern, name) for pattern in patterns):
                continue
            if said is False:
                yield f"{at}: {name} is unknown"
            elif said is not True:
                yield from self.judge(said, value[name], f"{at}.{name}")
