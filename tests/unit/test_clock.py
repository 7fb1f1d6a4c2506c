import asyncio
from datetime import UTC

from monitor.clock import SystemClock


def test_the_wall_time_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_elapsed_time_only_grows() -> None:
    clock = SystemClock()
    times = [clock.monotonic() for _ in range(100)]
    assert times == sorted(times)


def test_waiting_leaves_the_loop_to_others() -> None:
    said: list[str] = []

    async def wait() -> None:
        await SystemClock().sleep(0.01)
        said.append("waited")

    async def both() -> None:
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        said.append("others")
        await waiting

    asyncio.run(both())
    assert said == ["others", "waited"]
