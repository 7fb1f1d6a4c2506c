"""The console notifier: readable blocks, and nothing a terminal would obey."""

import io

import pytest

from monitor.model import Quote
from monitor.notifiers.console import Console, lines, safe
from monitor.outgoing import Cited, Message, Row
from tests.fakes.hostile import HOSTILE

CARD = Message(
    id="s1.1@out-abc",
    delivery="s1.1@out",
    kind="card",
    text="x",
    headline="OpenAI: Greg Brockman takes leave",
    severity="high",
    people=(Row(who="Greg Brockman", role="President", what="on leave"),),
    quotes=(
        Cited(quote=Quote(text="va in congedo"), outlet="Gazzetta", url="u", lang="it", at="9:12"),
    ),
    links=(("Gazzetta", "https://gazzetta.example/1"), ("Figaro", "https://figaro.example/1")),
    about="it, fr",
    footer="executive-departure · s1.1",
)


def test_a_card_is_one_readable_block() -> None:
    assert list(lines(CARD)) == [
        "ALERT [high] OpenAI: Greg Brockman takes leave",
        "  Greg Brockman, President: on leave",
        '  "va in congedo" Gazzetta (it, 9:12)',
        "  https://gazzetta.example/1",
        "  https://figaro.example/1",
        "  2 outlets · it, fr",
        "  executive-departure · s1.1",
    ]


@pytest.mark.parametrize(("kind", "word"), [("reply", "UPDATE"), ("notice", "NOTICE")])
def test_other_kinds_say_what_they_are(kind: str, word: str) -> None:
    message = Message(
        id="i",
        delivery="d",
        kind=kind,  # type: ignore[arg-type]
        text="",
        headline="H",
        lines=("one",),
    )
    assert list(lines(message)) == [f"{word} [normal] H", "  one"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_moves_a_cursor_or_makes_a_line(text: str) -> None:
    shown = safe(text)
    assert shown.isprintable() or all(c.isprintable() or c in "\u200d\u2069\u2068" for c in shown)
    assert "\n" not in shown
    assert len(shown) <= 500


def test_a_stream_gets_a_block_and_an_empty_line() -> None:
    import asyncio

    stream = io.StringIO()
    far = Console(stream=stream, point=lambda _name: None)
    handle = asyncio.run(far.send(CARD, under=None, alive=lambda: True))
    assert handle is not None
    assert handle.ts == CARD.id
    assert stream.getvalue().endswith("s1.1\n\n")
