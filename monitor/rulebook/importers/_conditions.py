"""Conditions of Sigma rules: `(a or 1 of b*) and not c`, over selections that are lets of ours."""

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from monitor.matching.syntax import Let, Part
from monitor.rulebook.foreign import Notes, all_of, any_of, none_of
from monitor.rulebook.nodes import Scalar

_DEEPEST = 20
_WORDS = re.compile(r"\(|\)|\||[^\s()|]+")


def let_name(name: str) -> str:
    """Give the name of a let for a selection's name."""
    plain = re.sub(r"[^a-z0-9_]", "_", name.casefold())
    return plain if plain[:1].isalpha() else f"s_{plain}"


class Condition:
    """Reads one condition; what cannot be carried over is noted at its place."""

    def __init__(self, node: Scalar, lets: Mapping[str, Part | None], notes: Notes) -> None:
        self._node, self._lets, self._notes = node, lets, notes
        self._words = [(found.group(), found.start()) for found in _WORDS.finditer(node.text)]
        self._depth = 0

    def whole(self) -> Part | None:
        """Read all of it."""
        found = self._or()
        if self._words:
            word, at = self._words[0]
            self._leave(at, f'"{word}" and what follows it in the condition')
        return found

    def _leave(self, at: int, what: str) -> None:
        self._notes.leave(self._node.at(at).start, what)

    def _is(self, *words: str) -> bool:
        return bool(self._words) and self._words[0][0].casefold() in words

    def _or(self) -> Part | None:
        parts = [self._and()]
        while self._is("or"):
            self._words.pop(0)
            parts.append(self._and())
        return any_of(parts)

    def _and(self) -> Part | None:
        parts = [self._not()]
        while self._is("and"):
            self._words.pop(0)
            parts.append(self._not())
        return all_of(parts)

    def _not(self) -> Part | None:
        if self._is("not"):
            self._words.pop(0)
            return none_of(self._nested(self._not))
        return self._atom()

    def _nested(self, read: Callable[[], Part | None]) -> Part | None:
        if self._depth >= _DEEPEST:
            self._leave(0, f"a condition nested more than {_DEEPEST} deep")
            self._words.clear()
            return None
        self._depth += 1
        found = read()
        self._depth -= 1
        return found

    def _atom(self) -> Part | None:
        if not self._words:
            self._leave(0, "a condition that ends too early")
            return None
        word, at = self._words.pop(0)
        if word == "(":
            found = self._nested(self._or)
            if self._is(")"):
                self._words.pop(0)
            else:
                self._leave(at, "a bracket that is not closed")
            return found
        if self._is("of"):
            self._words.pop(0)
            return self._several(word, at)
        return self._named(word, at)

    def _several(self, many: str, at: int) -> Part | None:
        """Read `1 of them`, `all of selection*`."""
        name = self._words.pop(0)[0] if self._words else "them"
        glob = "*" if name == "them" else glob_of(name)
        names = [let for let in self._lets if fnmatchcase(let, glob) and not let.startswith("_")]
        parts = [self._named(let, at) for let in names]
        if many.casefold() in {"1", "any"}:
            return any_of(parts)
        if many.casefold() == "all":
            return all_of(parts)
        self._leave(at, f"{many} of {name}: 1 or all")
        return None

    def _named(self, word: str, at: int) -> Part | None:
        name = let_name(word)
        if name not in self._lets:
            self._leave(at, f'"{word}" of the condition')
            return None
        return Let(name=name) if self._lets[name] is not None else None


def glob_of(name: str) -> str:
    return "*".join(let_name(piece) if piece else "" for piece in name.split("*"))
