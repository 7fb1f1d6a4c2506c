"""A real IMAP server on loopback, by TLS, with as much of the protocol as a reader needs.

with ImapServer(tls, letters={5: b"From: ..."}) as server: ... server.port ... server.said
"""

import re
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Literal, Self

Trouble = Literal["", "silent", "drip", "huge", "cut", "odd"]


class ImapServer:
    """One folder `News`; `trouble` is what happens when a message is asked for."""

    def __init__(
        self,
        tls: ssl.SSLContext,
        *,
        letters: Mapping[int, bytes],
        validity: int = 7,
        trouble: Trouble = "",
    ) -> None:
        self._tls = tls
        self.letters = dict(letters)
        self.validity = validity
        self.trouble = trouble
        self.said: list[str] = []  # commands as they came
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in tuple(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _start(self, target: object, *given: object) -> None:
        thread = threading.Thread(target=target, args=given)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(plain)
            self._start(self._serve, plain)

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError, ValueError):
            line = self._tls.wrap_socket(plain, server_side=True)
            self._open.append(line)
            with line, line.makefile("rwb", buffering=0) as talk:
                talk.write(b"* OK ready\r\n")
                for raw in iter(talk.readline, b""):
                    tag, _, command = raw.decode().strip().partition(" ")
                    self.said.append(command)
                    talk.write(
                        self._answer(line, command) + f"{tag} {self._end(command)}\r\n".encode()
                    )
        with suppress(OSError):
            plain.close()

    def _end(self, command: str) -> str:
        if command.startswith("LOGIN") and '"good"' not in command and " good" not in command:
            return "NO wrong"
        if command.startswith("EXAMINE") and '"News"' not in command:
            return "NO no such folder"
        return "OK done"

    def _answer(self, line: socket.socket, command: str) -> bytes:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n"
        if command.startswith("EXAMINE"):
            coming = max(self.letters, default=0) + 1
            return (
                f"* {len(self.letters)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] x\r\n"
                f"* OK [UIDNEXT {coming}] x\r\n"
            ).encode()
        if found := re.match(r"UID SEARCH UID (\d+):\*", command):
            uids = [uid for uid in sorted(self.letters) if uid >= int(found[1])]
            uids = uids or sorted(self.letters)[-1:]  # `n:*` always has the last one
            return f"* SEARCH {' '.join(map(str, uids))}\r\n".encode()
        if found := re.match(r"UID FETCH (\d+) \((.*)\)", command):
            return self._message(line, int(found[1]), found[2])
        return b""

    def _message(self, line: socket.socket, uid: int, wanted: str) -> bytes:
        letter = self.letters[uid]
        if wanted == "RFC822.SIZE":
            return f"* 1 FETCH (UID {uid} RFC822.SIZE {len(letter)})\r\n".encode()
        if self.trouble == "huge":
            return f"* 1 FETCH (UID {uid} BODY[] {{9999999999}}\r\n".encode()
        if self.trouble == "odd":
            return b"* 1 FETCH what is this\r\n"
        if self.trouble == "cut":
            line.shutdown(socket.SHUT_RDWR)
        if self.trouble == "silent":
            self._over.wait(30)
        while self.trouble == "drip" and not self._over.wait(0.05):
            line.sendall(b"*")
        return f"* 1 FETCH (UID {uid} BODY[] {{{len(letter)}}}\r\n".encode() + letter + b")\r\n"
