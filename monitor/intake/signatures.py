"""Signatures of what other systems push: the convention that our own webhooks follow. Pure."""

import hmac
from collections.abc import Mapping
from datetime import datetime

from monitor.notifiers.webhook import key_of, signature

TOLERANCE_S = 300
LONGEST_ID = 256
MOST = 10  # signatures looked at: a sender that changes its key sends two


def push_id(headers: Mapping[str, str]) -> str:
    """Give the sender's own name of a push; empty when there is none that can be used."""
    name = headers.get("webhook-id", "")
    is_plain = name.isascii() and name.isprintable() and " " not in name
    return name if is_plain and len(name) <= LONGEST_ID else ""


def fault(headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> str:
    """Say why a push is not to be believed; empty = it is signed with the secret, and just now.

    Names of headers are in lower case. Raises ValueError when the secret is no key.
    """
    name, at = push_id(headers), headers.get("webhook-timestamp", "")
    if not name:
        return "webhook-id is missing, or of another form"
    if not (at.isascii() and at.isdecimal() and len(at) <= 12):
        return "webhook-timestamp is no time in seconds"
    if abs(now.timestamp() - int(at)) > TOLERANCE_S:
        return f"webhook-timestamp is more than {TOLERANCE_S // 60} minutes off"
    wanted = signature(key_of(secret), name, at, body).encode()
    given = headers.get("webhook-signature", "").encode("utf-8", "replace").split()[:MOST]
    agrees = False
    for one in given:  # all of them, so that the time taken says nothing
        agrees |= hmac.compare_digest(one, wanted)
    return "" if agrees else "webhook-signature is not made with our secret"
