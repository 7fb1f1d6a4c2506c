"""A row's hash as a `Delivery`, and a told hash as a `Standing`."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson

from monitor.outgoing import Counted, Delivery, Handle, Kind, Standing, State

Fields = Mapping[str, str]


def fields_of(flat: Sequence[bytes] | Mapping[bytes, bytes]) -> Fields:
    """Give a hash's answer as text, flat from a script or a mapping from HGETALL."""
    if isinstance(flat, Mapping):
        return {name.decode(): value.decode() for name, value in flat.items()}
    return {flat[i].decode(): flat[i + 1].decode() for i in range(0, len(flat), 2)}


def delivery(row_id: str, fields: Fields) -> Delivery:
    """Build a row from its fields; what the scripts left out has its default."""
    return Delivery(
        id=row_id,
        story=fields["story"],
        receiver=fields["receiver"],
        kind=cast("Kind", fields["kind"]),
        n=int(fields["n"]),
        state=cast("State", fields["state"]),
        facts=_list(fields, "facts"),
        text=fields.get("text", ""),
        members=_list(fields, "members"),
        round=_number(fields, "round"),
        reason=fields.get("reason", ""),
        attempts=_number(fields, "attempts"),
        token=_number(fields, "token"),
        lease_until=_number(fields, "lease"),
        not_before=_number(fields, "not_before"),
        created=_number(fields, "created"),
        begun_at=_number(fields, "begun"),
        first_begun_at=_number(fields, "first_begun"),
        floor=fields.get("floor", ""),
        news=_list(fields, "news"),
        news_version=_number(fields, "news_version"),
        reads=_number(fields, "reads"),
        repeat=fields.get("repeat") == "1",
        plain=fields.get("plain") == "1",
        error=fields.get("error", ""),
        handle=_handle(fields),
        history=tuple(fields.get("history", "").split("\n")),
    )


def standing(fields: Fields) -> Standing:
    """Build what a receiver was told: fields `t:<fact>`, `w:<fact>`, version and card."""
    return Standing(
        told=frozenset(name[2:] for name in fields if name.startswith("t:")),
        waived={name[2:]: reason for name, reason in fields.items() if name.startswith("w:")},
        version=_number(fields, "version"),
        card=_handle(fields),
    )


def as_asked(counted: Counted) -> Mapping[str, object]:
    """Give a rule in which a card counts as the script reads it."""
    return {
        "rule": counted.rule,
        "limit": counted.limit,
        "period": counted.period_ms,
        "to": counted.to,
        "note": counted.note,
    }


def one_line(text: str) -> str:
    """Give an error as a row keeps it: one line, 300 characters."""
    return " ".join(text.split())[:300]


def _number(fields: Fields, name: str) -> int:
    return int(fields.get(name) or 0)


def _list(fields: Fields, name: str) -> tuple[str, ...]:
    found: list[Any] = orjson.loads(fields.get(name) or "[]")
    return tuple(found)


def _handle(fields: Fields) -> Handle | None:
    if not fields.get("ts"):
        return None
    return Handle(channel=fields.get("channel", ""), ts=fields["ts"])
