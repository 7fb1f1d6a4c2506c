import json
from pathlib import Path

import pytest

from monitor.cli.init import shipped_rules
from monitor.demo.scene import prepare
from monitor.errors import SettingsError
from monitor.settings import load_settings
from monitor.workspace import find


def test_a_fresh_folder_becomes_a_workspace_without_faults(tmp_path: Path) -> None:
    scene = prepare(tmp_path / "demo", shipped_rules())
    files = find(scene.workspace, {"SLACK_BOT_TOKEN": "xoxb-demo"}).files()
    assert [str(fault) for fault in files.faults.sorted()] == []
    assert {source.first_run for source in files.sources.sources.values()} == {"all"}


def test_the_sources_of_the_demo_are_on_loopback_only(tmp_path: Path) -> None:
    scene = prepare(tmp_path / "demo", shipped_rules())
    sources = find(scene.workspace, {}).files().sources.sources.values()
    base = f"http://127.0.0.1:{scene.ports.newsroom}/"
    assert sources
    assert all(source.url.startswith(base) for source in sources)
    assert {source.allow_private for source in sources} == {("127.0.0.0/8",)}


def test_the_settings_point_at_the_scenes_own_ports(tmp_path: Path) -> None:
    scene = prepare(tmp_path / "demo", shipped_rules())
    settings = load_settings(scene.workspace, {})
    assert settings.web.port == scene.ports.web
    assert settings.slack.base_url == f"http://127.0.0.1:{scene.ports.slack}/api/"


def test_three_different_ports_are_taken(tmp_path: Path) -> None:
    ports = prepare(tmp_path / "demo", shipped_rules()).ports
    assert len({ports.newsroom, ports.slack, ports.web}) == 3


def test_a_second_run_takes_up_the_scene_with_its_ports(tmp_path: Path) -> None:
    first = prepare(tmp_path / "demo", shipped_rules())
    assert prepare(tmp_path / "demo", shipped_rules()) == first


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(SettingsError, match="not empty and no demo; give another --data"):
        prepare(tmp_path, shipped_rules())
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_the_mark_of_a_finished_scene_is_written_last(tmp_path: Path) -> None:
    scene = prepare(tmp_path / "demo", shipped_rules())
    kept = scene.folder / "demo.json"
    assert json.loads(kept.read_text())["web"] == scene.ports.web
    assert not kept.with_suffix(".part").exists()
