"""Receivers opened: their notifiers, and what happens while a secret is unset."""

import pytest

from monitor.delivery.receivers import Opened, open_notifiers
from monitor.model import Place
from monitor.notifiers import console, slack, webhook
from monitor.outgoing import Receiver
from tests.fakes.tools import TOKEN, tools

PLACE = Place(file="rules/receivers.yaml", line=2, column=3)


def slack_receiver(name: str = "exec", channel: str = "#exec", unset: str = "park") -> Receiver:
    return Receiver(
        id=name, kind="slack", options=slack.Options(channel=channel),
        unset=unset, place=PLACE,  # type: ignore[arg-type]
    )  # fmt: skip


def opened(*receivers: Receiver, **more: object) -> tuple[Opened, list[str]]:
    said: list[str] = []
    with tools(**more) as held:  # type: ignore[arg-type]
        return open_notifiers(receivers, tools=held, say=said.append), said


def test_each_receiver_gets_its_notifier() -> None:
    found, said = opened(
        slack_receiver(), Receiver(id="out", kind="console", options=console.Options())
    )
    assert isinstance(found.notifiers["exec"], slack.Slack)
    assert isinstance(found.notifiers["out"], console.Console)
    assert (found.broken, said) == ({}, [])


def test_an_unset_secret_parks_with_one_line() -> None:
    found, said = opened(slack_receiver(), secrets={})
    assert found.broken == {"exec": "SLACK_BOT_TOKEN is not set"}
    assert said == ["rules/receivers.yaml:2:3: receiver exec is parked: SLACK_BOT_TOKEN is not set"]


def test_starter_receivers_print_instead_and_it_is_said_once() -> None:
    found, said = opened(
        slack_receiver(unset="console"), slack_receiver("b", "#b", "console"), secrets={}
    )
    assert [type(far) for far in found.notifiers.values()] == [console.Console] * 2
    assert said == ["SLACK_BOT_TOKEN is not set: alerts for slack are printed here instead"]


def test_two_addresses_that_turn_out_to_be_one_are_one_reader() -> None:
    hooks = [
        Receiver(id=name, kind="webhook", options=webhook.Options(url=f"env:{name}"), place=PLACE)
        for name in ("A", "B")
    ]
    same = {"A": "https://hook.example/x", "B": "https://hook.example/x"}
    found, said = opened(*hooks, secrets=same)
    assert list(found.notifiers) == ["A"]
    assert found.broken == {"B": "same address as A; remove one of the two"}
    assert "hook.example" not in "".join(said)


def test_an_unsafe_slack_address_parks() -> None:
    found, said = opened(slack_receiver(), slack_url="http://slack.example/")
    assert "use https" in found.broken["exec"]
    assert TOKEN not in "".join(said)


@pytest.mark.parametrize("unset", ["park", "console"])
def test_a_set_secret_makes_unset_irrelevant(unset: str) -> None:
    found, _said = opened(slack_receiver(unset=unset))
    assert isinstance(found.notifiers["exec"], slack.Slack)
