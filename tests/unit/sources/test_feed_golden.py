"""Every feed format, as a file beside what must be read from it.

`python -m tests.unit.sources.test_feed_golden` writes the expectations anew, to be looked at.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Document, Parsed, Source
from monitor.sources.feed import Options, parse

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "feeds"
CASES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))
SEEN = datetime(2024, 8, 6, 12, tzinfo=UTC)
SOURCE = Source(
    id="s", kind="feed", url="https://feeds.example/x", outlet="Feeds", outlet_id="feeds"
)


def read(path: Path) -> Parsed:
    document = Document(
        url=SOURCE.url, status=200, headers={}, body=path.read_bytes(), fetched=SEEN
    )
    return parse(replace(SOURCE, options=Options()), document)


def shown(parsed: Parsed) -> dict[str, Any]:
    """Give what a golden file holds: everything but the ids made of it."""
    articles = [
        {
            "key": a.key,
            "url": a.url,
            "title": a.title,
            "lead": a.lead,
            "body": a.body,
            "published": a.published.isoformat() if a.published else None,
            "published_from": a.published_from,
            "lang": a.lang,
            "authors": list(a.authors),
            "tags": list(a.tags),
        }
        for a in parsed.articles
    ]
    return {"hints": dict(parsed.hints), "skipped": parsed.skipped, "articles": articles}


def expectation(path: Path) -> Path:
    return path.with_name(path.name + ".expected.json")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_feed_is_read_as_its_golden_file_says(path: Path) -> None:
    assert shown(read(path)) == json.loads(expectation(path).read_text())


def test_there_is_a_case_of_every_format() -> None:
    names = {path.stem for path in CASES}
    assert names >= {"rss091", "rss20", "rdf", "atom03", "atom10", "feed", "broken", "gb2312"}


if __name__ == "__main__":
    for case in CASES:
        text = json.dumps(shown(read(case)), indent=1, ensure_ascii=False)
        expectation(case).write_text(text + "\n")
