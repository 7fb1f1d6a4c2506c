"""The tools a notifier is made with, in a test."""

import io
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from monitor.errors import FetchError
from monitor.outgoing import Tools

TOKEN = "xoxb-2222-planted"
KEY = "whsec_cGxhbnRlZC1rZXk="
SECRETS = {"SLACK_BOT_TOKEN": TOKEN, "HOOK_KEY": KEY}
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def no_post(url: str, **_request: Any) -> Any:
    """Post to nowhere."""
    raise FetchError("connect", f"{url} is not there")


@contextmanager
def tools(*, secrets: Mapping[str, str] = SECRETS, **more: Any) -> Iterator[Tools]:
    """Give tools whose `stream` is in memory; `passed` of the same name may count points."""
    passed: list[str] = more.pop("passed", [])
    with ThreadPoolExecutor(2) as threads:
        given: dict[str, Any] = {
            "secret": lambda name: secrets[name.removeprefix("env:")],
            "post": no_post,
            "threads": threads,
            "stream": io.StringIO(),
            "point": passed.append,
            "now": lambda: NOW,
            "request_s": 3.0,
        }
        yield Tools(**(given | more))
