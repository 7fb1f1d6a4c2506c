"""Every row of the field table: which element of which format fills which field of an article."""

from collections.abc import Sequence
from typing import Any

import pytest

from monitor.parsing.building import Raw
from monitor.parsing.entries import Feed
from monitor.parsing.xmlfeed import read_xml_feed
from monitor.sources.feed import Options

BASE = "https://feeds.example/x"
SPACES = (
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/'"
    " xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    " xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
    " xmlns:media='http://search.yahoo.com/mrss/' xmlns:atom='http://www.w3.org/2005/Atom'"
    " xmlns:x='http://www.w3.org/1999/xhtml'"
    " xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
    " xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'"
)


def feed(text: str) -> Feed:
    return read_xml_feed(text.encode(), base=BASE)


def rss(inner: str, *, channel: str = "") -> Feed:
    return feed(f"<rss {SPACES}><channel>{channel}<item>{inner}</item></channel></rss>")


def rdf(inner: str, *, about: str = "") -> Feed:
    return feed(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        f" xmlns='http://purl.org/rss/1.0/' {SPACES}><channel/>"
        f"<item rdf:about='{about}'>{inner}</item></rdf:RDF>"
    )


def atom(inner: str, *, head: str = "", attributes: str = "") -> Feed:
    return feed(
        f"<feed xmlns='http://www.w3.org/2005/Atom' {SPACES} {attributes}>{head}"
        f"<entry>{inner}</entry></feed>"
    )


def entry(found: Feed) -> Raw:
    (raw,) = found.entries
    return raw


def shown(found: Feed, name: str) -> Any:
    value = getattr(entry(found), name)
    return value if isinstance(value, str) else list(value)


RSS = [
    ("<guid>g</guid>", "key", "g"),
    ("<guid isPermaLink='false'> g </guid>", "key", "g"),
    ("<title>A &amp; B</title>", "title", "A & B"),
    ("<dc:title>A</dc:title>", "title", "A"),
    ("<media:title>A</media:title>", "title", "A"),
    ("<media:title>A</media:title><title>B</title>", "title", "B"),
    ("<description>A</description>", "lead", "A"),
    ("<description>&lt;p&gt;A&lt;/p&gt;&lt;p&gt;B&lt;/p&gt;</description>", "lead", "A\nB"),
    ("<description><![CDATA[<b>A</b> &amp; B]]></description>", "lead", "A & B"),
    ("<dc:description>A</dc:description>", "lead", "A"),
    ("<description>A</description><summary>B</summary>", "lead", "A"),
    ("<description>A</description><summary>B</summary>", "body", "B"),
    ("<summary>A</summary><description>B</description>", "body", "B"),
    ("<summary>A</summary><description>A</description>", "body", ""),
    ("<description>Ã©tÃ© â€“ &amp;acirc;&#128;&amp;brvbar;</description>", "lead", "été – …"),
    ("<title>SociÃ©tÃ©</title>", "title", "Société"),
    ("<itunes:summary>A</itunes:summary>", "lead", "A"),
    ("<media:description>A</media:description>", "lead", "A"),
    ("<content:encoded><![CDATA[<p>A</p>]]></content:encoded>", "body", "A"),
    ("<content:encoded>A</content:encoded><description>B</description>", "body", "A"),
    ("<content:encoded>A</content:encoded><description>B</description>", "lead", "B"),
    ("<author>A</author>", "authors", ["A"]),
    ("<author>a@b.example (A B)</author>", "authors", ["A B"]),
    ("<dc:creator>A</dc:creator><dc:creator>B</dc:creator>", "authors", ["A", "B"]),
    ("<itunes:author>A</itunes:author>", "authors", ["A"]),
    ("<category>A</category><category domain='x'>B</category>", "tags", ["A", "B"]),
    ("<dc:subject>A</dc:subject>", "tags", ["A"]),
    ("<media:category>A</media:category>", "tags", ["A"]),
    ("<dc:language>it</dc:language>", "lang", "it"),
    ("<link>https://a.example/1</link>", "url", "https://a.example/1"),
    ("<link>/1</link>", "url", "https://feeds.example/1"),
    ("<link><![CDATA[https://a.example/1?a=1&b=2]]></link>", "url", "https://a.example/1?a=1&b=2"),
    ("<link>a</link><feedburner:origLink>https://b.example/</feedburner:origLink>", "url", "https://b.example/"),
    ("<atom:link rel='alternate' href='https://a.example/1'/>", "url", "https://a.example/1"),
    ("<atom:link rel='self' href='https://a.example/1'/>", "url", ""),
    ("<guid>https://a.example/1</guid>", "url", "https://a.example/1"),
    ("<guid isPermaLink='FALSE'>https://a.example/1</guid>", "url", ""),
    ("<guid>urn:uuid:1</guid>", "url", ""),
    ("<enclosure url='https://a.example/1.mp3'/>", "url", "https://a.example/1.mp3"),
    ("<media:content url='https://a.example/1.jpg'/>", "url", "https://a.example/1.jpg"),
    ("<enclosure url='https://a.example/1.mp3'/><link>/1</link>", "url", "https://feeds.example/1"),
]  # fmt: skip
ATOM = [
    ("<id>i</id>", "key", "i"),
    ("<title>A &amp;lt; B</title>", "title", "A < B"),
    ("<title type='text'>A &lt; B</title>", "title", "A < B"),
    ("<title type='html'>&lt;b&gt;A&lt;/b&gt; &amp;amp; B</title>", "title", "A & B"),
    ("<title type='xhtml'><x:div><b>A</b> B</x:div></title>", "title", "A B"),
    ("<summary>A</summary>", "lead", "A"),
    ("<summary type='html'>&lt;p&gt;A</summary>", "lead", "A"),
    ("<content type='html'>&lt;p&gt;A&lt;/p&gt;</content>", "body", "A"),
    ("<content type='xhtml'><x:div><x:p>A</x:p><x:p>B</x:p></x:div></content>", "body", "A\nB"),
    ("<content type='text'>A &lt;b&gt; B</content>", "body", "A <b> B"),
    ("<author><name>A</name><email>a@b.example</email></author>", "authors", ["A"]),
    ("<author><name>A</name></author><author><name>B</name></author>", "authors", ["A", "B"]),
    ("<author><email>a@b.example</email></author>", "authors", []),
    ("<category term='A'/><category term='' label='B'/>", "tags", ["A", "B"]),
    ("<link href='https://a.example/1'/>", "url", "https://a.example/1"),
    ("<link rel='alternate' type='text/html' href='https://a.example/1'/>", "url", "https://a.example/1"),
    ("<link rel='self' href='/s'/><link href='/1'/>", "url", "https://feeds.example/1"),
    ("<link rel='enclosure' href='/e'/><link rel='related' href='/r'/>", "url", "https://feeds.example/r"),
    ("<link type='application/json' href='/j'/><link href='/1'/>", "url", "https://feeds.example/1"),
    ("<link rel='enclosure' href='/e'/>", "url", "https://feeds.example/e"),
    ("<id>https://a.example/1</id>", "url", "https://a.example/1"),
    ("<id>tag:a.example,2024:1</id>", "url", ""),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "name", "value"), RSS)
def test_an_rss_element_fills_its_field(inner: str, name: str, value: Any) -> None:
    assert shown(rss(inner), name) == value


@pytest.mark.parametrize(("inner", "name", "value"), ATOM)
def test_an_atom_element_fills_its_field(inner: str, name: str, value: Any) -> None:
    assert shown(atom(inner), name) == value


def test_rdf_is_named_by_about_and_read_like_rss() -> None:
    inner = "<title>A</title><link>/1</link><dc:date>2024-08-06</dc:date><dc:creator>B</dc:creator>"
    raw = entry(rdf(inner, about="https://a.example/about"))
    assert (raw.key, raw.url, raw.title) == (
        "https://a.example/about",
        "https://feeds.example/1",
        "A",
    )
    assert (list(raw.dates), list(raw.authors)) == ([("dc:date", "2024-08-06")], ["B"])


# best first: an entry that has several dates is dated by the one that says "published"
DATES = [
    *("pubDate", "published", "dc:date", "dcterms:issued", "issued", "dcterms:created", "created"),
    *("updated", "modified", "dcterms:modified"),
]


@pytest.mark.parametrize("at", range(len(DATES) - 1))
def test_of_two_dates_the_one_nearer_to_publication_comes_first(at: int) -> None:
    better, worse = DATES[at], DATES[at + 1]
    inner = f"<{worse}>2024-08-06</{worse}><{better}>2024-08-05</{better}>"
    assert [text for _, text in entry(rss(inner)).dates] == ["2024-08-05", "2024-08-06"]


@pytest.mark.parametrize("name", DATES)
def test_each_date_counts_when_it_is_alone(name: str) -> None:
    assert list(entry(rss(f"<{name}>2024-08-06</{name}>")).dates) == [(name.lower(), "2024-08-06")]


@pytest.mark.parametrize(
    ("found", "lang"),
    [
        (rss("<title>A</title>", channel="<language>it-IT</language>"), "it-IT"),
        (rss("<title>A</title>", channel="<dc:language>it</dc:language>"), "it"),
        (rss("<dc:language>de</dc:language>", channel="<language>it</language>"), "de"),
        (rss("<language>de</language>", channel="<language>it</language>"), "de"),
        (atom("<title>A</title>", attributes="xml:lang='fr'"), "fr"),
        (feed("<feed xml:lang='fr'><entry xml:lang='de'><title>A</title></entry></feed>"), "de"),
        (rss("<title>A</title>"), ""),
    ],
)
def test_the_language_is_the_entrys_else_the_feeds(found: Feed, lang: str) -> None:
    assert entry(found).lang == lang


DAILY = "<sy:updatePeriod>daily</sy:updatePeriod>"


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ("<ttl>30</ttl>", 1800.0),
        ("<ttl> 5 </ttl>", 300.0),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600.0),
        ("<sy:updatePeriod>Daily</sy:updatePeriod>", 86400.0),
        (DAILY + "<sy:updateFrequency>4</sy:updateFrequency>", 21600.0),
        (DAILY + "<sy:updateFrequency>0</sy:updateFrequency>", 86400.0),
        (DAILY + "<sy:updateFrequency>\u00b2</sy:updateFrequency>", 86400.0),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", 604800.0),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", None),
        *((f"<ttl>{ttl}</ttl>", None) for ttl in ("0", "-5", "soon", "1.5", "\u00b2", "\u0665")),
        ("", None),
    ],
)  # fmt: skip
def test_how_often_a_feed_changes(channel: str, seconds: float | None) -> None:
    assert rss("<title>A</title>", channel=channel).ttl_s == seconds


def test_what_a_feed_says_of_itself() -> None:
    channel = (
        "<title>The &lt;b&gt;News&lt;/b&gt;</title><link>https://a.example/</link>"
        "<atom:link rel='self' href='/feed'/><atom:link rel='hub' href='https://hub.example/'/>"
        "<ttl>10</ttl>"
    )
    assert rss("<title>A</title>", channel=channel).hints() == {
        "title": "The News",
        "home": "https://a.example/",
        "self": "https://feeds.example/feed",
        "hub": "https://hub.example/",
        "ttl_s": "600",
    }
    assert rss("<title>A</title>").hints() == {}


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("A &amp;amp; B", "A & B"),
        ("A &amp;amp;amp; B", "A & B"),
        ("Q&amp;A", "Q&A"),
        ("I &lt;3 news", "I <3 news"),
        ("1 &lt; 2 &gt; 1", "1 < 2 > 1"),
        ("&lt;b&gt;A&lt;/b&gt;", "A"),
        ("<![CDATA[A &#8217; B]]>", "A \u2019 B"),
        ("<![CDATA[<em>A</em> B]]>", "A B"),
        ("<b>A</b> B", "A B"),
        ("  A\n  B ", "A B"),
        ("A&nbsp;B &eacute;", "A B \u00e9"),
    ],
)
def test_a_title_is_freed_of_its_escapes(title: str, read: str) -> None:
    assert entry(rss(f"<title>{title}</title>")).title == read


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("<rss><channel><item><title>A</title></item></channel></rss>", ["A"]),
        ("<rss><item><title>A</title></item></rss>", ["A"]),
        ("<rss><channel><items><item><title>A</title></item></items></channel></rss>", ["A"]),
        ("<channel><item><title>A</title></item></channel>", ["A"]),
        ("<feed><entry><title>A</title></entry><entry><title>B</title></entry></feed>", ["A", "B"]),
        ("<RSS><Channel><Item><Title>A</Title></Item></Channel></RSS>", ["A"]),
        ("<page><item><title>A</title></item></page>", ["A"]),
        ("<rss><channel><item/><item><title>A</title></item></channel></rss>", ["", "A"]),
    ],
)  # fmt: skip
def test_entries_are_found_where_feeds_keep_them(text: str, titles: Sequence[str]) -> None:
    assert [raw.title for raw in feed(text).entries] == titles


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ("xml:base='https://b.example/x/'", "https://b.example/x/1"),
        ("xml:base='/y/'", "https://feeds.example/y/1"),
        ("xml:base='javascript:x'", "https://feeds.example/1"),
        ("", "https://feeds.example/1"),
    ],
)
def test_links_are_read_against_xml_base(attributes: str, url: str) -> None:
    assert entry(atom("<link href='1'/>", attributes=attributes)).url == url


def test_cdf_names_its_base_in_an_attribute_of_its_own() -> None:
    found = feed(
        "<CHANNEL BASE='https://b.example/x/'><ITEM HREF='1'><TITLE>A</TITLE></ITEM></CHANNEL>"
    )
    assert entry(found).url == "https://b.example/x/1"


def test_an_id_that_is_an_address_is_the_address() -> None:
    assert entry(atom("<id>HTTPS://a.example/1</id>")).url == "https://a.example/1"
    assert entry(rdf("<title>A</title>", about="https://a.example/2")).url == "https://a.example/2"
    assert (
        entry(rdf("<link>https://a.example/3</link>", about="https://a.example/2")).url[-1] == "3"
    )
    assert entry(atom("<id>urn:x:1</id>")).url == ""


def test_a_long_description_is_the_body_when_there_is_no_other() -> None:
    raw = entry(rss(f"<description>{'word ' * 1000}</description>"))
    assert raw.body == raw.lead
    assert entry(rss("<description>short</description>")).body == ""


def test_a_video_entry_is_read_from_its_group() -> None:
    inner = "<media:title>A</media:title><media:description>B</media:description>"
    raw = entry(atom(f"<media:group>{inner}</media:group>"))
    assert (raw.title, raw.lead) == ("A", "B")


def test_undeclared_prefixes_are_taken_as_the_usual_ones() -> None:
    inner = "<dc:creator>B</dc:creator><content:encoded>C</content:encoded>"
    raw = entry(feed(f"<rss><channel><item>{inner}</item></channel></rss>"))
    assert (list(raw.authors), raw.body) == (["B"], "C")


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("PGI+Wm9lPC9iPiBzYXlz", "Zoe says"),
        ("\n PGI+Wm9l\n PC9iPiBzYXlz \n", "Zoe says"),
        ("no base64", "no base64"),
        ("/////w==", "/////w=="),
        ("", ""),
    ],
)
def test_base64_is_decoded_where_it_is_text(content: str, body: str) -> None:
    raw = entry(atom(f"<content type='text/html' mode='base64'>{content}</content>"))
    assert raw.body == body


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        *(("application/octet-stream", "Zoe says"), ("text/plain", "PGI+Wm9lPC9iPiBzYXlz")),
        *(("application/xhtml+xml", "PGI+Wm9lPC9iPiBzYXlz"), ("html", "PGI+Wm9lPC9iPiBzYXlz")),
    ],
)
def test_a_media_type_that_is_no_text_is_base64(kind: str, body: str) -> None:
    raw = entry(atom(f"<content type='{kind}'>PGI+Wm9lPC9iPiBzYXlz</content>"))
    assert raw.body == body


@pytest.mark.parametrize(("href", "changed"), [("href", "lastmod"), ("HREF", "LASTMOD")])
def test_a_cdf_channel_is_read(href: str, changed: str) -> None:
    inner = f"<item {href}='/1' {changed}='2026-11-24T10:00'><title>A</title>"
    raw = entry(feed(f"<channel>{inner}<abstract>B</abstract></item></channel>"))
    assert (raw.url, raw.title, raw.lead) == ("https://feeds.example/1", "A", "B")
    assert list(raw.dates) == [("modified", "2026-11-24T10:00")]


def test_the_kind_has_no_option_of_its_own() -> None:
    assert Options() == Options()
