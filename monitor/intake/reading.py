"""Reading a source: what its kind asks for is fetched and parsed; a failure is a value."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from monitor import kinds
from monitor.clock import Clock
from monitor.errors import FetchError, ParseError
from monitor.intake import trust
from monitor.intake.expectations import held
from monitor.intake.following import Queue
from monitor.intake.found import PARTIAL, Found
from monitor.intake.remembered import packed, unpacked
from monitor.intake.signing import Secret, shown_as, signed
from monitor.intake.trust import Conditions
from monitor.model import Document, NotModified, Parsed, Problem, Request, Source
from monitor.net.problems import TEMPORARY, problem
from monitor.parsing.webpage import is_html
from monitor.ports import Compute, Freshness, SourceState

SMALL = 32 * 1024  # a feed up to here is parsed on the loop in less than it may be held
PARSE_S = 3.0
USUAL_BODY = 10_000_000  # bytes, where neither the source nor its kind says more or less
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
        robots: bool = False,
    ) -> Awaitable[Document | NotModified | Problem]:
        """Fetch one document."""
        ...


Unseen = Callable[[str, Sequence[tuple[str, str]]], Awaitable[tuple[Freshness, ...]]]


def parse_document(source: Source, document: Document) -> Parsed:
    """Parse with the source's kind: the job that runs in a worker.

    `source.options` has crossed to the worker as plain data and is made whole again here.
    """
    module = kinds.load(KINDS, source.kind)
    options = TypeAdapter(module.Options).validate_python(source.options)
    return parsed_by(module, replace(source, options=options), document)


def parsed_by(module: ModuleType, source: Source, document: Document) -> Parsed:
    """Parse with a kind, and hold what it gave against what the source's file expects."""
    parsed: Parsed = module.parse(source, document)
    return held(source.expect, document, parsed)


class Reader:
    """Reads due sources."""

    def __init__(
        self,
        *,
        fetch: Fetch,
        compute: Compute,
        unseen: Unseen,
        secret: Secret,
        clock: Clock,
    ) -> None:
        """Keep how to fetch and parse, what is known, and what `env:X` stands for."""
        self._fetch = fetch
        self._compute = compute
        self._unseen = unseen
        self._secret = secret
        self._clock = clock

    async def __call__(self, source: Source, state: SourceState) -> Found | Problem:
        """Fetch, parse and follow; after a change of its file a source is read afresh."""
        if state.baseline.removesuffix(PARTIAL) != source.config_hash:
            state = replace(state, url="", etag="", modified="", body_hash="", memory="")
        try:
            return await self._polled(kinds.load(KINDS, source.kind), source, state)
        except (ParseError, FetchError) as error:
            return problem(error.kind, error.detail, sample=getattr(error, "sample", ""))
        except Exception as error:  # noqa: BLE001 - a kind is a plug-in: its bug is this source's
            return problem("bug", f"{type(error).__name__}: {error}")

    async def _polled(
        self, module: ModuleType, source: Source, state: SourceState
    ) -> Found | Problem:
        """Read what the kind plans, then what that leads to and what still waits."""
        memory, waiting = unpacked(state.memory)
        plan = _plan(module, source, state.url, memory, self._clock.now())
        if not plan.requests:
            return Found(is_new=False, memory=state.memory)
        first, *more = plan.requests
        asks = trust.conditions(state, self._clock.now()) if plan.is_steady else trust.NONE
        queue = Queue(first, list(map(_bare, more)) if asks.is_audit else more, waiting)
        got = await self._get(source, first, module=module, asks=asks)
        if isinstance(got, Problem):
            return got
        if isinstance(got, NotModified):
            found = _unchanged(state, got)
        elif not more and _hash(got) == state.body_hash:
            found = replace(_found(got, Parsed(articles=())), is_new=False)
        else:
            found = _found(got, await self._parse(module, source, replace(got, memory=memory)))
            memory = memory if found.memory is None else found.memory
            queue.add(await self._onward(source, found))
        whole = await self._whole(module, source, found, queue=queue, memory=memory)
        if isinstance(whole, Problem):
            return whole
        rest = queue.rest()
        return replace(
            whole,
            memory=packed(whole.memory or "", rest),
            waiting=len(rest),
            is_conditional=asks.are_any,
            is_audit=asks.is_audit,
        )

    async def _whole(
        self, module: ModuleType, source: Source, found: Found, *, queue: Queue, memory: str
    ) -> Found | Problem:
        """Read what waits, as long as there is time; a server in trouble is asked no more.

        When nothing came of anything that was followed, that is the source's own problem.
        """
        until = self._clock.monotonic() + BUDGET_S
        failed: list[Problem] = []
        read = 0
        while self._clock.monotonic() < until and (one := queue.next()) is not None:
            got = await self._followed(module, source, one.request, memory)
            if isinstance(got, Problem):
                failed.append(got)
                if got.weight <= TEMPORARY:
                    queue.again(one)
                    break
                continue
            read += 1
            if isinstance(got, Found):
                found, memory = _together(found, got), memory if got.memory is None else got.memory
                queue.add(await self._onward(source, got))
        if failed and not read and not found.articles:
            return failed[0]
        return replace(found, memory=memory, skipped=found.skipped + len(failed))

    async def _followed(
        self, module: ModuleType, source: Source, request: Request, memory: str
    ) -> Found | NotModified | Problem:
        """Read one document that another one, or an earlier poll, has named."""
        got = await self._get(source, request, module=module)
        if isinstance(got, Problem):
            return got
        if isinstance(got, NotModified):
            return got
        try:
            document = replace(got, memory=memory, role=request.role)
            return _found(got, await self._parse(module, source, document))
        except ParseError as error:
            return problem(error.kind, f"{error.detail} at {got.url}", sample=error.sample)

    async def _onward(self, source: Source, found: Found) -> tuple[Request, ...]:
        """Follow a page's links only while every entry on it is new."""
        if not found.follow:
            return ()
        fresh = await self._unseen(source.id, [(a.key, a.shown) for a in found.articles])
        return found.follow if all(f == "new" for f in fresh) else ()

    async def _get(
        self,
        source: Source,
        request: Request,
        *,
        module: ModuleType,
        asks: Conditions | None = None,
    ) -> Document | NotModified | Problem:
        """Fetch with the source's own headers, credentials and limits.

        The first request's start slot came with the claim, and `asks` are its validators; every
        other takes a slot of its own and brings the validators its kind has kept.
        """
        own = {name.lower(): value for name, value in request.headers.items()}
        etag, modified = own.pop("if-none-match", ""), own.pop("if-modified-since", "")
        plain = sent = replace(request, headers={**source.headers, **own})
        auth: Mapping[str, str] = {}
        if source.auth is not None and _origin(plain.url) == _origin(source.url):
            sent, auth = signed(plain, source.auth, self._secret)
        got = await self._fetch(
            sent,
            allow_private=source.allow_private,
            etag=asks.etag if asks else etag,
            modified=asks.modified if asks else modified,
            max_body=_most_bytes(module, source),
            max_time_s=source.max_time_s,
            auth=auth,
            claimed=asks is not None and _origin(plain.url)[1] == _origin(source.url)[1],
            robots=getattr(module, "ROBOTS", False),
        )
        return shown_as(plain.url, got, sent=sent.url)

    async def _parse(self, module: ModuleType, source: Source, document: Document) -> Parsed:
        """Parse here what is light, all else in a worker that can be killed."""
        if is_light(document) and not getattr(module, "IS_HEAVY", False):
            return parsed_by(module, source, document)
        result: Parsed = await self._compute.call("parse", source, document, deadline_s=PARSE_S)
        return result


def is_light(document: Document) -> bool:
    """Tell a small piece of data from what may need a tree of HTML.

    No process is safe with that: 100,000 nested elements hold a parser for more than 20 s.
    """
    head = document.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return len(document.body) <= SMALL and head.startswith(_DATA) and not is_html(document.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What a kind asks for first; a steady address is the same one at every poll."""

    requests: tuple[Request, ...]
    is_steady: bool = True  # so that validators of the last answer are its own


def _plan(module: ModuleType, source: Source, url: str, memory: str, now: datetime) -> _Plan:
    plan: Any = getattr(module, "plan", None)
    source = replace(source, url=url or source.url)
    if plan is None:
        return _Plan(requests=(Request(url=source.url),))
    requests: tuple[Request, ...] = plan(source, memory, now)
    if not memory:
        return _Plan(requests=requests)
    return _Plan(requests=requests, is_steady=requests[:1] == plan(source, "", now)[:1])


def _bare(request: Request) -> Request:
    """Leave out the validators that a kind has kept of a document."""
    kept = {k: v for k, v in request.headers.items() if not k.lower().startswith("if-")}
    return replace(request, headers=kept)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _most_bytes(module: ModuleType, source: Source) -> int:
    """Give the source's own limit, else its kind's."""
    kinds_own: int = getattr(module, "MAX_BODY", USUAL_BODY)
    return kinds_own if source.max_body == USUAL_BODY else source.max_body


def _unchanged(state: SourceState, answer: NotModified) -> Found:
    """Say that nothing changed; a 304's validators take the place of those it was asked with."""
    headers = answer.headers
    return Found(
        is_new=False,
        etag=headers.get("etag", state.etag),
        modified=headers.get("last-modified", state.modified),
        body_hash=state.body_hash,
        headers=headers,
        status=304,
        hops=answer.hops,
    )


def _found(document: Document, parsed: Parsed) -> Found:
    """Put together what one document gave; its validators are taken as they are, or dropped."""
    return Found(
        articles=parsed.articles,
        follow=parsed.follow,
        etag=document.headers.get("etag", ""),
        modified=document.headers.get("last-modified", ""),
        body_hash=_hash(document),
        memory=parsed.memory,
        headers=document.headers,
        hints=parsed.hints,
        status=document.status,
        size=len(document.body),
        skipped=parsed.skipped,
        hops=document.hops,
    )


def _together(found: Found, onward: Found) -> Found:
    """Add a followed page; an entry that stands on both counts where it stood first."""
    known = {article.key for article in found.articles}
    return replace(
        found,
        articles=found.articles + tuple(a for a in onward.articles if a.key not in known),
        is_new=True,
        hints={**onward.hints, **found.hints},
        size=found.size + onward.size,
        skipped=found.skipped + onward.skipped,
    )


def _hash(document: Document) -> str:
    return hashlib.blake2b(document.body, digest_size=16).hexdigest()
