"""Which schemas there are, what they are called, and how they are written."""

from pathlib import Path

import pytest

from monitor.cli import _schemas
from monitor.cli.init import init
from monitor.cli.schema import text_of, write_all
from monitor.workspace import find
from tests.fakes.jsonschema import faults


def test_every_kind_of_file_has_a_schema() -> None:
    kinds = _schemas.kinds_of_files()
    assert {"rule", "concept", "entities", "watch", "lexicon", "language"} <= set(kinds)
    assert {"sources", "routes", "receivers"} <= set(kinds)
    assert all(_schemas.schema_of(kind)["title"] == f"newsmonitor: {kind}" for kind in kinds)


@pytest.mark.parametrize(
    ("kind", "name", "line"),
    [
        ("rule", "rules/x.yaml", "schema/rule.schema.json"),
        ("rule", "rules/desk/x.yaml", "../schema/rule.schema.json"),
        ("lexicon", "rules/events/p/it.yaml", "../../schema/lexicon.schema.json"),
        ("routes", "rules/routes.yaml", "schema/routes.schema.json"),
    ],
)
def test_the_editors_line_leads_from_a_file_to_its_schema(kind: str, name: str, line: str) -> None:
    assert _schemas.modeline(kind, name) == f"# yaml-language-server: $schema={line}"


def test_names_are_those_of_the_workspace(tmp_path: Path) -> None:
    init(tmp_path)
    names = _schemas.names_of(find(tmp_path, {}).files())
    assert "exec-moves" in names["receivers"]
    assert "watched-companies" in names["lists"]
    assert "port-strike" in names["rules"]
    assert "big-tech" in names["tags"]
    assert "bbc-business" in names["sources"]


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    init(tmp_path)
    assert write_all(tmp_path) == []
    (tmp_path / "rules" / "schema" / "rule.schema.json").write_text("{}", "utf-8")
    (tmp_path / "rules" / "schema" / "watch.schema.json").unlink()
    assert sorted(write_all(tmp_path)) == ["rule.schema.json", "watch.schema.json"]
    assert not list((tmp_path / "rules" / "schema").glob(".*"))


def test_a_schema_is_the_same_text_each_time() -> None:
    assert text_of("rule", {}) == text_of("rule", {})
    assert text_of("rule", {}).endswith("}\n")


SOURCE = {"id": "a", "kind": "feed", "url": "https://a.example/rss"}


@pytest.mark.parametrize(
    ("source", "fits"),
    [
        (SOURCE, True),
        ({**SOURCE, "every": "15m", "tags": "ai-lab", "tier": "wire"}, True),
        ({**SOURCE, "every": "15 minutes"}, False),
        ({**SOURCE, "kind": "fed"}, False),
        ({**SOURCE, "item": "li"}, False),
        ({**SOURCE, "tier": "tabloid"}, False),
        ({**SOURCE, "kind": "list", "item": "li", "fields": {"url": "a@href", "title": "a"}}, True),
        ({**SOURCE, "kind": "list", "fields": {"url": "a@href", "title": "a"}}, False),
        ({"kind": "feed", "url": "https://a.example/rss"}, False),
        ({**SOURCE, "url": "ftp://a.example"}, False),
    ],
)
def test_a_source_has_the_keys_of_its_kind(source: dict[str, object], fits: bool) -> None:
    found = faults(_schemas.schema_of("sources"), {"sources": [source]})
    assert (found == []) is fits


@pytest.mark.parametrize(
    ("receiver", "fits"),
    [
        ({"kind": "console"}, True),
        ({"kind": "slack", "channel": "#a"}, True),
        ({"kind": "slack", "channel": "#a", "token": "env:TOKEN"}, True),
        ({"kind": "slack", "channel": "#a", "token": "xoxb-1"}, False),
        ({"kind": "slack"}, False),
        ({"kind": "pigeon"}, False),
        ({"kind": "console", "chanel": "#a"}, False),
    ],
)
def test_a_receiver_has_the_keys_of_its_kind(receiver: dict[str, str], fits: bool) -> None:
    found = faults(_schemas.schema_of("receivers"), {"receivers": {"a": receiver}})
    assert (found == []) is fits


RULE = {"rule": "a", "title": "t", "match": "strike"}


@pytest.mark.parametrize(
    ("keys", "fits"),
    [
        ({}, True),
        ({"status": "live", "owner": "desk", "lang": "it"}, True),
        ({"status": "prod"}, False),
        ({"story": {"then": "thread", "material": "person", "window": "3d"}}, True),
        ({"story": {"then": "updte"}}, False),
        ({"trigger": {"count": {"at_least": 2, "within": "6h"}}}, True),
        ({"trigger": {"count": {"at_least": 0, "within": "6h"}}}, False),
        ({"trigger": {"silence": {"for": "24h"}}}, False),
        ({"trigger": {"absence": {"for": "1d"}, "count": {"at_least": 2, "within": "6h"}}}, False),
        ({"realert": {"after": "24h", "backoff": 2, "max": "7d"}}, True),
        ({"realert": {"backoff": 2}}, False),
        ({"budget": "15/day"}, True),
        ({"boost": {"sources": {"tag": "ai-lab"}, "cron": "0 13 * * 1-5"}}, True),
        ({"boost": {"sources": {"tag": "ai-lab"}, "cron": "daily"}}, False),
        ({"except": [{"name": "a", "why": "b", "match": "c", "until": "2026-12-31"}]}, True),
        ({"except": [{"name": "a", "match": "c"}]}, False),
        ({"tests": [{"text": "a", "expect": {"alert": True, "person": ["Ana"]}}]}, True),
        ({"tests": [{"text": "a", "expect": {"alert": "yes"}}]}, False),
        ({"tests": [{"steps": [{"at": "1h", "text": "a"}], "expect": {"alerts": 1}}]}, True),
        ({"tests": [{"steps": [{"at": "soon", "text": "a"}], "expect": {}}]}, False),
        ({"tests": [{"text": "a"}]}, False),
        ({"x-mine": 1}, True),
        ({"mine": 1}, False),
    ],
)
def test_a_rule_has_its_keys(keys: dict[str, object], fits: bool) -> None:
    assert (faults(_schemas.schema_of("rule"), {**RULE, **keys}) == []) is fits
