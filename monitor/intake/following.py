"""What one poll asks for after its first document: in order, each address once, never too many."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.intake.remembered import TRIES, Waiting
from monitor.model import Request

MOST = 50  # requests of one poll beyond those its kind plans


class Queue:
    """The requests of one poll."""

    def __init__(
        self, first: Request, more: Sequence[Request] = (), waiting: Iterable[Waiting] = ()
    ) -> None:
        """Begin with what an earlier poll has left, then with what the kind plans."""
        self._known = {_name(first)}
        self._planned = {_name(request) for request in more}
        self._waiting: list[Waiting] = []
        self._left = MOST
        self._add(waiting)
        self.add(more)

    def add(self, requests: Iterable[Request]) -> None:
        """Put requests at the end; one that was asked or waits already is left out."""
        self._add(Waiting(request=request) for request in requests)

    def next(self) -> Waiting | None:
        """Take the next request, None when there is none or this poll has asked enough."""
        if not self._waiting or not self._left:
            return None
        self._left -= 1
        return self._waiting.pop(0)

    def again(self, one: Waiting) -> None:
        """Keep a request for the next poll; given up after some tries."""
        if one.tries + 1 < TRIES:
            self._waiting.insert(0, replace(one, tries=one.tries + 1))

    def rest(self) -> tuple[Waiting, ...]:
        """Give what this poll did not ask, but what the kind plans at each poll anyway."""
        return tuple(one for one in self._waiting if _name(one.request) not in self._planned)

    def _add(self, ones: Iterable[Waiting]) -> None:
        for one in ones:
            if (name := _name(one.request)) not in self._known:
                self._known.add(name)
                self._waiting.append(one)


def _name(request: Request) -> tuple[str, str, bytes | None]:
    return request.url, request.method, request.body
