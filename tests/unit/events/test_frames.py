"""Frames: a trigger with its slots, or nothing when what it needs is missing."""

import pytest

from monitor.events.frames import direction_of
from tests.fakes.scenes import frames_of


def types(title: str, *, lang: str = "en") -> list[str]:
    return [f.type for f in frames_of(title, lang=lang)]


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Ana Ruiz resigns"),  # nobody watched, no seat
        ("en", "President Ana Ruiz resigns"),  # a bare title, no house
        ("en", "Founder resigns"),
        ("en", "Executives resign"),
        ("en", "Northwind names five streets"),
        ("en", "Ana Ruiz leaves a letter"),
        ("en", "Acme hired its first founder"),
        ("it", "Ana Ruiz lascia una lettera"),
        ("es", "Ana Ruiz deja el coche"),
        ("fr", "Ana Ruiz quitte la route"),
        ("de", "Northwind tritt vom Kauf zurück"),
        ("id", "Presiden Budi Santoso mengundurkan diri"),
    ],
)
def test_a_frame_without_what_it_needs_is_dropped(lang: str, title: str) -> None:
    assert frames_of(title, lang=lang) == []


@pytest.mark.parametrize(
    ("lang", "title", "kinds"),
    [
        ("en", "Tim Cook resigns", ["departure"]),  # watched: no seat needed
        ("en", "Chief executive resigns", ["departure"]),  # a strong seat: no house needed
        ("en", "Northwind president Ana Ruiz resigns", ["departure"]),
        ("en", "Ilya Sutskever founded Safe Superintelligence", ["founding"]),
        ("en", "Northwind chairman Otto Klein dies", ["death"]),
        ("en", "OpenAI president Greg Brockman begins an extended leave", ["leave"]),
        ("en", "John Schulman moves to Anthropic", ["move"]),
        ("id", "Direktur Budi Santoso Mengundurkan Diri", ["departure"]),
        ("id", "Direktur Utama Northwind (NWND) Mengundurkan Diri", ["departure"]),
        ("id", "Direktur Northwind (NWND) Budi Santoso Mengundurkan Diri", ["departure"]),
    ],
)
def test_a_frame_with_what_it_needs_is_kept(lang: str, title: str, kinds: list[str]) -> None:
    assert types(title, lang=lang) == kinds


def test_a_move_without_a_goal_is_a_departure() -> None:
    assert types("OpenAI co-founder John Schulman moves to the countryside") in ([], ["departure"])


def test_a_move_home_is_no_move() -> None:
    (frame,) = frames_of("John Schulman joins Anthropic as head of research at Anthropic")

    assert (frame.type, frame.destination) == ("appointment", None)


def test_joining_from_a_known_house_is_a_move() -> None:
    (frame,) = frames_of("OpenAI's John Schulman joins Anthropic")

    assert frame.type == "move"
    assert frame.org is not None
    assert frame.destination is not None
    assert (frame.org.id, frame.destination.id) == ("openai", "anthropic")


def test_a_verbless_new_beside_a_verb_tells_nothing_twice() -> None:
    found = types("Northwind nomina Ana Ruiz nuova amministratrice delegata", lang="it")

    assert found == ["appointment"]


@pytest.mark.parametrize(
    ("lang", "title", "mention"),
    [
        ("en", "Northwind announces resignation of chief executive Paul Stern", False),
        ("en", "Resignation of Northwind chief executive Paul Stern", False),
        ("en", "Shares fall after resignation of Northwind chief executive Paul Stern", True),
        ("en", "Talk of the resignation of Northwind chief executive Paul Stern", True),
        ("en", "The ousted chief executive Paul Stern of Northwind sues", True),
        ("it", "Northwind, Ana Ruiz nuova amministratrice delegata", False),
        ("it", "La nuova amministratrice delegata di Northwind presenta i conti", True),
        ("it", "Northwind dopo le dimissioni dell'amministratore delegato Paul Stern", True),
        ("fr", "Ana Ruiz, nouvelle directrice générale de Northwind", False),
        ("fr", "La nouvelle directrice générale de Northwind présente son plan", True),
        ("es", "Ana Ruiz, nueva consejera delegada de Northwind", False),
        ("es", "La nueva consejera delegada de Northwind presenta su plan", True),
    ],
)
def test_a_change_taken_as_known_is_a_mention(lang: str, title: str, mention: bool) -> None:
    assert {f.is_mention for f in frames_of(title, lang=lang)} == {mention}


def test_at_most_twelve_triggers_of_a_sentence_are_read() -> None:
    title = " and ".join(["Tim Cook resigns"] * 30)

    assert len(frames_of(title)) == 12


def test_a_frame_knows_its_direction() -> None:
    (frame,) = frames_of("Northwind chief executive Ana Ruiz resigns")

    assert frame.direction == "out"
    assert direction_of("appointment") == "in"
    assert direction_of("unheard-of") == ""


def test_a_seat_in_the_gap_of_a_split_verb_counts() -> None:
    (frame,) = frames_of("Sam Altman kehrt als Chef zu OpenAI zurück", lang="de")

    assert (frame.type, sorted(frame.seat.classes)) == ("return", ["head"])
