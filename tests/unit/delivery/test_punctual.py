"""A punctual notifier: whatever is asked of the far end, nobody waits beyond the limit."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from monitor.delivery.punctual import Punctual
from monitor.errors import DeliveryError, Outcome
from monitor.outgoing import Handle, Message
from tests.fakes.notifier import EVERYTHING, ScriptedNotifier

HANDLE = Handle(channel="C1", ts="2001.000000")
MESSAGE = Message(
    id="s1.1@desk-a", delivery="s1.1@desk", kind="card", text="Strike", headline="Strike"
)


class Mute(ScriptedNotifier):
    """Takes every call and answers none."""

    async def _silence(self, *_given: Any, **_how: Any) -> Any:
        await asyncio.Event().wait()

    send = edit = find = delete = probe = floor = _silence


CALLS: dict[str, Callable[[Punctual], Awaitable[Any]]] = {
    "send": lambda far: far.send(MESSAGE, under=None, alive=lambda: True),
    "edit": lambda far: far.edit(HANDLE, MESSAGE),
    "find": lambda far: far.find("s1.1@desk", [], since="", under=None),
    "delete": lambda far: far.delete(HANDLE),
    "probe": lambda far: far.probe(),
    "floor": lambda far: far.floor(),
}


def asked(far: ScriptedNotifier, call: str, limit_s: float = 20.0) -> Any:
    async def ask() -> Any:
        return await CALLS[call](Punctual(far, limit_s=limit_s))

    return asyncio.run(ask())


def test_it_can_do_what_the_wrapped_one_can() -> None:
    assert Punctual(ScriptedNotifier(), limit_s=1.0).abilities == EVERYTHING


def test_answers_in_time_go_through() -> None:
    far = ScriptedNotifier(floor="7.0")
    assert asked(far, "send") == HANDLE
    assert asked(far, "edit") is None
    assert [len(shown.edits) for shown in far.shown] == [1]
    assert asked(far, "delete") is None
    assert far.deleted == [HANDLE]
    assert asked(far, "find") is None
    assert asked(far, "probe") == EVERYTHING
    assert asked(far, "floor") == "7.0"


@pytest.mark.parametrize(
    ("call", "waited"),
    [("send", "0.02"), ("edit", "0.02"), ("delete", "0.02"), ("probe", "0.02"), ("find", "0.03")],
)
def test_no_answer_in_time_is_ambiguous(call: str, waited: str) -> None:
    with pytest.raises(DeliveryError) as raised:
        asked(Mute(), call, limit_s=0.02)
    assert raised.value.outcome is Outcome.AMBIGUOUS
    assert raised.value.detail == f"no answer within {waited} s"
