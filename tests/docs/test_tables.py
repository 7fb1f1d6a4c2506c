"""Tables of the documents say what the code says: verbs, settings, reasons, kinds, points."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from monitor import kinds
from monitor.model import TIERS
from monitor.outgoing import OPEN_STATES
from monitor.reasons import Reason
from monitor.settings import RESERVED, Settings

ROOT = Path(__file__).parents[2]


def table(file: str, head: str) -> list[list[str]]:
    """Give the cells of the table that begins with this head line."""
    text = (ROOT / file).read_text("utf-8").splitlines()
    start = text.index(head) + 2
    rows: list[list[str]] = []
    for line in text[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_the_verbs_of_the_readme_are_the_files_of_the_verbs() -> None:
    told = [quoted(row[0])[0] for row in table("README.md", "| verb | does |")]
    names = [name.rstrip("_").replace("_", "-") for name in kinds.names("monitor.cli")]
    assert told == [f"monitor {name}" for name in sorted(names)]


def test_the_readme_names_the_verbs_of_sources() -> None:
    (row,) = [r for r in table("README.md", "| verb | does |") if "sources" in r[0]]
    assert sorted(quoted(row[1])) == list(kinds.names("monitor.cli.sources"))


def _fields(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, info in model.model_fields.items():
        below = info.annotation
        if isinstance(below, type) and issubclass(below, BaseModel):
            yield from _fields(below, f"{name}.")
        else:
            yield before + name, info


def _default(info: FieldInfo) -> str:
    value = info.default
    if value is PydanticUndefined or value in ("", ()):
        return ""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return "`" + ", ".join(f"{n:g}" for n in value) + "`"
    return f"`{value}`"


def test_the_settings_table_is_what_the_settings_say() -> None:
    told = table("docs/operate.md", "| setting | default | meaning |")
    wanted = [[f"`{n}`", _default(i), i.description or "?"] for n, i in _fields(Settings)]
    assert told == wanted


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, info in _fields(Settings) if not info.description] == []


def test_reserved_variables_are_no_settings() -> None:
    known = {f"MONITOR_{n.replace('.', '__').upper()}" for n, _ in _fields(Settings)}
    assert not known & set(RESERVED)


def test_the_reasons_table_has_every_reason_once_and_in_order() -> None:
    told = [quoted(row[0])[0] for row in table("docs/delivery.md", "| reason | means |")]
    assert told == [str(reason) for reason in Reason]


def test_the_kinds_of_receivers_are_the_notifiers() -> None:
    told = [quoted(row[0])[0] for row in table("docs/delivery.md", "| kind | keys | can |")]
    assert sorted(told) == list(kinds.names("monitor.notifiers"))


def test_the_states_of_a_delivery_are_told() -> None:
    rows = table("docs/delivery.md", "| state | means |")
    told = {name.strip() for row in rows for name in row[0].split(",")}
    assert told == {*OPEN_STATES, "dead", "sent", "closed", "dropped"}


def test_the_crash_table_names_every_point_of_the_code() -> None:
    rows = table("docs/delivery.md", "| point | on disk | after a restart |")
    told = {name for row in rows for name in quoted(row[0])}
    texts = [p.read_text("utf-8") for p in (ROOT / "monitor").rglob("*.py")]
    calls = [line for text in texts for line in text.splitlines() if "point(" in line]
    passed = {
        n
        for line in calls
        for n in re.findall(r'"((?:intake|delivery|digest|archive)\.[a-z]+)"', line)
    }
    assert told == passed


def test_the_kinds_of_sources_are_the_files_of_sources() -> None:
    told = [quoted(row[0])[0] for row in table("docs/sources.md", "| kind | reads |")]
    assert sorted(told) == list(kinds.names("monitor.sources"))


def test_the_forms_of_other_programs_are_the_files_of_exchange() -> None:
    rows = table("docs/sources.md", "| form | of | becomes | told, not carried over |")
    told = [quoted(row[0])[0] for row in rows]
    assert sorted(told) == sorted(kinds.names("monitor.intake.exchange"))


def test_the_keys_of_a_source_are_those_the_loader_knows() -> None:
    from dataclasses import fields

    from monitor.intake.sourcefile import SourceKeys

    rows = table("docs/sources.md", "| key | default | meaning |")
    told = {name for row in rows for name in quoted(row[0])}
    known = {str(f.name) for f in fields(SourceKeys)}
    assert told <= known


def test_tiers_are_told() -> None:
    text = (ROOT / "docs/sources.md").read_text("utf-8")
    assert f"tier: {', '.join(TIERS)}" in text


@pytest.mark.parametrize(
    "file", ["README.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_between_documents_lead_somewhere(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    broken = [link for link in links if not ((ROOT / file).parent / link).exists()]
    assert broken == []
