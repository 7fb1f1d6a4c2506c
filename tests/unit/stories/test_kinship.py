"""Kinship finds exactly what comparing every pair would."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Report
from monitor.stories.grouping import alike
from monitor.stories.kinship import Kinship
from tests.fakes.made import report

REPORTS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    title=st.lists(st.sampled_from(["port", "strike", "dockers", "genoa", "a", "b"]), max_size=6),
    url=st.sampled_from(["", "", "", "https://a.example/", "https://b.example/"]),
    lang=st.sampled_from(["en", "de"]),
    hours=st.sampled_from([0.0, 10.0, 60.0]),
    place=st.lists(st.sampled_from(["rotterdam", "genoa"]), max_size=1),
    same_if=st.sampled_from([(), ("place",)]),
)


def made(number: int, drawn: dict[str, Any]) -> Report:
    return report(
        f"r{number}",
        title=" ".join(drawn["title"]),
        url=drawn["url"],
        lang=drawn["lang"],
        hours=drawn["hours"],
        captures={"place": tuple(drawn["place"])},
        same_if=drawn["same_if"],
    )


def chained(reports: Sequence[Report]) -> set[str]:
    """Give all that a chain of alike ones leads to from the last, pair by pair, in order."""
    linked: dict[str, set[str]] = {}
    for number, one in enumerate(reports):
        kin = {one.id}
        for other in reports[:number]:
            if alike(other, one):
                kin |= linked[other.id]
        for name in kin:
            linked[name] = kin
    return linked[reports[-1].id]


@given(st.lists(REPORTS, min_size=1, max_size=8))
def test_kin_are_all_that_a_chain_of_alike_ones_leads_to(drawn: list[dict[str, Any]]) -> None:
    reports = [made(number, one) for number, one in enumerate(drawn)]
    kinship = Kinship()
    for one in reports[:-1]:
        kinship.of(one)
    assert set(kinship.of(reports[-1])) == chained(reports)


def test_a_report_without_kin_is_its_own() -> None:
    assert list(Kinship().of(report("r1"))) == ["r1"]


def test_the_same_report_again_links_nothing_new() -> None:
    kinship = Kinship()
    one = report("r1", title="Port strike in Genoa")
    kinship.of(one)
    assert list(kinship.of(one)) == ["r1"]
