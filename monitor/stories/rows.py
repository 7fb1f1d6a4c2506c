"""The rows a join writes: who is told of a story now, and what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.ids import alert_id, delivery_id
from monitor.model import Fact, Rule, Story
from monitor.outgoing import Kind, Route
from monitor.ports import NewRow
from monitor.stories.routing import receivers


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """What joining needs to know of the analysts' files."""

    rules: Mapping[str, Rule]
    routes: Sequence[Route]
    lists: Callable[[str], frozenset[str]]  # organisation id -> lists it is a member of
    was: Mapping[str, str] = field(default_factory=dict)  # former id of a rule -> present one
    commit: str = ""  # of git, that the files were read at


def rows_of(
    before: Story, after: Story, facts: Sequence[Fact], standards: Standards, debounce_ms: int
) -> tuple[Story, tuple[NewRow, ...]]:
    """Write one row per receiver and kind: the card, a reply for new facts, an edit.

    Nobody is told while every rule is below its threshold; a rule that reaches its own later
    adds its receivers, who get a card of all there is.

    Each kind takes the story's next alert number, so no row meets another one's key.
    """
    wanted = _receivers(after, standards)
    after = replace(after, receivers=tuple(dict.fromkeys([*before.receivers, *wanted])))
    fresh = tuple(r for r in after.receivers if r not in before.receivers)
    changed = before.receivers if after.version > before.version else ()
    written: list[tuple[Kind, tuple[str, ...], Sequence[Fact], int]] = [
        ("card", fresh, after.facts, 0),
        ("reply", before.receivers if facts else (), facts, 0),
        ("edit", changed, (), debounce_ms),
    ]
    rows: list[NewRow] = []
    number = after.alerts
    for kind, names, told, delay_ms in written:
        number += bool(names)
        rows += [
            NewRow(
                delivery=delivery_id(alert_id(after.id, number), name),
                story=after.id,
                receiver=name,
                kind=kind,
                n=number,
                facts=tuple(f.id for f in told),
                delay_ms=delay_ms,
            )
            for name in names
        ]
    if rows:
        after = replace(after, written=_written(after, standards))
    return replace(after, alerts=number), tuple(rows)


def _written(story: Story, standards: Standards) -> Mapping[str, tuple[str, ...]]:
    """Give the versions of the rules that the story's alerts came under: `VERSION@COMMIT`."""
    written = dict(story.written)
    for name in story.rules:
        version = standards.rules[name].version if name in standards.rules else ""
        if version:
            mark = f"{version}@{standards.commit}" if standards.commit else version
            written[name] = tuple(dict.fromkeys([*written.get(name, ()), mark]))
    return written


def _receivers(story: Story, standards: Standards) -> tuple[str, ...]:
    rules = [standards.rules[name] for name in story.rules if name in standards.rules]
    return receivers(standards.routes, story.labels, rules) if rules else ()
