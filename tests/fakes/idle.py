"""The work of a poll whose articles nobody matches."""

from monitor.intake.work import Work
from tests.fakes.clock import FakeClock
from tests.fakes.reading import FakeComplete, FakeJoin, FakeMatcher, source
from tests.fakes.store import MemoryStore


def idle_work() -> Work:
    """Make work that has nothing to say in a settlement."""
    clock = FakeClock()
    articles = MemoryStore(now_ms=clock.now_ms).articles
    return Work(
        source(), (), FakeComplete(), FakeMatcher(), FakeJoin(), articles=articles, clock=clock
    )
