"""XML in whatever state it comes: what is mended, what is recovered, what is never read."""

import pytest

from monitor.errors import ParseError
from monitor.parsing.xmltree import local, markup_of, parse_xml, repair, space_of, text_of

DEEP = 5_000


def title(text: str) -> str:
    """Give the text of the first `t` element of a document."""
    root = parse_xml(text.encode("utf-8", "surrogatepass")).root
    return next(text_of(child) for child in root if local(child) == "t")


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("<a><t>x</t></a>", "strict"),
        ("<?xml version='1.0' encoding='utf-8'?><a><t>x</t></a>", "strict"),
        ("\n \n<?xml version='1.0'?><a><t>x</t></a>", "strict"),
        ("<a><t>x &amp; y &#233;</t></a>", "strict"),
        ("junk<a><t>x</t></a>", "repaired"),
        ("<a><t>x & y</t></a>", "repaired"),
        ("<a><t>x &nbsp; y</t></a>", "repaired"),
        ("<a><t>x\x0b y</t></a>", "repaired"),
        ("<!DOCTYPE a><a><t>x</t></a>", "repaired"),
        ("<!-- x --><?y z?> <!doctype a [<!ENTITY b 'c'>]><a><t>x</t></a>", "repaired"),
        ("<a><t><![CDATA[x <!DOCTYPE y]]></t></a>", "strict"),
        ("<!-- <!DOCTYPE a> --><a><t>x</t></a>", "strict"),
        ("<a><t>x &#X41;</t></a>", "repaired"),
        ("<a><t>x</t></a>junk", "recovered"),
        ("<a><t>x</a>", "recovered"),
        ("<a><t>x", "recovered"),
        ("<a><u:t>x</u:t></a>", "recovered"),
    ],
)
def test_it_is_told_what_a_document_took_to_read(text: str, how: str) -> None:
    assert parse_xml(text.encode()).how == how
    assert "x" in title(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a & b", "a & b"),
        ("a &b c", "a &b c"),
        ("a &nosuch; b", "a &nosuch; b"),
        ("a&nbsp;b", "a\u00a0b"),
        ("&eacute;&hellip;&euro;", "\u00e9\u2026\u20ac"),
        ("&lt;b&gt; &quot;&apos;", "<b> \"'"),
        ("&amp;nbsp;", "&nbsp;"),
        ("&#8217;&#x2019;", "\u2019\u2019"),
        ("&#146;&#x93;", "\u2019\u201c"),
        ("&#55357;&#56832;x", "x"),
        ("&#0;&#xFFFF;&#x110000;&#99999999;x", "x"),
        ("&#27;&#7;x", "x"),
        ("&#9;x", "\tx"),
        ("&#X41;", "A"),
        ("<![CDATA[a & b &nbsp; <i>]]> & c", "a & b &nbsp; <i> & c"),
        ("x\x00\x08\ufffe\uffffy", "xy"),
    ],
)
def test_references_and_controls_are_mended(written: str, read: str) -> None:
    assert title(f"<!DOCTYPE a><a><t>{written}</t></a>") == read


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE a>",
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a PUBLIC "-//X//Y" "http://127.0.0.1:1/x.dtd">',
        '<!DOCTYPE a [<!ENTITY e "expanded">]>',
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd"> <!ELEMENT t ANY>]>',
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'> %p;]>",
    ],
)
def test_a_doctype_is_cut_out_and_its_entities_stay_words(doctype: str) -> None:
    assert title(f"{doctype}<a><t>x &e; y</t></a>") == "x &e; y"


@pytest.mark.parametrize(
    "text", ["", " ", "words", "<", "<>", "</a>", "<!-- x -->", "<?xml?>", "&"]
)
def test_without_an_element_it_does_not_parse(text: str) -> None:
    with pytest.raises(ParseError) as error:
        parse_xml(text.encode())
    assert error.value.kind == "parse"


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("<Item/>", "item", ""),
        ("<x:Item xmlns:x='urn:u'/>", "item", "urn:u"),
        ("<Item xmlns='urn:u'/>", "item", "urn:u"),
        ("<x:item/>", "item", "x"),
    ],
)
def test_an_element_has_a_name_and_a_namespace(text: str, name: str, where: str) -> None:
    root = parse_xml(text.encode()).root
    assert (local(root), space_of(root.tag)) == (name, where)


def test_text_and_markup_are_given_in_order() -> None:
    root = parse_xml(b"<a>1<b>2<c>3</c>4</b>5<!-- no -->6<d/>7 &lt;i&gt;</a>").root
    assert text_of(root) == "1234567 <i>"
    assert markup_of(root) == "1<b>2<c>3</c>4</b>56<d></d>7 &lt;i&gt;"


def test_depth_is_no_recursion_of_ours() -> None:
    root = parse_xml(b"<a>" * 250 + b"x" + b"</a>" * 250).root
    assert text_of(root) == "x"
    assert markup_of(root).count("<a>") == 249
    deeper = parse_xml(b"<a>" * DEEP + b"x" + b"</a>" * DEEP).root
    assert isinstance(text_of(deeper), str)


def test_repair_leaves_a_good_document_as_it_is() -> None:
    good = "<a b='c &amp; d'><![CDATA[ & ]]>e &#233; &lt;</a>"
    assert repair(good) == good
    assert repair(repair("x<a>& &nbsp;</a>")) == repair("x<a>& &nbsp;</a>")
