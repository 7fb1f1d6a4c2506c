import pytest

from monitor.intake.draft import Draft, duration, entry, name_for, unique


def test_a_source_is_written_on_one_line_without_what_is_not_said() -> None:
    draft = Draft(kind="feed", url="https://a.example/f", langs=("en",), every_s=900.0)
    assert (
        entry(draft, "a") == "{id: a, kind: feed, url: https://a.example/f, lang: en, every: 15m}"
    )


def test_texts_that_yaml_would_read_otherwise_stand_in_quotes() -> None:
    draft = Draft(
        kind="edgar",
        url="https://a.example/",
        more={"items": ["5.02"], "enabled": False, "most": 3},
    )
    assert entry(draft, "no") == (
        '{id: "no", kind: edgar, url: https://a.example/, items: ["5.02"], enabled: false, most: 3}'
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(90.0, "90s"), (900.0, "15m"), (7200.0, "2h"), (172_800.0, "2d"), (0.2, "1s")],
)
def test_seconds_are_written_as_people_do(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("outlet", "url", "name"),
    [
        ("Acme News & Co", "https://a.example/", "acme-news-co"),
        ("", "https://www.acme.example/rss", "acme"),
        ("机器之心", "https://www.jiqizhixin.example/rss", "jiqizhixin"),
        ("", "https://x.y/", "source-x"),
    ],
)
def test_a_name_is_made_of_the_outlet_or_the_address(outlet: str, url: str, name: str) -> None:
    assert name_for(Draft(kind="feed", url=url, outlet=outlet)) == name


def test_no_two_drafts_and_no_known_source_have_one_name() -> None:
    draft = Draft(kind="feed", url="https://a.example/", outlet="Acme")
    assert unique([draft, draft], ["acme"]) == ("acme-2", "acme-3")
