"""Calls: `entity(...)`, `value(...)` and `event(...)` inside an expression."""

from collections.abc import Callable

from monitor.matching.lexer import Token
from monitor.matching.syntax import (
    NAME_FIELDS,
    VALUE_KINDS,
    Entities,
    EventCall,
    ExpressionError,
    Part,
    SlotTest,
    Value,
)

CALLS = ("entity", "value", "event")
_CURRENCY = 3  # letters of an ISO code


class CallReader:
    """Reads one call from the parser's tokens; `peek` looks at the next one, `take` takes it."""

    def __init__(
        self, name: Token, *, take: Callable[[], Token], peek: Callable[[], Token]
    ) -> None:
        """Begin behind the call's name."""
        self._name = name
        self._take = take
        self._peek = peek
        self._opened = name

    def read(self) -> Part:
        """Read up to the closing bracket."""
        self._opened = self._take()
        readers = {"entity": self._entity, "value": self._value, "event": self._event}
        return readers[self._name.text]()

    def _entity(self) -> Part:
        kind = self._word("a kind: org, person or place")
        if kind.text not in NAME_FIELDS:
            raise _unknown("kind of entity", kind, NAME_FIELDS)
        lists: tuple[Token, ...] = ()
        if self._peek().mark == "word" and self._peek().text == "in":
            self._take()
            lists = self._choices()
        end = self._close()
        found = tuple(token.text for token in lists)
        return Entities(kind=kind.text, lists=found, at=self._name.at, end=end)

    def _value(self) -> Part:
        kind = self._word("a kind of value: " + ", ".join(VALUE_KINDS))
        if kind.text not in VALUE_KINDS:
            raise _unknown("kind of value", kind, VALUE_KINDS)
        return Value(kind=kind.text, at=self._name.at, end=self._close())

    def _event(self) -> Part:
        pack = self._word("the name of a pack")
        tests: list[SlotTest] = []
        while self._peek().mark == "comma":
            self._take()
            tests.append(self._test())
        return EventCall(pack=pack.text, tests=tuple(tests), at=self._name.at, end=self._close())

    def _test(self) -> SlotTest:
        slot = self._peek()
        if slot.mark == "field":
            self._take()
            negated = self._peek().mark == "word" and self._peek().text == "not"
            if negated:
                self._take()
            values = self._choices()
            return _test(slot, ":", values, negated=negated)
        slot = self._word("a test: slot: value, slot in list, or slot >= number")
        after = self._take()
        if after.mark == "word" and after.text == "in":
            return _test(slot, "in", self._choices())
        if after.mark == "compare":
            return self._comparison(slot, after)
        raise self._wants(": , in or a comparison after " + slot.text, after)

    def _comparison(self, slot: Token, compare: Token) -> SlotTest:
        literal = self._word("a number, a day or a duration")
        text, end = literal.text, literal.end
        unit = self._peek()
        if unit.mark == "word" and len(unit.text) == _CURRENCY and unit.text.isupper():
            self._take()
            text, end = f"{text} {unit.text}", unit.end
        for operator in ("<=", ">=", "<", ">"):
            if compare.text == operator:
                return SlotTest(
                    slot=slot.text, operator=operator, values=(text,), at=slot.at, end=end
                )
        raise self._wants("a comparison", compare)

    def _choices(self) -> tuple[Token, ...]:
        found = [self._word("a name")]
        while self._peek().mark == "bar":
            self._take()
            found.append(self._word("a name after |"))
        return tuple(found)

    def _word(self, wanted: str) -> Token:
        token = self._take()
        if token.mark != "word" or token.ending:
            raise self._wants(wanted, token)
        return token

    def _close(self) -> int:
        token = self._take()
        if token.mark != "close":
            raise self._wants("a comma or )", token)
        return token.end

    def _wants(self, wanted: str, token: Token) -> ExpressionError:
        if token.mark == "end":
            return ExpressionError("E303", '"(" is not closed', self._opened.span)
        return ExpressionError("E304", f"{self._name.text}(...) wants {wanted}", token.span)


def _test(
    slot: Token, operator: str, values: tuple[Token, ...], *, negated: bool = False
) -> SlotTest:
    return SlotTest(
        slot=slot.text,
        operator="in" if operator == "in" else ":",
        values=tuple(value.text for value in values),
        negated=negated,
        at=slot.at,
        end=values[-1].end,
    )


def _unknown(what: str, token: Token, legal: tuple[str, ...]) -> ExpressionError:
    message = f'"{token.text}" is no {what}'
    return ExpressionError("E104", message, token.span, wrong=token.text, legal=legal)
