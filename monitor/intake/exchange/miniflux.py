"""Miniflux: the JSON of its `/v1/feeds`; its OPML is read as any other."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import ParseError
from monitor.intake.carried import Carried, Take, json_of, line_in, name_of, tags_of
from monitor.intake.draft import Draft

SAYS = "JSON of miniflux's /v1/feeds"
_LOST = {
    "username": "user and password: name them under `auth:` as env:NAME",
    "password": "",
    "cookie": "its cookie",
    "user_agent": "its user agent: who asks is ours to say",
    "proxy_url": "its proxy",
    "scraper_rules": "scraper rules",
    "rewrite_rules": "rewrite rules",
    "urlrewrite_rules": "URL rewrite rules",
    "blocklist_rules": "block rules: make them exceptions of a rule",
    "keeplist_rules": "keep rules: make them a rule",
    "block_filter_entry_rules": "block rules: make them exceptions of a rule",
    "keep_filter_entry_rules": "keep rules: make them a rule",
    "allow_self_signed_certificates": "its certificate is not checked there; it is here",
    "fetch_via_proxy": "its proxy",
}


def is_mine(data: bytes, name: str) -> bool:
    """Tell it by the key that each of its feeds has."""
    _ = name
    return data[:1024].lstrip()[:1] in {b"[", b"{"} and b'"feed_url"' in data


def read(data: bytes, file: str) -> Carried:
    """Read its feeds; raises ParseError when there is no list of them."""
    found = json_of(data)
    feeds = found.get("feeds") if isinstance(found, Mapping) else found
    if not isinstance(feeds, list):
        raise ParseError("parse", "no list of feeds")
    take = Take(file=file)
    for feed in feeds:
        if not isinstance(feed, Mapping) or not isinstance(feed.get("feed_url"), str):
            take.leave(1, "an entry without feed_url")
            continue
        take.drafts.append(_draft(feed, take, line_in(data, feed["feed_url"])))
    return take.all()


def _draft(feed: Mapping[str, Any], take: Take, line: int) -> Draft:
    name, category = name_of(feed.get("title")), feed.get("category")
    for key, what in _LOST.items():
        if what and feed.get(key):
            take.leave(line, f'"{name}": {what}')
    folder = category.get("title") if isinstance(category, Mapping) else ""
    more: dict[str, Any] = {"enabled": False} if feed.get("disabled") is True else {}
    if feed.get("crawler") is True:
        more["full_text"] = "always"
    return Draft(
        kind="feed",
        url=feed["feed_url"],
        outlet=name,
        tags=tags_of([folder] if isinstance(folder, str) else []),
        more=more,
        line=line,
    )
