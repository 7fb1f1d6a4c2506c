from monitor.events.lexicon import lexicon_from, pack_from
from monitor.matching.names import Gazetteer
from monitor.model import Article
from monitor.rulebook.reading import Reader

LEXICON = lexicon_from(
    {"lexicon": "p", "lang": "en", "triggers": {"departure": ["steps down"]}},
    file="en.yaml",
    line_of=lambda _: 1,
)
READER = Reader(packs={"p": pack_from("p", [LEXICON], {})}, gazetteer=Gazetteer())


def article(title: str, lang: str = "en", lead: str = "") -> Article:
    return Article(id="a", version="1", key="a", title=title, lead=lead, lang=lang)


def test_a_trigger_is_looked_for_in_title_and_lead() -> None:
    assert READER.triggers(article("Chief steps down"), "p")
    assert READER.triggers(article("News", lead="The chief steps down."), "p")
    assert not READER.triggers(article("Chief speaks"), "p")


def test_only_the_articles_own_language_counts_when_it_is_known() -> None:
    assert not READER.triggers(article("Chief steps down", lang="it"), "p")
    assert READER.triggers(article("Chief steps down", lang="und"), "p")


def test_an_unknown_pack_reads_nothing() -> None:
    assert READER.events(article("Chief steps down"), "other") == ()
    assert not READER.triggers(article("Chief steps down"), "other")
