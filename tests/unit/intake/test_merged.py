from monitor.intake.merged import merged
from monitor.intake.sourcebook import load
from monitor.rulebook.diagnostic import Faults

ONE = b"""sources:
  - id: acme-news
    kind: feed
    url: https://acme.example/rss  # theirs
    outlet: acme
  - {id: plain, kind: feed, url: https://plain.example/rss, jitter: 0.2}
defaults: {jitter: 0.1, tier: wire}
outlets:
  acme: {name: "Acme: News", tier: primary}
"""
TWO = b"""sources:
  - {id: other, kind: feed, url: https://other.example/rss, every: 10m}
hosts:
  other.example: {rate: 8/s}
"""
TEXTS = {"rules/sources/a.yaml": ONE, "rules/sources/b.yaml": TWO, "rules/x.yaml": b"rule: x"}


def secret(name: str) -> str:
    raise KeyError(name)


def sources_of(texts: dict[str, bytes]) -> dict[str, tuple[object, ...]]:
    faults = Faults()
    book = load(texts, grants={}, secret=secret, faults=faults)
    assert not faults.sorted()
    return {
        one.id: (one.url, one.outlet, one.tier, one.jitter, one.every_s)
        for one in book.sources.values()
    }


def test_files_as_one_say_what_they_said_each() -> None:
    text = merged(TEXTS, {"acme-news", "plain", "other"})
    assert sources_of({"rules/sources/all.yaml": text.encode()}) == sources_of(TEXTS)


def test_only_what_is_wanted_is_written() -> None:
    text = merged(TEXTS, {"other"})
    assert "acme-news" not in text
    assert set(sources_of({"rules/sources/all.yaml": text.encode()})) == {"other"}


def test_nothing_is_a_file_too() -> None:
    assert merged({}, set()) == "sources: []\n"


def test_a_file_that_cannot_be_read_is_left_out() -> None:
    text = merged({**TEXTS, "rules/sources/c.yaml": b"sources: [\n"}, {"other"})
    assert "other" in text
