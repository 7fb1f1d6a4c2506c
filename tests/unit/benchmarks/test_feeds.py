"""The feeds that parsers are timed on are what the page says they are."""

import statistics

from benchmarks.parsing.feeds import FEEDS, feeds
from monitor.parsing.xmlfeed import read_xml_feed


def test_feeds_are_the_same_at_every_run() -> None:
    assert feeds(many=2) == feeds(many=2)
    assert feeds(many=1, seed=8) != feeds(many=1)


def test_feeds_have_the_sizes_and_shapes_that_are_told() -> None:
    made = feeds()
    assert len(made) == FEEDS
    assert all(20 <= feed.items <= 50 for feed in made)
    assert 45_000 < statistics.median(len(feed.body) for feed in made) < 60_000
    assert sum(b"<feed" in feed.body for feed in made) == FEEDS // 4
    assert sum(b"</content" in feed.body for feed in made) == FEEDS // 3


def test_every_item_of_a_feed_is_found_whole() -> None:
    for feed in feeds(many=6):
        found = read_xml_feed(feed.body, base=feed.url)
        assert len(found.entries) == feed.items
        assert all(raw.title and raw.lead and raw.url and raw.dates for raw in found.entries)
