"""Connecting that reaches nothing: notes each address, gives one end of a pair of sockets."""

import socket
from collections.abc import Sequence

from monitor.net.channel import Channel


class Dialled:
    """Stands for `connect.dial`; `dead` addresses refuse, `silent` ones take too long."""

    def __init__(self, dead: Sequence[str] = (), silent: Sequence[str] = ()) -> None:
        self.reached: list[str] = []
        self.ends: list[socket.socket] = []  # the servers' ends
        self._dead = dead
        self._silent = silent

    async def __call__(self, address: str, port: int, within_s: float) -> Channel:
        self.reached.append(address)
        if address in self._dead:
            raise ConnectionRefusedError(111, "Connection refused")
        if address in self._silent:
            raise TimeoutError
        near, far = socket.socketpair()
        near.setblocking(False)
        far.setblocking(False)
        self.ends.append(far)
        return Channel(near)

    def close(self) -> None:
        for end in self.ends:
            end.close()
