"""What becomes of an article under each rule that matched it, and whether it may be told. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.model import Article, Match
from monitor.reasons import Reason

_MAY_JOIN = (None, Reason.DENIED)


def verdicts(matches: Sequence[Match], alert: str = "alert") -> Mapping[str, str]:
    """Give rule -> Reason, or `alert`; an exception's name stands behind its Reason.

    `alert` = what is said where nothing speaks against telling.
    """
    return {match.rule: _verdict(match, alert) for match in matches}


def _verdict(match: Match, alert: str) -> str:
    if match.reason is Reason.EXCEPTED:
        name, _, _ = match.because.partition(":")
        return f"{match.reason}:{name}"
    return str(match.reason or alert)


def may_be_told(match: Match) -> bool:
    """Tell whether a match can reach a story at all."""
    return match.reason in _MAY_JOIN


def since_live(
    article: Article,
    matches: Sequence[Match],
    *,
    since: Mapping[str, int],
    trail: Mapping[str, str],
) -> tuple[Match, ...]:
    """Keep back, as in shadow, what was fetched before its rule went live.

    `since` = ms at which each live rule became that. An article that was matched in shadow
    (its `trail` says so) stays there in every later version. A story is not held against
    anybody: the first article fetched afterwards opens it, as nobody was told of it yet.
    """
    return tuple(
        replace(match, reason=Reason.SHADOW)
        if may_be_told(match) and _is_early(article, match.rule, since, trail)
        else match
        for match in matches
    )


def _is_early(
    article: Article, rule: str, since: Mapping[str, int], trail: Mapping[str, str]
) -> bool:
    if trail.get(rule) == Reason.SHADOW or rule not in since:
        return True
    return article.seen is not None and article.seen.timestamp() * 1000 < since[rule]
