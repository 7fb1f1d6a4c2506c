"""The same meanings told in ten languages are read alike (`tests/golden/events/*.yaml`)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.model import Event
from tests.unit.demo.reading import alerts, name_of, shipped

FOLDER = Path(__file__).parents[2] / "golden" / "events"
LANGUAGES = ("el", "fi", "id", "ja", "ko", "la", "pt", "ru", "sa", "zh")
MEANINGS = {"departure", "dismissal", "leave", "move", "denial", "rumour", "mention", "background",
            "coach", "minister"}  # fmt: skip
FILES: dict[str, Any] = {
    lang: yaml.safe_load((FOLDER / f"{lang}.yaml").read_text("utf-8")) for lang in LANGUAGES
}


def each(key: str) -> pytest.MarkDecorator:
    """Go through the cases that have a key: `alert` or `quiet`."""
    named = [
        pytest.param(lang, case, id=f"{lang}-{name}")
        for lang, file in FILES.items()
        for name, case in file["cases"].items()
        if key in case
    ]
    return pytest.mark.parametrize(("lang", "case"), named)


def read_case(lang: str, case: Mapping[str, Any]) -> tuple[Event, ...]:
    return shipped().events(
        lang=lang,
        title=case["title"],
        lead=case.get("lead", ""),
        body=case.get("body", ""),
        published=FILES[lang]["published"],
    )


def is_as_wanted(event: Event, wanted: Mapping[str, str]) -> bool:
    """Say whether an event has the wanted fields; `class` is one of its role's classes."""
    found = {
        "type": {event.type},
        "class": event.role_class,
        **{slot: {name_of(event, slot)} for slot in ("person", "org", "destination")},
    }
    return all(value in found[field] for field, value in wanted.items())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_tells_the_same_meanings(lang: str) -> None:
    assert set(FILES[lang]["cases"]) >= MEANINGS


@each("alert")
def test_what_should_alert_alerts_once_and_as_wanted(lang: str, case: Mapping[str, Any]) -> None:
    found = [event for event in read_case(lang, case) if alerts(event)]
    assert len(found) == len(case["alert"])
    assert all(any(is_as_wanted(event, wanted) for event in found) for wanted in case["alert"])


@each("quiet")
def test_what_should_be_quiet_is_quiet_and_for_the_reason_given(
    lang: str, case: Mapping[str, Any]
) -> None:
    found = read_case(lang, case)
    assert not [event for event in found if alerts(event)]
    for field, value in case["quiet"].items():
        assert value in {getattr(event, field) for event in found}
