"""What a person types as an address, a time or a range of addresses: read, or explained."""

import ipaddress
from collections.abc import Sequence

import typer

from monitor.parsing.urls import join
from monitor.rulebook.forms import Wrong, duration

_SCHEMES = ("https://", "http://")


def address(text: str) -> str:
    """Read an address as people type it: `acme.example`, `https://acme.example/news`.

    One without a scheme stays so: which one works is to be found out.
    """
    text = text.strip()
    low = text.lower()
    for feed in ("feed:https://", "feed:http://"):
        if low.startswith(feed):
            text = text[5:]
    if low.startswith("feed://"):
        text = f"https://{text[7:]}"
    scheme, has_scheme, rest = text.partition("://")
    if has_scheme and f"{scheme.lower()}://" not in _SCHEMES:
        raise _wrong(text, f"an address begins with https://, did you mean https://{rest}")
    if "@" in (rest or text).partition("/")[0]:
        raise typer.BadParameter(
            "no user or password in an address; `auth:` in a file names credentials",
            param_hint="URL",
        )
    whole = text if has_scheme else f"https://{text}"
    host = whole.partition("://")[2].partition("/")[0].partition(":")[0]
    if not join("", whole) or (not has_scheme and "." not in host):
        raise _wrong(text, "is no address; write acme.example or https://acme.example/news")
    return text


def seconds(text: str, option: str) -> float | None:
    """Read a time such as `15m`; None when nothing was said."""
    found = duration(text) if text else None
    if isinstance(found, Wrong):
        raise typer.BadParameter(f'"{text}" {found.message}', param_hint=option)
    if found is not None and found < 1:
        raise typer.BadParameter(f'"{text}" is too short', param_hint=option)
    return found


def cidrs(texts: Sequence[str] | None) -> tuple[str, ...]:
    """Read ranges of addresses."""
    for text in texts or ():
        try:
            ipaddress.ip_network(text)
        except ValueError as error:
            raise typer.BadParameter(f"{error}", param_hint="--allow-private") from None
    return tuple(texts or ())


def _wrong(text: str, why: str) -> typer.BadParameter:
    return typer.BadParameter(f'"{text}": {why}', param_hint="URL")
