from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.settings import RESERVED, load_settings


def faults(folder: Path, toml: str = "", **environ: str) -> list[str]:
    (folder / "monitor.toml").write_text(toml, "utf-8")
    with pytest.raises(SettingsError) as raised:
        load_settings(folder, environ)
    return str(raised.value).splitlines()


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {})
    assert (settings.rules, settings.data_dir) == ("rules", "data")
    assert settings.store.url == "embedded:"
    assert settings.delivery.reads_s == (2, 6, 15)


def test_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").write_text('[web]\nport = 9\n[secrets]\nK = ["a.example"]\n')
    settings = load_settings(tmp_path, {})
    assert settings.web.port == 9
    assert settings.secrets == {"K": ("a.example",)}


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "monitor.toml").write_text("tick_ms = 200\n[web]\nport = 9\n")
    monkeypatch.setenv("MONITOR_WEB__PORT", "10")
    settings = load_settings(tmp_path, {"MONITOR_WEB__PORT": "10"})
    assert (settings.web.port, settings.tick_ms) == (10, 200)


def test_an_unknown_key_is_named_with_its_place_and_what_was_meant(tmp_path: Path) -> None:
    assert faults(tmp_path, "# top\n[web]\n  prot = 1\n") == [
        'monitor.toml:3:3: E101 unknown key "prot" (did you mean "port"?)'
    ]


def test_an_unknown_section_is_named_at_its_head(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, "tick_ms = 100\n[wbe]\nport = 1\n")
    assert line == 'monitor.toml:2:1: E101 unknown key "wbe" (did you mean "web"?)'


def test_a_wrong_value_is_told_at_its_line(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, "tick_ms = 1\n")
    assert line.startswith("monitor.toml:1:1: E106 tick_ms: ")
    assert line.endswith("is 1")


def test_every_fault_has_a_line(tmp_path: Path) -> None:
    lines = faults(tmp_path, "x = 1\n[web]\nport = 'no'\n", MONITOR_WBE__PORT="1")
    assert len(lines) == 3
    assert lines[0] == (
        'MONITOR_WBE__PORT: E101 unknown setting (did you mean "MONITOR_WEB__PORT"?)'
    )


def test_a_file_that_is_no_toml_says_where(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, "[web\n")
    assert line.startswith("monitor.toml: ")
    assert "line 1" in line


@pytest.mark.parametrize(
    ("toml", "name"),
    [
        ('[web]\nhost = "0.0.0.0"', "web.host"),
        ('[slack]\nbase_url = "http://slack.example/"', "slack.base_url"),
        ('[store]\nprefix = "a:b"', "store.prefix"),
        ("[sources]\nin_flight = 1001", "sources.in_flight"),
        ("[delivery]\nlease_s = 0", "delivery.lease_s"),
        ('[log]\nlevel = "loud"', "log.level"),
    ],
)
def test_what_would_be_unsafe_or_senseless_is_refused(tmp_path: Path, toml: str, name: str) -> None:
    (line,) = faults(tmp_path, toml)
    assert f"E106 {name}: " in line
    assert line.startswith("monitor.toml:2:1: ")


@pytest.mark.parametrize(
    "url", ["https://slack.com/api/", "http://127.0.0.1:1/", "http://[::1]:1/", "http://localhost/"]
)
def test_slack_may_be_https_or_on_loopback(tmp_path: Path, url: str) -> None:
    (tmp_path / "monitor.toml").write_text(f'[slack]\nbase_url = "{url}"\n')
    assert load_settings(tmp_path, {}).slack.base_url == url


def test_reserved_variables_are_no_unknown_settings(tmp_path: Path) -> None:
    assert load_settings(tmp_path, dict.fromkeys(RESERVED, "1")).tick_ms == 100


def test_the_password_comes_from_a_file_and_is_not_printed(tmp_path: Path) -> None:
    secret = tmp_path / "pw"
    secret.write_text("planted-password\n")
    settings = load_settings(tmp_path, {"MONITOR_STORE__PASSWORD_FILE": str(secret)})
    assert settings.store.password.get_secret_value() == "planted-password"
    assert "planted" not in repr(settings)


def test_a_password_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, MONITOR_STORE__PASSWORD_FILE="/nowhere/pw")
    assert line == "MONITOR_STORE__PASSWORD_FILE: No such file or directory at /nowhere/pw"


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings(tmp_path, {}).web.port = 1  # type: ignore[misc]
