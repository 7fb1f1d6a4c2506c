"""One connection pool to the server: scripts and reads, repeated while the server is away."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    NoPermissionError,
    NoScriptError,
    OutOfMemoryError,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import TimeoutError as SlowError

from monitor.clock import Clock
from monitor.errors import StoreError
from monitor.store.keys import base
from monitor.store.scripts import Script

Arg = str | bytes | int | float
Command = tuple[Arg, ...]
Log = Callable[..., None]
BUSY = (
    *("LOADING", "READONLY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "MOVED", "NOREPLICAS"),
    "BUSY ",
)
FULL = ("OOM", "MISCONF")
FIRST_WAIT_S, LONGEST_WAIT_S = 0.05, 2.0
LANES = 4  # pipelines at one time
MOST = 500  # commands of calls that share one; a call of its own may have more


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How the server is reached, and what to do while it is not."""

    clock: Clock
    log: Log
    patience_s: float | None = None  # None = wait until it is back
    lost: Callable[[], None] = lambda: None  # told whenever a connection broke
    gone: Callable[[], StoreError | None] = lambda: None  # why it will not come back


def server_time() -> int:
    """Leave the time to the server: what `now_ms` 0 means to a script."""
    return 0


class Client:
    """Runs scripts and plain reads under one prefix; every trouble becomes a StoreError.

    A call is repeated while the server loads, restarts or fails over: scripts answer the
    same when they are repeated, so a lost answer is asked for again. Calls of one turn of the
    loop, and those that come while all lanes are taken, go out together.
    """

    def __init__(
        self,
        redis: "Redis",
        *,
        scripts: dict[str, Script],
        prefix: str,
        reach: Reach,
        now_ms: Callable[[], int] = server_time,
    ) -> None:
        """Take over a pool; nothing is sent yet."""
        self._redis = redis
        self._scripts = scripts
        self._prefix = prefix
        self._reach = reach
        self._now_ms = now_ms
        self._waiting: deque[_Call] = deque()
        self._lanes: set[asyncio.Task[None]] = set()

    def key(self, tag: str, name: str) -> str:
        """Give a key's full name."""
        return base(self._prefix, tag) + name

    def call(self, script: str, tag: str, *args: Arg) -> Command:
        """Make a script's call, to be run alone or among others."""
        sha = self._scripts[script].sha
        return ("EVALSHA", sha, 1, base(self._prefix, tag), self._now_ms(), *args)

    async def run(self, script: str, tag: str, *args: Arg) -> Any:
        """Run one script under one tag."""
        return (await self.ask([self.call(script, tag, *args)]))[0]

    async def time_ms(self) -> int:
        """Give the server's clock, or the one that scripts are given instead."""
        return (await self.ask_at([]))[1]

    async def ask_at(self, commands: Sequence[Command]) -> tuple[list[Any], int]:
        """Send commands and give their answers with the time they were answered at."""
        *answers, (seconds, micros) = await self.ask([*commands, ("TIME",)])
        return answers, self._now_ms() or int(seconds) * 1000 + int(micros) // 1000

    async def load(self) -> None:
        """Give the server every script."""
        loads = [("SCRIPT LOAD", script.text) for script in self._scripts.values()]
        for answer in await self._send(loads):
            if isinstance(answer, Exception):
                raise answer

    async def ask(self, commands: Sequence[Command]) -> list[Any]:
        """Send commands in one go and give their answers in order."""
        answers: list[Any] = [None] * len(commands)
        left = list(range(len(commands)))
        wait_s, started = FIRST_WAIT_S, self._reach.clock.monotonic()
        while True:
            why = await self._try(commands, left, answers)
            if not left:
                return answers
            self._check_patience(why, started)
            self._reach.log("store.waiting", why=str(why), wait_s=wait_s)
            await self._reach.clock.sleep(wait_s)
            wait_s = min(LONGEST_WAIT_S, wait_s * 2)

    def _check_patience(self, why: Exception | None, started: float) -> None:
        gone = self._reach.gone()
        if gone:
            raise gone
        patience = self._reach.patience_s
        if patience is not None and self._reach.clock.monotonic() - started > patience:
            raise StoreError(f"store does not answer: {why}; is the server up?", kind="busy")

    async def _try(
        self, commands: Sequence[Command], left: list[int], answers: list[Any]
    ) -> Exception | None:
        """Send what is left; take what was answered off `left`; give why something still is."""
        why: Exception | None = None
        try:
            got = await self._send([commands[i] for i in left])
            if any(isinstance(answer, NoScriptError) for answer in got):
                await self.load()
        except (RedisError, OSError) as error:
            cause = error.__cause__  # a refused password comes wrapped as a lost connection
            got = [cause if isinstance(cause, AuthenticationError) else error] * len(left)
        for i, answer in zip(list(left), got, strict=True):
            if isinstance(answer, NoScriptError) or _is_busy(answer):
                why = answer
            elif isinstance(answer, Exception):
                raise _error(answer, commands[i]) from answer
            else:
                answers[i] = answer
                left.remove(i)
        if isinstance(why, LostError | SlowError | OSError):
            self._reach.lost()
        if isinstance(why, NoScriptError):
            return await self._try(commands, left, answers)
        return why

    async def _send(self, commands: Sequence[Command]) -> list[Any]:
        """Have commands sent with what others want now; gives their answers, errors as values."""
        call = _Call(commands, asyncio.get_running_loop().create_future())
        self._waiting.append(call)
        if len(self._lanes) < min(LANES, len(self._waiting)):
            lane = asyncio.create_task(self._lane())
            self._lanes.add(lane)
        return await call.answers

    async def _lane(self) -> None:
        """Send what waits, until nothing does."""
        try:
            await self._drained()
        finally:  # at once: who asks next, in this very turn, must not wait for a lane that ends
            self._lanes = {one for one in self._lanes if one is not asyncio.current_task()}

    async def _drained(self) -> None:
        while self._waiting:
            calls, n = [self._waiting.popleft()], 0
            while self._waiting and (n := n + len(calls[-1].commands)) < MOST:
                calls.append(self._waiting.popleft())
            await self._together([call for call in calls if not call.answers.done()])

    async def _together(self, calls: Sequence["_Call"]) -> None:
        """Send the commands of some calls at once; one that cannot be sent harms itself alone."""
        try:
            answers = await self._sent([c for call in calls for c in call.commands])
        except (LostError, SlowError, OSError) as error:
            _failed(calls, error)
        except (RedisError, ValueError, TypeError) as error:
            if len(calls) == 1:
                _failed(calls, error)
                return
            for call in calls:
                await self._together([call])
        except BaseException:  # the loop ends
            _failed(calls, LostError("the store is being closed"))
            raise
        else:
            _answered(calls, answers)

    async def _sent(self, commands: Sequence[Command]) -> list[Any]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for command in commands:
                pipe.execute_command(*command)
            return await pipe.execute(raise_on_error=False)

    async def aclose(self) -> None:
        """Close every connection."""
        await asyncio.gather(*self._lanes)
        await self._redis.aclose()


@dataclass(frozen=True, slots=True)
class _Call:
    """Commands of one caller, who waits for their answers."""

    commands: Sequence[Command]
    answers: asyncio.Future[list[Any]]


def _answered(calls: Sequence[_Call], answers: Sequence[Any]) -> None:
    """Give each caller the answers to its own commands."""
    at = 0
    for call in calls:
        if not call.answers.done():
            call.answers.set_result(list(answers[at : at + len(call.commands)]))
        at += len(call.commands)


def _failed(calls: Sequence[_Call], error: Exception) -> None:
    for call in calls:
        if not call.answers.done():
            call.answers.set_exception(error)


def _is_busy(answer: object) -> bool:
    """Tell whether the same call may work in a moment."""
    if isinstance(answer, AuthenticationError | AuthorizationError):
        return False
    if isinstance(answer, LostError | SlowError | OSError):
        return True
    return isinstance(answer, ResponseError) and str(answer).startswith(BUSY)


def _error(answer: Exception, command: Command) -> StoreError:
    """Say in one line what the server refused."""
    text = str(answer)
    if isinstance(answer, OutOfMemoryError) or text.startswith(FULL):
        return StoreError(f"store is full: {text}; free memory or disk", kind="full")
    if isinstance(answer, AuthenticationError | AuthorizationError):
        return StoreError(f"store refuses us: {text}; check store.url and store.password")
    if isinstance(answer, NoPermissionError):
        return StoreError(f"store refuses {_named(command)}: {text}; check the ACL of our user")
    if "WRONGTYPE" in text:
        found = text[text.index("WRONGTYPE") :].partition(" script: ")[0]
        detail = found.removeprefix("WRONGTYPE ") if _is_script(command) else _named(command)
        return StoreError(f"store holds a key of a wrong type: {detail}", kind="wrong")
    return StoreError(f"store: {_named(command)}: {text}", kind="wrong")


def _is_script(command: Command) -> bool:
    return command[0] == "EVALSHA"


def _named(command: Command) -> str:
    return " ".join(str(part)[:80] for part in command[: 4 if _is_script(command) else 2])
