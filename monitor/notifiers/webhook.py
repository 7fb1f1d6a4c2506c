"""The webhook notifier: an alert as signed JSON, after the Standard Webhooks convention."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Annotated
from urllib.parse import urlsplit

from monitor.errors import DeliveryError, FetchError, Outcome
from monitor.kinds import Says
from monitor.outgoing import Abilities, Handle, Message, Posted, Tools

_NOT_SENT = {"address", "dns", "connect", "connect-timeout", "tls"}
_BROKEN = {401, 403, 404, 410}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """An HTTP address that takes alerts as JSON."""

    url: Annotated[str, Says(doc="address that is posted to", form="secret")]
    sign: Annotated[str, Says(doc="key that signs, whsec_...", form="secret")] = ""
    sign_old: Annotated[str, Says(doc="former key, during a rotation", form="secret")] = ""
    allow_private: Annotated[
        tuple[str, ...], Says(doc="private ranges that may be reached", form="cidr", short=True)
    ] = ()


def address(options: Options) -> str:
    """Give what makes two receivers the same reader: the address."""
    return options.url


def make(options: Options, tools: Tools) -> "Webhook":
    """Make the notifier of one address; KeyError when a secret it names is unset."""
    keys = [tools.secret(name) for name in (options.sign, options.sign_old) if name]
    return Webhook(
        url=tools.secret(options.url),
        keys=[key_of(key) for key in keys],
        allow_private=options.allow_private,
        tools=tools,
    )


class Webhook:
    """Posts to one address. It threads by the story's id; it cannot be read back.

    The far end may drop repeats by `webhook-id`: the same content has the same id.
    """

    def __init__(
        self, *, url: str, keys: Sequence[bytes], allow_private: Sequence[str], tools: Tools
    ) -> None:
        """Post to `url`, signed with every key."""
        self.abilities = Abilities(thread=True)
        self._url = url
        self._keys = tuple(keys)
        self._allow_private = tuple(allow_private)
        self._tools = tools

    async def send(
        self,
        message: Message,
        *,
        under: Handle | None,  # noqa: ARG002 - the port's signature
        alive: Callable[[], bool],
    ) -> Handle | None:
        """Post; any 2xx is accepted. The handle is the message's own id."""
        body = json.dumps(message.payload, ensure_ascii=True, separators=(",", ":")).encode()
        headers = self._headers(message.id, body)
        if not alive():
            raise DeliveryError(Outcome.RETRY, "too little of the lease is left; nothing was sent")
        try:
            answer = await self._tools.post(
                self._url,
                headers=headers,
                body=body,
                allow_private=self._allow_private,
                timeout_s=self._tools.request_s,
            )
        except FetchError as error:
            raise self._lost(error) from None
        if not 200 <= answer.status < 300:
            raise self._refused(answer)
        self._tools.point("delivery.posted")
        return Handle(channel="webhook", ts=message.id)

    def _headers(self, message_id: str, body: bytes) -> Mapping[str, str]:
        headers = {"content-type": "application/json", "webhook-id": message_id}
        at = str(int(self._tools.now().timestamp()))
        headers["webhook-timestamp"] = at
        if self._keys:
            signed = (signature(key, message_id, at, body) for key in self._keys)
            headers["webhook-signature"] = " ".join(signed)
        return headers

    async def edit(self, handle: Handle, message: Message) -> None:
        """Edit nothing: a webhook cannot take back what it said."""

    async def find(
        self, delivery: str, facts: Sequence[str], *, since: str, under: Handle | None
    ) -> Handle | None:
        """Find nothing: a webhook cannot be read."""

    async def delete(self, handle: Handle) -> None:
        """Delete nothing: a webhook cannot take back what it said."""

    async def probe(self) -> Abilities:
        """Nothing can be asked without posting: the next alert is the probe."""
        return self.abilities

    async def floor(self) -> str:
        """Give nothing: there is no clock at the other side."""
        return ""

    def _lost(self, error: FetchError) -> DeliveryError:
        """A request that never left may be sent again; a certificate waits for its repair."""
        detail = f"{error.kind} at {self._host}"
        if error.kind in {"tls", "address"}:
            return DeliveryError(Outcome.PARKED, detail)
        outcome = Outcome.RETRY if error.kind in _NOT_SENT else Outcome.AMBIGUOUS
        return DeliveryError(outcome, detail)

    def _refused(self, answer: Posted) -> DeliveryError:
        status = answer.status
        detail = f"status {status} from {self._host}"
        wait = _retry_after(answer.headers, self._tools.now().timestamp())
        if status == 429 or (status == 503 and wait is not None):
            return DeliveryError(Outcome.RETRY, detail, retry_after_s=wait)
        if status >= 500:
            return DeliveryError(Outcome.AMBIGUOUS, detail)
        return DeliveryError(Outcome.PARKED if status in _BROKEN else Outcome.REFUSED, detail)

    @property
    def _host(self) -> str:
        """What may be shown of the address: its path may be the secret."""
        return urlsplit(self._url).hostname or "the address"


def signature(key: bytes, message_id: str, at: str, body: bytes) -> str:
    """Sign `id.timestamp.body` as Standard Webhooks wants it: `v1,<base64>`."""
    signed = hmac.new(key, f"{message_id}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def key_of(secret: str) -> bytes:
    """Read `whsec_<base64>`; anything else is taken as the key itself. Raises ValueError."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    if not key:
        raise ValueError("a key of no bytes, with which anybody can sign")
    return key


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    value = headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return None
