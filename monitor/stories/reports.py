"""What an article tells, as reports: one per organisation, or one per rule without events."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.ids import digest
from monitor.matching.text import fold
from monitor.model import Article, Event, Evidence, Match, Quote, Report, Rule, Told
from monitor.reasons import Reason
from monitor.stories.apart import placed
from monitor.stories.copies import sketch

_QUOTE = 300  # code points a quote may have


def reports_of(
    article: Article, matches: Iterable[Match], rules: Mapping[str, Rule]
) -> tuple[Report, ...]:
    """Make the reports that join stories.

    Events of one pack at one organisation make one report, whichever rules held there; a
    denial makes one too, which joins only a story that stands. A rule without events makes
    a report of its own, and so does one whose threshold tells of a group, once for each group.
    Rules that are not live make none.
    """
    live = [m for m in matches if rules[m.rule].status == "live"]
    told = [m for m in live if m.reason in {None, Reason.DENIED}]
    found = [(m, r) for m in told if m.events for r in _by_org(article, m) if r.events]
    found += [
        (m, replace(_plain(article, m), same_if=rules[m.rule].same_if))
        for m in told
        if not m.events and m.reason is None
    ]
    if any(rules[m.rule].trigger for m in told):
        drawn = sketch(article)
        found = [(m, replace(r, sketch=drawn)) for m, r in found]
    each = [one for m, r in found for one in placed(r, rules[m.rule])]
    shared = [r for r in each if r.events and not r.apart]
    return (*_united(shared), *(r for r in each if not r.events or r.apart))


def _by_org(article: Article, match: Match) -> list[Report]:
    held = match.held or tuple(e for e in match.events if _is_told(e))
    orgs = dict.fromkeys(_org_key(article, e) for e in held)
    if match.reason is Reason.DENIED:
        orgs = dict.fromkeys(_org_key(article, e) for e in match.events if e.polarity == "denied")
    return [
        _report(article, match, org, [e for e in match.events if _org_key(article, e) == org])
        for org in orgs
    ]


def _is_told(event: Event) -> bool:
    """Whether an event is news of its own: asserted or denied, not background or rumour."""
    return (
        event.newness == "new"
        and event.polarity in {"asserted", "denied", "retracted"}
        and event.certainty in {"confirmed", "reported"}
        and event.sphere == "company"
        and event.type != "founding"
    )


def _org_key(article: Article, event: Event) -> str:
    """Name where an event happened; without an organisation its person, else the article."""
    if event.org is not None:
        return event.org.id or "~" + folded(event.org.name)
    return person_key(event) or f"article:{article.id}"


def person_key(event: Event) -> str:
    """Name a person: the entity's id, else the folded name, empty when nobody is named."""
    person = event.person
    if person is None:
        return ""
    return person.id or "~" + folded(person.name)


def folded(name: str) -> str:
    """Fold a name to what is compared: words in lower case without marks."""
    return " ".join(fold(name).words)


def _report(article: Article, match: Match, org: str, events: list[Event]) -> Report:
    told = tuple(_told(e) for e in events if _is_told(e))
    pack = events[0].pack
    name = next((e.org.name for e in events if e.org), "")
    nears = [f"{pack}|{short(org)}"]
    nears += [f"{pack}|{short(t.destination)}" for t in told if t.destination]
    spans = [s for e in events if _is_told(e) for s in e.evidence] or list(match.evidence)
    return _whole(article, match, nears, spans, org=org, org_name=name, events=told)


def _plain(article: Article, match: Match) -> Report:
    """Report under the rule's name and week, and the week before: neighbourhoods stay small."""
    at = _moment(article)
    weeks = [at - timedelta(days=7 * n) for n in range(2)] if at else []
    nears = [f"rule|{match.rule}|{_week(day)}" for day in weeks] or [f"rule|{match.rule}"]
    return _whole(article, match, nears, match.evidence, org="", org_name="")


def _moment(article: Article) -> datetime | None:
    """Give when it was published, or seen if that was earlier: it cannot be younger."""
    known = [at for at in (article.published, article.seen) if at is not None]
    return min(known, default=None)


def _week(day: datetime) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-{week:02}"


def short(org: str) -> str:
    """Keep keys short: what is over 64 bytes becomes a digest."""
    return org if len(org.encode()) <= 64 else "#" + digest(org, size=8).hex()


def _whole(
    article: Article,
    match: Match,
    nears: list[str],
    spans: Iterable[Evidence],
    *,
    org: str,
    org_name: str,
    events: tuple[Told, ...] = (),
) -> Report:
    at = _moment(article)
    return Report(
        id=f"{article.id}.{digest(nears[0], size=4).hex()}",
        version=article.version,
        near=tuple(dict.fromkeys(nears)),
        rules=(match.rule,),
        outlet=article.outlet,
        outlet_id=article.outlet_id,
        source=article.source,
        tier=article.tier,
        lang=article.lang,
        url=article.url,
        title=article.title,
        at=at.isoformat() if at else "",
        dated=article.published is not None,
        org=org,
        org_name=org_name,
        events=events,
        captures=dict(match.captures),
        quote=quote(article, spans),
    )


def _told(event: Event) -> Told:
    destination = event.destination
    return Told(
        type=event.type,
        direction=event.direction,
        person=person_key(event),
        name=event.person.name if event.person else "",
        role=event.role,
        role_class=tuple(sorted(event.role_class)),
        org=event.org.id or "~" + folded(event.org.name) if event.org else "",
        destination=(destination.id or "~" + folded(destination.name)) if destination else "",
        destination_name=destination.name if destination else "",
        polarity=event.polarity,
        certainty=event.certainty,
        by=event.by,
        effective=event.effective,
    )


def _united(found: Iterable[Report]) -> tuple[Report, ...]:
    """Give one report for what several rules held on at one organisation."""
    united: dict[str, Report] = {}
    for report in found:
        first = united.get(report.id)
        united[report.id] = report if first is None else _union(first, report)
    # Where most happened comes first: a story is kept under its main organisation.
    return tuple(sorted(united.values(), key=lambda r: -len(r.events)))


def _union(first: Report, second: Report) -> Report:
    return replace(
        first,
        rules=tuple(sorted({*first.rules, *second.rules})),
        captures=dict(second.captures) | dict(first.captures),
        events=first.events or second.events,
    )


def quote(article: Article, spans: Iterable[Evidence]) -> Quote | None:
    """Cut the sentence around the first span out of its field, with all spans inside it."""
    ordered = sorted(spans, key=lambda s: (("title", "lead", "body").index(s.field), s.start))
    if not ordered:
        return Quote(text=article.title[:_QUOTE]) if article.title else None
    first = ordered[0]
    text = {"title": article.title, "lead": article.lead, "body": article.body}[first.field]
    start, end = _window(text, first.start, first.end)
    bold = [
        (max(s.start, start) - start, min(s.end, end) - start)
        for s in ordered
        if s.field == first.field and s.start < end and s.end > start
    ]
    return Quote(text=text[start:end], bold=_joined(bold))


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span to its line, cut to a quote's length around it."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    right = len(text) if right < 0 else right
    if right - left <= _QUOTE:
        return left, right
    left = max(left, start - _QUOTE // 3)
    return left, min(right, left + _QUOTE)


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
