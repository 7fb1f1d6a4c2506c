"""A mailbox from its source file to its articles, over a real server: nothing comes twice."""

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

from monitor.intake.found import Found
from monitor.intake.reading import Reader
from monitor.intake.sourcebook import load
from monitor.model import Problem, Source
from monitor.net.outward import Outward
from monitor.net.politeness import HostGate, free_slot
from monitor.ports import SourceState
from monitor.rulebook.diagnostic import Faults
from tests.fakes.clock import FakeClock
from tests.fakes.imapserver import ImapServer
from tests.fakes.reading import document
from tests.fakes.store import MemoryStore
from tests.unit.intake.test_reading import InlineCompute, Web

PAIR = Path(__file__).resolve().parents[1] / "net" / "tls"  # self-signed for news.example
FILE = """sources:
  - {{id: letters, kind: mailbox, host: news.example, port: {port}, folder: News, outlet: Briefs,
     auth: {{basic: [env:IMAP_U, env:IMAP_P]}}, allow_private: [127.0.0.0/8]}}
"""
GRANTS = {"IMAP_U": ["news.example"], "IMAP_P": ["news.example"]}
SECRETS = {"env:IMAP_U": "ann", "env:IMAP_P": "good"}


def letter(subject: str) -> bytes:
    return f"Message-ID: <{subject}@x>\r\nSubject: {subject}\r\n\r\nText.\r\n".encode()


def source_of(
    port: int, *, grants: dict[str, list[str]] | None = None
) -> tuple[Source | None, str]:
    faults = Faults()
    texts = {"rules/sources/a.yaml": FILE.format(port=port).encode()}
    book = load(
        texts,
        grants=GRANTS if grants is None else grants,
        secret=SECRETS.__getitem__,
        faults=faults,
    )
    return book.sources.get("letters"), " ".join(str(fault) for fault in faults)


def run(
    act: Callable[[ImapServer, Reader, Source], Awaitable[None]], *, password: str = "good"
) -> None:
    async def inner() -> None:
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(PAIR / "cert.pem", PAIR / "key.pem")
        clock = FakeClock(driving=True)

        async def loopback(_host: str, _port: int) -> list[str]:
            return ["127.0.0.1"]

        with ImapServer(serving, letters={1: letter("One"), 2: letter("Two")}) as server:
            fetcher = Outward(
                agent="a",
                hosts=HostGate(slot=free_slot, clock=clock),
                clock=clock,
                random=random.Random(1),
                resolve=loopback,
                tls=ssl.create_default_context(cafile=PAIR / "cert.pem"),
            )
            reader = Reader(
                fetch=fetcher.get,
                compute=InlineCompute(),
                unseen=MemoryStore(now_ms=clock.now_ms).articles.unseen,
                secret=(SECRETS | {"env:IMAP_P": password}).__getitem__,
                clock=clock,
            )
            source, said = source_of(server.port)
            assert source is not None, said
            await act(server, reader, source)
            await fetcher.close()

    asyncio.run(inner())


async def titles(reader: Reader, source: Source, memory: str) -> tuple[list[str], str]:
    state = SourceState(memory=memory, baseline=source.config_hash)
    found = await reader(source, state)
    assert isinstance(found, Found), found
    return [article.title for article in found.articles], found.memory or ""


def test_later_polls_read_later_letters_only() -> None:
    async def act(server: ImapServer, reader: Reader, source: Source) -> None:
        first, memory = await titles(reader, source, "")
        nothing, memory = await titles(reader, source, memory)
        server.letters[5] = letter("Five")
        later, _ = await titles(reader, source, memory)
        assert (first, nothing, later) == (["One", "Two"], [], ["Five"])

    run(act)


def test_a_folder_that_was_made_anew_starts_over() -> None:
    async def act(server: ImapServer, reader: Reader, source: Source) -> None:
        _, memory = await titles(reader, source, "")
        server.validity = 8
        again, _ = await titles(reader, source, memory)
        assert again == ["One", "Two"]  # their keys are known: nothing of it is told twice

    run(act)


def test_a_wrong_password_is_the_sources_problem() -> None:
    async def act(_server: ImapServer, reader: Reader, source: Source) -> None:
        problem = await reader(source, SourceState(baseline=source.config_hash))
        assert isinstance(problem, Problem)
        assert problem.kind == "401"
        assert "hush" not in f"{problem}"

    run(act, password="hush")


def test_letters_are_parsed_in_a_worker_however_small() -> None:
    source, _ = source_of(993)
    assert source is not None
    body = '{"messages": [], "validity": 1, "last": 0, "more": false}'
    web = Web({source.url: document(body)})
    web.secrets |= SECRETS
    web.good(source, SourceState(baseline=source.config_hash))
    assert web.compute.called == ["parse"]


def test_its_password_is_granted_for_its_host() -> None:
    source, said = source_of(993, grants={"IMAP_U": ["news.example"]})
    assert source is None
    assert "IMAP_P is not granted to news.example" in said
