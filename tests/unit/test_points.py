import signal
import subprocess
import sys

import pytest

from monitor.points import from_environment, quiet

CODE = """
from monitor.points import from_environment
point = from_environment({environ!r})
for name in ("a", "b", "a"):
    print(name, flush=True)
    point(name)
print("end")
"""


def passed(**environ: str) -> tuple[list[str], int]:
    code = CODE.format(environ=environ)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.split(), done.returncode


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"MONITOR_KILL_AT": "a"},
        {"MONITOR_CHAOS": "1"},
        {"MONITOR_CHAOS": "0", "MONITOR_KILL_AT": "a"},
    ],
)
def test_points_do_nothing_in_production(environ: dict[str, str]) -> None:
    assert from_environment(environ) is quiet


@pytest.mark.parametrize(
    ("at", "seen"),
    [("a", ["a"]), ("a:2", ["a", "b", "a"]), ("b", ["a", "b"])],
)
def test_the_process_dies_at_the_named_passing(at: str, seen: list[str]) -> None:
    assert passed(MONITOR_CHAOS="1", MONITOR_KILL_AT=at) == (seen, -signal.SIGKILL)


def test_a_point_that_is_never_passed_kills_nobody() -> None:
    assert passed(MONITOR_CHAOS="1", MONITOR_KILL_AT="a:3") == (["a", "b", "a", "end"], 0)
