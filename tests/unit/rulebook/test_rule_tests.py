from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.models import RuleFile
from monitor.rulebook.schema import read
from monitor.rulebook.tests import START, RuleTest, cases_of
from monitor.rulebook.yamlfile import parse


def read_tests(text: str, folder: Path = Path()) -> tuple[tuple[RuleTest, ...], list[str]]:
    faults = Faults()
    whole = "rule: r\ntitle: t\nmatch: m\nlang: it\ntests:\n" + text
    node = parse(whole.encode(), "r.yaml", faults=faults)
    assert node is not None
    keys = read(RuleFile, node, faults=faults)
    assert keys is not None
    found = cases_of(keys, captures=("org", "person"), folder=folder, faults=faults)
    return found, [str(fault) for fault in faults.sorted()]


def test_one_line_of_text_is_a_title_in_the_rules_language() -> None:
    (test,), faults = read_tests(
        "  - {text: Sciopero nel porto, expect: {alert: true, org: Acme}}\n"
    )
    assert faults == []
    article = test.articles[0]
    assert (article.title, article.body, article.lang) == ("Sciopero nel porto", "", "it")
    assert article.published == START
    assert test.captures == {"org": ("Acme",)}
    assert test.is_positive


def test_further_lines_are_the_body() -> None:
    (test,), _ = read_tests(
        "  - text: |\n      Head\n      One.\n      Two.\n    expect: {alert: false}\n"
    )
    assert test.articles[0].title == "Head"
    assert test.articles[0].body == "One.\nTwo."
    assert test.is_negative


def test_steps_are_articles_on_a_virtual_clock() -> None:
    (test,), faults = read_tests(
        "  - name: two\n    steps:\n"
        "      - {at: 0h, outlet: A, text: Uno}\n"
        "      - {at: 90m, outlet: B, lang: de, tier: wire, title: Zwei, body: Mehr}\n"
        "    expect: {alerts: 1, updates: 0, first_at: 0h}\n"
    )
    assert faults == []
    assert test.times == (0.0, 5400.0)
    first, second = test.articles
    assert second.seen == START + timedelta(minutes=90)
    assert (second.outlet, second.outlet_id, second.tier) == ("B", "b", "wire")
    assert (second.lang, second.body) == ("de", "Mehr")
    assert first.id != second.id
    assert (test.expect.alerts, test.expect.updates, test.expect.first_at) == (1, 0, 0.0)


def test_an_article_says_where_it_comes_from() -> None:
    (test,), _ = read_tests(
        "  - {title: T, source: s, outlet: O, tag: x, published: 2024-08-05, url: 'https://a.b/',"
        " expect: {alert: true}}\n"
    )
    article = test.articles[0]
    assert (article.source, article.outlet, article.tags) == ("s", "O", ("x",))
    assert (article.url, article.published) == ("https://a.b/", datetime(2024, 8, 5, tzinfo=UTC))


def test_events_are_kept_as_they_are_expected() -> None:
    (test,), _ = read_tests("  - {text: T, expect: {events: [{type: leave, person: A}]}}\n")
    assert test.events == ({"type": "leave", "person": "A"},)


def test_samples_are_read_from_their_files(tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "a.txt").write_text("Head\n\nBody.", encoding="utf-8")
    lines = '{"title": "One", "lang": "fr"}\n\n{"title": "Two", "outlet": "O"}\n'
    (samples / "b.jsonl").write_text(lines, encoding="utf-8")
    found, faults = read_tests(
        "  - {article: samples/a.txt, expect: {alert: true}}\n"
        "  - {articles: samples/*.jsonl, expect: {alerts: 1}}\n",
        tmp_path,
    )
    assert faults == []
    titles = [[article.title for article in test.articles] for test in found]
    assert titles == [["Head"], ["One", "Two"]]
    assert found[0].articles[0].body == "Body."
    assert found[1].articles[0].lang == "fr"


def test_a_sample_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    _, faults = read_tests(
        "  - {article: ../secret.txt, expect: {alert: true}}\n"
        "  - {articles: ../*.txt, expect: {alert: true}}\n",
        rules,
    )
    assert faults == [
        "r.yaml:6:15: E209 no file ../secret.txt",
        "r.yaml:7:16: E209 no file ../*.txt",
    ]


def test_what_a_test_cannot_expect_is_told() -> None:
    _, faults = read_tests(
        "  - {text: T, expect: {alert: false, because: denyed}}\n"
        "  - {text: T, expect: {prson: A}}\n"
        "  - {name: empty, expect: {alert: true}}\n"
        "  - {steps: [{at: 2h, text: A}, {at: 1h, text: B}], expect: {alerts: 1}}\n"
        "  - {steps: [{at: soon, text: A}], expect: {alerts: 1}}\n"
    )
    assert faults == [
        'r.yaml:6:47: E104 "denyed" is neither a reason nor an exception (did you mean "denied"?)',
        'r.yaml:7:24: E502 no capture "prson" to expect (did you mean "person"?)',
        'r.yaml:8:6: E102 missing key "text" (or title, article, articles, steps)',
        "r.yaml:9:38: E502 steps are not in order of time",
        'r.yaml:10:19: E105 "soon" is no duration; write 90s, 15m, 2h or 7d',
    ]
