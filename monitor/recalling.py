"""Recalling: a workspace's files as the daemon's cache has them, read only where they differ."""

from collections.abc import Mapping

from monitor.rulebook.cachefile import CacheFile
from monitor.rulebook.commit import commit_of
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import contents, stamps
from monitor.rulebook.storing import Recalled, recall
from monitor.workspace import Files, Workspace, named_by


def cache_of(space: Workspace) -> CacheFile:
    """Give the file that keeps the compiled rules for the next start."""
    return CacheFile(space.data / "cache" / "rules")


def recalled(cache: CacheFile) -> Recalled | None:
    """Give what the cache holds; None if it holds nothing that this program can read."""
    data = cache.read()
    return recall(data, program=cache.program) if data else None


def again(
    space: Workspace,
    found: Recalled,
    texts: Mapping[str, bytes],
    *,
    known: frozenset[str],
    faults: Faults,
) -> Files | None:
    """Make what was stored, and what differs from it; None if it was made from else.

    `known` = files whose texts are not given, as they are those of what was stored.
    """
    routes, sources = space.elsewhere(texts, faults)
    named = named_by(routes, sources, faults)
    editor = space.editor(named, faults=faults, reads=texts.get, whole=False)
    rulebook = found.book(texts, trusted=known, editor=editor)
    if rulebook is None:
        return None
    return Files(
        folder=space.rules,
        texts=texts,
        rulebook=rulebook,
        sources=sources,
        routes=routes,
        faults=faults,
        commit=commit_of(space.rules),
    )


def files_to_match(space: Workspace) -> Files:
    """Read everything but the tests and trees of rules; faults are those of all files."""
    found = recalled(cache_of(space))
    faults = Faults()
    known = found.trusted(stamps(space.rules)) if found else frozenset[str]()
    texts = contents(space.rules, faults=faults, but=known)
    files = again(space, found, texts, known=known, faults=faults) if found else None
    if files is not None:
        return files
    faults = Faults()
    texts = contents(space.rules, faults=faults)
    return space.read(texts, faults=faults, whole=False)
