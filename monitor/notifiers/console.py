"""The console notifier: one readable block an alert, for a terminal or a log."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from monitor.errors import DeliveryError, Outcome
from monitor.outgoing import Abilities, Handle, Message, Tools

# What could move a cursor, hide or reorder text; line ends too: each line is our own.
_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The terminal; it has nothing to set."""


def make(_options: Options, tools: Tools) -> "Console":
    """Make a notifier that writes to the tools' stream."""
    return Console(stream=tools.stream, point=tools.point)


class Console:
    """Prints. It can neither edit nor be read; a reply is a block of its own."""

    def __init__(self, *, stream: TextIO, point: Callable[[str], None]) -> None:
        """Write to `stream`."""
        self.abilities = Abilities()
        self._stream = stream
        self._point = point

    async def send(
        self,
        message: Message,
        *,
        under: Handle | None,  # noqa: ARG002 - the port's signature
        alive: Callable[[], bool],
    ) -> Handle | None:
        """Print one block; the handle is the message's own id."""
        if not alive():
            raise DeliveryError(Outcome.RETRY, "too little of the lease is left; nothing was sent")
        self._stream.write("\n".join(lines(message)) + "\n\n")
        self._stream.flush()
        self._point("delivery.posted")
        return Handle(channel="console", ts=message.id)

    async def edit(self, handle: Handle, message: Message) -> None:
        """Print nothing: what is printed stays."""

    async def find(
        self, delivery: str, facts: Sequence[str], *, since: str, under: Handle | None
    ) -> Handle | None:
        """Find nothing: a terminal cannot be read."""

    async def delete(self, handle: Handle) -> None:
        """Delete nothing: what is printed stays."""

    async def probe(self) -> Abilities:
        """Works as long as we do."""
        return self.abilities

    async def floor(self) -> str:
        """Give nothing: there is no clock at the other side."""
        return ""


_WORDS = {"reply": "UPDATE", "notice": "NOTICE", "realert": "REMINDER", "digest": "DIGEST"}


def lines(message: Message) -> Iterator[str]:
    """Give a message as lines of plain text, safe for a terminal."""
    word = _WORDS.get(message.kind, "ALERT")
    yield safe(f"{word} [{message.severity}] {message.headline}")
    told = message.lines or [
        f"{', '.join(part for part in (row.who, row.role) if part)}: {row.what}"
        for row in message.people
    ]
    for line in told:
        yield safe(f"  {line}")
    for cited in message.quotes:
        yield safe(f'  "{cited.quote.text}" {cited.outlet} ({cited.lang}, {cited.at})')
    for _outlet, url in message.links[:3]:
        yield safe(f"  {url}")
    outlets = len(message.links)
    count = f"{outlets} outlet{'s' if outlets != 1 else ''}" if outlets else ""
    for line in (" · ".join(part for part in (count, message.about) if part), message.footer):
        if line:
            yield safe(f"  {line}")


def safe(text: str) -> str:
    """Take out whatever a terminal would obey."""
    kept = _CONTROLS.sub(" ", text)
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"
