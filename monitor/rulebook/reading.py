"""How the engine reads events: by the rulebook's packs and names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.events.lexicon import Pack, Vocabulary
from monitor.events.read import read
from monitor.events.tokens import tokenise
from monitor.matching.names import SURE, UNKNOWN, Gazetteer
from monitor.model import Article, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads articles by packs."""

    packs: Mapping[str, Pack]
    gazetteer: Gazetteer

    def events(self, article: Article, pack: str) -> tuple[Event, ...]:
        """Give the events of one pack that an article tells."""
        known = self.packs.get(pack)
        return read(article, pack=known, gazetteer=self.gazetteer) if known else ()

    def triggers(self, article: Article, pack: str) -> bool:
        """Tell whether a trigger of the pack stands in title or lead."""
        known = self.packs.get(pack)
        if known is None:
            return False
        fields = [tokenise("title", article.title), tokenise("lead", article.lead)]
        return any(
            next(vocabulary.triggers.find(tokens, 0, len(tokens.words)), None) is not None
            for vocabulary in _spoken(article, known)
            for tokens in fields
        )


def _spoken(article: Article, pack: Pack) -> Iterable[Vocabulary]:
    """Give the vocabularies of the article's language, all when it is not sure."""
    if article.lang == UNKNOWN or article.lang_sure < SURE:
        return pack.vocabularies.values()
    own = pack.vocabularies.get(article.lang)
    return (own,) if own is not None else ()
