"""A web of a few addresses, without sockets: what `intake.searching.Web` asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.model import Document, Hop, NotModified, Problem, Request
from monitor.net.problems import problem
from tests.fakes.clock import START


@dataclass(slots=True)
class FakeWeb:
    """Answers by address; what it does not know is 404, or the problem it was told."""

    pages: Mapping[str, bytes] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    hops: Mapping[str, tuple[Hop, ...]] = field(default_factory=dict)
    said: Sequence[str] = ()  # sitemaps of robots.txt
    asked: list[tuple[str, bool]] = field(default_factory=list)

    async def get(
        self, request: Request, *, robots: bool = False, **_more: Any
    ) -> Document | NotModified | Problem:
        self.asked.append((request.url, robots))
        if request.url in self.problems:
            return self.problems[request.url]
        if request.url not in self.pages:
            return problem("404", f"status 404 at {request.url}")
        hops = self.hops.get(request.url, ())
        url = hops[-1].url if hops else request.url
        body = self.pages[request.url]
        return Document(url=url, status=200, headers={}, body=body, fetched=START, hops=hops)

    async def verdict(self, url: str, **_more: Any) -> str:
        return f"allowed {url}"

    async def sitemaps(self, url: str, **_more: Any) -> Sequence[str]:
        return self.said

    def left(self, most: int) -> Callable[[], int]:
        return lambda: most - len(self.asked)
