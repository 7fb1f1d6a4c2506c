"""Facts: what an expression without `AS` binds."""

import pytest

from monitor.matching.compile import compile_query
from monitor.matching.facts import bound
from monitor.matching.grammar import parse
from monitor.matching.query import Capture, Close, Query
from monitor.model import Event, Evidence, Participant
from tests.unit.matching.asking import article, asked, names, verdict


def query(text: str) -> Query:
    return compile_query(parse(text), names())


def fact(text: str, shown: str, **more: object) -> tuple[str, ...]:
    rule = asked("here", facts={"fact": text})
    found = verdict(rule, article(f"here {shown}", **more))
    assert found is not None
    return found.captures.get("fact", ())


@pytest.mark.parametrize(
    ("text", "shown", "values"),
    [
        ("value(money)", "pays $5 million and $6 million", ("5000000 USD", "6000000 USD")),
        (
            "value(money) NEAR/3 severance",
            "$5 million severance. It made much more: $9",
            ("5000000 USD",),
        ),
        ("severance NEAR/3 value(money)", "severance of $5 million", ("5000000 USD",)),
        ("entity(org)", "Apple and OpenAI", ("Apple", "OpenAI")),
        ("entity(org) NEAR/2 value(money)", "Apple pays $5", ("Apple",)),  # the first of them
        ("value(money) NEAR/2 entity(org)", "Apple pays $5", ("5 USD",)),
        ("walk~ AND port", "walked to port", ("walked", "port")),
        ("port OR quay", "quay", ("quay",)),
        ("strike NEAR/2 port", "strike at port", ("strike at port",)),
        ("(value(money) AS m) NEAR/2 (pay OR fee)", "pay $5", ("5 USD",)),
        ("strike NOT NEAR/3 price", "strike", ("strike",)),
        ("value(money) NOT NEAR/1 profit", "$5 x y profit, a b $6", ("5 USD", "6 USD")),
        ("/\\d+ jobs/", "300 jobs", ("300 jobs",)),
        ("@stops-work", "they walk out", ("walk out",)),
        ("nothing", "there", ()),
    ],
)
def test_a_fact_is_its_value_its_entity_or_its_text(
    text: str, shown: str, values: tuple[str, ...]
) -> None:
    assert fact(text, shown) == values


def test_a_fact_that_is_not_there_changes_no_match() -> None:
    rule = asked("here", facts={"absent": "nothing AND value(money)"})

    found = verdict(rule, article("here"))

    assert found is not None
    assert found.captures == {}


def test_its_own_as_wins_over_a_value() -> None:
    found = bound(query("value(money) NEAR/3 (severance AS word)"), "fact")

    assert isinstance(found, Close)
    assert [isinstance(part, Capture) for part in found.parts] == [False, True]


def test_only_the_first_value_is_bound() -> None:
    found = bound(query("value(money) NEAR/3 value(percent)"), "fact")

    assert isinstance(found, Close)
    assert [isinstance(part, Capture) for part in found.parts] == [True, False]


def test_an_event_in_a_fact_gives_the_text_that_tells_it() -> None:
    event = Event(
        pack="executive-change",
        type="departure",
        role="chair",
        slots={"org": Participant(name="Apple", id="apple")},
        evidence=(Evidence(field="title", start=5, end=10, text="quits", part="trigger"),),
    )
    rule = asked(
        "here", facts={"fact": "event(executive-change) AND port", "own": "event(x)"}, packs=()
    )

    found = verdict(rule, article("here quits port"), (event,))

    assert found is not None
    assert found.captures["fact"] == ("quits", "port")
    assert found.captures["own"] == ("quits",)


def test_facts_may_look_beside_what_was_captured() -> None:
    rule = asked("entity(org) AS x", facts={"sum": "$x NEAR/2 value(money)"})

    found = verdict(rule, article("OpenAI won. Apple pays $5, the court said $7"))

    assert found is not None
    assert found.captures == {"x": ("OpenAI", "Apple"), "sum": ("5 USD",)}
