"""The scripts under `lua/`: text put together from their parts, and the digests of it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

USES = "-- use "


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One script: its name is its path, `outbox/claim`."""

    name: str
    text: str
    sha: str


def load_scripts() -> dict[str, Script]:
    """Read every script; its first line names the parts that stand before it."""
    texts = dict(_texts(files("monitor.store") / "lua", ""))
    whole = {name: _whole(text, texts) for name, text in texts.items() if not _is_part(name)}
    return {
        name: Script(name=name, text=text, sha=hashlib.sha1(text.encode()).hexdigest())  # noqa: S324 - the protocol's own digest of a script
        for name, text in whole.items()
    }


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _texts(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".lua"):
            yield prefix + entry.name.removesuffix(".lua"), entry.read_text("utf-8")


def _is_part(name: str) -> bool:
    return name.rpartition("/")[2].startswith("_")


def _whole(text: str, texts: dict[str, str]) -> str:
    parts = text.partition("\n")[0].removeprefix(USES).split()
    return "\n".join([*(texts[part] for part in parts), text])
