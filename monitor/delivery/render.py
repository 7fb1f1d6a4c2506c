"""Render: an alert for one receiver as a message. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from monitor.delivery import cards
from monitor.delivery.escape import clean, cut, fallback
from monitor.ids import alert_id, fact_digest, message_id
from monitor.model import SEVERITIES, TIERS, Fact, Mention, Story
from monitor.outgoing import Alert, Cited, Delivery, Message, Row
from monitor.stories.headline import destination

_MOST_DIGESTS = 60  # metadata stays under 1 kB
_TEXT = 300
_HEADLINE = 110  # of a story in a digest: 30 of them, with links, fit one message
_CHANGES = {"out", "in"}

_WORDS: Mapping[str, str] = {
    "departure": "leaves",
    "retirement": "retires",
    "dismissal": "dismissed",
    "death": "died",
    "leave": "on leave",
    "appointment": "appointed",
    "return": "returns",
    "move": "leaves",
    "founding": "founds a company",
}


def render(
    alert: Alert, row: Delivery, *, now: datetime, zone: tzinfo = UTC, plain: bool = False
) -> Message:
    """Make the message that a row sends.

    `plain` leaves out all blocks: for a far end that refused them.
    """
    news = [fact.id for fact in alert.news]
    version = alert.story.version if alert.story and alert.kind == "edit" else 0
    message = replace(
        _drawing(alert)(alert, row, now, zone),
        id=message_id(row.id, news, version),
        metadata=metadata(row, alert),
        payload=_payload(alert, row),
    )
    if plain:
        return replace(message, text=_plain(message))
    return replace(message, blocks=cards.blocks(message))


def _drawing(alert: Alert) -> Callable[[Alert, Delivery, datetime, tzinfo], Message]:
    if alert.story is None:
        return _of_digest if alert.parts else _of_notice
    return {"reply": _of_reply, "realert": _of_reminder}.get(alert.kind, _of_story)


def bare(alert: Alert, row: Delivery) -> Message:
    """Say the least that must be said, for when drawing failed."""
    head = alert.story.headline if alert.story else alert.text
    news = [fact.id for fact in alert.news]
    return Message(
        id=message_id(row.id, news),
        delivery=row.id,
        kind=alert.kind,
        text=fallback(f"{head} ({alert_id(row.story, row.n)})", _TEXT),
        headline=head,
        lines=(head,),
        metadata=metadata(row, alert),
        payload={"v": 1, "delivery": row.id, "kind": alert.kind, "headline": head},
    )


def metadata(row: Delivery, alert: Alert) -> Mapping[str, Any]:
    """Name a sending so that it can be found again at the far end; flat, under 1 kB."""
    return {
        "delivery": row.id,
        "attempt": row.attempts + 1,
        "v": 1,
        "near": fact_digest(alert.story.key, "") if alert.story else "",
        "facts": ",".join(named(alert)),
    }


def named(alert: Alert) -> tuple[str, ...]:
    """Name the facts that an alert tells, a digest's story by story."""
    if alert.story is not None:
        return digests(alert.story, [fact.id for fact in alert.news])
    pairs = [(story.key, fact.id) for story, facts in alert.parts for fact in facts]
    first = [fact_digest(key, fact) for key, fact in pairs[:_MOST_DIGESTS]]
    rest = pairs[_MOST_DIGESTS:]
    return (*first, fact_digest("", "\n".join(map(" ".join, rest)))) if rest else tuple(first)


def digests(story: Story | None, news: Sequence[str]) -> tuple[str, ...]:
    """Name facts inside metadata: 60 one by one, the rest by one digest of all of them."""
    if story is None:
        return ()
    ids = sorted(news)
    first = [fact_digest(story.key, fact) for fact in ids[:_MOST_DIGESTS]]
    rest = ids[_MOST_DIGESTS:]
    return (*first, fact_digest(story.key, "\n".join(rest))) if rest else tuple(first)


def _of_story(alert: Alert, row: Delivery, now: datetime, zone: tzinfo) -> Message:
    """Show the whole story: a card, or what a card becomes by an edit."""
    story = _story(alert)
    people = tuple(rows(story.facts, story.facts))
    head = story.headline + (" (denied)" if story.denied else "")
    names = ", ".join(row.who for row in people if row.who)
    first = f" ({story.outlets[0]})" if story.outlets else ""
    text = f"{head}: {names}{first}" if names else f"{head}{first}"
    return Message(
        id="",
        delivery=row.id,
        kind=alert.kind,
        text=fallback(text, _TEXT),
        headline=head,
        severity=story.severity,
        people=people,
        quotes=quotes(story.mentions, zone),
        links=_links(story.mentions),
        about=_about(alert, now, zone),
        footer=_footer(story, row),
    )


def _of_reply(alert: Alert, row: Delivery, _now: datetime, zone: tzinfo) -> Message:
    """Show only what is new, with the words of the article that told it."""
    story = _story(alert)
    lines = tuple(reply_lines(alert.news, story.facts))
    articles = {fact.article for fact in alert.news}
    told_by = [m for m in story.mentions if m.article in articles] or list(story.mentions[-1:])
    return Message(
        id="",
        delivery=row.id,
        kind="reply",
        text=fallback("; ".join(lines), _TEXT),
        headline=story.headline,
        severity=story.severity,
        lines=lines,
        people=tuple(rows(alert.news, story.facts)),
        quotes=quotes(told_by, zone)[:1],
        links=_links(told_by),
        footer=_footer(story, row),
    )


def _of_notice(alert: Alert, row: Delivery, _now: datetime, _zone: tzinfo) -> Message:
    """Show a notice's own words."""
    lines = tuple(alert.text.splitlines())
    return Message(
        id="",
        delivery=row.id,
        kind="notice",
        text=fallback(alert.text, _TEXT),
        headline=lines[0] if lines else row.story,
        lines=lines,
        footer=row.id,
    )


def _of_reminder(alert: Alert, row: Delivery, _now: datetime, zone: tzinfo) -> Message:
    """Say again that a story stands open; the facts are on the card."""
    story = _story(alert)
    count = len(story.outlets)
    outlets = f"{count} outlet{'s' if count != 1 else ''}"
    since = f", first seen {moment(story.first_seen, zone)}" if story.first_seen else ""
    head = f"Reminder: {story.headline}"
    return Message(
        id="",
        delivery=row.id,
        kind="realert",
        text=fallback(head, _TEXT),
        headline=head,
        severity=story.severity,
        lines=(head, f"Nobody has acknowledged it yet; {outlets}{since}."),
        links=_links(story.mentions)[:1],
        footer=_footer(story, row),
    )


def _of_digest(alert: Alert, row: Delivery, _now: datetime, _zone: tzinfo) -> Message:
    """Name every story of a digest: severity, headline, how many outlets; a link for each."""
    lines, links = [], []
    for story, _ in alert.parts:
        count = len(story.outlets)
        mark, more = cards.MARKS[story.severity], f" ({count} outlets)" if count > 1 else ""
        lines.append(f"{mark} {cut(clean(story.headline), _HEADLINE)}{more}")
        links.append((_links(story.mentions) or (("", ""),))[0])
    worst = max((s.severity for s, _ in alert.parts), key=SEVERITIES.index)
    return Message(
        id="",
        delivery=row.id,
        kind="digest",
        text=fallback(alert.text, _TEXT),
        headline=alert.text,
        severity=worst,
        lines=tuple(lines),
        links=tuple(links),
        footer=row.id,
    )


def _story(alert: Alert) -> Story:
    if alert.story is None:  # pragma: no cover - `_drawing` draws these as digest or notice
        raise ValueError(f"a {alert.kind} without a story")
    return alert.story


def rows(shown: Sequence[Fact], known: Sequence[Fact]) -> list[Row]:
    """Give one line a person: who, which seat, what and where to."""
    return [
        Row(
            who=fact.value,
            role=fact.seat,
            what=_deed(fact, known),
            place=destination(fact, known) if fact.role == "out" else "",
        )
        for fact in shown
        if fact.role in _CHANGES
    ]


def _deed(fact: Fact, known: Sequence[Fact]) -> str:
    words = _WORDS.get(fact.type, fact.type.replace("_", " ")) or fact.role
    if fact.role == "in" and fact.type == "move":
        words = "joins"
    elif fact.type == "departure" and fact.certainty == "reported":
        words = "left"
    if fact.role == "out" and (place := destination(fact, known)):
        words = f"{words} for {place}"
    about = [f for f in known if f.person == fact.person] if fact.person else []
    if _is_open(fact, about):
        words = f"{words} ({fact.certainty})"
    denied = next((f for f in about if f.role == "denied"), None)
    return f"{words} ({_by('denied', denied)})" if denied else words


def _is_open(fact: Fact, about: Sequence[Fact]) -> bool:
    """Tell whether what was not told as certain has not been confirmed since."""
    return fact.certainty not in {"confirmed", ""} and all(f.role != "confirmed" for f in about)


def _by(word: str, fact: Fact) -> str:
    return f"{word} by {fact.by}" if fact.by else word


def reply_lines(news: Sequence[Fact], known: Sequence[Fact]) -> list[str]:
    """Say each new fact in a line: New, Denied, Retracted or Follow-up."""
    fresh = {fact.person for fact in news if fact.role in _CHANGES}
    return [
        _line(fact, known)
        for fact in news
        if not (fact.role == "destination" and fact.person in fresh)  # its person's line says it
    ]


def _line(fact: Fact, known: Sequence[Fact]) -> str:
    who = _name(fact, known)
    match fact.role:
        case "out" | "in":
            seat = f", {fact.seat}" if fact.seat else ""
            return f"New: {fact.value or 'unnamed'}{seat}: {_deed(fact, known)}"
        case "denied" | "retracted":
            return f"{fact.role.capitalize()}: {_by(who, fact)}"
        case "destination":
            return f"Follow-up: {who} goes to {fact.value}"
        case "successor":
            return f"Follow-up: {fact.value} follows {who}"
        case "confirmed":
            return f"Follow-up: {_by(f'{who}, confirmed', fact)}"
    return f"Follow-up: {fact.value}"


def _name(fact: Fact, known: Sequence[Fact]) -> str:
    """Give the name of the person a fact is about."""
    names = (f.value for f in known if f.role in _CHANGES and f.person == fact.person and f.value)
    return next(names, fact.value or fact.person)


def quotes(mentions: Sequence[Mention], zone: tzinfo) -> tuple[Cited, ...]:
    """Choose up to three quotes: one an outlet, the best tier first."""
    ranked = sorted((m for m in mentions if m.quote), key=lambda m: TIERS.index(m.tier))
    by_outlet = {m.outlet: m for m in reversed(ranked)}
    best = [m for m in ranked if by_outlet[m.outlet] is m][:3]
    return tuple(
        Cited(quote=m.quote, outlet=m.outlet, url=m.url, lang=m.lang, at=moment(m.at, zone))
        for m in best
        if m.quote
    )


def _links(mentions: Sequence[Mention]) -> tuple[tuple[str, str], ...]:
    return tuple({m.outlet: m.url for m in reversed(mentions)}.items())[::-1]


def moment(at: str, zone: tzinfo) -> str:
    """Write an ISO time for people: `6 Aug 09:12`; empty when there is none."""
    if not at:
        return ""
    local = datetime.fromisoformat(at).astimezone(zone)
    return f"{local.day} {local:%b %H:%M}"


def _about(alert: Alert, now: datetime, zone: tzinfo) -> str:
    story = _story(alert)
    langs = ", ".join(lang for lang in story.langs if lang != "und")
    seen = f"first seen {moment(story.first_seen, zone)} {zone.tzname(now) or ''}".strip()
    parts = [langs, seen if story.first_seen else "", "denied" if story.denied else ""]
    if alert.kind == "edit":
        more = len(story.outlets) - 1
        others = f", {more} more outlet{'s' if more > 1 else ''}" if more > 0 else ""
        parts.append(f"updated {now.astimezone(zone):%H:%M}{others}")
    return " · ".join(part for part in parts if part)


def _footer(story: Story, row: Delivery) -> str:
    owner = next(iter(story.labels.get("owner", ())), "")
    parts = (story.rule, story.severity, owner, alert_id(row.story, row.n))
    return " · ".join(part for part in parts if part)


def _plain(message: Message) -> str:
    """Say everything in escaped lines, for a far end that takes no blocks."""
    people = [", ".join(p for p in (row.who, row.role, row.what) if p) for row in message.people]
    lines = [message.headline, *(message.lines or people)]
    links = [url for _name, url in message.links[:1]]
    return "\n".join(fallback(line, _TEXT) for line in [*lines, *links, message.footer])


def _payload(alert: Alert, row: Delivery) -> Mapping[str, Any]:
    """Give the whole as data: what a webhook carries."""
    whole: dict[str, Any] = {
        "v": 1,
        "delivery": row.id,
        "kind": alert.kind,
        "at": datetime.fromtimestamp(row.created / 1000, UTC).isoformat(timespec="seconds"),
    }
    if alert.parts:
        return whole | {"headline": alert.text, "stories": [_part(*part) for part in alert.parts]}
    if (story := alert.story) is None:
        return whole | {"headline": alert.text, "about": row.story}
    return whole | {
        "alert": alert_id(row.story, row.n),
        "story": story.id,
        "severity": story.severity,
        "rule": story.rule,
        "headline": story.headline,
        "facts": [_fact(fact) for fact in story.facts],
        "news": [_fact(fact) for fact in alert.news],
        "evidence": [
            {"outlet": m.outlet, "lang": m.lang, "url": m.url, "text": m.quote.text}
            for m in story.mentions
            if m.quote
        ],
        "outlets": list(story.outlets),
        "languages": list(story.langs),
        "links": [m.url for m in story.mentions],
    }


def _part(story: Story, news: Sequence[Fact]) -> Mapping[str, Any]:
    return {
        "story": story.id,
        "severity": story.severity,
        "rule": story.rule,
        "headline": story.headline,
        "news": [_fact(fact) for fact in news],
        "outlets": list(story.outlets),
        "links": [m.url for m in story.mentions],
    }


def _fact(fact: Fact) -> Mapping[str, str]:
    return {
        "id": fact.id,
        "role": fact.role,
        "value": fact.value,
        "type": fact.type,
        "seat": fact.seat,
        "certainty": fact.certainty,
        "by": fact.by,
    }
