"""Why an alert came: what matched, what joined, which route, what was told when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.insight.alerts import line
from monitor.model import Mention, Rule, Story
from monitor.outbox import Outbox
from monitor.outgoing import Delivery, Route
from monitor.ports import Stories
from monitor.stories.routing import matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One story explained; the screen and the JSON are made of it."""

    story: Story
    rows: tuple[Delivery, ...]
    route: tuple[tuple[str, bool, str], ...]  # name, matched, because
    rule: Rule | None


async def why(
    name: str,
    *,
    stories: Stories,
    outbox: Outbox,
    routes: Sequence[Route],
    rules: Mapping[str, Rule],
) -> Why | None:
    """Explain an alert, a delivery or a story by its id; None when there is no such story."""
    story = await stories.story(name.partition("@")[0].partition(".")[0])
    if story is None:
        return None
    rows = sorted(await outbox.rows(story=story.id), key=lambda r: r.n)
    return Why(
        story=story,
        rows=tuple(rows),
        route=tuple(_walk(routes, story)),
        rule=rules.get(story.rule),
    )


def _walk(routes: Sequence[Route], story: Story) -> list[tuple[str, bool, str]]:
    """Go down the routes as the join does, saying for each why it matched or not."""
    walked: list[tuple[str, bool, str]] = []
    for route in routes:
        held = matches(route, story.labels)
        told = ", ".join(f"{k} {'|'.join(v)}" for k, v in route.when.items()) or "everything else"
        walked.append((route.name, held, f"{told} -> {', '.join(route.to)}" if held else told))
        if held and not route.goes_on:
            break
    return walked


def versions(story: Story) -> list[tuple[str, str, str]]:
    """Give the rules that told it with the version and git commit of each: all it had meanwhile."""
    parted = (
        (name, mark.partition("@")) for name, marks in story.written.items() for mark in marks
    )
    return [(name, version, commit) for name, (version, _, commit) in parted]


def as_json(found: Why) -> dict[str, Any]:
    """Give the explanation as `why --json` prints it."""
    story = found.story
    return {
        "alert": f"{story.id}.1",
        "story": story.id,
        "headline": story.headline,
        "rule": story.rule,
        "rules": list(story.rules),
        "written": [_of_rule(*one) for one in versions(story)],
        "below_threshold": list(story.pending),
        "severity": story.severity,
        "events": [
            {"fact": f.id, "type": f.type, "value": f.value, "role": f.seat,
             "certainty": f.certainty, "text": line(f, story.facts)}
            for f in story.facts
        ],
        "evidence": [_evidence(m) for m in story.mentions if m.quote],
        "joined": [
            {"article": m.article, "outlet": m.outlet, "lang": m.lang, "by": story.key}
            for m in story.mentions
        ],
        "route": [{"name": n, "matched": m, "because": b} for n, m, b in found.route],
        "gates": [],
        "deliveries": [
            {"delivery": r.id, "kind": r.kind, "receiver": r.receiver, "state": r.state,
             "reason": r.reason, "attempts": r.attempts, "error": r.error,
             "history": list(r.history)}
            for r in found.rows
        ],
    }  # fmt: skip


def _of_rule(name: str, version: str, commit: str) -> Mapping[str, str]:
    return {"rule": name, "version": version, "commit": commit}


def _evidence(mention: Mention) -> dict[str, Any]:
    quote = mention.quote
    return {
        "text": quote.text if quote else "",
        "bold": [list(span) for span in quote.bold] if quote else [],
        "outlet": mention.outlet,
        "lang": mention.lang,
        "url": mention.url,
    }
