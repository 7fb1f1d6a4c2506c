"""Parsing: what a feed's item costs from bytes to article, beside feedparser.

    python -m benchmarks.parsing [--quick] [--json]
    python -m benchmarks.parsing --agreement FOLDER [--json]

With a folder of feeds, above all `tests` of feedparser 6.0.14's sources, it tells how many of
them both read alike (`agreement.py`). Otherwise it measures CPU time, both on the same 64 feeds
in one run, a feed of ours and one of theirs in turn.
Exit 0 = the goal holds, 1 = not, 2 = they differ about how many items a feed has.
"""

import argparse
import datetime as dt
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import thread_time

from benchmarks import fair
from benchmarks.parsing.agreement import GOAL as AGREEING
from benchmarks.parsing.agreement import agreement, told
from benchmarks.parsing.feeds import Made, feeds
from benchmarks.parsing.peer import Peer
from monitor.model import Source
from monitor.parsing.building import build
from monitor.parsing.xmlfeed import read_xml_feed

GOAL = 12.0
ROUNDS, QUICK = 5, 2
SEEN = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
SOURCE = Source(
    id="one", kind="feed", url="", outlet="Harbour", outlet_id="post", publishers=("Harbour",)
)


@dataclass(slots=True, kw_only=True)
class Round:
    """Seconds of one round over all feeds."""

    walker: float = 0.0
    build: float = 0.0
    peer: float = 0.0
    differing: list[str] = field(default_factory=list)


def main() -> int:
    """Run what the command line asks for."""
    parser = fair.options("Ours, walker and articles, beside feedparser.")
    parser.add_argument("--agreement", type=Path, metavar="FOLDER", help="compare what both read")
    given = parser.parse_args()
    return _agreement(given.agreement, as_json=given.json) if given.agreement else _speed(given)


def _agreement(folder: Path, *, as_json: bool) -> int:
    with Peer() as peer:
        counted = agreement(folder, fields=peer.fields)
    print("\n".join(told(counted)))
    holds = min(counted.share, counted.named_share) >= AGREEING
    if as_json:
        found = {
            "ok": holds,
            "agreement": round(counted.share, 4),
            "files": counted.files,
            "agreement_named": round(counted.named_share, 4),
            "named": counted.named,
            "feedparser": peer.version,
        }
        print(json.dumps(found, separators=(",", ":")))
    return fair.HOLDS if holds else fair.FALLS_SHORT


def _speed(given: argparse.Namespace) -> int:
    load = fair.load()
    made = feeds()
    with tempfile.TemporaryDirectory() as folder, Peer() as peer:
        paths = [_written(Path(folder) / f"{n}.xml", feed) for n, feed in enumerate(made)]
        _round(made, paths, peer)  # untimed
        rounds = [_round(made, paths, peer) for _ in range(QUICK if given.quick else ROUNDS)]
    if differing := rounds[0].differing:
        fair.progress("\n".join(differing))
        return fair.DIFFERS
    theirs = [one.peer for one in rounds]
    whole = fair.ratio(theirs, [one.walker + one.build for one in rounds])
    walker = fair.ratio(theirs, [one.walker for one in rounds])
    items = sum(feed.items for feed in made)
    env = fair.environment(("lxml",), load_before=load)
    print(f"feedparser {peer.version} takes x times as long: walker {walker}, articles {whole}")
    if given.json:
        found = {
            "ok": whole.median >= GOAL,
            "x_feedparser": round(whole.median, 2),
            "x_feedparser_walker": round(walker.median, 2),
            "us_item": round(min(r.walker + r.build for r in rounds) / items * 1e6, 1),
            "items": items,
            "environment": fair.json_ready(env),
        }
        print(json.dumps(found, separators=(",", ":")))
    return fair.HOLDS if whole.median >= GOAL else fair.FALLS_SHORT


def _written(path: Path, feed: Made) -> Path:
    path.write_bytes(feed.body)
    return path


def _round(made: Sequence[Made], paths: Sequence[Path], peer: Peer) -> Round:
    """Let both do one feed after the other."""
    one = Round()
    for feed, path in zip(made, paths, strict=True):
        began = thread_time()
        found = read_xml_feed(feed.body, base=feed.url, content_type="text/xml")
        walked = thread_time()
        articles = [build(raw, SOURCE, seen=SEEN, site=(found.title,)) for raw in found.entries]
        one.walker += walked - began
        one.build += thread_time() - walked
        seconds, items = peer.parsed(path)
        one.peer += seconds
        if not feed.items == items == sum(article is not None for article in articles):
            one.differing.append(f"{feed.url}: {feed.items} items, {len(articles)}, theirs {items}")
    return one


if __name__ == "__main__":
    sys.exit(main())
