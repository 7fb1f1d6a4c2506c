"""Settings: `monitor.toml`, overridden by `MONITOR_SECTION__NAME`, secrets by `..._FILE`."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from monitor.errors import SettingsError

RESERVED = ("MONITOR_CHAOS", "MONITOR_KILL_AT", "MONITOR_REQUIRE")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StoreSettings(_Section):
    """Where the state lies."""

    url: str = Field("embedded:", description="`embedded:`, redis://, rediss:// or unix://")
    prefix: str = Field("nm", pattern=r"^[a-z0-9-]{1,16}$", description="first part of every key")
    password: SecretStr = Field(SecretStr(""), description="password of an outside server")


class SourcesSettings(_Section):
    """How sources are polled."""

    lease_s: float = Field(60, gt=0, description="seconds a claimed source is ours")
    in_flight: int = Field(600, ge=1, le=1000, description="polls at one time")
    contact: str = Field("", description="mail or page in the User-Agent, for server owners")
    project_url: str = Field("", description="page about this monitor, in the User-Agent too")
    chromium: str = Field("", description="browser of `render: browser`; else Playwright's own")


class ArchiveSettings(_Section):
    """How much of what came in is kept."""

    days: int = Field(365, ge=1, description="days that are kept")
    most_gb: float = Field(20, gt=0, description="gigabytes above which the oldest days go")
    spare_mb: int = Field(500, ge=0, description="megabytes left free; below, nothing is archived")


class DeliverySettings(_Section):
    """How alerts are sent."""

    lease_s: float = Field(60, gt=0, description="seconds a claimed delivery is ours")
    debounce_s: float = Field(30, ge=0, description="seconds an edit of a card is collected")
    notice_s: float = Field(60, ge=0, description="seconds ops notices are collected")
    probe_s: float = Field(300, gt=0, description="seconds between probes of a parked receiver")
    reads_s: tuple[float, ...] = Field(
        (2, 6, 15), description="seconds after an ambiguous send at which it is read back"
    )
    senders: int = Field(8, ge=1, le=64, description="deliveries at one time")


class SlackSettings(_Section):
    """Where Slack is."""

    base_url: str = Field(
        "https://slack.com/api/",
        pattern=r"^(https://|http://(127\.0\.0\.1|localhost|\[::1\])[:/])",
        description="https, or http on loopback (a fake Slack)",
    )


class WebSettings(_Section):
    """The status page."""

    host: Literal["127.0.0.1", "::1", "localhost"] = Field(
        "127.0.0.1", description="loopback address to listen on"
    )
    port: int = Field(8080, ge=0, le=65535, description="port; 0 takes a free one")
    hosts: tuple[str, ...] = Field((), description="further Host names answered")


class WorkerSettings(_Section):
    """Processes that parse and match."""

    count: int = Field(2, ge=0, le=64, description="processes; 0 computes in the daemon (tests)")


class LogSettings(_Section):
    """What is logged."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level")
    form: Literal["auto", "json", "console"] = Field(
        "auto", description="auto = console on a terminal, else JSON"
    )


class _FromFile(PydanticBaseSettingsSource):
    """Hands over what was read from monitor.toml."""

    def __init__(self, settings_cls: type[BaseSettings], data: Mapping[str, Any]) -> None:
        super().__init__(settings_cls)
        self._data = data

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - the base class's signature
        """Give one field."""
        return self._data.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Give all fields."""
        return dict(self._data)


class Settings(BaseSettings):
    """All settings of one workspace."""

    model_config = SettingsConfigDict(
        env_prefix="MONITOR_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    rules: str = Field("rules", description="folder of rules, sources, routes, receivers")
    data_dir: str = Field("data", description="folder of store, archive and keys")
    tick_ms: int = Field(100, ge=50, le=5000, description="milliseconds between scheduler ticks")
    store: StoreSettings = StoreSettings()
    sources: SourcesSettings = SourcesSettings()
    archive: ArchiveSettings = ArchiveSettings()
    delivery: DeliverySettings = DeliverySettings()
    slack: SlackSettings = SlackSettings()
    web: WebSettings = WebSettings()
    workers: WorkerSettings = WorkerSettings()
    log: LogSettings = LogSettings()
    secrets: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="secret name -> hosts it may be sent to"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a .env file is no source of ours
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - secrets come by _FILE
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file."""
        data = getattr(init_settings, "init_kwargs", {})
        return env_settings, _FromFile(settings_cls, data)


def load_settings(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Read `monitor.toml` of a workspace, if there is one, and the environment.

    Raises SettingsError with every fault on a line of its own.
    """
    file = folder / "monitor.toml"
    text = file.read_text("utf-8") if file.exists() else ""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file.name}: {error}") from None
    faults = _unknown_variables(environ)
    faults += _secret_files(data, environ)
    try:
        settings = Settings(**data)
    except ValidationError as error:
        faults += [_line(file.name, text, fault) for fault in error.errors()]
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _secret_files(data: dict[str, Any], environ: Mapping[str, str]) -> list[str]:
    """Read `MONITOR_STORE__PASSWORD_FILE` into its section; gives what could not be read."""
    path = environ.get("MONITOR_STORE__PASSWORD_FILE")
    if not path:
        return []
    try:
        data.setdefault("store", {})["password"] = Path(path).read_text("utf-8").strip()
    except OSError as error:
        return [f"MONITOR_STORE__PASSWORD_FILE: {error.strerror} at {path}"]
    return []


def _unknown_variables(environ: Mapping[str, str]) -> list[str]:
    known = set(RESERVED) | {"MONITOR_STORE__PASSWORD_FILE"}
    for name, info in Settings.model_fields.items():
        known.add(f"MONITOR_{name.upper()}")
        section = info.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            known |= {f"MONITOR_{name}__{key}".upper() for key in section.model_fields}
    return [
        f"{name}: E101 unknown setting{_meant(name, known)}"
        for name in sorted(environ)
        if name.startswith("MONITOR_") and name not in known
    ]


def _meant(word: str, known: set[str]) -> str:
    near = difflib.get_close_matches(word, known, 1, 0.6)
    return f' (did you mean "{near[0]}"?)' if near else ""


def _line(file: str, text: str, fault: Any) -> str:
    path = [str(part) for part in fault["loc"]]
    line, column = _place(text, path)
    name = ".".join(path)
    if fault["type"] == "extra_forbidden":
        section: Any = Settings
        for part in path[:-1]:
            section = section.model_fields[part].annotation
        known = set(section.model_fields)
        return f'{file}:{line}:{column}: E101 unknown key "{path[-1]}"{_meant(path[-1], known)}'
    return f"{file}:{line}:{column}: E106 {name}: {fault['msg']}, is {fault['input']!r}"


def _place(text: str, path: list[str]) -> tuple[int, int]:
    """Find the line of a key: tomllib keeps no places, so the key is looked for in its table."""
    table, wanted = ("", path[0]) if len(path) == 1 else (path[0], path[1])
    here = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[([\w.-]+)\]", line):
            here = head.group(1)
            if table == "" and here == wanted:
                return number, line.index("[") + 1
        key = re.match(r"""\s*["']?([\w-]+)["']?\s*=""", line)
        if key and here == table and key.group(1) == wanted:
            return number, key.start(1) + 1
    return 1, 1
