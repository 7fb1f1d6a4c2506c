"""Lets that grow beyond all measure are one line, at once."""

from pathlib import Path

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from tests.fakes.books import check


def faults_of(match: str, lets: dict[str, str]) -> list[str]:
    rule = f"rule: r\ntitle: t\nmatch: {match}\nlet:\n"
    rule += "".join(f"  {name}: {text}\n" for name, text in lets.items())
    faults = Faults()
    check({"rules/r.yaml": rule.encode()}, named=Named(), folder=Path(), faults=faults)
    return [str(fault).removeprefix("rules/r.yaml:") for fault in faults.sorted()]


def test_lets_that_double_are_told_where_they_are_too_long() -> None:
    lets = {"l0": "abc"} | {f"l{n}": f"$l{n - 1} OR $l{n - 1}" for n in range(1, 60)}
    assert faults_of("$l59", lets) == ["16:16: E106 lets written out have at most 20000 characters"]


def test_lets_that_go_too_deep_are_told() -> None:
    lets = {"l0": "abc"} | {f"l{n}": f"x OR $l{n - 1}" for n in range(1, 190)}
    assert faults_of("$l189", lets) == ["80:13: E106 lets written out are at most 150 deep"]


def test_thousands_of_lets_are_one_fault() -> None:
    lets = {"l0": "abc"} | {f"l{n}": f"$l{n - 1}" for n in range(1, 2_000)}
    assert faults_of("$l1999", lets) == ["5:7: E106 2,000 lets, at most 200"]


def test_a_match_that_takes_a_long_let_many_times_is_told_once() -> None:
    assert faults_of(" OR ".join(["$a"] * 300), {"a": " OR ".join(["abcdefgh"] * 20)}) == [
        "3:470: E106 lets written out have at most 20000 characters"
    ]


@pytest.mark.parametrize("count", [1, 40])
def test_many_lets_that_stay_small_are_fine(count: int) -> None:
    lets = {f"l{n}": f"word{n} NOT NEAR/3 other" for n in range(count)}
    assert faults_of(" OR ".join(f"${name}" for name in lets), lets) == []
