"""Cards: blocks in their order, inside Slack's limits, with nothing hostile alive in them."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.delivery import cards
from monitor.delivery.escape import size
from monitor.fakeslack.limits import fault_of
from monitor.fakeslack.mrkdwn import to_html
from monitor.model import Quote
from monitor.outgoing import Cited, Message, Row
from tests.fakes.hostile import HOSTILE, URLS

GOLDEN = Path(__file__).parents[2] / "golden" / "cards"
GREG = Row(who="Greg Brockman", role="President, co-founder", what="on leave")
JOHN = Row(who="John Schulman", role="Co-founder", what="leaves for Anthropic", place="Anthropic")
QUOTE = Quote(text="Il presidente di OpenAI Greg Brockman va in congedo", bold=((3, 13), (24, 51)))
CITED = Cited(
    quote=QUOTE, outlet="Gazzetta", url="https://gazzetta.example/1", lang="it", at="6 Aug 09:12"
)
CARD = Message(
    id="s1.1@exec-abc",
    delivery="s1.1@exec",
    kind="card",
    text="OpenAI: 2 people leave",
    headline="OpenAI: 2 people leave",
    severity="high",
    people=(GREG, JOHN),
    quotes=(CITED,),
    links=(("Gazzetta", "https://gazzetta.example/1"),),
    about="it · first seen 6 Aug 09:12 UTC",
    footer="executive-departure · high · people-desk · s1.1",
)
REPLY = replace(CARD, kind="reply", lines=("New: Peter Deng, Head of product: left (reported)",))


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from [value] if key == "text" and isinstance(value, str) else texts(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from texts(item)


def mrkdwn(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield node["text"]
        for value in node.values():
            yield from mrkdwn(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from mrkdwn(item)


@pytest.mark.parametrize(("name", "message"), [("card", CARD), ("reply", REPLY)])
def test_a_message_is_drawn_as_the_golden_one(name: str, message: Message) -> None:
    drawn = json.dumps(cards.blocks(message), ensure_ascii=False, indent=1) + "\n"
    assert drawn == (GOLDEN / f"{name}.json").read_text("utf-8")


def test_the_blocks_stand_in_their_order() -> None:
    kinds = [block["type"] for block in cards.blocks(CARD)]
    assert kinds == ["header", "section", "rich_text", "context", "context"]


def test_ten_people_are_shown_and_the_rest_counted() -> None:
    blocks = cards.blocks(replace(CARD, people=(GREG,) * 13))
    assert [len(block["fields"]) for block in blocks if "fields" in block] == [10, 10]
    assert "+3 more" in list(texts(blocks))


def test_a_card_without_people_or_quotes_still_stands() -> None:
    blocks = cards.blocks(replace(CARD, people=(), quotes=(), links=(), about=""))
    assert [block["type"] for block in blocks] == ["header", "context"]


def test_the_header_is_cut_to_slacks_limit() -> None:
    head = cards.blocks(replace(CARD, headline="👍" * 200))[0]["text"]["text"]
    assert size(head) <= 150


def huge() -> Message:
    long = "Ω" * 400
    row = Row(who=long, role=long, what=long, place=long)
    cited = Cited(
        quote=Quote(text="字" * 900, bold=((400, 420),)), outlet=long, url="", lang="", at=""
    )
    links = tuple((f"Outlet {n} {long}", f"https://o{n}.example/{'x' * 1900}") for n in range(40))
    return replace(CARD, people=(row,) * 14, quotes=(cited,) * 3, links=links, about=long)


def test_what_is_over_budget_is_dropped_in_order_and_never_the_essentials() -> None:
    blocks = cards.blocks(huge())
    assert cards.text_size(blocks) <= cards.BUDGET
    assert len([block for block in blocks if "fields" in block]) >= 1
    assert CARD.footer in list(texts(blocks))
    assert sum(len(block["fields"]) for block in blocks if "fields" in block) >= 6
    assert "<https://o0.example/" in json.dumps(blocks)


def test_a_quote_is_cut_around_what_matched() -> None:
    quote = Quote(text="a" * 500 + "MATCH" + "b" * 500, bold=((500, 505),))
    spans = cards.spans(quote, 100)
    assert [span["text"] for span in spans if span.get("style")] == ["MATCH"]
    assert sum(size(span["text"]) for span in spans) <= 106


def test_bold_spans_that_overlap_or_lie_outside_are_clipped() -> None:
    quote = Quote(text="one two three", bold=((4, 7), (5, 9), (20, 30), (0, 0)))
    bold = [span["text"] for span in cards.spans(quote, 300) if span.get("style")]
    assert bold == ["two", " t"]


def test_an_empty_quote_is_no_empty_element() -> None:
    assert cards.spans(Quote(text=""), 300) == [{"type": "text", "text": "-"}]


def test_spaces_around_bold_words_stay_single() -> None:
    quote = Quote(text="il  presidente   va", bold=((4, 14),))
    assert "".join(span["text"] for span in cards.spans(quote, 300)) == "il presidente va"


def test_chinese_words_are_bold_without_word_boundaries() -> None:
    quote = Quote(text="开放人工智能总裁格雷格休长假", bold=((6, 8), (11, 14)))
    bold = [span["text"] for span in cards.spans(quote, 300) if span.get("style")]
    assert bold == ["总裁", "休长假"]


def hostile(text: str, url: str) -> Message:
    row = Row(who=text, role=text, what=text, place=text)
    cited = Cited(quote=Quote(text=text, bold=((0, 3),)), outlet=text, url=url, lang=text, at="")
    return replace(
        CARD,
        headline=text,
        people=(row,) * 4,
        quotes=(cited,) * 3,
        links=((text, url),) * 3,
        lines=(text,) * 3,
        about=text,
        footer=text,
    )


@pytest.mark.parametrize("kind", ["card", "reply", "notice"])
def test_hostile_texts_never_ping_link_or_break(kind: str) -> None:
    for n, text in enumerate(HOSTILE):
        message = replace(hostile(text, URLS[n % len(URLS)]), kind=kind)  # type: ignore[arg-type]
        judge(message)


@given(st.text(st.characters(codec=None), max_size=300), st.sampled_from(URLS))
def test_any_text_makes_blocks_that_slack_takes(text: str, url: str) -> None:
    judge(hostile(text, url))


def judge(message: Message) -> None:
    blocks = cards.blocks(message)
    assert fault_of({"text": "x", "blocks": list(blocks)}) == ""
    assert len(blocks) <= 12
    assert cards.text_size(blocks) <= cards.BUDGET
    for text in mrkdwn(list(blocks)):
        drawn = to_html(text)
        assert 'class="ping"' not in drawn
        assert all(
            url.startswith(("https://a.example/", "https://exa%20mple"))
            for url in re.findall(r'href="([^"]*)"', drawn)
        )
    for text in texts(list(blocks)):
        assert not re.search("[\x00-\x08\u202a-\u202e\ud800-\udfff\u200b]", text)
