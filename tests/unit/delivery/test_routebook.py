"""The routebook: receivers and routes read, every fault told at its place."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from monitor.delivery.routebook import Routebook, address_of, load
from monitor.notifiers.slack import Options
from monitor.outgoing import Receiver
from monitor.rulebook.diagnostic import Faults

RULES = Path(__file__).parents[3] / "rules"
ROUTES = "routes:\n  - {name: rest, if: {}, to: [a]}\n"
RECEIVERS = "receivers:\n  a: {kind: console}\n"


def read(
    receivers: str = RECEIVERS,
    routes: str = ROUTES,
    grants: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Routebook, list[str]]:
    faults = Faults()
    texts = {
        "rules/receivers.yaml": receivers.encode(),
        "rules/routes.yaml": routes.encode(),
        "rules/sources/receivers.yaml": b"another: file",
    }
    book = load(texts, grants=grants or {}, faults=faults)
    lines = [str(fault).removeprefix("rules/") for fault in faults.sorted()]
    return book, lines


def of(*lines: str) -> str:
    return "receivers:\n" + "".join(f"  {line}\n" for line in lines)


def test_a_small_pair_of_files_is_read() -> None:
    book, faults = read()
    assert faults == []
    assert [receiver.id for receiver in book.receivers] == ["a"]
    assert book.routes[0].to == ("a",)
    assert book.ops == ""


def test_a_receiver_has_its_kinds_options() -> None:
    book, faults = read(of('a: {kind: slack, channel: "#exec", unset: console}') + "ops: a\n")
    assert faults == []
    assert book.receivers[0].options == Options(channel="#exec")
    assert (book.receivers[0].unset, book.ops) == ("console", "a")
    assert str(book.receivers[0].place) == "rules/receivers.yaml:2:3"


def test_routes_become_data() -> None:
    routes = (
        "routes:\n"
        "  - name: people\n"
        '    if: {owner: people-desk, severity: ">=normal", lang: [it, no], not: {tag: sport}}\n'
        "    to: [a, a]\n"
        "    continue: true\n"
        "  - {name: rest, if: {}, to: a}\n"
    )
    book, faults = read(routes=routes)
    assert faults == []
    people = book.routes[0]
    assert people.when == {
        "owner": ("people-desk",),
        "severity": (">=normal",),
        "lang": ("it", "no"),
    }
    assert people.unless == {"tag": ("sport",)}
    assert (people.to, people.goes_on) == (("a",), True)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            'a: {kind: slak, channel: "#x"}',
            '2:13: E104 "slak" is no kind of receiver (did you mean "slack"?)',
        ),
        (
            "a: {kind: fax}",
            '2:13: E104 "fax" is no kind of receiver; known: console, slack, webhook',
        ),
        ('a: {channel: "#x"}', '2:7: E102 missing key "kind"'),
        ("a: {kind: slack}", '2:7: E102 missing key "channel"'),
        (
            'a: {kind: slack, chanel: "#x"}',
            '2:20: E101 unknown key "chanel" (did you mean "channel"?)',
        ),
        ("a: {kind: console, unset: print}", '2:29: E104 "print" is no unset; write park, console'),
        (
            'a: {kind: slack, channel: "#x", token: xoxb-1-secret}',
            "2:42: E806 a secret is written here; write env:NAME or file:PATH instead",
        ),
        (
            "a: {kind: webhook, url: env:ONCALL_URL}",
            "2:27: E807 ONCALL_URL is not granted to webhook; see [secrets] in monitor.toml",
        ),
        (
            "a: {kind: webhook, url: env:SLACK_BOT_TOKEN}",
            "2:27: E807 SLACK_BOT_TOKEN is not granted to webhook; see [secrets] in monitor.toml",
        ),
        (
            'a: {kind: slack, channel: "#x", token: env:OTHER}',
            "2:42: E807 OTHER is not granted to slack.com; see [secrets] in monitor.toml",
        ),
        ("A-1: {kind: console}", '2:3: E108 "A-1" is no id; write a-1'),
        (
            "a: {kind: console, fallback: nowhere}",
            '2:32: E208 unknown receiver "nowhere"; known: a',
        ),
        ("a: {kind: [slack]}", '2:13: E103 "kind" wants text, got a list'),
        ("a: [kind, console]", '2:6: E103 "a" wants a mapping, got a list'),
    ],
)
def test_a_fault_of_a_receiver_is_told_in_one_line(line: str, fault: str) -> None:
    _book, faults = read(of(line), "routes: [{name: rest, if: {}, to: []}]\n")
    assert faults == [f"receivers.yaml:{fault}"]


def test_a_literal_secret_is_never_quoted() -> None:
    _book, faults = read(of('a: {kind: slack, channel: "#x", token: xoxb-1-secret}'))
    assert "xoxb" not in "".join(faults)


def test_granted_secrets_are_taken() -> None:
    lines = of(
        "a: {kind: webhook, url: env:ONCALL_URL, sign: file:/run/key}",
        'b: {kind: slack, channel: "#x", token: env:OTHER}',
    )
    grants = {"ONCALL_URL": (), "file:/run/key": (), "OTHER": ("slack.com",)}
    book, faults = read(lines, grants=grants)
    assert faults == []
    assert [receiver.kind for receiver in book.receivers] == ["webhook", "slack"]


def test_two_receivers_that_are_one_reader_are_refused() -> None:
    lines = of('a: {kind: slack, channel: "#x"}', 'b: {kind: slack, channel: "x"}')
    _book, faults = read(lines)
    assert faults == ["receivers.yaml:3:3: E903 same slack address as a (rules/receivers.yaml:2:3)"]


def test_a_console_has_no_address() -> None:
    assert address_of(Receiver(id="a", kind="console")) == ""


def test_fallbacks_must_not_lead_back() -> None:
    lines = of(
        "a: {kind: console, fallback: b}",
        "b: {kind: console, fallback: c}",
        "c: {kind: console, fallback: b}",
    )
    _book, faults = read(lines)
    assert faults == ["receivers.yaml:3:32: E905 fallback in a circle: b -> c -> b"]


def test_an_unknown_ops_receiver_is_told() -> None:
    _book, faults = read(RECEIVERS + "ops: aa\n")
    assert faults == ['receivers.yaml:3:6: E208 unknown receiver "aa" (did you mean "a"?)']


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{name: x, if: {severity: hihg}, to: [a]}", '2:30: E104 "hihg" is no severity'),
        ("{name: x, if: {tagg: y}, to: [a]}", '2:20: E101 unknown key "tagg"'),
        ("{name: x, if: {}, to: [nowhere]}", '2:28: E208 unknown receiver "nowhere"; known: a'),
        ("{name: x, to: [a]}", '2:6: E102 missing key "if"'),
        ("{name: x, if: {}, to: [a], quiet: 1}", '2:32: E101 unknown key "quiet"'),
        ("{name: rest, if: {tag: x}, to: [a]}", '3:12: E109 route "rest" already at'),
    ],
)
def test_a_fault_of_a_route_is_told(line: str, fault: str) -> None:
    _book, faults = read(routes=f"routes:\n  - {line}\n  - {{name: rest, if: {{}}, to: [a]}}\n")
    assert len(faults) == 1
    assert faults[0].startswith(f"routes.yaml:{fault}")


@pytest.mark.parametrize(
    ("routes", "fault"),
    [
        ("routes: [{name: x, if: {tag: y}, to: [a]}]\n", "1:24"),
        ("routes: [{name: x, if: {not: {tag: y}}, to: [a]}]\n", "1:24"),
        ("routes: []\n", "1:1"),
    ],
)
def test_the_last_route_must_be_for_everything(routes: str, fault: str) -> None:
    _book, faults = read(routes=routes)
    assert faults == [
        f'routes.yaml:{fault}: E901 the last route must be for everything: "if: {{}}"'
    ]


def test_broken_yaml_is_one_line_and_no_routes() -> None:
    book, faults = read("receivers: [\n", "routes: {\n")
    assert len(faults) == 2
    assert book == Routebook()


def test_receivers_of_a_broken_file_are_not_called_unknown() -> None:
    _book, faults = read("receivers:\n\ta: 1\n")
    assert [line.split()[1] for line in faults] == ["E002"]


def test_missing_files_are_empty() -> None:
    assert load({}, grants={}, faults=Faults()) == Routebook()


def test_the_shipped_files_have_no_fault() -> None:
    faults = Faults()
    texts = {
        f"rules/{name}": (RULES / name).read_bytes() for name in ("receivers.yaml", "routes.yaml")
    }
    book = load(texts, grants={}, faults=faults)
    assert list(faults) == []
    assert {receiver.unset for receiver in book.receivers} == {"console"}
    assert book.ops == "monitor-ops"
