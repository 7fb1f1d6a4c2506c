"""A story as it stands after one more report: what the card will show. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from monitor.model import SEVERITIES, TIERS, Fact, Mention, Report, Rule, Story
from monitor.stories.headline import headline, summary

Lists = Callable[[str], frozenset[str]]


def told_story(
    story: Story,
    report: Report,
    facts: Sequence[Fact],
    rules: Mapping[str, Rule],
    lists: Lists,
    *,
    reached: Collection[str],
) -> Story:
    """Give the story with a report's facts, mention, rules and labels in it.

    `reached` are the rules that tell it from now on; while none does, it is shown as those
    would that are below their thresholds.
    """
    every = (*story.facts, *facts)
    mentions = (*(m for m in story.mentions if m.article != report.id), _mention(report))
    names = tuple(sorted({*story.rules, *reached} & rules.keys()))
    below = {*story.pending, *report.rules} & rules.keys() - {*names}
    shown = names or tuple(sorted(below))
    leading = min((rules[n] for n in shown), key=_precedence)
    grown = replace(
        story,
        version=story.version + 1,
        rule=leading.id,
        rules=names,
        pending=tuple(sorted(below)),
        severity=leading.severity,
        facts=every,
        mentions=mentions,
        org_name=story.org_name or report.org_name,
        denied=story.denied or any(f.role in {"denied", "retracted"} for f in facts),
    )
    grown = replace(grown, labels=_labels(grown, report, [rules[n] for n in shown], lists))
    return replace(grown, headline=_headline(grown, leading, report))


def _precedence(rule: Rule) -> tuple[bool, int, str]:
    """Put the live rule of the highest severity first, then the first id."""
    return rule.status != "live", -SEVERITIES.index(rule.severity), rule.id


def _mention(report: Report) -> Mention:
    return Mention(
        article=report.id,
        outlet=report.outlet,
        outlet_id=report.outlet_id,
        tier=report.tier,
        lang=report.lang,
        url=report.url,
        title=report.title,
        at=report.at,
        quote=report.quote,
    )


def _labels(
    story: Story, report: Report, rules: Sequence[Rule], lists: Lists
) -> Mapping[str, tuple[str, ...]]:
    """Unite what routes may ask for over all reports; tier is the best so far."""
    people = [f.person for f in story.facts if f.person and not f.person.startswith("~")]
    tiers = [*story.labels.get("tier", ()), report.tier]
    found: dict[str, Sequence[str]] = {
        "rule": [r.id for r in rules],
        "owner": [r.owner for r in rules if r.owner],
        "tag": [t for r in rules for t in r.labels.get("tag", ())],
        "severity": [story.severity],
        "org": [story.org] if story.org else [],
        "person": people,
        "entity": sorted(lists(story.org)) if story.org else [],
        "lang": story.langs,
        "outlet": tuple(dict.fromkeys(m.outlet_id for m in story.mentions)),
        "tier": [min(tiers, key=[*map(str, TIERS)].index)],
        "certainty": [f.certainty for f in story.facts],
    }
    return {key: tuple(dict.fromkeys(values)) for key, values in found.items() if values}


def _headline(story: Story, rule: Rule, report: Report) -> str:
    """Fill the rule's template; an empty result falls back to the first title."""
    out = [f for f in story.facts if f.role in {"out", "in"}]
    first = story.mentions[0].title if story.mentions else report.title
    values = dict(report.captures) | {
        "org": (story.org_name,) if story.org_name else (),
        "person": tuple(f.value for f in out if f.person),
        "summary": (summary(story.facts),),
        "title": (first,),
        "outlet": story.outlets[:1],
        "rule": (rule.title,),
    }
    filled = headline(rule.headline, values).strip(" :")
    return filled if filled and filled != story.org_name else first
