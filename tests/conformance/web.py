"""The scripted web: many hosts on one loopback port, and what each was asked and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ssl import SSLContext

from tests.conformance.clock import SceneClock
from tests.fakes.webserver import Answer, Received, Script, WebServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request as a server saw it; `at` in seconds since the scene began."""

    at: float
    host: str
    path: str
    method: str
    headers: Mapping[str, str]

    @property
    def conditions(self) -> tuple[str, str]:
        """Give the validators that were sent back, '' for none."""
        return (
            self.headers.get("if-none-match", ""),
            self.headers.get("if-modified-since", ""),
        )

    @property
    def is_plain(self) -> bool:
        """Tell a request without any validator."""
        return not any(self.conditions)


class Web(WebServer):
    """A server for every name of a scene; delays and times are of the scene's clock."""

    def __init__(
        self, clock: SceneClock, *, host: str = "127.0.0.1", tls: SSLContext | None = None
    ) -> None:
        super().__init__(host=host, tls=tls)
        self._clock = clock
        self.seen: list[Seen] = []
        self.busy: dict[str, int] = {}
        self.busiest: dict[str, int] = {}  # host -> most requests that it had at one time

    def at(self, host: str, path: str) -> str:
        """Give the address of a path on one of our hosts."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def script(self, host: str, path: str, *answers: Script) -> str:
        """Answer a path of a host in this order, the last one again and again; its address."""
        self.on(f"{host}{path}", *answers)
        return self.at(host, path)

    def asked(self, host: str = "", path: str = "") -> list[Seen]:
        """Give the requests to a host, to one of its paths, in order."""
        return [s for s in self.seen if host in ("", s.host) and path in ("", s.path)]

    def times(self, host: str = "", path: str = "") -> list[float]:
        """Give when those requests came."""
        return [seen.at for seen in self.asked(host, path)]

    def _answer(self, request: Received) -> Answer:
        host = _host(request)
        self.seen.append(
            Seen(
                at=self._clock.monotonic(),
                host=host,
                path=request.path,
                method=request.method,
                headers=request.headers,
            )
        )
        return super()._answer(replace(request, path=host + request.path))

    async def _ready(self, request: Received, answer: Answer) -> Answer:
        """Give the answer when the scene's clock says so."""
        host = _host(request)
        self.busy[host] = self.busy.get(host, 0) + 1
        self.busiest[host] = max(self.busiest.get(host, 0), self.busy[host])
        try:
            if answer.delay_s:
                await self._clock.hold(answer.delay_s)
        finally:
            self.busy[host] -= 1
        return answer


def _host(request: Received) -> str:
    return request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")


def feed(*titles: str, extra: str = "", filler: int = 0) -> bytes:
    """Write a feed; `extra` stands in its channel, `filler` bytes make it large."""
    items = "".join(
        f"<item><title>{t}</title><guid isPermaLink='false'>{t}</guid>"
        f"<link>http://articles.example/{t.replace(' ', '-')}</link></item>"
        for t in titles
    )
    padding = f"<!--{'.' * filler}-->" if filler else ""
    spaces = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
    text = f"<?xml version='1.0'?><rss version='2.0' {spaces}><channel>{extra}{items}</channel>"
    return f"{text}{padding}</rss>".encode()


def news(*titles: str, headers: Mapping[str, str] | None = None, extra: str = "") -> Answer:
    """Answer with a feed of these titles."""
    return Answer(headers=headers or {}, body=feed(*titles, extra=extra))


def conditional(body: bytes, etag: str, headers: Mapping[str, str] | None = None) -> Script:
    """Answer as an honest server: 304 when the validator is this one."""

    def answer(request: Received) -> Answer:
        if request.headers.get("if-none-match") == etag:
            return Answer(status=304, headers={"ETag": etag, **(headers or {})})
        return Answer(headers={"ETag": etag, **(headers or {})}, body=body)

    return answer


def starts(seen: Sequence[Seen]) -> list[float]:
    """Give the times of requests, whatever their host."""
    return [one.at for one in seen]
