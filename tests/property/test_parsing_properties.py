"""What holds for any input at all: parsers answer or raise ParseError, nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.model import Document, Source
from monitor.net.addresses import Refusal, Target, gate, verdict
from monitor.parsing.charset import decode
from monitor.parsing.clean import clean
from monitor.parsing.dateformat import parse_format
from monitor.parsing.dates import EARLIEST, parse_date, read_date
from monitor.parsing.inflate import ENCODINGS, inflate
from monitor.parsing.language import detect
from monitor.parsing.samples import article_from
from monitor.parsing.striptags import strip_tags
from monitor.parsing.urls import canonical, hash_form, host_of, join
from monitor.parsing.xmltree import repair
from monitor.sources.feed import Options, parse

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SOURCE = Source(
    id="s", kind="feed", url="https://a.example/", outlet="A", outlet_id="a", options=Options()
)
WILD = st.text(max_size=300) | st.text(alphabet="<>&;'\"/! -=[]abitle\n\0#x0D8", max_size=300)
SMALL = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


T = TypeVar("T")


def attempt(call: Callable[[], T]) -> T | ParseError:
    """Give what a call answers, or the one error it may raise."""
    try:
        return call()
    except ParseError as error:
        return error


@SMALL
@given(st.binary(max_size=400) | WILD.map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_a_feed_is_read_or_is_a_parse_error(body: bytes) -> None:
    wrapped = b"<rss><channel><item>" + body + b"</item></channel></rss>"
    for data in (body, wrapped):
        document = Document(url=SOURCE.url, status=200, headers={}, body=data, fetched=NOW)
        parsed = attempt(partial(parse, SOURCE, document))
        if isinstance(parsed, ParseError):
            assert len(parsed.sample) <= 500
        else:
            assert all(article.title and article.key for article in parsed.articles)


@SMALL
@given(st.binary(max_size=300), st.sampled_from([*ENCODINGS, "identity"]))
def test_a_body_is_inflated_or_is_a_parse_error(data: bytes, encoding: str) -> None:
    found = attempt(lambda: inflate(data, encoding, cap=10_000))
    if isinstance(found, ParseError):
        assert found.kind in ("reset", "bomb", "too-large")
    else:
        assert len(found) <= 10_000


@SMALL
@given(st.binary(max_size=300), st.text(max_size=60))
def test_bytes_decode_to_text_without_surrogates(data: bytes, header: str) -> None:
    text = attempt(lambda: decode(data, content_type=header))
    if isinstance(text, ParseError):
        assert text.kind == "charset"
    else:
        assert clean(text).encode() is not None


@SMALL
@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(clean(text, limit=50)) <= 50
    once.encode()


@SMALL
@given(WILD)
def test_stripped_text_shows_no_tag_of_ours(text: str) -> None:
    shown = strip_tags(text.replace("&", ""))
    assert "<script>" not in shown
    assert len(shown) <= len(text) + 2
    repair(text)


@SMALL
@given(
    st.text(max_size=80)
    | st.from_regex(r"\A[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/., ]{1,2}[0-9]{1,6}.{0,20}\Z")
    | st.integers().map(str)
    | st.datetimes().map(str)
)
def test_any_text_is_a_date_in_range_or_none(text: str) -> None:
    read_date(text, timezone="Europe/Rome")
    parse_format(text, "d MMMM yyyy HH:mm", locale="it")
    found = parse_date(text, now=NOW)
    assert found is None or (found >= EARLIEST and found.tzinfo is not None)


@SMALL
@given(st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2026, 1, 1)))  # noqa: DTZ001 - hypothesis wants them naive
def test_iso_and_rfc_dates_come_back(at: datetime) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    assert parse_date(at.isoformat(), now=NOW) == at
    assert parse_date(at.strftime("%a, %d %b %Y %H:%M:%S +0000"), now=NOW) == at


@SMALL
@given(st.text(max_size=80) | st.from_regex(r"\Ahttps?://[a-zA-Z0-9.:@\[\]%/?#&=_-]{0,60}\Z"))
def test_a_url_passes_the_gate_in_ascii_or_is_refused(url: str) -> None:
    target = gate(url)
    if isinstance(target, Target):
        assert target.host.isascii()
        assert "@" not in target.url.partition("?")[0].split("/")[2]
        assert isinstance(gate(target.url, own_port=target.port), Target)
    else:
        assert isinstance(target, Refusal)
    host_of(url)


@SMALL
@given(st.text(max_size=80) | st.from_regex(r"\Ahttps?://[a-z.]{1,20}/[a-zA-Z0-9%./?&=_-]{0,40}\Z"))
def test_a_canonical_url_is_its_own_canonical_url(url: str) -> None:
    known = canonical(url)
    assert canonical(known) == known
    assert hash_form(hash_form(known)) == hash_form(known)
    assert join("https://a.example/", url) == "" or join("", join("https://a.example/", url))


@SMALL
@given(st.ip_addresses().map(str))
def test_every_address_has_a_verdict_that_allowing_all_only_widens(ip: str) -> None:
    if verdict(ip, ("0.0.0.0/0", "::/0")) is not None:
        assert verdict(ip) is not None


@SMALL
@given(st.text(max_size=200), st.text(max_size=12))
def test_any_text_has_a_language(text: str, tag: str) -> None:
    lang, sure = detect(text, tag=tag)
    assert lang
    assert 0.0 <= sure <= 1.0


@SMALL
@given(WILD | WILD.map(lambda t: "<html><body>" + t) | WILD.map(lambda t: '{"title": "' + t + '"}'))
def test_any_sample_is_an_article_or_a_parse_error(text: str) -> None:
    article = attempt(lambda: article_from(text, name="sample", seen=NOW))
    if isinstance(article, ParseError):
        assert article.kind in ("empty", "parse", "charset")
    else:
        assert article.title
