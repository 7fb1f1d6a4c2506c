"""What the tests of the engine share: an article, a rule, and a reader of given events."""

from collections.abc import Callable, Mapping

from monitor.conditions import leaf
from monitor.matching import Engine, build
from monitor.matching.compile import Names, compile_query
from monitor.matching.concepts import ConceptWords, Saying
from monitor.matching.entities import Alias, Entity
from monitor.matching.grammar import parse
from monitor.matching.names import Gazetteer
from monitor.matching.query import Asked, Exempt
from monitor.model import Article, Event, Match, Rule, Status

GAZETTEER = Gazetteer(
    [
        Entity(id="openai", kind="org", name="OpenAI"),
        Entity(id="anthropic", kind="org", name="Anthropic"),
        Entity(id="apple", kind="org", name="Apple", aliases=(Alias(text="蘋果", lang="zh"),)),
        Entity(id="tim-cook", kind="person", name="Tim Cook", of=("apple",), role="ceo"),
        Entity(id="rotterdam", kind="place", name="Rotterdam"),
    ],
    {"labs": ["openai", "anthropic"], "watched": ["openai", "anthropic", "apple"]},
)
CONCEPTS = {
    "stops-work": ConceptWords(
        id="stops-work",
        words={
            "any": (Saying(say="strike"),),
            "en": (Saying(say="walk~ out"), Saying(say="lay~ .. down tools")),
            "it": (Saying(say="scioper~"), Saying(say="incrocia{,no} le braccia")),
            "de": (Saying(say="streik*"),),
            "zh": (Saying(say="罢工"),),
        },
        blots={"de": ("Streikgeld",)},
    ),
    "ad": ConceptWords(id="ad", words={"it": (Saying(say="AD", case="exact"),)}),
}
FORMS: Mapping[str, tuple[str, ...]] = {
    "walk": ("walks", "walked", "walking"),
    "lay": ("lays", "laid"),
    "strike": ("strikes", "striking", "struck"),
    "scioper": ("sciopero", "sciopera", "scioperano"),
}


def forms(word: str, lang: str) -> tuple[str, ...]:
    return FORMS.get(word, ())


def names(lets: Mapping[str, str] | None = None, captures: frozenset[str] = frozenset()) -> Names:
    return Names(
        lets={name: parse(text) for name, text in (lets or {}).items()},
        captures=captures,
        concepts=CONCEPTS,
        gazetteer=GAZETTEER,
        forms=forms,
        leaf=leaf,
    )


def asked(
    text: str,
    *,
    lets: Mapping[str, str] | None = None,
    facts: Mapping[str, str] | None = None,
    exceptions: tuple[tuple[str, str], ...] = (),
    status: Status = "live",
    packs: tuple[str, ...] = ("executive-change",),
    rule: str = "rule",
) -> Asked:
    wider = names(lets, frozenset({"person", "org", "x"}))
    return Asked(
        rule=Rule(id=rule, title=rule, status=status, packs=packs),
        query=compile_query(parse(text), names(lets)),
        facts={name: compile_query(parse(fact), wider) for name, fact in (facts or {}).items()},
        exceptions=tuple(
            Exempt(name=name, why="because", query=compile_query(parse(exempt), wider))
            for name, exempt in exceptions
        ),
    )


def engine(
    *rules: Asked,
    events: tuple[Event, ...] = (),
    triggers: Callable[[Article, str], bool] = lambda article, pack: False,
) -> Engine:
    return build(rules, gazetteer=GAZETTEER, read=lambda article, pack: events, triggers=triggers)


def article(text: str = "", **more: object) -> Article:
    fields: dict[str, object] = {"id": "a", "version": "1", "key": "a", "lang": "en"}
    return Article(**{**fields, "title": text, **more})  # type: ignore[arg-type]


def verdict(rule: Asked, shown: Article, events: tuple[Event, ...] = ()) -> Match | None:
    found = engine(rule, events=events).match(shown)
    return found[0] if found else None


def holds(text: str, title: str = "", **more: object) -> bool:
    found = verdict(asked(text), article(title, **more))
    return found is not None and found.reason is None
