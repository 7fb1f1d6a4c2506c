"""Which sources a person pauses or resumes, and doing so in the store."""

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

import typer

from monitor.cli._workspace import reading
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.ports import Sources
    from monitor.workspace import Workspace


async def each(
    space: "Workspace",
    ids: Sequence[str],
    tag: str,
    do: "Callable[[Sources, str], Coroutine[Any, Any, bool]]",
) -> tuple[str, ...]:
    """Do something with each source named or tagged; none is touched if one is not polled."""
    if bool(ids) == bool(tag):
        raise typer.BadParameter("name sources, or give --tag", param_hint="ID")
    listed = space.files().sources.sources.values()
    chosen = tuple(dict.fromkeys(ids)) or tuple(s.id for s in listed if tag in s.tags)
    if not chosen:
        raise SettingsError(f'no source has the tag "{tag}"; see monitor sources list')
    async with reading(space) as store:
        known = await store.sources.known()
        for name in chosen if ids else ():
            if name not in known:
                raise SettingsError(f'no source "{name}" is polled; see monitor sources list')
        return tuple([name for name in chosen if await do(store.sources, name)])
