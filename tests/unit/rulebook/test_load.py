from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from monitor.model import Article
from monitor.reasons import Reason
from monitor.rulebook import Rulebook, load
from monitor.rulebook.diagnostic import Faults
from monitor.rulebook.folder import Named
from monitor.rulebook.suite import Result, names, run_tests

RULE = """\
rule: port-strike
title: Strike
was: dock-strike
match: top:((strike~ OR @stops) NEAR/S $place) AND NOT title:football
let: {place: port OR entity(org in firms) AS firm}
facts: {size: value(number) NEAR/3 (dockers OR workers)}
except:
  - {name: told, why: Told before., match: Hamburg, until: 2026-01-31}
tests:
  - {text: Strike of 400 dockers at the port, expect: {alert: true, size: ["400"]}}
  - {text: Football strike at the port, expect: {alert: false, because: no_match}}
  - {text: Strike at the port of Hamburg, expect: {because: told}}
"""
CONCEPT = """\
concept: stops
en: ["down{,ed} tools", lay~ .. down]
tests: {en: {yes: [They downed tools], no: [The tools fell down]}}
"""
FIRMS = "entities: firms\nkind: org\nlist:\n  - {id: acme, name: Acme}\n"
LANGUAGE = "language: en\nendings: [s]\nparadigms: {lay: [lays, laid]}\n"
LEXICON = """\
lexicon: executive-change
lang: en
triggers: {departure: [{say: steps down}]}
roles: {ceo: [chief executive]}
tests:
  - {text: Acme chief executive Ana Ruiz steps down, expect: [{type: departure, org: Acme}]}
  - {text: Acme opens a plant, expect: []}
"""
ENGLISH = "events/executive-change/en.yaml"
SPARE = "expected nothing more, got departure Ana Ruiz at Acme"
FILES = {
    "rules/port-strike.yaml": RULE,
    "rules/concepts/stops.yaml": CONCEPT,
    "rules/entities/firms.yaml": FIRMS,
    "rules/events/language/en.yaml": LANGUAGE,
    "rules/events/executive-change/en.yaml": LEXICON,
}


def loaded(changes: Mapping[str, str]) -> tuple[Rulebook, list[str]]:
    faults = Faults()
    texts = {name: text.encode() for name, text in {**FILES, **changes}.items() if text}
    book = load(texts, folder=Path(), named=Named(), faults=faults)
    return book, [str(fault) for fault in faults.sorted()]


def article(title: str, *, seen: datetime | None = None) -> Article:
    return Article(id=title, version="1", key=title, title=title, lang="en", seen=seen)


def test_a_folder_becomes_rules_names_and_packs() -> None:
    book, faults = loaded({})
    assert faults == []
    assert list(book.rules) == ["port-strike"]
    assert book.was == {"dock-strike": "port-strike"}
    assert book.lists == {"firms": ("acme",)}
    assert list(book.packs) == ["executive-change"]
    assert list(book.languages) == ["en"]
    assert book.files == 5


def test_the_engine_matches_what_the_files_say() -> None:
    book, _ = loaded({})
    engine = book.trial("port-strike")
    (found,) = engine.match(article("Workers laid their tools down at Acme"))
    assert found.reason is None
    assert found.captures["firm"] == ("Acme",)
    assert engine.match(article("Workers at Acme")) == ()


def test_a_draft_is_not_on_the_stream_but_has_its_trial() -> None:
    book, _ = loaded({})
    title = article("Strikes at the port")
    assert book.engine.match(title) == ()
    assert len(book.trial("port-strike").match(title)) == 1


def test_an_exception_ends_after_its_last_day() -> None:
    book, _ = loaded({})
    engine = book.trial("port-strike")
    last = article("Strike, port of Hamburg", seen=datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    after = article("Strike, port of Hamburg", seen=datetime(2026, 2, 1, tzinfo=UTC))
    assert engine.match(last)[0].reason is Reason.EXCEPTED
    assert engine.match(after)[0].reason is None


def test_a_rules_version_is_of_its_file_and_of_what_it_refers_to() -> None:
    before = loaded({})[0].rules["port-strike"].version
    again = loaded({})[0].rules["port-strike"].version
    other = loaded({"rules/concepts/stops.yaml": CONCEPT + "about: more\n"})[0]
    pack = loaded({"rules/events/executive-change/en.yaml": LEXICON + "seats: [helm]\n"})[0]
    assert before == again
    assert other.rules["port-strike"].version != before
    assert pack.rules["port-strike"].version == before


def test_a_fault_that_only_compiling_shows_is_told_at_its_place() -> None:
    rule = "rule: r\ntitle: t\nmatch: dock AND published < soon\n"
    book, faults = loaded({"rules/r.yaml": rule})
    assert faults == [
        'rules/r.yaml:3:17: E105 "soon" is no day and no age; write 2026-01-31 or 36h'
    ]
    assert list(book.rules) == ["port-strike"]


def test_a_fact_is_its_value_its_name_or_its_words() -> None:
    facts = (
        "facts:\n  size: value(number) NEAR/3 dockers\n  firm_told: title:entity(org)\n"
        "  words: 'dockers THEN/2 port'\n  own: (port AS harbour) NEAR/9 dockers\n"
        "  odd: NOT (value(percent)) AND dockers\n  far: dockers NOT NEAR/1 entity(org)\n"
    )
    rule = RULE.replace("facts: {size: value(number) NEAR/3 (dockers OR workers)}\n", facts)
    book, faults = loaded({"rules/port-strike.yaml": rule})
    assert faults == []
    (found,) = book.trial("port-strike").match(article("Strike: 400 dockers at port, says Acme"))
    told = {name: found.captures.get(name) for name in ("size", "firm_told", "words", "own")}
    assert told == {
        "size": ("400",),
        "firm_told": ("Acme",),
        "words": ("dockers at port",),
        "own": ("port",),
    }


def test_all_tests_of_all_files_are_run() -> None:
    book, _ = loaded({})
    faults = Faults()
    assert names(book) == ("port-strike", "@stops", "executive-change/en")
    assert run_tests(book, faults=faults) == (
        Result(name="port-strike", passed=3, failed=0),
        Result(name="@stops", passed=2, failed=0),
        Result(name="executive-change/en", passed=2, failed=0),
    )
    assert len(faults) == 0


def test_tests_are_chosen_by_rule_and_by_name() -> None:
    book, _ = loaded({})
    only = run_tests(book, only=["@stops"], faults=Faults())
    named = run_tests(book, named="football", faults=Faults())
    assert only == (Result(name="@stops", passed=2, failed=0),)
    assert named == (Result(name="port-strike", passed=1, failed=0),)


def test_words_that_fail_their_sentences_are_told_at_the_sentence() -> None:
    concept = CONCEPT.replace("They downed tools", "They sang").replace("fell down", "downed tools")
    lexicon = LEXICON.replace("[{type: departure, org: Acme}]", "[]").replace(
        "opens a plant, expect: []", "opens a plant, expect: [{type: leave}]"
    )
    book, _ = loaded(
        {
            "rules/concepts/stops.yaml": concept,
            "rules/events/executive-change/en.yaml": lexicon,
        }
    )
    faults = Faults()
    run_tests(book, faults=faults)
    told = [str(fault).removeprefix("rules/") for fault in faults.sorted()]
    assert told == [
        'concepts/stops.yaml:3:20: E501 "They sang": @stops not found',
        'concepts/stops.yaml:3:37: E501 "The tools downed tools": @stops found, should not be',
        f'{ENGLISH}:6:12: E501 "Acme chief executive Ana Ruiz steps down": {SPARE}',
        f'{ENGLISH}:7:12: E501 "Acme opens a plant": expected type: leave, got no event',
    ]


def test_a_broken_language_does_not_stop_its_lexicon() -> None:
    book, faults = loaded({"rules/events/language/en.yaml": LANGUAGE + "endngs: [x]\n"})
    assert len(faults) == 1
    assert list(book.packs) == ["executive-change"]
    assert list(book.rules) == ["port-strike"]
