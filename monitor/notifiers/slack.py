"""The slack notifier: cards, threads, edits and read-back through Slack's Web API."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlsplit
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from monitor.errors import DeliveryError, Outcome, SettingsError
from monitor.ids import client_msg_id
from monitor.kinds import Says
from monitor.notifiers._exchange import Exchange
from monitor.notifiers._slack_codes import classed
from monitor.outgoing import Abilities, Handle, Message, Tools

SENT_TO = "slack.com"  # the host that must be granted a token of another name
GRANTED = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")  # Slack's own, granted to Slack by default
EVENT = "monitor_delivery"
_PAGE = 200
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """A Slack channel that a bot posts to."""

    channel: Annotated[str, Says(doc="channel name with # or id", form="text")]
    token: Annotated[str, Says(doc="bot token", form="secret")] = "env:SLACK_BOT_TOKEN"  # noqa: S105 - a variable's name
    app_token: Annotated[str, Says(doc="app token", form="secret")] = "env:SLACK_APP_TOKEN"  # noqa: S105 - a variable's name


def address(options: Options) -> str:
    """Give what makes two receivers the same reader: the channel."""
    return options.channel.lstrip("#")


def make(options: Options, tools: Tools) -> "Slack":
    """Make the notifier of one channel. Raises SettingsError when the base URL is unsafe."""
    base = urlsplit(tools.slack_url)
    if base.scheme != "https" and not (base.scheme == "http" and base.hostname in _LOOPBACK):
        raise SettingsError(
            f"slack.base_url {tools.slack_url!r}: use https, or http on loopback only"
        )
    return Slack(channel=options.channel, token=tools.secret(options.token), tools=tools)


class _Client(WebClient):
    """slack_sdk's client with our exchange under it: no redirect, no proxy, no second try."""

    def __init__(self, *, token: str, base_url: str, exchange: Exchange) -> None:
        silent = logging.getLogger(f"{__name__}.silent")
        silent.setLevel(logging.CRITICAL)
        silent.disabled = True  # what Slack answers may quote scraped text
        super().__init__(token=token, base_url=base_url, retry_handlers=[], logger=silent)
        self.proxy = None  # the parent reads it from the environment
        self._exchange = exchange

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        body = req.data if isinstance(req.data, bytes) else b""
        answer = self._exchange.run(url, body, dict(req.header_items()))
        text = answer.body.decode("utf-8", "replace")
        return {"status": answer.status, "headers": answer.headers, "body": text}


@dataclass(slots=True, kw_only=True)
class _Known:
    """What was learnt about the far end."""

    id: str = ""  # the channel's
    bot: str = ""
    date: str = ""  # of Slack's last answer, as a ts


class Slack:
    """Speaks to one channel. What it raises never holds the token or what was sent."""

    def __init__(self, *, channel: str, token: str, tools: Tools) -> None:
        """Remember where and as whom; nothing is asked before the first use."""
        self.abilities = Abilities(read=True, edit=True, thread=True, delete=True)
        self._channel = channel
        self._token = token
        self._tools = tools
        self._known = _Known(id="" if channel.startswith("#") else channel)

    async def send(
        self, message: Message, *, under: Handle | None, alive: Callable[[], bool]
    ) -> Handle | None:
        """Post; a reply goes into the thread of `under`. Joins a public channel once."""
        try:
            channel = await self._id()
        except DeliveryError as error:
            raise _nothing_sent(error) from None
        try:
            return await self._post(channel, message, under, alive)
        except DeliveryError as error:
            if error.detail == "thread_not_found":  # somebody deleted the card
                return await self._post(channel, message, None, alive)
            if error.detail != "not_in_channel":
                raise
        try:
            await self._call("conversations.join", {"channel": channel})
        except DeliveryError as error:
            raise _nothing_sent(error) from None
        return await self._post(channel, message, under, alive)

    async def _post(
        self, channel: str, message: Message, under: Handle | None, alive: Callable[[], bool]
    ) -> Handle:
        data = await self._call(
            "chat.postMessage",
            {**_shown(message), **_addressed(channel, message, under)},
            guard=alive,
            accepted=self._posted,
            attempt=int(message.metadata.get("attempt", 1)),
        )
        if not data.get("ts"):
            raise DeliveryError(Outcome.AMBIGUOUS, "an answer without ts")
        return Handle(channel=str(data.get("channel") or channel), ts=str(data["ts"]))

    def _posted(self, status: int) -> None:
        if status == 200:
            self._tools.point("delivery.posted")

    async def edit(self, handle: Handle, message: Message) -> None:
        """Replace text and blocks of a message."""
        where = {"channel": handle.channel, "ts": handle.ts}
        await self._call("chat.update", {**_shown(message), **where})

    async def find(
        self, delivery: str, facts: Sequence[str], *, since: str, under: Handle | None
    ) -> Handle | None:
        """Read the channel (or the card's thread) from `since` on for our own message.

        Of two the older is kept and the other deleted.
        """
        channel = under.channel if under else await self._id()
        bot = await self._bot()
        found = [
            Handle(channel=channel, ts=str(message["ts"]))
            for message in await self._read(channel, since=since, under=under)
            if _is_ours(message, bot) and _names(message, delivery, facts)
        ]
        found.sort(key=lambda handle: float(handle.ts))
        for double in found[1:]:
            await self.delete(double)
        return found[0] if found else None

    async def delete(self, handle: Handle) -> None:
        """Take a message back; one that is gone already is fine."""
        try:
            await self._call("chat.delete", {"channel": handle.channel, "ts": handle.ts})
        except DeliveryError as error:
            if error.outcome is not Outcome.POINTLESS:
                raise

    async def probe(self) -> Abilities:
        """Ask who we are, be in the channel, read one message: only then is it readable."""
        self._known.bot = ""
        await self._bot()
        channel = await self._id()
        info = await self._call("conversations.info", {"channel": channel})
        described = info.get("channel") or {}
        if not described.get("is_member") and not described.get("is_private"):
            await self._call("conversations.join", {"channel": channel})
        readable = True
        try:
            await self._newest(channel)
        except DeliveryError as error:
            if error.outcome is not Outcome.PARKED:
                raise
            readable = False
        self.abilities = Abilities(read=readable, edit=True, thread=True, delete=True)
        return self.abilities

    async def floor(self) -> str:
        """Give the channel's newest ts; in an empty channel Slack's own clock."""
        channel = await self._id()
        return await self._newest(channel) or self._known.date

    async def _newest(self, channel: str) -> str:
        data = await self._call("conversations.history", {"channel": channel, "limit": 1})
        return next((str(m["ts"]) for m in data.get("messages") or ()), "")

    async def _read(
        self, channel: str, *, since: str, under: Handle | None
    ) -> list[Mapping[str, Any]]:
        """Read all pages; replies are not in a channel's history."""
        method = "conversations.replies" if under else "conversations.history"
        ask: dict[str, Any] = {
            "channel": channel,
            "oldest": since or "0",
            "inclusive": True,
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        if under is None:
            return await self._pages(method, ask, "messages")
        try:
            return await self._pages(method, {**ask, "ts": under.ts}, "messages")
        except DeliveryError as error:
            if error.detail != "thread_not_found":
                raise
        return await self._read(channel, since=since, under=None)

    async def _pages(
        self, method: str, ask: Mapping[str, Any], key: str
    ) -> list[Mapping[str, Any]]:
        out: list[Mapping[str, Any]] = []
        cursor = ""
        while True:
            data = await self._call(method, {**ask, **({"cursor": cursor} if cursor else {})})
            out += data.get(key) or ()
            cursor = (data.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return out

    async def _id(self) -> str:
        """Look up the channel's id by its name, once."""
        if not self._known.id:
            ask = {
                "types": "public_channel,private_channel",
                "exclude_archived": True,
                "limit": _PAGE,
            }
            name = self._channel.lstrip("#")
            for channel in await self._pages("conversations.list", ask, "channels"):
                if channel.get("name") == name:
                    self._known.id = str(channel["id"])
                    break
            else:
                raise DeliveryError(Outcome.PARKED, "channel_not_found")
        return self._known.id

    async def _bot(self) -> str:
        if not self._known.bot:
            data = await self._call("auth.test", {})
            self._known.bot = str(data.get("bot_id") or "")
        return self._known.bot

    async def _call(
        self,
        method: str,
        arguments: Mapping[str, Any],
        *,
        guard: Callable[[], bool] = lambda: True,
        accepted: Callable[[int], None] = lambda _status: None,
        attempt: int = 1,
    ) -> Mapping[str, Any]:
        """Call one method in a sender thread; every failure comes back as its class."""
        exchange = Exchange(
            connect_s=self._tools.request_s / 6,
            read_s=self._tools.request_s / 2,
            guard=guard,
            accepted=accepted,
        )
        client = _Client(token=self._token, base_url=self._tools.slack_url, exchange=exchange)
        try:
            answer = await self._wait(exchange, partial(_ask, client, method, arguments))
        except SlackApiError as error:
            raise _refusal(error, attempt) from None
        except DeliveryError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever comes after the first byte proves nothing
            name = type(error).__name__
            raise DeliveryError(Outcome.AMBIGUOUS, f"{method}: {name} after the request") from None
        self._known.date = _date(answer.headers) or self._known.date
        return answer.data if isinstance(answer.data, dict) else {}

    async def _wait(self, exchange: Exchange, ask: Callable[[], SlackResponse]) -> SlackResponse:
        """Wait for a sender thread, but no longer than a request may take."""
        limit_s = self._tools.request_s
        try:
            async with asyncio.timeout(limit_s):
                return await asyncio.get_running_loop().run_in_executor(self._tools.threads, ask)
        except TimeoutError:
            outcome = Outcome.AMBIGUOUS if exchange.abort() else Outcome.RETRY
            raise DeliveryError(outcome, f"no answer within {limit_s:g} s") from None
        except asyncio.CancelledError:
            exchange.abort()
            raise


def _ask(client: WebClient, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
    """Ask as Slack wants it: JSON where there are blocks, a form elsewhere."""
    if method.startswith("chat."):
        return client.api_call(method, json=dict(arguments))
    return client.api_call(method, params=dict(arguments))


def _shown(message: Message) -> dict[str, Any]:
    """Give what is shown, with every flag that keeps scraped text inert."""
    return {
        "text": message.text,
        "blocks": list(message.blocks),
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _addressed(channel: str, message: Message, under: Handle | None) -> dict[str, Any]:
    """Give where it goes, and the names by which it can be found again."""
    where: dict[str, Any] = {
        "channel": channel,
        "client_msg_id": client_msg_id(message.id),
        "metadata": {"event_type": EVENT, "event_payload": dict(message.metadata)},
    }
    if under:  # a reminder is shown in the channel besides
        where |= {"thread_ts": under.ts, "reply_broadcast": message.kind == "realert"}
    return where


def _is_ours(message: Mapping[str, Any], bot: str) -> bool:
    """Whether our app wrote it: anybody may post metadata with our event type."""
    return bool(bot) and message.get("bot_id") == bot


def _names(message: Mapping[str, Any], delivery: str, facts: Sequence[str]) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    if metadata.get("event_type") != EVENT or payload.get("delivery") != delivery:
        return False
    told = set(str(payload.get("facts") or "").split(",")) - {""}
    return told == set(facts)


def _refusal(error: SlackApiError, attempt: int) -> DeliveryError:
    """Put what Slack answered into its class."""
    response = error.response
    data = response.data if isinstance(response.data, dict) else {}
    return classed(
        response.status_code, str(data.get("error") or ""), response.headers, attempt=attempt
    )


def _nothing_sent(error: DeliveryError) -> DeliveryError:
    """Before the post, what is unclear elsewhere is only a failed try."""
    outcome = Outcome.PARKED if error.outcome is Outcome.PARKED else Outcome.RETRY
    return DeliveryError(outcome, error.detail, retry_after_s=error.retry_after_s)


def _date(headers: Mapping[str, Any]) -> str:
    """Give Slack's clock as a ts, from the answer's Date."""
    value = next((str(v) for k, v in headers.items() if str(k).lower() == "date"), "")
    try:
        return f"{parsedate_to_datetime(value).timestamp():.6f}"
    except ValueError:
        return ""
