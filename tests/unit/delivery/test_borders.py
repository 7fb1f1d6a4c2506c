"""What is drawn at the borders: too much of it, cut inside a letter, hosts nobody looks up."""

import pytest

from monitor.delivery import cards
from monitor.delivery.escape import web_url
from monitor.delivery.ops import Notices
from monitor.delivery.render import digests
from monitor.model import Quote
from monitor.outgoing import Message
from tests.fakes.delivering import Desk

ACCENTED = "e\u0301" * 300


def test_what_fits_nowhere_is_drawn_as_small_as_it_gets() -> None:
    lines = tuple(f"Story {n}: {'x' * 200}" for n in range(60))
    links = tuple(("Gazette", f"https://gazette.example/{n}") for n in range(60))
    message = Message(
        id="", delivery="d", kind="digest", text="t", headline="60 stories", lines=lines,
        links=links,
    )  # fmt: skip
    drawn = cards.blocks(message)
    assert cards.text_size(drawn) > cards.BUDGET
    assert "gazette.example" not in str(drawn)


@pytest.mark.parametrize("first", [101, 102])
def test_a_quote_is_never_cut_inside_a_letter(first: int) -> None:
    start, end = cards.window(Quote(text=ACCENTED, bold=((first, first + 2),)), 160)
    assert ACCENTED[start] == ACCENTED[end] == "e"
    assert end - start <= 160 + 1


def test_a_host_that_no_name_server_knows_is_shown_percent_encoded() -> None:
    host = "\u00e9" * 64
    assert web_url(f"https://{host}.example/a") == f"https://{'%C3%A9' * 64}.example/a"


def test_a_faulty_file_is_told_once_for_each_of_its_lines() -> None:
    desk = Desk()
    notices = Notices(outbox=desk.outbox, receiver="ops")
    for line, owner in (("r.yaml:1:1: E001", "desk"), ("r.yaml:1:1: E001", "desk"), ("b", "")):
        desk.run(notices.faulty(line, owner=owner))
    texts = [row.text.partition("\n")[0] for row in desk.run(desk.outbox.rows(receiver="ops"))]
    assert sorted(texts) == ["b", "desk: r.yaml:1:1: E001"]


def test_without_a_story_there_are_no_facts_to_name() -> None:
    assert digests(None, ["out:ada"]) == ()
