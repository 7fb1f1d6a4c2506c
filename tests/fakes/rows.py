"""Short ways to put sources, stories and rows into a store."""

from monitor.model import Report, Severity, Source, Story
from monitor.ports import Joining, NewRow
from monitor.store.opened import Store


def source(name: str = "acme", *, host: str = "acme.example", priority: int = 5) -> Source:
    """Give a feed on a host."""
    return Source(
        id=name,
        kind="feed",
        url=f"https://{host}/{name}.xml",
        outlet="Acme News",
        outlet_id="acme-news",
        priority=priority,
    )


def report(
    name: str = "a1",
    *,
    story: str = "s1",
    near: tuple[str, ...] = ("exec|acme",),
    version: str = "1",
) -> Report:
    """Give what one article tells of one story."""
    return Report(id=name, version=version, near=near, story=story, title="Chief leaves")


def story(name: str = "s1", *, version: int = 1, severity: Severity = "normal") -> Story:
    """Give a story as a join writes it."""
    return Story(id=name, key="exec|acme", version=version, severity=severity)


def row(
    delivery: str = "s1.1@desk",
    *,
    kind: str = "card",
    delay_ms: int = 0,
    facts: tuple[str, ...] = ("out:ada",),
) -> NewRow:
    """Give a row named like its delivery id: `<story>.<n>@<receiver>`."""
    alert, _, receiver = delivery.partition("@")
    name, _, n = alert.rpartition(".")
    return NewRow(
        delivery=delivery,
        story=name,
        receiver=receiver,
        kind=kind,  # type: ignore[arg-type]
        n=int(n),
        facts=facts,
        delay_ms=delay_ms,
    )


async def write_rows(store: Store, *rows: NewRow) -> None:
    """Write rows as a join does, past any version."""
    assert (
        await store.stories.join(Joining(versions={}, reports=(), stories=(), rows=rows))
        == "joined"
    )
