"""What a daemon takes from the world around it, for the verbs that start one."""

import os
import random
import resource
import sys

from monitor import points
from monitor.clock import SystemClock
from monitor.outside import Outside
from monitor.secrecy import Secrets
from monitor.settings import LogSettings
from monitor.telemetry import Metrics, open_log

FILES = 8_192  # open at one time: a thousand polls, what they keep, store and archive


def harden() -> None:
    """Forget `*_proxy`, which vendors obey around the address check; leave no core dump.

    Systems let a process open 256 to 1,024 files unless it asks for more.
    """
    for name in [n for n in os.environ if n.lower().endswith("_proxy")]:
        del os.environ[name]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def outside(log: LogSettings, secrets: Secrets) -> Outside:
    """Make the daemon's clock, chance, log, metrics, terminal and crash points."""
    return Outside(
        clock=SystemClock(),
        random=random.SystemRandom(),
        log=open_log(secrets=secrets, level=log.level, form=log.form),
        metrics=Metrics(),
        stream=sys.stdout,
        point=points.from_environment(os.environ),
    )
