"""What a good poll says of its source's health beside the articles it brought. Pure."""

from datetime import datetime

from monitor.intake import quiet
from monitor.intake.admission import Admitted
from monitor.intake.found import Found
from monitor.intake.health import FAILED, Signs
from monitor.intake.quiet import Hours
from monitor.model import Source
from monitor.ports import SourceState

WINDOWS = frozenset({"feed", "list"})  # kinds whose document always shows the newest entries
FEW_SKIPPED = 0.05  # of a document's entries: here and there one without a title is no flaw
HOUR_MS = 3_600_000


def signs(
    source: Source,
    before: SourceState,
    state: SourceState,
    found: Found,
    admitted: Admitted,
    *,
    hours: Hours,
    now: datetime,
) -> Signs:
    """Read the signs of a good poll; `before` is what the last one left, `state` this one."""
    now_ms = round(now.timestamp() * 1000)
    is_untrusted = state.untrusted_until > now_ms
    flaw = "its validators stay the same while its content changes" if is_untrusted else ""
    looked = before.last_attempt // HOUR_MS == now_ms // HOUR_MS and before.health != "new"
    waits = not admitted.new and not (looked and source.alarm.quiet == "auto")
    return Signs(
        is_parsed=found.is_new,
        flaw=flaw or _flaw(source, before, found, admitted),
        is_untrusted=is_untrusted,
        silence=quiet.silence(source.alarm.quiet, state, hours, now_ms) if waits else None,
    )


def lull(before: SourceState, state: SourceState, *, hours: Hours, now: datetime) -> float:
    """Give the most articles that were expected in vain, now that some have come.

    A gap that nobody watched, because we or the source were away, is no measure.
    """
    now_ms = round(now.timestamp() * 1000)
    unwatched = now_ms - before.last_success > 2000 * before.interval_s + HOUR_MS
    if state.last_new == before.last_new or not before.last_new:
        return before.lull
    if unwatched or before.health in FAILED:
        return before.lull
    return quiet.remembered(before.lull, hours, before.last_new, now_ms)


def _flaw(source: Source, before: SourceState, found: Found, admitted: Admitted) -> str:
    """Say what is wrong with a new document, though its articles could be read."""
    if not found.is_new:
        return ""
    entries = len(found.articles) + found.skipped
    if found.skipped > FEW_SKIPPED * entries:
        return f"{found.skipped} of {entries} entries have no title or address"
    if found.hints.get("parser"):
        return f"only the {found.hints['parser']} parser can read it"
    shown = len(found.articles)
    if source.kind in WINDOWS and before.last_new and shown and admitted.new == shown:
        return "" if admitted.is_baseline else "nothing it shows was there at the last poll: a gap"
    return ""
