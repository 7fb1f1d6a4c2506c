"""A server with validators, honest or not, polled as the reader and the settlement do."""

from dataclasses import dataclass, field

from monitor.intake.found import Found
from monitor.intake.trust import Conditions, conditions, learned
from monitor.ports import SourceState
from tests.fakes.clock import FakeClock

HOUR, DAY = 3600.0, 86400.0


@dataclass
class Server:
    """A document and its validators, polled as we poll; `lies` = 304 whatever has changed."""

    lies: bool = False
    etag: str = '"1"'
    modified: str = ""
    news: int = 1
    noise: int = 0
    clock: FakeClock = field(default_factory=FakeClock)
    state: SourceState = field(default_factory=SourceState)
    seen: int = 0  # news we have got
    asked: list[Conditions] = field(default_factory=list)

    def poll(self, wait_s: float = HOUR) -> Found:
        """Ask as the reader does, and learn as the settlement does."""
        now = self.clock.now()
        asks = conditions(self.state, now)
        self.asked.append(asks)
        sent = (asks.etag, asks.modified)
        same = sent == (self.etag, self.modified)
        found = Found(
            status=304 if asks.are_any and (same or self.lies) else 200,
            etag=self.etag,
            modified=self.modified,
            body_hash=f"{self.news}/{self.noise}",
            is_conditional=asks.are_any,
            is_audit=asks.is_audit,
        )
        if found.status == 304:
            found = Found(status=304, etag=asks.etag, modified=asks.modified,
                          body_hash=self.state.body_hash, is_conditional=True)  # fmt: skip
        brought = found.status == 200 and self.news > self.seen
        self.seen = self.news if found.status == 200 else self.seen
        self.state = learned(self.state, found, brought=brought, now=now)
        self.clock.advance(wait_s)
        return found

    def polls(self, n: int) -> list[Found]:
        return [self.poll() for _ in range(n)]

    @property
    def is_untrusted(self) -> bool:
        return self.state.untrusted_until > self.clock.now_ms()

    @property
    def plain(self) -> int:
        """Count the requests without validators."""
        return sum(not asks.are_any for asks in self.asked)
