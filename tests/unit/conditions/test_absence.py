import pytest

from monitor.conditions.absence import Options, holds, scope
from monitor.windows import Window

DAY = Options()


@pytest.mark.parametrize(("hours", "held"), [(0, False), (23.9, False), (24, True), (90, True)])
def test_it_holds_after_a_day_without_a_match(hours: float, held: bool) -> None:
    assert holds(DAY, Window(at=0.0, quiet_s=hours * 3600)) is held


def test_it_is_asked_by_the_clock_and_knows_its_sources() -> None:
    found = scope(Options(for_=3600.0, sources=("feed",)))
    assert found.silent
    assert (found.within_s, found.sources) == (3600.0, ("feed",))
