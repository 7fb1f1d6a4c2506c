"""A whole article with every trap of the first story: three are new, all else is background."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model import Event
from tests.fakes.lexicons import alerting, events, lines

HERE = Path(__file__).parents[2] / "golden" / "events"
SEED = Path(__file__).parents[3].parent / "shared" / "seed" / "openai-departures.it.txt"
DAY = datetime(2024, 8, 6, tzinfo=UTC)
NEW = [
    "leave Greg Brockman @ OpenAI",
    "move John Schulman @ OpenAI > Anthropic",
    "departure Peter Deng @ OpenAI reported",
]


def told(text: str) -> tuple[Event, ...]:
    title, _, body = text.partition("\n")
    return events(title, lang="it", body=body.strip(), published=DAY)


def golden() -> tuple[Event, ...]:
    return told((HERE / "leavers.it.txt").read_text(encoding="utf-8"))


def test_three_events_are_new() -> None:
    assert lines(alerting(golden())) == NEW


@pytest.mark.parametrize(
    "person", ["Andrej Karpathy", "Sam Altman", "Ilya Sutskever", "Jan Leike", "Bret Taylor"]
)
def test_nobody_else_is_new(person: str) -> None:
    assert {e.newness for e in golden() if e.person and e.person.name == person} <= {"background"}


def test_the_intended_return_is_planned() -> None:
    back = [e for e in golden() if e.type == "return" and e.person]

    assert "planned" in {e.certainty for e in back if e.person and e.person.name == "Greg Brockman"}


def test_dates_of_the_past_are_kept() -> None:
    dated = {e.person.name: e.effective for e in golden() if e.person and e.effective}

    assert dated["Ilya Sutskever"] == "2024-05"
    assert dated["Andrej Karpathy"] == "2024-02"
    assert dated["Sam Altman"].startswith("2023-11")


def test_roles_come_with_their_class() -> None:
    roles = {e.person.name: e.role_class for e in alerting(golden()) if e.person}

    assert roles["Greg Brockman"] == {"chair"}
    assert roles["Peter Deng"] == {"product"}


@pytest.mark.skipif(not SEED.exists(), reason="the first story is not beside this checkout")
def test_the_first_story_itself() -> None:
    text = SEED.read_text(encoding="utf-8")

    found = told(text.partition("\n\n")[2])

    assert lines(alerting(found)) == NEW
    assert {e.person.name for e in found if e.newness == "new" and e.person} == {
        "Greg Brockman",
        "John Schulman",
        "Peter Deng",
    }
