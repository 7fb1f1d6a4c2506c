"""Adding a source: from a place that was found to a line of `rules/sources/added.yaml`. Pure."""

import dataclasses
import ipaddress
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor import kinds
from monitor.errors import RuleError
from monitor.intake.candidates import Candidate
from monitor.intake.draft import Draft, duration, entry
from monitor.intake.reading import KINDS
from monitor.intake.searching import Known
from monitor.intake.sourceone import ANYWHERE
from monitor.model import Article, Source
from monitor.parsing.urls import canonical, domain_of, hash_form
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.editing import with_item
from monitor.rulebook.format import formatted
from monitor.rulebook.nodes import Items, Scalar, find
from monitor.rulebook.yamlfile import parse

FILE = "sources/added.yaml"  # below the rules
SHIPPED = ("feed", "sitemap")  # kinds a catalogue can vouch for
LONGEST_ID = 40
Names = Sequence[str]  # of an outlet: its name and its aliases
_LANDLORDS = frozenset(
    {"substack", "wordpress", "blogspot", "github", "gitlab", "medium", "ghost", "tumblr"}
)
_HEAD = """\
# yaml-language-server: $schema=../schema/sources.schema.json
# Sources that `monitor add` wrote; yours to edit.

sources:
"""


def draft_of(
    one: Candidate,
    *,
    outlets: Mapping[str, Names],
    wishes: Mapping[str, Any],
    sources: Collection[Source] = (),
) -> Draft:
    """Draft the source that a candidate becomes; `wishes` are a person's own keys.

    What stands on the host of an outlet's other `sources` is that outlet's.

    `every` is written where a server gives no validators: without it such a source would be
    asked too seldom to be of use.
    """
    here = outlet_at(one.url, sources)
    name = here if here in outlets else outlet_of(one.outlet, outlets)
    every_s = wishes.get("every_s") or (None if one.has_validators else one.every_s)
    keys = {k: v for k, v in wishes.items() if k in ("first_run", "allow_private")}
    return Draft(
        kind=one.kind,
        url=one.url,
        id=id_of(one.outlet, one.url),
        outlet=name,
        tier=wishes.get("tier", ""),
        langs=one.langs if len(one.langs) == 1 else (),
        tags=tuple(wishes.get("tags", ())),
        every_s=every_s,
        more={**one.more, **keys},
    )


def outlet_of(name: str, outlets: Mapping[str, Names]) -> str:
    """Give the id of the outlet that bears a name, else the name."""
    low = name.casefold()
    own = (id_ for id_, names in outlets.items() if low in {n.casefold() for n in (id_, *names)})
    return next(own, name)


def outlet_at(url: str, sources: Iterable[Source]) -> str:
    """Give the outlet of all sources on an address's host; empty where there are several."""
    domain = domain_of(url)
    there = {source.outlet_id for source in sources if domain_of(source.url) == domain}
    return next(iter(there)) if len(there) == 1 else ""


def id_of(name: str, url: str) -> str:
    """Make an id of a publisher's name where it has Latin letters, else of its domain."""
    plain = unicodedata.normalize("NFKD", name)
    is_latin = all(ord(c) < 0x250 or unicodedata.combining(c) for c in plain)
    slug = _slug("".join(c for c in plain if not unicodedata.combining(c))) if is_latin else ""
    if 2 <= len(slug) <= LONGEST_ID:
        return slug
    return _slug(_own_label(domain_of(url).partition(":")[0].split(".")))


def _own_label(labels: Sequence[str]) -> str:
    """Give the label of a domain that its owner chose: `acme` of blog.acme.co.uk."""
    if len(labels) < 2 or labels[-1].isdecimal():
        return "-".join(labels)
    is_deep = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    own = labels[-3] if is_deep else labels[-2]
    return labels[0] if own in _LANDLORDS else own


def _slug(text: str) -> str:
    return "-".join(
        "".join(c if c.isascii() and c.isalnum() else " " for c in text.lower()).split()
    )


def with_source(data: bytes | None, file: str, draft: Draft, id_: str) -> bytes:
    """Add a source to the end of a file, which is made if there is none; all else stays.

    Raises RuleError when the file cannot be read, or is written in a way we cannot edit.
    """
    line = entry(draft, id_)
    whole = f"{_HEAD}  - {line}\n".encode()
    if data is not None and data.strip():
        whole = with_item(data, file, "sources", line)
    faults = Faults()
    text = formatted(whole, file, faults=faults)
    if text is None:
        raise RuleError(str(next(iter(faults.sorted()), f"{file}:1:1: cannot be edited")))
    return text.encode()


def opened(data: bytes | None, file: str) -> tuple[str, ...]:
    """Give the inside addresses that a file's `defaults` open for every source in it."""
    root = parse(data, file, faults=Faults()) if data is not None and data.strip() else None
    spoken = find(root, "defaults", "allow_private") if root is not None else None
    if isinstance(spoken, Scalar) and spoken.value is True:
        return ANYWHERE
    texts = [spoken] if isinstance(spoken, Scalar) else spoken if isinstance(spoken, Items) else ()
    return tuple(one.text for one in texts if isinstance(one, Scalar) and _is_cidr(one.text))


def _is_cidr(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def already(url: str, sources: Iterable[Source]) -> Source | None:
    """Give the source that is at an address already."""
    wanted = hash_form(canonical(url if "://" in url else f"https://{url}"))
    at = (s for s in sources if s.url and hash_form(canonical(s.url)) == wanted)
    return next(at, None) if wanted else None


def catalogue(sources: Iterable[Source]) -> tuple[Known, ...]:
    """Give what shipped sources know of their sites."""
    return tuple(
        Known(kind=s.kind, url=s.url, id=s.id, options=s.options, more=dict(_said(s)))
        for s in sources
        if s.kind in SHIPPED
    )


def _said(source: Source) -> Iterator[tuple[str, Any]]:
    """Give the keys of a kind that are not as they are by themselves."""
    usual = kinds.load(KINDS, source.kind).Options()
    for one in dataclasses.fields(usual):
        value = getattr(source.options, one.name)
        if value != getattr(usual, one.name):
            yield one.name, duration(value) if isinstance(value, float) else value


def stored(source: Source, articles: Sequence[Article], *, now: datetime) -> tuple[Article, ...]:
    """Give what a first poll would store, as this source's articles."""
    window_s = getattr(source.options, "window", None)
    since = None if window_s is None else now - timedelta(seconds=window_s)
    return tuple(
        dataclasses.replace(
            a,
            source=source.id,
            outlet=source.outlet,
            outlet_id=source.outlet_id,
            tier=source.tier,
        )
        for a in articles
        if since is None or a.published is None or a.published >= since
    )
