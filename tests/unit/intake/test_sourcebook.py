"""Source files: what they give, and what is said about their faults."""

from pathlib import Path
from typing import Any

import pytest

from monitor.cli.init import init
from monitor.demo.newsroom import Newsroom
from monitor.intake.sourcebook import Sourcebook, is_mine, load, rate
from monitor.intake.sourceone import ANYWHERE
from monitor.manners import Alarm, Expect, HostLimit, Hours, Span
from monitor.model import Source
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import paths, stamps
from monitor.workspace import find

RULES = Path(__file__).parents[3] / "rules"
ENTITIES = ("openai", "globex")


def unset(ref: str) -> str:
    raise KeyError(ref)


def read(*texts: str, **more: Any) -> tuple[Sourcebook, list[str]]:
    """Load files named a.yaml, b.yaml ... and give the book and the lines about its faults."""
    faults = Faults()
    files = {
        f"rules/sources/{name}.yaml": text.encode()
        for name, text in zip("abc", texts, strict=False)
    }
    given: dict[str, Any] = {"grants": {}, "secret": unset, "entities": ENTITIES} | more
    return load(files, faults=faults, **given), [str(fault) for fault in faults.sorted()]


def one(text: str, **more: Any) -> Source:
    book, faults = read(text, **more)
    assert faults == []
    (source,) = book.sources.values()
    return source


def faults_of(*texts: str, **more: Any) -> list[str]:
    return [line.removeprefix("rules/sources/") for line in read(*texts, **more)[1]]


def src(*lines: str, kind: str = "feed", url: str = "https://acme.example/rss") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"sources:\n  - id: acme\n    kind: {kind}\n    url: {url}\n{body}"


def test_a_source_needs_three_lines() -> None:
    source = one(src())

    assert (source.id, source.kind, source.url) == ("acme", "feed", "https://acme.example/rss")
    assert (source.outlet, source.outlet_id, source.tier) == (
        "acme.example",
        "acme.example",
        "outlet",
    )
    assert (source.every_s, source.jitter, source.priority, source.first_run) == (
        None,
        0.1,
        5,
        "baseline",
    )
    assert str(source.place) == "rules/sources/a.yaml:2:5"


def test_all_that_a_source_may_say_is_heard() -> None:
    source = one(
        src(
            "outlet: Acme News",
            "tier: wire",
            "lang: [it, en]",
            "every: 10m",
            "min: 5m",
            "max: 1h",
            "jitter: 0.2",
            "priority: 1",
            "timezone: Europe/Rome",
            "headers: {Accept: text/xml}",
            "freshness: ignore",
            "first_run: {replay: 24h}",
            "max_age: 3d",
            "full_text: never",
            "health: {fail_after: 5}",
            "limits: {body: 2000000, time: 40s}",
            "tags: [ai-lab]",
            "about: [openai]",
            "enabled: false",
        )
    )

    assert (source.outlet, source.outlet_id, source.tier) == ("Acme News", "acme-news", "wire")
    assert (source.langs, source.every_s, source.min_s, source.max_s) == (
        ("it", "en"),
        600.0,
        300.0,
        3600.0,
    )
    assert (source.jitter, source.priority, source.timezone) == (0.2, 1, "Europe/Rome")
    assert source.headers == {"Accept": "text/xml"}
    assert (source.obey_freshness, source.first_run, source.replay_s) == (
        False,
        "replay",
        86_400.0,
    )
    assert (source.max_age_s, source.full_text, source.alarm.fail_after) == (259_200.0, "never", 5)
    assert (source.max_body, source.max_time_s) == (2_000_000, 40.0)
    assert (source.tags, source.about, source.enabled) == (("ai-lab",), ("openai",), False)


def test_windows_say_when_a_source_is_asked_as_usual() -> None:
    text = src("windows: ['mon-fri 06:00-22:00', 'sat,sun 10:00-12:30']", "off_hours: 2h")

    hours = one(text).hours

    assert hours.off_s == 7200.0
    assert hours.spans == (
        Span(days=frozenset(range(5)), begin=360, end=1320),
        Span(days=frozenset({5, 6}), begin=600, end=750),
    )


def test_outside_of_windows_a_source_may_be_left_alone() -> None:
    assert one(src("windows: 22:00-02:00", "off_hours: pause")).hours.off_s is None
    assert one(src("windows: 22:00-02:00")).hours.off_s == 1800.0
    assert one(src() + "defaults: {off_hours: pause}\n").hours == Hours()


def test_health_says_when_and_whom_to_tell() -> None:
    alarm = one(src("health: {quiet: 30d, notify: desk}"), receivers=["desk"]).alarm

    assert alarm == Alarm(fail_after=3, quiet=30 * 86_400.0, notify="desk")
    assert one(src("health: {quiet: off, notify: ops}"), receivers=[]).alarm == Alarm(quiet="off")
    assert one(src()).alarm == Alarm()


def test_a_renamed_source_says_what_it_was() -> None:
    assert one(src("was: acme-old", "unverified: true")).was == "acme-old"
    assert one(src("unverified: true")).unverified


def test_a_former_id_can_be_given_to_one_source_and_only_when_it_is_free() -> None:
    named, other = "  - {id: old, kind: feed, url: 'https://b.example', was: older}\n", src()

    taken, faults = read(src("was: old") + named)
    twice = faults_of(other.replace("acme\n", "acme\n    was: older\n") + named)

    (fault,) = faults
    assert fault.endswith('a.yaml:5:10: E109 id "old" is still in use at rules/sources/a.yaml:6:10')
    assert list(taken.sources) == ["old"]
    assert twice == ['a.yaml:6:58: E109 was "older" already at rules/sources/a.yaml:3:10']


def test_a_list_has_its_kind_s_options() -> None:
    source = one(
        src(
            "item: 'ul > li'",
            "fields: {url: 'a@href', title: a, date: {css: time, else: span}}",
            "expect: {items: 5..200}",
            kind="list",
        )
    )

    assert source.options.item == "ul > li"
    assert source.options.fields.date.otherwise == "span"


def test_a_source_goes_before_its_outlet_and_that_before_the_file() -> None:
    text = (
        src("outlet: globex", "tier: regulator")
        + "defaults: {tier: wire, lang: de, jitter: 0.3}\n"
        + "outlets:\n  globex: {name: Globex, aliases: [Globex Newsroom], tier: wire, lang: it}\n"
    )

    source = one(text)

    assert (source.outlet, source.outlet_id) == ("Globex", "globex")
    assert source.publishers == ("Globex", "Globex Newsroom")
    assert (source.tier, source.langs, source.jitter) == ("regulator", ("it",), 0.3)


def test_defaults_are_of_their_file_and_outlets_of_all() -> None:
    first = "defaults: {every: 5m}\noutlets: {globex: {name: Globex}}\n"

    book, faults = read(first, src("outlet: globex"))

    assert faults == []
    assert book.sources["acme"].every_s is None
    assert book.sources["acme"].outlet == "Globex"


def test_own_every_goes_before_a_default_cron_and_the_other_way_round() -> None:
    every = one(src("every: 5m") + "defaults: {cron: '0 8 * * *'}\n")
    cron = one(src("cron: '0 8 * * *'") + "defaults: {every: 5m}\n")

    assert (every.every_s, every.cron) == (300.0, None)
    assert (cron.every_s, cron.cron) == (None, "0 8 * * *")


def test_hosts_say_how_they_may_be_asked() -> None:
    book, faults = read(
        src(url="https://rsshub.acme.example/x")
        + "hosts:\n  www.sec.gov: {rate: 8/s, connections: 4}\n"
        + "  rsshub.acme.example: {throttle: url}\n"
    )

    assert faults == []
    assert book.hosts["www.sec.gov"] == HostLimit(rate_s=0.125, connections=4)
    assert book.hosts["rsshub.acme.example"] == HostLimit(throttle="url")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("8/s", 0.125), ("30/m", 2.0), ("1/6s", 6.0), ("1 / 2m", 120.0), ("10/h", 360.0)],
)
def test_a_rate_is_seconds_between_starts(text: str, seconds: float) -> None:
    assert rate(text) == seconds


@pytest.mark.parametrize("text", ["8", "8/", "/s", "0/s", "8/x", "-1/s", "fast", "8/1.5s"])
def test_what_is_no_rate_is_none(text: str) -> None:
    assert rate(text) is None


def test_inside_addresses_may_be_named_or_allowed_at_large() -> None:
    assert one(src("allow_private: true")).allow_private == ANYWHERE
    assert one(src("allow_private: [10.0.0.0/8]")).allow_private == ("10.0.0.0/8",)


def test_an_unset_secret_pauses_a_source() -> None:
    granted = {"HN_KEY": ["acme.example"]}
    text = src("auth: {header: {X-Api-Key: env:HN_KEY}}")

    waiting = one(text, grants=granted)
    ready = one(text, grants=granted, secret=lambda _: "value")

    assert waiting.paused_why == "HN_KEY unset"
    assert ready.paused_why == ""
    assert ready.auth is not None
    assert ready.auth.refs == ("env:HN_KEY",)
    assert "value" not in repr(ready)


def test_another_address_or_selector_is_another_look_and_another_tag_is_not() -> None:
    plain = one(src()).config_hash

    assert one(src("tags: [x]", "every: 5m")).config_hash == plain
    assert one(src(url="https://acme.example/other")).config_hash != plain


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (src("evry: 5m"), 'a.yaml:5:5: E101 unknown key "evry" (did you mean "every"?)'),
        ("sources:\n  - {id: a, kind: feed}\n", 'a.yaml:2:6: E102 missing key "url"'),
        (
            "sources:\n  - {id: a, url: 'https://a.example'}\n",
            'a.yaml:2:6: E102 missing key "kind"',
        ),
        (
            src(kind="feeed"),
            'a.yaml:3:11: E104 "feeed" is no kind of source (did you mean "feed"?)',
        ),
        (src("tier: primry"), 'a.yaml:5:11: E104 "primry" is no tier (did you mean "primary"?)'),
        (src("every: 5 minutes"), 'a.yaml:5:12: E105 "5 minutes" is no duration; write 5m'),
        (src("jitter: 2"), "a.yaml:5:13: E106 jitter must be 0 to 0.5, is 2"),
        (src("min: 2h", "max: 1h"), "a.yaml:5:5: E106 min must be <= max, is 7200s > 3600s"),
        (src("timezone: Europe/Roma"), "E105"),
        (src(url="ftp://acme.example/x"), "a.yaml:4:10: E105 "),
        (src(url="https://ana:pw@acme.example/x"), "a.yaml:4:10: E105 "),
        (
            src("about: [openia]"),
            'a.yaml:5:13: E207 unknown entity "openia" (did you mean "openai"?)',
        ),
        (
            src("every: 5s"),
            "a.yaml:5:12: E803 5s is too short for acme.example; under 60s only with a ",
        ),
        (
            src("every: 5m", "cron: '0 8 * * *'"),
            "a.yaml:6:5: E804 cron excludes every; keep one of the two",
        ),
        (src("headers: {Cookie: x}"), 'a.yaml:5:15: E805 header "Cookie" is ours to set'),
        (src("headers: {If-None-Match: x}"), "a.yaml:5:15: E805 "),
        (
            src("auth: {bearer: hunter2}"),
            "a.yaml:5:20: E806 auth.bearer is a literal; write env:NAME or file:PATH",
        ),
        (
            src("auth: {query: {k: env:HN_KEY}}"),
            "a.yaml:5:23: E807 HN_KEY is not granted to acme.example; see [secrets] in ",
        ),
        (
            src("item: 'li['", "fields: {url: 'a@href', title: a}", kind="list"),
            "a.yaml:5:11: E802 ",
        ),
        (
            src(
                "item: li",
                "fields: {url: 'a@href', title: a}",
                "expect: {title: '('}",
                kind="list",
            ),
            'a.yaml:7:21: E801 "(" is no pattern: ',
        ),
        (
            src(
                "item: li",
                "fields: {url: 'a@href', title: a}",
                "expect: {items: some}",
                kind="list",
            ),
            'a.yaml:7:21: E105 "some" is no number of rows; write 5..200',
        ),
        (
            src("item: li", "fields: {url: a, title: a, date: {css: i, format: d}}", kind="list"),
            'a.yaml:6:55: E105 "d": date format needs a year (y) and a month (M)',
        ),
        (
            src("windows: ['mon-fri 06:00-22:00', 'Mon-Fri 6-22']"),
            'a.yaml:5:38: E105 "Mon-Fri 6-22" is no window (did you mean "mon-fri 06:00-22:00"?)',
        ),
        (
            src("windows: office"),
            'a.yaml:5:14: E105 "office" is no window; write mon-fri 06:00-22:00',
        ),
        (
            src("windows: 06:00-22:00", "off_hours: puase"),
            'E105 "puase" is no duration; write 90s, 15m, 2h or 7d, or pause (did you mean "pause',
        ),
        (src("windows: 06:00-22:00", "off_hours: 5s"), "a.yaml:6:16: E106 off_hours must be "),
        (src("off_hours: 30m"), "a.yaml:5:5: E102 off_hours says nothing without windows"),
        (
            src("health: {quiet: 2 weeks}"),
            'a.yaml:5:21: E105 "2 weeks" is no duration; write 2w, or auto, off',
        ),
        (src("health: {quiet: 5m}"), "a.yaml:5:21: E106 quiet must be >= 3600s, is 5m"),
        (
            src("health: {notify: dsk}"),
            'a.yaml:5:22: E208 unknown receiver "dsk" (did you mean "desk"?)',
        ),
        (src("was: Old One"), 'a.yaml:5:10: E108 "Old One" is no id; write old-one'),
        ("hosts: {a.example: {rate: fast}}\n", 'a.yaml:1:27: E105 "fast" is no rate; write '),
        ("outlets: {Big One: {name: X}}\n", 'a.yaml:1:11: E108 "Big One" is no id; write big-one'),
        ("source: []\n", "a.yaml:1:1: E101 "),
        ("sources: [\n", "E001"),
    ],
)
def test_a_fault_is_told_at_its_place(text: str, line: str) -> None:
    (found,) = faults_of(text, receivers=["desk"])

    assert line in found
    assert "hunter2" not in found


def test_each_half_of_a_password_pair_is_checked() -> None:
    text = src("auth: {basic: [env:HN_KEY, hunter2]}")

    assert faults_of(text, grants={"HN_KEY": ["acme.example"]}) == [
        "a.yaml:5:32: E806 auth.basic.1 is a literal; write env:NAME or file:PATH"
    ]


def test_an_id_stands_in_one_file_only() -> None:
    assert faults_of(src(), src()) == [
        'b.yaml:2:9: E109 id "acme" already at rules/sources/a.yaml:2:9'
    ]


def test_a_near_miss_of_an_outlet_is_a_warning() -> None:
    book, faults = read(src("outlet: globx") + "outlets: {globex: {name: Globex}}\n")

    (line,) = faults
    assert line.startswith('rules/sources/a.yaml:5:13: E104 "globx" is no outlet of `outlets`')
    assert line.endswith('(did you mean "globex"?)')
    assert book.sources["acme"].outlet == "globx"


def test_a_source_with_a_fault_leaves_the_others_in_force() -> None:
    book, faults = read(src("evry: 5m") + "  - {id: b, kind: feed, url: 'https://b.example'}\n")

    assert list(book.sources) == ["b"]
    assert len(faults) == 1


def test_all_faults_are_told_at_once() -> None:
    assert len(faults_of(src("evry: 5m", "tier: primry", "jitter: 2"), "sources: [\n")) == 4


def test_without_a_list_of_entities_about_is_not_checked() -> None:
    assert one(src("about: [anything]"), entities=None).about == ("anything",)


@pytest.mark.parametrize(
    ("name", "mine"),
    [
        ("rules/sources/ai.yaml", True),
        ("rules/sources/eu/it.yaml", True),
        ("rules/sources.yaml", False),
        ("rules/port-strike.yaml", False),
    ],
)
def test_source_files_are_known_by_their_place(name: str, *, mine: bool) -> None:
    assert is_mine(name) is mine


def test_the_starter_pack_is_without_a_fault_and_switched_on_in_part() -> None:
    faults = Faults()
    name = "rules/sources/starter.yaml"

    book = load(
        {name: (RULES / "sources" / "starter.yaml").read_bytes()},
        grants={},
        secret=unset,
        faults=faults,
    )

    assert list(faults) == []
    assert len(book.sources) >= 30
    assert 10 <= sum(source.enabled for source in book.sources.values()) <= 20
    assert "ai-lab" in book.tags


def test_the_newsroom_s_sources_are_without_a_fault() -> None:
    faults = Faults()
    text = Newsroom.sources_yaml(8123)

    book = load({"rules/sources/demo.yaml": text.encode()}, grants={}, secret=unset, faults=faults)

    assert list(faults) == []
    assert {source.every_s for source in book.sources.values()} == {1.0}


def test_what_every_document_must_hold_is_said_for_any_kind() -> None:
    source = one(src("expect: {items: 5..200, title: chief, unique: url, required: [date]}"))
    wanted = Expect(least=5, most=200, title="chief", unique="url", required=("date",))
    assert source.expect == wanted
    assert one(src()).expect is None


def test_what_cannot_be_expected_is_a_fault_at_its_place() -> None:
    faults = faults_of(src("expect: {items: many, unique: link, title: '('}"))
    assert [line.partition(" ")[2][:15] for line in faults] == ['E801 "(" is no ']
    faults = faults_of(src("expect: {items: many, unique: link}"))
    assert [line.partition(" is no")[0] for line in faults] == [
        'a.yaml:5:21: E105 "many"',
        'a.yaml:5:35: E105 "link"',
    ]


def test_another_expectation_is_no_change_of_what_is_read() -> None:
    assert one(src("expect: {items: 5..}")).config_hash == one(src()).config_hash


EDGAR = "sources:\n  - {id: filings, kind: edgar, items: ['5.02'], outlet: SEC}\n"
PUSH = "sources:\n  - {id: desk, kind: inbox, secret: 'env:DESK', outlet: Newsdesk}\n"


def test_a_kind_may_know_its_address() -> None:
    assert one(EDGAR, contact="desk@example.org").url.startswith("https://www.sec.gov/cgi-bin/")
    assert faults_of("sources:\n  - {id: a, kind: feed}\n") == [
        'a.yaml:2:6: E102 missing key "url"'
    ]


def test_who_does_not_say_who_asks_waits_where_that_is_asked() -> None:
    assert one(EDGAR).paused_why == "sources.contact unset"
    assert one(EDGAR, contact="desk@example.org").paused_why == ""


def test_a_kind_s_own_secret_is_waited_for() -> None:
    assert one(PUSH).paused_why == "DESK unset"
    source = one(PUSH, secret=lambda _ref: "s3cret")
    assert (source.paused_why, source.url, source.options.secret) == ("", "", "env:DESK")


def test_a_kind_s_own_secret_is_named_never_written() -> None:
    (fault,) = faults_of(PUSH.replace("env:DESK", "s3cret"))
    assert "E806" in fault
    assert "s3cret" not in fault


def test_a_kind_reads_lists_that_lie_beside_its_source_file(tmp_path: Path) -> None:
    init(tmp_path)
    folder = tmp_path / "rules" / "sources"
    (folder / "watch").mkdir()
    (folder / "watch" / "ciks.txt").write_text("123456\n7\n", "utf-8")
    (folder / "sec.yaml").write_text(EDGAR.replace("outlet: SEC", "ciks: watch/ciks.txt"), "utf-8")

    files = find(tmp_path, {}).files()

    assert [str(fault) for fault in files.faults.sorted()] == []
    assert files.sources.sources["filings"].options.ciks == ("123456", "7")
    assert "rules/sources/watch/ciks.txt" in stamps(tmp_path / "rules")
    assert "rules/sources/watch/ciks.txt" not in paths(tmp_path / "rules")
