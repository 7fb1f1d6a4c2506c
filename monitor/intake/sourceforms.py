"""What the options of kinds of sources have: selectors, patterns, secrets, lists beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from monitor.intake import hours
from monitor.matching.patterns import compile_pattern
from monitor.matching.syntax import ExpressionError
from monitor.rulebook.forms import FormReader, Wrong, duration
from monitor.rulebook.schema import keys
from monitor.rulebook.suggest import suggest

Secret = Callable[[str], str]  # `env:NAME` or `file:PATH` -> value; KeyError when unset


def _css(text: str) -> str | Wrong:
    from monitor.parsing.html import fault_of  # noqa: PLC0415 - few sources have selectors

    fault = fault_of(text)
    return Wrong(message=fault, code="E802", whole=True) if fault else text


def _re2(text: str) -> str | Wrong:
    try:
        compile_pattern(text, (0, len(text)))
    except ExpressionError as error:
        return Wrong(message=f"is no pattern: {error.message}", code="E801")
    return text


def _secret(text: str) -> str | Wrong:
    """Check that a secret is named, not written down; its text is never quoted."""
    kind, _, name = text.partition(":")
    if kind in {"env", "file"} and name:
        return text
    message = "a secret is written here; write env:NAME or file:PATH instead"
    return Wrong(message=message, code="E806", whole=True)


def _window(text: str) -> str | Wrong:
    if hours.read(text) is not None:
        return text
    better = hours.repaired(text)
    rest = "" if better else "; write mon-fri 06:00-22:00"
    return Wrong(message=f"is no window{rest}", suggestion=better)


def _or_words(*words: str) -> FormReader:
    """Make the reader of a duration in whose place certain words may stand."""

    def read(text: str) -> object:
        found = text if text in words else duration(text)
        if not isinstance(found, Wrong):
            return found
        near = suggest(text, words)
        choices = ", ".join(words)
        return Wrong(message=f"{found.message}, or {choices}", suggestion=near)

    return read


FORMS: Mapping[str, FormReader] = {
    "css": _css,
    "re2": _re2,
    "secret": _secret,
    "window": _window,
    "duration-or-pause": _or_words("pause"),
    "duration-or-words": _or_words("auto", "off"),
}


def filled(module: ModuleType, options: Any, file: str, texts: Mapping[str, bytes]) -> Any:
    """Give a kind what it reads from lists that lie beside its source file."""
    if not hasattr(module, "filled"):
        return options
    folder = file.rpartition("/")[0]
    return module.filled(options, lambda name: texts.get(f"{folder}/{name}"))


def named(cls: type, options: Any) -> Iterator[str]:
    """Give the secrets that a kind's options name."""
    for key in keys(cls):
        if key.says.form == "secret" and getattr(options, key.field):
            yield getattr(options, key.field)


def unset(refs: Sequence[str], secret: Secret) -> str:
    """Say which secrets a source waits for."""
    missing: list[str] = []
    for ref in refs:
        try:
            secret(ref)
        except KeyError:
            missing.append(ref.removeprefix("env:"))
    return f"{', '.join(dict.fromkeys(missing))} unset" if missing else ""
