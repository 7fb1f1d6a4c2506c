"""Reading as a property: any text, any script, no exception, spans in the original."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.events.fold import person_key
from monitor.events.literals import braces, spell
from monitor.events.read import read
from monitor.events.tokens import fold_word, tokenise
from monitor.model import Event
from tests.fakes.lexicons import article, lines, shipped_names, shipped_pack

_WRITTEN = (
    "Tim Cook|Apple|CEO|chief executive|steps down|resigns|names|Ana Ruiz|Northwind|not|may|,|.|;"
    "|–|who|and|after|former|in May|today|:|“|”|\n|OpenAI|Greg Brockman|si dimette|lascia|la guida"
    "|nuovo|AD|di|non|démissionne|nommé|PDG|dimite|nuevo|tritt|zurück|wird|Chef|辞职|总裁|张伟|退任"
    "|社長|氏|사임|대표|김철수|ушёл|в отставку|παραιτήθηκε|eroaa|त्यागपत्रं|( |'|-|…|?|2024-02-01"
)
WORDS = _WRITTEN.split("|")
LANGS = ("en", "it", "fr", "es", "de", "zh", "ja", "ko", "ru", "el", "fi", "sa", "la", "pt", "und")
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=16).map("".join),
    st.text(max_size=80),
)


def told(title: str, body: str, lang: str) -> tuple[Event, ...]:
    found = article(title, lang=lang, body=body)
    return read(found, pack=shipped_pack(), gazetteer=shipped_names())


@settings(max_examples=150, deadline=None)
@given(title=texts, body=texts, lang=st.sampled_from(LANGS))
def test_any_text_is_read_and_spans_lie_in_it(title: str, body: str, lang: str) -> None:
    sources = {"title": title, "lead": "", "body": body}

    for event in told(title, body, lang):
        assert event.evidence
        for span in event.evidence:
            assert sources[span.field][span.start : span.end] == span.text
            assert span.text


@settings(max_examples=100, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), max_size=20), lang=st.sampled_from(LANGS))
def test_composed_and_decomposed_texts_tell_the_same(words: list[str], lang: str) -> None:
    title = " ".join(words)
    forms = [unicodedata.normalize(form, title) for form in ("NFC", "NFD")]

    first, second = (
        [(e.type, e.newness, e.polarity, e.certainty) for e in told(form, "", lang)]
        for form in forms
    )

    assert first == second


@settings(max_examples=60, deadline=None)
@given(title=texts, lang=st.sampled_from(LANGS))
def test_reading_twice_tells_the_same(title: str, lang: str) -> None:
    assert lines(told(title, "", lang)) == lines(told(title, "", lang))


@settings(max_examples=60, deadline=None)
@given(title=texts, lang=st.sampled_from(LANGS))
def test_one_person_has_at_most_one_event_a_side(title: str, lang: str) -> None:
    found = told(title, "", lang)

    sides = [
        (person_key_of(e), side) for e in found if e.person for side in (e.direction or "none",)
    ]

    assert len(sides) == len(set(sides))


def person_key_of(event: Event) -> str:
    assert event.person is not None
    return event.person.id or " ".join(fold_word(w) for w in event.person.name.split())


def test_nobody_has_no_key() -> None:
    assert person_key(None) == ""


@given(text=st.text(max_size=200))
def test_tokens_cover_all_letters_in_order(text: str) -> None:
    tokens = tokenise("title", text)

    assert all(a <= b for a, b in zip(tokens.ends, tokens.starts[1:], strict=False))
    assert all(s < e for s, e in zip(tokens.starts, tokens.ends, strict=True))
    covered = {n for s, e in zip(tokens.starts, tokens.ends, strict=True) for n in range(s, e)}
    missed = [c for n, c in enumerate(text) if c.isalnum() and n not in covered]
    assert missed == []


@given(text=st.text(max_size=40))
def test_folding_a_word_twice_changes_nothing(text: str) -> None:
    assert fold_word(fold_word(text)) == fold_word(text)


@given(text=st.text(alphabet="ab{},~ .*", max_size=24))
def test_any_literal_is_spelled_out(text: str) -> None:
    assert all(isinstance(form, str) for form in braces(text))
    assert len(spell(text, {}, ("s", "ed"))) <= 2_000
