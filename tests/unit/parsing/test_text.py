"""Bytes to harmless text: charsets, tags, cleaning."""

import pytest

from monitor.errors import ParseError
from monitor.parsing.charset import decode
from monitor.parsing.clean import clean, clean_all, clean_line
from monitor.parsing.striptags import strip_tags

RUSSIAN = "Генеральный директор компании объявил о своём уходе, сообщают источники."
JAPANESE = "ノースウィンドの社長が退任し、後任にルイス氏が就くことになった。関係者が明らかにした。"
KOREAN = "노스윈드 대표이사가 사임하고 후임에 루이스 씨가 선임되었다고 회사가 밝혔다"
GREEK = "Ο διευθύνων σύμβουλος της εταιρείας παραιτήθηκε, όπως ανακοινώθηκε σήμερα το πρωί."


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (RUSSIAN.encode("cp1251"), "text/xml; charset=windows-1251"),
        (RUSSIAN.encode(), "text/html; charset=windows-1252-nonsense"),
        (RUSSIAN.encode("utf-8-sig"), ""),
        (RUSSIAN.encode("utf-16"), ""),
        (RUSSIAN.encode("cp1251"), ""),
        (RUSSIAN.encode("koi8-r"), ""),
        (RUSSIAN.encode("cp1251"), "text/xml; charset=utf-8"),
    ],
)
def test_the_first_charset_that_decodes_wins(body: bytes, content_type: str) -> None:
    assert decode(body, content_type=content_type) == RUSSIAN


@pytest.mark.parametrize(
    ("text", "charset"),
    [(JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (KOREAN, "cp949"), (GREEK, "cp1253")],
)
def test_an_undeclared_charset_is_told_by_its_letters(text: str, charset: str) -> None:
    assert decode(text.encode(charset)) == text


def test_declared_names_are_taken_as_publishers_mean_them() -> None:
    xml = b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\x93quoted\x94 \x80 5</a>'
    assert "\u201cquoted\u201d \u20ac 5" in decode(xml)
    html = b"<html><meta charset=gb2312><p>" + "镕".encode("gb18030")
    assert decode(html).endswith("镕")


def test_a_stray_byte_becomes_the_letter_it_was() -> None:
    body = "Café ".encode() * 50 + b"caf\xe9 and \x96 more"
    assert decode(body).endswith("café and \u2013 more")


def test_what_no_charset_explains_is_an_error() -> None:
    with pytest.raises(ParseError) as error:
        decode(b"\x81\x8d\x8f\x90\x9d" * 50)
    assert error.value.kind == "charset"


@pytest.mark.parametrize("name", ["hex", "zip", "rot13", "idna", "undefined", "mbcs", "punycode"])
def test_a_name_of_another_codec_harms_nothing(name: str) -> None:
    assert "plain" in decode(b"plain text", content_type=f"text/xml; charset={name}")


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("plain", "plain"),
        ("a &amp; b &lt;3 &nbsp;c", "a & b <3 c"),
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ("a<b>b</b>c", "abc"),
        ("1 < 2 and <3", "1 < 2 and <3"),
        ("<script>alert('<p>')</script>after", "after"),
        ("<style>p{}</style>x<!-- <p>hidden</p> -->y", "xy"),
        ("<a title=\"x > y\" href='>'>link</a>", "link"),
        ("<td>a</td><td>b</td>", "a b"),
        ("broken <a href='x", "broken"),
        ("<!-- never ends", ""),
        ("<![CDATA[inside]]> out", "inside out"),
        ("<!' and <!> stay", "<!' and <!> stay"),
        ("it's <b>a 'quote</b> here", "it's a 'quote here"),
        ("<svg><path/></svg>seen", "seen"),
        ("x</p\ny>z", "x\nz"),
        ("<?php x ?>y", "y"),
        ("&#xD800;&#0;&#x110000;ok", "\ufffd\ufffd\ufffdok"),
    ],
)
def test_tags_come_off_and_blocks_become_lines(fragment: str, text: str) -> None:
    assert strip_tags(fragment) == text


@pytest.mark.parametrize(
    "fragment",
    [
        "<div>" * 200_000,
        "<" * 1_000_000,
        "<a " * 300_000,
        "<a '" * 300_000,
        "<!--" * 300_000,
        "<script>" * 150_000,
        "<a x='" + "y" * 1_000_000,
        "&amp" * 300_000,
        '<a b="c>' * 150_000,
        "<p " + "a=b " * 250_000 + ">",
        "<style>" + "</styl" * 150_000,
    ],
)
def test_stripping_is_linear(fragment: str) -> None:
    assert len(strip_tags(fragment)) <= len(fragment)  # quadratic would take hours


@pytest.mark.parametrize(
    ("dirty", "text"),
    [
        ("a\x00b\x1bc\x81d", "abcd"),
        ("don\x92t", "don’t"),
        ("tab\there\r\nline\rend", "tab\there\nline\nend"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("lone\ud800 surrogate", "lone surrogate"),
        ("e\u0301", "\u00e9"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_controls_and_overrides_come_off(dirty: str, text: str) -> None:
    assert clean(dirty) == text


def test_a_pile_of_marks_is_cut_before_it_costs() -> None:
    pile = "a" + "\u0301\u0316" * 100_000 + "b"
    assert len(clean(pile)) < 60
    assert clean("नमस्ते दुनिया " * 100).startswith("नमस्ते")


def test_limits_are_kept() -> None:
    assert clean("x" * 50, limit=10) == "x" * 10
    assert clean_line("  two\n words  ", limit=100) == "two words"
    assert len(clean_line("word " * 1000, limit=99)) <= 99
    assert clean_all([" a ", "a", "", "b", "c"], limit=10, most=2) == ("a", "b")


@pytest.mark.parametrize(
    "off", ["\x00", "\x7f", "\x9d", "\u200b", "\ufeff", "\u202e", "\u2069", "\U000e0041"]
)
def test_what_no_reader_needs_comes_off_any_text(off: str) -> None:
    for text in ("plain", "zwölf", "two\nlines", "a\ttab"):
        assert clean(off + text) == text
        assert clean(text + off) == text


@pytest.mark.parametrize("kept", ["\u00a0", "\u2003", "\u2028", "\u200d", "\U0001f600", "\u00ad"])
def test_what_is_only_unprintable_stays(kept: str) -> None:
    assert clean(f"a{kept}b") == f"a{kept}b"


def test_a_plain_line_is_cut_as_any_other() -> None:
    assert clean_line("a  b  c", limit=3) == clean_line("a\t b  c", limit=3) == "a b"
    assert clean_line(" " * 50 + "a", limit=3) == ""
    assert clean_line("word " * 400, limit=9) == "word word"
