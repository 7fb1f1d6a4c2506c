"""Reading a source: what its kind asks for is fetched and parsed; a failure is a value."""

import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from pydantic import TypeAdapter

from monitor import kinds
from monitor.clock import Clock
from monitor.errors import FetchError, ParseError
from monitor.intake.found import Found
from monitor.manners import Auth
from monitor.model import Document, NotModified, Parsed, Problem, Request, Source
from monitor.net.problems import problem
from monitor.parsing.urls import host_of
from monitor.parsing.webpage import is_html
from monitor.ports import Compute, Freshness, SourceState

SMALL = 32 * 1024  # a feed up to here is parsed on the loop in less than it may be held
PARSE_S = 3.0
FOLLOWS = 50
BUDGET_S = 50.0
KINDS = "monitor.sources"
_DATA = (b"{", b"[", b"<?xml", b"<rss", b"<feed", b"<rdf")


class Fetch(Protocol):
    """What reading needs of `net.fetch.Fetcher.get`."""

    def __call__(
        self,
        request: Request,
        *,
        allow_private: Sequence[str] = (),
        etag: str = "",
        modified: str = "",
        max_body: int = 10_000_000,
        max_time_s: float = 20.0,
        auth: Mapping[str, str] | None = None,
        claimed: bool = True,
    ) -> Awaitable[Document | NotModified | Problem]:
        """Fetch one document."""
        ...


Unseen = Callable[[str, Sequence[tuple[str, str]]], Awaitable[tuple[Freshness, ...]]]
Throttle = Callable[[str, int], Awaitable[None]]  # host, ms before which nothing starts
Secret = Callable[[str], str]  # `env:NAME` or `file:PATH` -> value; KeyError when unset


def parse_document(source: Source, document: Document) -> Parsed:
    """Parse with the source's kind: the job that runs in a worker.

    `source.options` has crossed to the worker as plain data and is made whole again here.
    """
    module = kinds.load(KINDS, source.kind)
    options = TypeAdapter(module.Options).validate_python(source.options)
    parsed: Parsed = module.parse(replace(source, options=options), document)
    return parsed


class Reader:
    """Reads due sources."""

    def __init__(
        self,
        *,
        fetch: Fetch,
        compute: Compute,
        unseen: Unseen,
        throttle: Throttle,
        secret: Secret,
        clock: Clock,
    ) -> None:
        """Keep how to fetch and parse, what is known, and what `env:X` stands for."""
        self._fetch = fetch
        self._compute = compute
        self._unseen = unseen
        self._throttle = throttle
        self._secret = secret
        self._clock = clock

    async def __call__(self, source: Source, state: SourceState) -> Found | Problem:
        """Fetch, parse and follow; after a change of its file a source is read afresh."""
        if state.baseline != source.config_hash:
            state = replace(state, etag="", modified="", body_hash="")
        try:
            module = kinds.load(KINDS, source.kind)
            first, *more = _plan(module, source, state)
            got = await self._get(source, first, state=state)
            if isinstance(got, NotModified):
                return _unchanged(state, got.headers, status=304)
            if isinstance(got, Problem):
                return await self._held_off(source, first, got)
            if not more and _hash(got) == state.body_hash:
                return replace(_found(got, Parsed(articles=())), is_new=False)
            return await self._whole(module, source, got, more)
        except (ParseError, FetchError) as error:
            return problem(error.kind, error.detail, sample=getattr(error, "sample", ""))
        except Exception as error:  # noqa: BLE001 - a kind is a plug-in: its bug is this source's
            return problem("bug", f"{type(error).__name__}: {error}")

    async def _whole(
        self, module: ModuleType, source: Source, first: Document, more: Sequence[Request]
    ) -> Found:
        """Parse the first document and what it leads to, as long as its entries are new."""
        until = self._clock.monotonic() + BUDGET_S
        parsed = await self._parse(module, source, first)
        found = _found(first, parsed)
        asked = {first.url}
        waiting = [*more, *await self._onward(source, parsed)]
        most = min(int(parsed.hints.get("max_pages", FOLLOWS)), FOLLOWS)
        while waiting and len(asked) < most and self._clock.monotonic() < until:
            request = waiting.pop(0)
            if request.url in asked:
                continue
            asked.add(request.url)
            got = await self._get(source, request)
            if not isinstance(got, Document):
                break  # what was found so far counts; the rest comes with a later poll
            parsed = await self._parse(module, source, got)
            found = _together(found, _found(got, parsed))
            waiting += await self._onward(source, parsed)
        return found

    async def _onward(self, source: Source, parsed: Parsed) -> tuple[Request, ...]:
        """Follow a page's links only while every entry on it is new."""
        if not parsed.follow:
            return ()
        fresh = await self._unseen(source.id, [(a.key, a.shown) for a in parsed.articles])
        return parsed.follow if all(f == "new" for f in fresh) else ()

    async def _held_off(self, source: Source, request: Request, got: Problem) -> Problem:
        """Let a 429 stop the whole host, unless its file says that only the URL is meant."""
        if got.kind == "429" and got.retry_after_s and source.throttle == "host":
            until_s = self._clock.now().timestamp() + got.retry_after_s
            await self._throttle(host_of(request.url), round(until_s * 1000))
        return got

    async def _get(
        self, source: Source, request: Request, *, state: SourceState | None = None
    ) -> Document | NotModified | Problem:
        """Fetch with the source's own headers, credentials and limits.

        The first request's start slot came with the claim; every other takes its own.
        """
        request = replace(request, headers={**source.headers, **request.headers})
        auth: Mapping[str, str] = {}
        if source.auth is not None:
            request, auth = signed(request, source.auth, self._secret)
        return await self._fetch(
            request,
            allow_private=source.allow_private,
            etag=state.etag if state else "",
            modified=state.modified if state else "",
            max_body=source.max_body,
            max_time_s=source.max_time_s,
            auth=auth,
            claimed=state is not None,
        )

    async def _parse(self, module: ModuleType, source: Source, document: Document) -> Parsed:
        """Parse here what is light, all else in a worker that can be killed."""
        if is_light(document):
            parsed: Parsed = module.parse(source, document)
            return parsed
        result: Parsed = await self._compute.call("parse", source, document, deadline_s=PARSE_S)
        return result


def is_light(document: Document) -> bool:
    """Tell a small piece of data from what may need a tree of HTML.

    No process is safe with that: 100,000 nested elements hold a parser for more than 20 s.
    """
    head = document.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return len(document.body) <= SMALL and head.startswith(_DATA) and not is_html(document.body)


def signed(request: Request, auth: Auth, secret: Secret) -> tuple[Request, Mapping[str, str]]:
    """Add credentials: to the URL those for the query, the others as headers of their own.

    Raises FetchError when a secret is gone since the source file was read.
    """
    try:
        known = {ref: secret(ref) for ref in auth.refs}
    except KeyError as error:
        raise FetchError("401", f"{error.args[0]} is not set") from None
    headers = {name: known[ref] for name, ref in auth.header.items()}
    if auth.bearer:
        headers["Authorization"] = f"Bearer {known[auth.bearer]}"
    if auth.basic:
        pair = ":".join(known[ref] for ref in auth.basic).encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    if auth.query:
        added = urlencode({name: known[ref] for name, ref in auth.query.items()})
        joint = "&" if urlsplit(request.url).query else "?"
        request = replace(request, url=f"{request.url}{joint}{added}")
    return request, headers


def _plan(module: ModuleType, source: Source, state: SourceState) -> tuple[Request, ...]:
    plan: Any = getattr(module, "plan", None)
    if plan is None:
        return (Request(url=state.url or source.url),)
    requests: tuple[Request, ...] = plan(source, state.memory)
    return requests


def _unchanged(state: SourceState, headers: Mapping[str, str], *, status: int) -> Found:
    """Say that nothing changed; a 304's validators take the place of those it was asked with."""
    return Found(
        is_new=False,
        etag=headers.get("etag", state.etag),
        modified=headers.get("last-modified", state.modified),
        body_hash=state.body_hash,
        headers=headers,
        status=status,
    )


def _found(document: Document, parsed: Parsed) -> Found:
    """Put together what one document gave; its validators are taken as they are, or dropped."""
    return Found(
        articles=parsed.articles,
        etag=document.headers.get("etag", ""),
        modified=document.headers.get("last-modified", ""),
        body_hash=_hash(document),
        memory=parsed.memory,
        headers=document.headers,
        hints=parsed.hints,
        status=document.status,
        size=len(document.body),
        skipped=parsed.skipped,
    )


def _together(found: Found, onward: Found) -> Found:
    """Add a followed page; an entry that stands on both counts where it stood first."""
    known = {article.key for article in found.articles}
    return replace(
        found,
        articles=found.articles + tuple(a for a in onward.articles if a.key not in known),
        size=found.size + onward.size,
        skipped=found.skipped + onward.skipped,
        memory=found.memory if onward.memory is None else onward.memory,
    )


def _hash(document: Document) -> str:
    return hashlib.blake2b(document.body, digest_size=16).hexdigest()
