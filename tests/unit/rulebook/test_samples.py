"""Samples: files that stand for articles in tests of rules."""

from pathlib import Path

import pytest

from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.models import RuleFile
from monitor.rulebook.schema import read
from monitor.rulebook.tests import RuleTest, cases_of
from monitor.rulebook.yamlfile import parse

PAGE = """\
<!doctype html>
<html lang="fr"><head>
<title>Grève des dockers au port de Marseille - Le Quotidien</title>
<meta property="og:title" content="Grève des dockers au port de Marseille">
<meta property="og:description" content="Les dockers ont cessé le travail lundi matin, dit la CGT.">
</head><body><nav>Menu</nav><article><h1>Grève des dockers au port de Marseille</h1>
<p>Les dockers ont cessé le travail lundi matin, dit la CGT, et la direction se tait.</p>
<p>Le trafic des conteneurs est interrompu jusqu'à mercredi au moins, selon le port.</p>
</article></body></html>
"""


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    folder = tmp_path / "samples"
    folder.mkdir()
    return folder


def read_tests(lines: str, folder: Path, lang: str = "it") -> tuple[list[RuleTest], list[str]]:
    faults = Faults()
    text = f"rule: r\ntitle: t\nmatch: m\nlang: {lang}\ntests:\n{lines}"
    node = parse(text.encode(), "r.yaml", faults=faults)
    assert node is not None
    keys = read(RuleFile, node, faults=faults)
    assert keys is not None, [str(fault) for fault in faults]
    found = cases_of(keys, captures=(), folder=folder.parent, faults=faults)
    return list(found), [str(fault).removeprefix("r.yaml:") for fault in faults.sorted()]


def one(samples: Path, name: str, data: str, more: str = "") -> RuleTest:
    (samples / name).write_text(data, encoding="utf-8")
    (test,), faults = read_tests(
        f"  - {{article: samples/{name}{more}, expect: {{alert: true}}}}\n", samples
    )
    assert faults == []
    return test


def test_a_page_is_read_as_html(samples: Path) -> None:
    article = one(samples, "a.html", PAGE).articles[0]
    assert article.title == "Grève des dockers au port de Marseille"
    assert "Le trafic des conteneurs" in article.body
    assert "<p>" not in article.body
    assert "Menu" not in article.body
    assert article.lang == "fr"


def test_what_the_test_says_itself_comes_first(samples: Path) -> None:
    article = one(samples, "a.html", PAGE, ", lang: en, outlet: Mine, url: 'https://a.example/'")
    assert (article.articles[0].lang, article.articles[0].outlet) == ("en", "Mine")
    assert article.articles[0].url == "https://a.example/"


def test_plain_text_is_title_and_body_in_the_rules_language(samples: Path) -> None:
    text = "Sciopero dei portuali a Genova da lunedì\n\nPrimo paragrafo.\nSecondo.\n"
    article = one(samples, "a.txt", text).articles[0]
    assert article.title == "Sciopero dei portuali a Genova da lunedì"
    assert article.body.startswith("Primo paragrafo.")
    assert article.lang == "it"


def test_a_json_line_says_everything_of_its_article(samples: Path) -> None:
    line = (
        '{"id": "7", "title": "Dockers strike", "body": "At the port.", "lang": "en", '
        '"outlet": "Wire", "published": "2024-08-05T10:00:00Z", "url": "https://w.example/7"}'
    )
    article = one(samples, "a.json", line).articles[0]
    assert (article.title, article.body, article.lang) == ("Dockers strike", "At the port.", "en")
    assert (article.outlet, article.url) == ("Wire", "https://w.example/7")
    assert article.published is not None
    assert article.published.isoformat() == "2024-08-05T10:00:00+00:00"


def test_json_over_several_lines_is_one_article(samples: Path) -> None:
    article = one(samples, "a.json", '{\n  "title": "Dockers strike",\n  "body": "x"\n}\n')
    assert [found.title for found in article.articles] == ["Dockers strike"]


def test_each_json_line_is_an_article_and_empty_lines_are_none(samples: Path) -> None:
    lines = '{"title": "One"}\n\n{"title": "Two"}\n{"title": "Three"}\n'
    test = one(samples, "a.jsonl", lines)
    assert [found.title for found in test.articles] == ["One", "Two", "Three"]
    assert len({found.id for found in test.articles}) == 3


def test_several_samples_are_one_stream_in_order_of_their_names(samples: Path) -> None:
    for name in ("b", "a", "c"):
        (samples / f"{name}.txt").write_text(f"Title {name}", encoding="utf-8")
    (test,), faults = read_tests("  - {articles: samples/*.txt, expect: {alerts: 1}}\n", samples)
    assert faults == []
    assert [found.title for found in test.articles] == ["Title a", "Title b", "Title c"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("{broken", "samples/x: line 1 is no JSON object"),
        ('{"title": "One"}\n{"title": }', "samples/x: line 2 is no JSON object"),
        ('{"title": "One"}\n[1]', None),
        ('{"lang": "en"}', "samples/x: no title and no text in it"),
        ("<!doctype html><html></html>", "samples/x: no title and no text in it"),
        ("x" * (1 << 20) + "y", "samples/x: 1,048,577 bytes; at most 1 MiB"),
    ],
)
def test_a_sample_that_is_no_article_is_one_line(
    samples: Path, data: str, says: str | None
) -> None:
    (samples / "x").write_text(data, encoding="utf-8")
    found, faults = read_tests("  - {article: samples/x, expect: {alert: true}}\n", samples)
    assert faults == ([f"6:15: E209 {says}"] if says else [])
    assert len(found) == (0 if says else 1)


@pytest.mark.parametrize(
    "name", ["samples/y", "../outside.txt", "/etc/hostname", "samples", "samples/../../outside.txt"]
)
def test_only_files_of_the_folder_are_samples(samples: Path, name: str) -> None:
    (samples.parent.parent / "outside.txt").write_text("x", encoding="utf-8")
    found, faults = read_tests(f"  - {{article: {name}, expect: {{alert: true}}}}\n", samples)
    assert faults == [f"6:15: E209 no file {name}"]
    assert found == []


def test_a_link_that_leads_out_of_the_folder_is_not_followed(samples: Path) -> None:
    outside = samples.parent.parent / "secret.txt"
    outside.write_text("secret", encoding="utf-8")
    (samples / "link.txt").symlink_to(outside)
    _, faults = read_tests("  - {article: samples/link.txt, expect: {alert: true}}\n", samples)
    assert faults == ["6:15: E209 no file samples/link.txt"]
    _, faults = read_tests("  - {articles: samples/*.txt, expect: {alert: true}}\n", samples)
    assert faults == ["6:16: E209 no file samples/*.txt"]


def test_a_misspelt_sample_is_suggested(samples: Path) -> None:
    (samples / "strike.txt").write_text("Strike", encoding="utf-8")
    _, (line,) = read_tests("  - {article: samples/strke.txt, expect: {alert: true}}\n", samples)
    assert line.endswith('(did you mean "samples/strike.txt"?)')
