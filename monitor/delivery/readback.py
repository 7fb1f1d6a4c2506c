"""Read-back: was a message accepted that nobody answered for? And ours taken back if doubled."""

from collections.abc import Callable, Sequence

from monitor.clock import Clock
from monitor.delivery.digest import gathered
from monitor.delivery.policies import Policies, sent_as
from monitor.delivery.render import digests, named
from monitor.delivery.setback import Ended, Setback
from monitor.errors import DeliveryError, Outcome
from monitor.model import Story
from monitor.outbox import Outbox
from monitor.outgoing import OPEN_STATES, Delivery, Handle, Notifier
from monitor.ports import Stories
from monitor.reasons import Reason

_PATIENCE_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)  # over two leases


async def read_back(
    row: Delivery,
    *,
    outbox: Outbox,
    stories: Stories,
    far: Notifier,
    setback: Setback,
    policies: Policies,
    point: Callable[[str], None],
) -> Ended:
    """Look for an unknown row's message at the far end; never send it blind.

    Found: told is what `begin` stored. Absent in every read: not accepted, decided afresh.
    A far end that cannot be read gets the very same news again.
    """
    if row.kind == "edit":
        return await setback.absent(row)  # absolute: saying it again does no harm
    if not far.abilities.read:
        return await setback.absent(row, repeat=True)
    story, standing = await stories.story(row.story), await outbox.standing(row.story, row.receiver)
    names = await _names(row, story, outbox=outbox, stories=stories)
    under = standing.card if far.abilities.thread else None
    try:
        found = await far.find(row.id, names, since=row.floor, under=under)
    except DeliveryError as error:
        return await setback.unread(row, error)
    except Exception as error:  # noqa: BLE001 - a notifier is a plug-in: a read that raises proves nothing
        return await setback.unread(row, DeliveryError(Outcome.RETRY, type(error).__name__))
    if found is None:
        return await _absent(row, outbox=outbox, setback=setback)
    point("delivery.found")
    remind_ms = policies.remind_ms(row, story, sent_as(row, standing))
    done = await outbox.record(row, found, newest_ts=found.ts, found=True, remind_ms=remind_ms)
    return Ended(state="sent" if done else "lost", detail="read back: found")


async def _names(
    row: Delivery, story: Story | None, *, outbox: Outbox, stories: Stories
) -> Sequence[str]:
    """Give the facts that the message in question names."""
    if row.kind == "digest":
        alert = await gathered(row, outbox=outbox, stories=stories)
        return () if isinstance(alert, Reason) else named(alert)
    return digests(story, row.news) if row.news else ()


async def _absent(row: Delivery, *, outbox: Outbox, setback: Setback) -> Ended:
    wait = setback.pace.next_read_ms(row.reads + 1)
    if wait is None:
        return await setback.absent(row)
    due = await outbox.now_ms() + wait
    error = row.error or "read back: absent so far"
    done = await outbox.doubt(row, error, not_before=due)
    return Ended(state="unknown" if done else "lost", detail="read back: absent so far")


async def withdraw(
    row: Delivery, handle: Handle, *, outbox: Outbox, far: Notifier, clock: Clock
) -> None:
    """Delete a message whose record was refused, unless the row adopted it.

    Another worker holds the row by now. It may be reading the far end, and then it finds
    this very message: so nothing is deleted before the row is settled, or is to be sent
    again for sure.
    """
    if not far.abilities.delete:
        return
    now: Delivery | None = row
    for wait in (0.0, *_PATIENCE_S):
        await clock.sleep(wait)
        now = await _again(row, outbox)
        if now is None or now.state not in OPEN_STATES:
            break
    if now is None or now.handle == handle or now.state in {"unknown", "sending"}:
        return  # adopted, or whoever reads it back will find it
    try:
        await far.delete(handle)
    except DeliveryError:
        return  # the next read-back of this row keeps the older of two


async def _again(row: Delivery, outbox: Outbox) -> Delivery | None:
    rows = await outbox.rows(story=row.story, receiver=row.receiver)
    return next((found for found in rows if found.id == row.id), None)
