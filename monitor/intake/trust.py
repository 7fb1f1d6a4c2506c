"""Trust: which of a server's validators are sent back to it, and when they are put to the test.

A server that answers 304 while its document has changed would hide its news for ever. So once a
day it is asked without validators; articles that were not there before show what 304 is worth.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.intake.found import Found
from monitor.ports import SourceState

AUDIT_MS = 86_400_000  # from one request without validators to the next
UNTRUSTED = timedelta(days=7)
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The validators a request carries; an audit carries none though they are believed."""

    etag: str = ""
    modified: str = ""
    is_audit: bool = False

    @property
    def are_any(self) -> bool:
        """Tell whether the answer may be a 304."""
        return bool(self.etag or self.modified)


NONE = Conditions()


def are_believed(state: SourceState, now: datetime) -> bool:
    """Tell whether there are validators by which a poll may cost next to nothing."""
    return bool(state.etag or state.modified) and state.untrusted_until <= _ms(now)


def conditions(state: SourceState, now: datetime) -> Conditions:
    """Give what the next request carries; the daily audit takes the place of a usual one."""
    if not are_believed(state, now):
        return NONE
    if _ms(now) - state.audited >= AUDIT_MS and not state.on_trial:
        return Conditions(is_audit=True)
    return Conditions(etag=state.etag, modified=state.modified)


def learned(before: SourceState, found: Found, *, brought: bool, now: datetime) -> SourceState:
    """Give the state with the validators of a good answer, or without belief in them.

    `brought` = there were new or changed articles: bytes alone differ where a page is made anew
    for each request, and that is no lie; nor is it one where no 304 was given for them. An audit
    that brings some under the old validators has proven it. One that brings them under others
    may have come right after a change; then the old ones go out once more, and a 304 to them is
    a lie, as their document is gone. The same trial ends the days without belief.
    """
    state = before if found.is_conditional else replace(before, audited=_ms(now))
    has_some = bool(found.etag or found.modified)
    if before.on_trial and found.status == NOT_MODIFIED:
        return _untrusted(state, now)
    if before.untrusted_until > _ms(now) and has_some:
        return state
    is_other = brought and found.body_hash != before.body_hash
    if found.is_audit and is_other and before.spared and has_some:
        if (found.etag, found.modified) == (before.etag, before.modified):
            return _untrusted(state, now)
        return replace(state, on_trial=True)
    return _taken(state, found)


def forgotten(state: SourceState) -> SourceState:
    """Give the state without what was learned of a server that its file no longer names."""
    return replace(
        state,
        audited=0,
        untrusted_until=0,
        on_trial=False,
        spared=False,
        max_age_s=0.0,
        is_news=False,
    )


def _taken(state: SourceState, found: Found) -> SourceState:
    is_spared = found.status == NOT_MODIFIED
    known = (state.etag, state.modified, state.spared, state.untrusted_until, state.on_trial)
    if known == (found.etag, found.modified, is_spared, 0, False):
        return state  # as at nearly every poll: a copy of all fields costs more than the rest
    return replace(
        state,
        etag=found.etag,
        modified=found.modified,
        spared=is_spared,
        untrusted_until=0,
        on_trial=False,
    )


def _untrusted(state: SourceState, now: datetime) -> SourceState:
    """Keep the validators that lied: after some days they are sent once more."""
    return replace(state, untrusted_until=_ms(now + UNTRUSTED), on_trial=True)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
