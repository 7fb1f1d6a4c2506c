"""Newness: one text, one thing changed, and exactly that field turns."""

from datetime import UTC, datetime

import pytest

from monitor.events.frames import direction_of
from monitor.events.newness import Rank, ranked
from tests.fakes.lexicons import events

SEED_DAY = datetime(2024, 8, 6, tzinfo=UTC)


def newness(body: str, *, title: str = "Shake-up at OpenAI", lang: str = "en") -> dict[str, str]:
    found = events(title, lang=lang, lead="Many things happen.", body=body, published=SEED_DAY)
    return {e.person.name: e.newness for e in found if e.person}


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("John Schulman resigns from OpenAI.", "new"),
        ("John Schulman resigned from OpenAI today.", "new"),
        ("John Schulman resigned from OpenAI on 5 August.", "new"),
        ("John Schulman will leave OpenAI in September.", "new"),
        ("John Schulman resigned from OpenAI in May.", "background"),
        ("John Schulman resigned from OpenAI in November 2023.", "background"),
        ("John Schulman resigned from OpenAI on 2024-02-14.", "background"),
        ("John Schulman previously resigned from OpenAI.", "background"),
        ("Others recall John Schulman, who resigned from OpenAI.", "background"),
        ("Much changed after John Schulman resigned from OpenAI.", "background"),
        ("The company said that John Schulman resigned from OpenAI.", "new"),
        ("Days later John Schulman resigned from OpenAI.", "background"),
        ("On this day John Schulman resigned from OpenAI.", "background"),
    ],
)
def test_a_time_word_decides(body: str, value: str) -> None:
    assert newness(body) == {"John Schulman": value}


def test_after_a_heading_all_is_background() -> None:
    body = (
        "One thing happened. Another thing happened.\nHow it began\n"
        "John Schulman resigned from OpenAI."
    )

    assert newness(body) == {"John Schulman": "background"}


def test_an_unnamed_change_below_the_lead_is_background() -> None:
    found = events(
        "OpenAI grows",
        lead="Many things happen.",
        body="OpenAI hired its first chief financial officer.",
        published=SEED_DAY,
    )

    assert [e.newness for e in found] == ["background"]


def test_an_earlier_date_beats_a_plain_telling_in_the_news_block() -> None:
    body = "John Schulman resigned from OpenAI. John Schulman resigned from OpenAI in May."

    assert newness(body) == {"John Schulman": "background"}


def test_the_headline_beats_an_earlier_date() -> None:
    found = newness(
        "John Schulman resigned from OpenAI in May.", title="John Schulman resigns from OpenAI"
    )

    assert found == {"John Schulman": "new"}


def test_a_change_noun_after_after_is_a_mention() -> None:
    found = events("Shares of Apple fall after resignation of chief executive Tim Cook")

    assert [e.newness for e in found] == ["mention"]


def test_a_participle_that_describes_is_a_mention() -> None:
    found = events("Court hears the ousted chief executive Paul Stern of Northwind")

    assert [e.newness for e in found] == ["mention"]


def test_a_change_noun_is_news_when_announced() -> None:
    found = events("Northwind announces resignation of chief executive Paul Stern")

    assert [e.newness for e in found] == ["new"]


def test_ranks_are_in_the_order_of_the_fold() -> None:
    assert sorted(Rank) == [
        Rank.CURRENT,
        Rank.FRONT,
        Rank.EARLIER,
        Rank.MAIN,
        Rank.ASIDE,
        Rank.MENTION,
    ]
    assert ranked((), None) == ()


def test_directions_follow_from_types() -> None:
    assert [direction_of(t) for t in ("departure", "return", "move", "founding")] == [
        "out",
        "in",
        "out in",
        "",
    ]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("John Schulman left OpenAI in May and joined Anthropic as a director.", "background"),
        ("John Schulman left OpenAI on 5 August and joined Anthropic as a director.", "new"),
        ("John Schulman left OpenAI and joined Anthropic as a director.", "new"),
        ("John Schulman left OpenAI in May. He has joined Anthropic.", "background"),
    ],
)
def test_a_coordinated_verb_has_the_date_of_the_first(body: str, value: str) -> None:
    assert newness(body) == {"John Schulman": value}


def test_a_coordinated_verb_with_its_own_time_keeps_it() -> None:
    body = "John Schulman left OpenAI in May and today joined Anthropic as a director."

    assert newness(body) == {"John Schulman": "new"}


def test_a_coordinated_verb_with_its_own_subject_inherits_nothing() -> None:
    body = "John Schulman left OpenAI in May and Greg Brockman took leave from OpenAI."

    assert newness(body) == {"John Schulman": "background", "Greg Brockman": "new"}


@pytest.mark.parametrize(
    ("lang", "title", "body", "value"),
    [
        ("it", "Scosse in OpenAI", "John Schulman ha lasciato OpenAI a maggio.", "background"),
        ("it", "Scosse in OpenAI", "John Schulman lascia OpenAI oggi.", "new"),
        ("fr", "Remous chez OpenAI", "John Schulman a quitté OpenAI en mai.", "background"),
        ("fr", "Remous chez OpenAI", "John Schulman quitte OpenAI aujourd'hui.", "new"),
        ("es", "Cambios en OpenAI", "John Schulman dejó OpenAI en mayo.", "background"),
        ("es", "Cambios en OpenAI", "John Schulman deja OpenAI hoy.", "new"),
        ("de", "Unruhe bei OpenAI", "John Schulman verließ OpenAI im Mai.", "background"),
        ("de", "Unruhe bei OpenAI", "John Schulman verlässt OpenAI heute.", "new"),
    ],
)
def test_n1_and_n2_hold_in_each_language(lang: str, title: str, body: str, value: str) -> None:
    assert newness(body, title=title, lang=lang) == {"John Schulman": value}


def test_without_a_day_of_its_own_today_is_n1_and_a_bare_month_decides_nothing() -> None:
    found = [
        events("Shake-up", lead="Much happens.", body=body, published=None)
        for body in ("John Schulman resigned from OpenAI today.", "John Schulman left OpenAI.")
    ]

    assert [[e.newness for e in each] for each in found] == [["new"], ["new"]]


@pytest.mark.parametrize(
    ("body", "cue"),
    [
        ("John Schulman resigned from OpenAI in May.", "dated 2024-05"),
        ("John Schulman resigned from OpenAI.", "main clause of the news block"),
        ("Others recall John Schulman, who resigned from OpenAI.", "who ("),
        ("John Schulman previously resigned from OpenAI.", "previously ("),
        ("On this day John Schulman resigned from OpenAI.", "on this day ("),
    ],
)
def test_the_reason_is_told(body: str, cue: str) -> None:
    found = events("Shake-up at OpenAI", lead="Many things happen.", body=body, published=SEED_DAY)

    assert [e.explain["newness"].startswith(cue) for e in found] == [True]
