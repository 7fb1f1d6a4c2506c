"""Rules that were renamed (`was:`): their stories and windows go on under the new name. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.model import Report, Story
from monitor.ports import Neighbourhood
from monitor.stories.windows import Past
from monitor.windows import Tally

Was = Mapping[str, str]
"""Former id of a rule -> its present one."""

_BY_RULE = frozenset({"rule", "group", "tally", "absence"})  # neighbourhoods named after a rule


def nears(names: Iterable[str], was: Was) -> tuple[str, ...]:
    """Give neighbourhoods, and those under which the same lay before a rename."""
    former = {now: before for before, now in was.items()}
    found = list(names)
    for name in tuple(found):
        kind, _, rest = name.partition("|")
        rule, bar, more = rest.partition("|")
        if kind in _BY_RULE and rule in former:
            found.append(f"{kind}|{former[rule]}{bar}{more}")
    return tuple(dict.fromkeys(found))


def keys(names: Sequence[tuple[str, str]], was: Was) -> tuple[tuple[str, str], ...]:
    """Give the (rule, group) of tallies, and those before a rename."""
    former = {now: before for before, now in was.items()}
    old = ((former[rule], group) for rule, group in names if rule in former)
    return (*names, *old)


def past(found: Past, was: Was) -> Past:
    """Unite tallies that were kept under two names of one rule."""
    united: dict[tuple[str, str], Tally] = {}
    for (rule, group), tally in found.items():
        key = (was.get(rule, rule), group)
        other = united.get(key, Tally())
        known = [since for since in (tally.since, other.since) if since is not None]
        times = {**tally.times, **other.times}
        united[key] = Tally(times=times, since=min(known, default=None))
    return united


def around(found: Neighbourhood, was: Was) -> Neighbourhood:
    """Give what stands around as if every rule had always had its present name."""
    if not was:
        return found
    return replace(
        found,
        reports=tuple(_report(report, was) for report in found.reports),
        stories={name: _story(story, was) for name, story in found.stories.items()},
    )


def _report(report: Report, was: Was) -> Report:
    rule, bar, value = report.apart.partition("|")
    apart = f"{was.get(rule, rule)}{bar}{value}"
    return replace(report, rules=_names(report.rules, was), apart=apart)


def _story(story: Story, was: Was) -> Story:
    return replace(
        story,
        rule=was.get(story.rule, story.rule),
        rules=_names(story.rules, was),
        pending=_names(story.pending, was),
    )


def _names(rules: Iterable[str], was: Was) -> tuple[str, ...]:
    return tuple(sorted({was.get(rule, rule) for rule in rules}))
