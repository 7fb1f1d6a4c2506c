import json
from typing import Any

import pytest

from monitor.insight.saving import expectation, item, sample, sample_name
from monitor.model import Match
from monitor.parsing.samples import article_from
from monitor.reasons import Reason
from tests.fakes.made import article, event, match


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Dockers strike, again!", "dockers-strike-again-abc123.json"),
        ("社長が辞任", "abc123.json"),
        ("x" * 80, "x" * 48 + "-abc123.json"),
        ("../../etc/passwd", "etc-passwd-abc123.json"),
    ],
)
def test_a_sample_is_named_by_title_and_id(title: str, name: str) -> None:
    assert sample_name(article(title, id="abc123ff")) == name


def test_a_sample_reads_back_as_the_article() -> None:
    whole = article("社長が辞任", lead="要約", body="本文。\n\n二段落目。", lang="ja")
    again = article_from(sample(whole), name="x.json")
    fields = ("title", "lead", "body", "lang", "published", "url", "outlet")
    assert [getattr(again, f) for f in fields] == [getattr(whole, f) for f in fields]


def test_a_sample_is_one_line_without_empty_fields() -> None:
    raw = sample(article("T", published=None, url=""))
    assert raw.count(b"\n") == 1
    assert json.loads(raw) == {"title": "T", "lang": "en", "outlet": "Gazette"}


@pytest.mark.parametrize(
    ("found", "expect"),
    [
        (None, {"alert": "false"}),
        (match(rule="r"), {"alert": "true"}),
        (match(reason=Reason.MENTION), {"alert": "false", "because": "mention"}),
        (
            Match(rule="r", reason=Reason.EXCEPTED, because="acme-reorg: told: twice"),
            {"alert": "false", "because": "acme-reorg"},
        ),
        (
            match(event(), captures={"person": ("Tim Cook",), "org": (), "type": ("departure",)}),
            {"alert": "true", "person": "[Tim Cook]"},
        ),
        (
            match(captures={"sum": ("EUR 5,000",), "many": tuple("abcde")}),
            {"alert": "true", "sum": '["EUR 5,000"]'},
        ),
    ],
)
def test_a_test_expects_what_the_rule_says_now(found: Match | None, expect: Any) -> None:
    assert expectation(found) == expect


def test_a_test_is_one_line_of_yaml() -> None:
    told = item("samples/x.json", {"alert": "false", "because": "mention"}, name="No: why")
    assert told == (
        '{name: "No: why", article: samples/x.json, expect: {alert: false, because: mention}}'
    )
