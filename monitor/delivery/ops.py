"""Ops: what operators are told, as rows like any other."""

from monitor.ids import digest
from monitor.outbox import Outbox
from monitor.outgoing import Delivery


class Notices:
    """Writes notices for the `ops:` receiver; each says what, since when and what to do.

    A notice's id names its occasion, so that a repeat writes nothing. Nothing is written
    about the ops receiver itself, nor when there is none: the log has it.
    """

    def __init__(self, *, outbox: Outbox, receiver: str = "") -> None:
        """Write for `receiver`, which may change; empty = there is none."""
        self._outbox = outbox
        self.receiver = receiver

    async def parked(self, row: Delivery, why: str) -> None:
        """Tell that a receiver is broken; the row that met it names the occasion."""
        await self._write(
            f"n.{row.receiver}.parked.{row.id}.{row.attempts}",
            row.receiver,
            f"Receiver {row.receiver} is parked: {why}\n"
            "Its alerts wait and nothing is lost; it is probed every few minutes.\n"
            "Repair the token, the membership or the address; `monitor status` shows it.",
        )

    async def recovered(self, receiver: str, waited: int, occasion: int) -> None:
        """Tell that a parked receiver works again."""
        await self._write(
            f"n.{receiver}.works.{occasion}",
            receiver,
            f"Receiver {receiver} works again; {waited} waiting alerts are being sent.",
        )

    async def dead(self, row: Delivery, why: str) -> None:
        """Tell that a far end refused an alert in every rendering."""
        await self._write(
            f"n.{row.id}.dead.{row.attempts}",
            row.receiver,
            f"Delivery {row.id} was refused: {why}\n"
            "It is kept as a dead letter; the story's next news brings its whole card again.",
        )

    async def late(self, row: Delivery, why: str) -> None:
        """Tell that an alert has been in trouble for a quarter of an hour."""
        await self._write(
            f"n.{row.id}.late.{row.first_begun_at}",
            row.receiver,
            f"Delivery {row.id} has not gone out for 15 minutes: {why}\n"
            f"It is tried on. Is {row.receiver} reachable? `monitor status` shows it.",
        )

    async def undrawn(self, row: Delivery, why: str) -> None:
        """Tell that an alert could not be drawn and went out as a bare line."""
        await self._write(
            f"n.{row.id}.undrawn",
            row.receiver,
            f"Delivery {row.id} went out as one line: {why}\n"
            "This is a fault of ours; please report it with this line.",
        )

    async def faulty(self, line: str, *, owner: str) -> None:
        """Tell that a file is not in force as it says; `owner` = its rule's, empty if unknown."""
        whose = f"{owner}: " if owner else ""
        await self._write(
            f"n.rules.{digest(line, size=8).hex()}",
            "rules",
            f"{whose}{line}\nWhat it said when it was last good stays in force, if it ever was.",
        )

    async def told(self, occasion: str, about: str, text: str, *, to: str = "") -> None:
        """Tell anything else, such as a source's health; `occasion` makes a repeat a no-op."""
        await self._write(f"n.{occasion}", about, text, to=to)

    async def _write(self, delivery: str, about: str, text: str, *, to: str = "") -> None:
        receiver = to or self.receiver
        if receiver and about != receiver:
            await self._outbox.notice(delivery, about, receiver, text)
