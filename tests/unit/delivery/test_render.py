"""Render: what a card, an edit, a reply and a notice say, and how they are named."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.delivery.render import bare, digests, moment, quotes, render, reply_lines, rows
from monitor.ids import fact_digest
from monitor.model import Fact, Story
from monitor.outgoing import Alert, Delivery, Handle, Kind, Message
from monitor.reasons import Reason
from tests.fakes.delivering import fact, mention, story

NOW = datetime(2024, 8, 6, 10, 40, tzinfo=UTC)
CARD = Handle(channel="C1", ts="1.0")
GREG = fact(seat="President, co-founder")
JOHN = fact("John Schulman", "move", seat="Co-founder")
GOES = Fact(
    id="destination:john-schulman:anthropic", role="destination", value="Anthropic",
    person="john-schulman", news="reply",
)  # fmt: skip
PETER = fact("Peter Deng", "departure", seat="Head of product", certainty="reported")


def about(role: str, value: str, **more: Any) -> Fact:
    """A later fact about Peter Deng."""
    return Fact(id=f"{role}:x", role=role, value=value, person="peter-deng", article="a1", **more)


def drawn(told: Story, *news: Fact, kind: Kind = "card", **more: Any) -> Message:
    row = Delivery(
        id=f"{told.id}.1@exec", story=told.id, receiver="exec", kind=kind, n=1,
        created=1_722_935_520_000,
    )  # fmt: skip
    alert = Alert(
        kind=kind, reason=Reason.FIRST, story=told, news=news or told.facts,
        under=None if kind == "card" else CARD,
    )  # fmt: skip
    return render(alert, row, now=NOW, **more)


SEED = story(GREG, JOHN, GOES, PETER, headline="OpenAI: 3 senior people leave")


def test_a_card_names_people_seats_and_what_they_do() -> None:
    people = [(row.who, row.role, row.what) for row in drawn(SEED).people]
    assert people == [
        ("Greg Brockman", "President, co-founder", "on leave"),
        ("John Schulman", "Co-founder", "leaves for Anthropic"),
        ("Peter Deng", "Head of product", "left (reported)"),
    ]


def test_a_cards_text_is_the_whole_in_a_line() -> None:
    assert drawn(SEED).text == (
        "OpenAI: 3 senior people leave: Greg Brockman, John Schulman, Peter Deng (Gazzetta Tech)"
    )


def test_a_card_says_where_it_comes_from() -> None:
    card = drawn(SEED)
    assert card.links == (("Gazzetta Tech", "https://gazzetta-tech.example/openai"),)
    assert card.about == "it · first seen 6 Aug 09:12 UTC"
    assert card.footer == "executive-departure · high · people-desk · s7kq2m4x.1"


def test_times_are_in_the_readers_zone() -> None:
    card = drawn(SEED, zone=ZoneInfo("Europe/Rome"))
    assert card.about == "it · first seen 6 Aug 11:12 CEST"
    assert card.quotes[0].at == "6 Aug 11:12"
    assert moment("", UTC) == ""


def test_a_denied_story_says_so_on_top_and_by_whom() -> None:
    denial = about("denied", "Peter Deng", by="OpenAI")
    card = drawn(story(PETER, denial, headline="OpenAI: Peter Deng leaves", denied=True))
    assert card.headline == "OpenAI: Peter Deng leaves (denied)"
    assert card.people[0].what == "left (reported) (denied by OpenAI)"
    assert "denied" in card.about


def test_what_is_confirmed_is_no_longer_called_reported() -> None:
    card = drawn(story(PETER, about("confirmed", "Peter Deng")))
    assert card.people[0].what == "left"


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("departure", "leaves"),
        ("retirement", "retires"),
        ("dismissal", "dismissed"),
        ("death", "died"),
        ("appointment", "appointed"),
        ("return", "returns"),
        ("founding", "founds a company"),
        ("data_breach", "data breach"),
    ],
)
def test_each_type_has_its_words(kind: str, what: str) -> None:
    assert rows([fact(kind=kind)], [])[0].what == what


def test_who_arrives_joins() -> None:
    assert rows([fact(kind="move", role="in")], [])[0].what == "joins"


def test_an_unnamed_seat_borrows_nothing_from_other_unnamed_ones() -> None:
    unnamed = Fact(id="out:seat", role="out", value="cfo", type="departure")
    denial = Fact(id="denied:", role="denied", value="ceo", by="OpenAI")
    assert rows([unnamed], [unnamed, denial])[0].what == "leaves"


@pytest.mark.parametrize(
    ("news", "line"),
    [
        (PETER, "New: Peter Deng, Head of product: left (reported)"),
        (about("denied", "Peter Deng", by="OpenAI"), "Denied: Peter Deng by OpenAI"),
        (about("retracted", "Peter Deng"), "Retracted: Peter Deng"),
        (about("successor", "Ana Ruiz"), "Follow-up: Ana Ruiz follows Peter Deng"),
        (about("destination", "Meta"), "Follow-up: Peter Deng goes to Meta"),
        (about("confirmed", "Peter Deng"), "Follow-up: Peter Deng, confirmed"),
        (about("detail", "12 people"), "Follow-up: 12 people"),
    ],
)
def test_a_reply_says_each_new_fact(news: Fact, line: str) -> None:
    known = (PETER,) if news.role == "out" else (PETER, news)
    assert reply_lines([news], known) == [line]


def test_a_destination_is_said_with_its_person() -> None:
    assert reply_lines([JOHN, GOES], SEED.facts) == [
        "New: John Schulman, Co-founder: leaves for Anthropic"
    ]


def test_a_reply_quotes_the_article_that_told_it() -> None:
    figaro = mention("Figaro", article="a2", lang="fr")
    late = replace(PETER, article="a2")
    reply = drawn(story(GREG, late, mentions=(mention(), figaro)), late, kind="reply")
    assert [cited.outlet for cited in reply.quotes] == ["Figaro"]
    assert reply.text == "New: Peter Deng, Head of product: left (reported)"


def test_an_edit_shows_the_whole_story_and_when_it_changed() -> None:
    more = tuple(mention(f"Outlet {n}", article=f"a{n}") for n in range(6))
    edit = drawn(story(GREG, mentions=(mention(), *more)), kind="edit")
    assert edit.about.endswith("updated 10:40, 6 more outlets")
    assert edit.people


def test_an_edit_of_another_version_is_another_message() -> None:
    first = drawn(story(GREG, version=2), kind="edit")
    second = drawn(story(GREG, version=3), kind="edit")
    assert first.id != second.id


def test_a_notice_says_its_own_words() -> None:
    row = Delivery(
        id="n.acme.broken.1", story="acme", receiver="ops", kind="notice", n=1, text="Broken\nWait"
    )
    alert = Alert(kind="notice", reason=Reason.FIRST, text=row.text)
    notice = render(alert, row, now=NOW)
    assert (notice.headline, notice.lines) == ("Broken", ("Broken", "Wait"))
    assert notice.payload["about"] == "acme"
    assert notice.metadata["near"] == ""


def test_quotes_are_one_an_outlet_the_best_tier_first() -> None:
    told = [
        mention("Blog", tier="aggregator"),
        mention("Gazette", article="a2"),
        mention("Gazette", article="a3"),
        mention("Reg", tier="regulator"),
        mention("Wire", tier="wire"),
        mention("Mute", tier="primary", quote=None),
    ]
    assert [cited.outlet for cited in quotes(told, UTC)] == ["Reg", "Wire", "Gazette"]


def test_a_plain_message_says_all_in_escaped_lines() -> None:
    told = story(fact("<!channel>"), headline="A & B")
    plain = drawn(told, plain=True)
    assert plain.blocks == ()
    assert plain.text.splitlines() == [
        "A &amp; B",
        "&lt;!channel&gt;, President, on leave",
        "https://gazzetta-tech.example/openai",
        "executive-departure · high · people-desk · s7kq2m4x.1",
    ]


def test_metadata_names_the_sending() -> None:
    card = drawn(story(GREG))
    assert card.metadata == {
        "delivery": "s7kq2m4x.1@exec",
        "attempt": 1,
        "v": 1,
        "near": fact_digest("executive-change|openai", ""),
        "facts": fact_digest("executive-change|openai", "out:greg-brockman"),
    }


def test_metadata_of_a_huge_card_stays_small_and_still_tells_sets_apart() -> None:
    many = [f"out:person-{n}" for n in range(200)]
    first, other = digests(SEED, many), digests(SEED, [*many, "one-more"])
    assert len(first) == 61
    assert len(",".join(first)) < 700
    assert first != other
    assert digests(SEED, list(reversed(many))) == first


def test_other_news_is_another_message() -> None:
    assert drawn(SEED, GREG).id != drawn(SEED, GREG, JOHN).id


def test_the_same_news_in_another_order_is_the_same_message() -> None:
    assert drawn(SEED, GREG, JOHN).id == drawn(SEED, JOHN, GREG).id


def test_the_payload_carries_the_whole_as_data() -> None:
    payload = drawn(SEED, PETER).payload
    assert {key: payload[key] for key in ("v", "delivery", "alert", "story", "kind", "rule")} == {
        "v": 1,
        "delivery": "s7kq2m4x.1@exec",
        "alert": "s7kq2m4x.1",
        "story": "s7kq2m4x",
        "kind": "card",
        "rule": "executive-departure",
    }
    assert [f["id"] for f in payload["news"]] == [PETER.id]
    assert len(payload["facts"]) == 4
    assert payload["at"] == "2024-08-06T09:12:00+00:00"
    assert payload["languages"] == ["it"]


def test_the_bare_message_names_the_story_and_its_facts() -> None:
    row = Delivery(id="s7kq2m4x.1@exec", story="s7kq2m4x", receiver="exec", kind="card", n=1)
    alert = Alert(kind="card", reason=Reason.FIRST, story=SEED, news=(GREG,))
    message = bare(alert, row)
    assert message.text == "OpenAI: 3 senior people leave (s7kq2m4x.1)"
    assert message.metadata["facts"]
    assert message.blocks == ()


def test_a_story_needs_its_story() -> None:
    row = Delivery(id="x.1@r", story="x", receiver="r", kind="card", n=1)
    notice = render(Alert(kind="card", reason=Reason.FIRST, text="only words"), row, now=NOW)
    assert notice.kind == "notice"
