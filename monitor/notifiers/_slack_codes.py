"""What Slack's error codes mean for the message that met them."""

import re
from collections.abc import Mapping
from typing import Any

from monitor.errors import DeliveryError, Outcome

_CODE = re.compile(r"[a-z][a-z_]{1,60}")
_RETRY = {"ratelimited", "rate_limited", "request_timeout"}
_AMBIGUOUS = {"internal_error", "fatal_error", "service_unavailable"}
_PARKED = {
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "missing_scope",
    "channel_not_found",
    "is_archived",
    "not_in_channel",
}
_REFUSED = {"msg_blocks_too_long", "msg_too_long", "metadata_too_large", "no_text"}
_POINTLESS = {"message_not_found", "cant_update_message", "edit_window_closed"}
UNKNOWN_TRIES = 3  # an error code of no class is a refusal at the third attempt


def classed(
    status: int, code: str, headers: Mapping[str, Any], *, attempt: int = 1
) -> DeliveryError:
    """Put an answer that is no success into its class.

    Only Slack's own codes are quoted: a body may hold anything.
    """
    if not _CODE.fullmatch(code):
        code = f"status {status}"
    if status == 429 or code in _RETRY:
        return DeliveryError(Outcome.RETRY, code, retry_after_s=_seconds(headers))
    if status != 200 or code in _AMBIGUOUS or code.startswith("status"):
        return DeliveryError(Outcome.AMBIGUOUS, code)
    return DeliveryError(_outcome(code, attempt), code)


def _outcome(code: str, attempt: int) -> Outcome:
    if code in _PARKED or code.startswith("restricted_action"):
        return Outcome.PARKED
    if code in _REFUSED or code.startswith(("invalid_blocks", "invalid_metadata_")):
        return Outcome.REFUSED
    if code in _POINTLESS:
        return Outcome.POINTLESS
    return Outcome.AMBIGUOUS if attempt < UNKNOWN_TRIES else Outcome.REFUSED


def _seconds(headers: Mapping[str, Any]) -> float | None:
    named = {str(key).lower(): value for key, value in headers.items()}
    value = str(named.get("retry-after", ""))
    return float(value) if value.isdecimal() else None
