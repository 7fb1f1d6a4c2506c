"""Inline tests from the file to the verdict: every form of article, every expectation."""

from pathlib import Path

import pytest

from monitor.rulebook import load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.suite import run_tests

FILES = {
    "entities/firms.yaml": """\
entities: firms
kind: org
list:
  - id: acme
    name: Acme
    people: [{id: ana, name: Ana Ruiz, role: ceo}, {id: bo, name: Bo Ek, role: cfo}]
  - {id: globex, name: Globex}
""",
    "executive-change/en.yaml": """\
lexicon: executive-change
lang: en
triggers:
  departure: [{say: steps down}, {say: resigns}]
roles: {ceo: [chief executive], cfo: [finance chief]}
""",
    "events/language/en.yaml": """\
language: en
endings: [s]
hedge: {rumoured: [may]}
negation: [does not]
""",
}
RULE = """\
rule: r
title: t
match: >
  event(executive-change, direction: out, org in firms)
except:
  - {name: globex, why: Told before., match: title:globex}
story: {then: update, material: [person, outlets>=3]}
tests:
"""
KEYWORDS = """\
rule: r
title: t
match: (strike OR walkout) NEAR/S (port OR entity(org in firms) AS firm)
facts: {size: value(number) NEAR/3 dockers}
story: {same_if: [firm], window: 2h}
tests:
"""


def run(tests: str, rule: str = RULE, folder: Path = Path()) -> tuple[int, int, list[str]]:
    faults = Faults()
    texts = {f"rules/{name}": text.encode() for name, text in FILES.items()}
    texts["rules/r.yaml"] = (rule + tests).encode()
    book = load(texts, folder=folder, named=Named(), faults=faults)
    assert [str(fault) for fault in faults] == []
    (result,) = run_tests(book, faults=faults)
    return result.passed, result.failed, [fault.message for fault in faults.sorted()]


ANA = "Acme chief executive Ana Ruiz steps down"


@pytest.mark.parametrize(
    "test",
    [
        f"{{text: {ANA}, expect: {{alert: true, person: [Ana Ruiz], org: Acme}}}}",
        f"{{text: {ANA}, expect: {{person: [ana ruiz], destination: []}}}}",
        f"{{text: {ANA}, expect: {{events: [{{type: departure, role_class: ceo}}]}}}}",
        f"{{text: {ANA}, expect: {{events: [{{person: ana}}, {{destination: null}}]}}}}",
        f"{{title: News, body: {ANA}., expect: {{alert: true}}}}",
        "{text: Acme opens a plant, expect: {alert: false, because: no_match}}",
        "{text: Acme chief executive Ana Ruiz may resigns, expect: {alert: false}}",
        "{text: Globex chief executive Cy Poe steps down, expect: {because: globex}}",
        "{text: Globex chief executive Cy Poe steps down, expect: {because: excepted}}",
    ],
)
def test_an_article_is_read_and_judged(test: str) -> None:
    assert run(f"  - {test}\n") == (1, 0, [])


def test_a_second_outlet_is_silent_and_a_second_person_goes_to_the_thread() -> None:
    steps = (
        "  - name: thread\n    steps:\n"
        f"      - {{at: 0h, outlet: A, text: {ANA}}}\n"
        f"      - {{at: 1h, outlet: B, text: {ANA}.}}\n"
        "      - {at: 3h, outlet: C, text: Acme finance chief Bo Ek steps down}\n"
        "    expect: {alerts: 1, first_at: 0h, person: [Ana Ruiz, Bo Ek]}\n"
    )
    assert run(steps) == (1, 0, [])


def test_articles_at_one_moment_are_taken_in_the_order_written() -> None:
    steps = (
        "  - name: tie\n    steps:\n"
        f"      - {{at: 1h, outlet: A, text: {ANA}}}\n"
        f"      - {{at: 1h, outlet: B, text: {ANA}}}\n"
        "    expect: {alerts: 1, first_at: 1h}\n"
    )
    assert run(steps) == (1, 0, [])


def test_steps_that_match_nothing_alert_nothing() -> None:
    steps = (
        "  - name: calm\n    steps: [{at: 0h, text: One}, {at: 1h, text: Two}]\n"
        "    expect: {alerts: 0, updates: 0, alert: false}\n"
    )
    assert run(steps) == (1, 0, [])


@pytest.mark.parametrize(
    ("test", "says"),
    [
        (f"{{text: {ANA}, expect: {{alert: false}}}}", "expected no alert, got alert: "),
        ("{text: Acme opens, expect: {alert: true}}", "expected an alert, got no match"),
        (
            f"{{text: {ANA}, expect: {{person: [Bo Ek]}}}}",
            "expected person [Bo Ek], got [Ana Ruiz]",
        ),
        (f"{{text: {ANA}, expect: {{person: []}}}}", "expected person [], got [Ana Ruiz]"),
        (f"{{text: {ANA}, expect: {{alerts: 2}}}}", "expected 2 alerts, got 1 at 0h"),
        (f"{{text: {ANA}, expect: {{updates: 1}}}}", "expected 1 update, got 0"),
        (f"{{text: {ANA}, expect: {{because: denied}}}}", "expected because denied, got alert: "),
        (
            f"{{text: {ANA}, expect: {{events: [{{type: leave}}]}}}}",
            "expected an event type: leave, got departure Ana Ruiz at Acme",
        ),
        (
            "{text: Globex chief executive Cy Poe steps down, expect: {alert: true}}",
            "expected an alert, got excepted: globex",
        ),
    ],
)
def test_what_came_instead_is_told(test: str, says: str) -> None:
    passed, failed, (line,) = run(f"  - {test}\n")
    assert (passed, failed) == (0, 1)
    assert says in line


def test_only_the_first_wrong_thing_of_a_test_is_told() -> None:
    _, failed, lines = run(f"  - {{text: {ANA}, expect: {{alert: false, alerts: 3, org: []}}}}\n")
    assert failed == 1
    assert len(lines) == 1


def test_a_rule_of_words_captures_facts_and_groups_by_what_is_the_same() -> None:
    tests = (
        "  - {text: Strike of 400 dockers at Acme, expect: {alert: true, firm: Acme, size: 400}}\n"
        "  - {title: News, body: Strike. Acme says no., expect: {alert: false}}\n"
        "  - name: one story\n    steps:\n"
        "      - {at: 0h, outlet: A, text: Strike at Acme}\n"
        "      - {at: 1h, outlet: B, text: Walkout at Acme}\n"
        "      - {at: 2h, outlet: A, text: Strike at Globex}\n"
        "    expect: {alerts: 2, first_at: 0h}\n"
    )
    assert run(tests, KEYWORDS) == (3, 0, [])


def test_samples_run_like_written_articles(tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    page = f"<!doctype html><html lang=en><title>{ANA}</title><p>It was said.</p></html>"
    (samples / "a.html").write_text(page, encoding="utf-8")
    (samples / "b.txt").write_text(f"{ANA}\n\nMore of it.\n", encoding="utf-8")
    lines = f'{{"title": "{ANA}", "lang": "en"}}\n{{"title": "Acme opens", "lang": "en"}}\n'
    (samples / "c.jsonl").write_text(lines, encoding="utf-8")
    tests = (
        "  - {article: samples/a.html, expect: {alert: true, person: Ana Ruiz}}\n"
        "  - {article: samples/b.txt, expect: {alert: true}}\n"
        "  - {articles: samples/c.jsonl, expect: {alerts: 1}}\n"
    )
    assert run(tests, folder=tmp_path) == (3, 0, [])
