"""Charsets: who says what a document is in, and what is believed when they lie."""

import pytest

from monitor.errors import ParseError
from monitor.parsing.charset import MAX_REPLACED, decode, unmangled

ITALIAN = "Perché la città è più bella: «così» disse l’attaché, pagò 5 € e partì."
RUSSIAN = "Финансовый директор компании объявил о своём уходе, новый будет назначен позже."
GREEK = "Η εταιρεία ανακοίνωσε ότι ο διευθύνων σύμβουλος παραιτείται από τη θέση του."
CHINESE = "北风公司今天宣布，首席财务官将于本月底离职，新的人选会在下个月公布。这是公司的说法。"
JAPANESE = "ノースウィンドは本日、最高財務責任者が今月末で退任すると発表した。後任は未定だという。"
KOREAN = (
    "노스윈드는 오늘 최고재무책임자가 이달 말에 물러난다고 밝혔다. 후임은 아직 정해지지 않았다."
)
TURKISH = "Şirketin genel müdürü görevinden ayrıldı, yerine yeni bir isim atanacağı açıklandı."
THAI = "บริษัทประกาศว่าประธานเจ้าหน้าที่ฝ่ายการเงินจะลาออกในสิ้นเดือนนี้"
HEBREW = 'המנכ"ל הודיע היום על פרישתו מהחברה, והמחליף ייבחר בחודש הבא.'
ARABIC = "أعلنت الشركة اليوم استقالة المدير المالي من منصبه وسيتم تعيين بديل له."
FRENCH = "Le présidént été désigné à la Société générale, où l'évêque a reçu des élèves privés."
GERMAN = (
    "Die Bürger müssen für größere Gebäude zahlen, während der Präsident über Änderungen spricht."
)
SERBIAN = "Директор компаније је поднео оставку, његов наследник још није именован."
POLISH = "Prezes spółki złożył rezygnację ze stanowiska, następcę wskaże rada nadzorcza."

DECLARED = [
    *((ITALIAN, "cp1252"), (ITALIAN, "utf-8"), (ITALIAN, "utf-16"), (ITALIAN, "utf-32")),
    *((RUSSIAN, "windows-1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "iso-8859-5"), (RUSSIAN, "cp866")),
    *((GREEK, "iso-8859-7"), (GREEK, "windows-1253"), (CHINESE, "gb18030"), (CHINESE, "gbk")),
    *((JAPANESE, "shift_jis"), (JAPANESE, "euc-jp"), (JAPANESE, "iso-2022-jp")),
    *((KOREAN, "euc-kr"), (TURKISH, "iso-8859-9"), (TURKISH, "windows-1254"), (THAI, "tis-620")),
    *((HEBREW, "windows-1255"), (ARABIC, "windows-1256"), (POLISH, "iso-8859-2")),
]


@pytest.mark.parametrize(("text", "charset"), DECLARED)
def test_the_header_names_the_charset(text: str, charset: str) -> None:
    for said in (charset, charset.upper(), f'"{charset}"', f" {charset} ; x=y"):
        assert decode(text.encode(charset), content_type=f"text/xml;charset={said}") == text


ASCII_LIKE = [(text, name) for text, name in DECLARED if name not in ("utf-16", "utf-32")]


@pytest.mark.parametrize(
    "name", ["utf-16", "utf-32", "cp037", "punycode", "unicode_escape", "idna"]
)
def test_a_charset_that_these_bytes_cannot_be_in_is_not_believed(name: str) -> None:
    body = f"<?xml version='1.0' encoding='{name}'?><a>caf\u00e9 \\u0041 xn--a</a>"
    assert decode(body.encode()) == body


@pytest.mark.parametrize("name", ["punycode", "unicode_escape"])
def test_a_server_cannot_name_what_is_no_charset(name: str) -> None:
    assert (
        decode(b"<a>b-\\u0041</a>", content_type=f"text/xml; charset={name}") == "<a>b-\\u0041</a>"
    )


@pytest.mark.parametrize(("text", "charset"), ASCII_LIKE)
def test_xmls_declaration_names_it(text: str, charset: str) -> None:
    for quote in "\"'":
        head = f"<?xml version='1.0' encoding={quote}{charset}{quote}?><a>"
        assert decode(head.encode() + text.encode(charset)).endswith(text)


@pytest.mark.parametrize(("text", "charset"), ASCII_LIKE)
def test_a_pages_meta_element_names_it(text: str, charset: str) -> None:
    for meta in (
        f"<meta charset={charset}>",
        f'<META CHARSET="{charset}" />',
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">',
    ):
        assert decode(f"<html><head>{meta}".encode() + text.encode(charset)).endswith(text)


@pytest.mark.parametrize("text", [ITALIAN, RUSSIAN, CHINESE, ARABIC])
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_it_and_goes(text: str, charset: str) -> None:
    assert decode(text.encode(charset)) == text


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_nuls(charset: str) -> None:
    xml = f"<?xml version='1.0'?><a>{RUSSIAN}</a>"
    assert decode(xml.encode(charset)) == xml
    for root in (f"<rss><a>{ITALIAN}</a></rss>", f"<html>{ITALIAN}</html>"):
        assert decode(root.encode(charset)) == root


@pytest.mark.parametrize("lie", ["ascii", "utf-16", "utf-32", "x-unknown", "iso-2022-jp", "cp866x"])
def test_a_header_that_lies_about_utf_8_is_not_believed(lie: str) -> None:
    text = f"<a>{RUSSIAN}.</a>"
    if len(text.encode()) % 2 == 0:
        text += " "  # an odd length is no UTF-16
    found = decode(text.encode(), content_type=f"text/xml; charset={lie}")
    assert found == text or lie == "ascii"  # that name means Windows' charset, which reads much


def test_utf_8_goes_before_a_guess() -> None:
    for text in (RUSSIAN, GREEK, JAPANESE, KOREAN, CHINESE):
        assert decode(text.encode()) == text
        assert decode(text.encode(), content_type="text/xml; charset=us-asci") == text


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        *((RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (GREEK, "cp1253"), (CHINESE, "gb18030")),
        *((JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (KOREAN, "cp949"), (HEBREW, "cp1255")),
        *((ARABIC, "cp1256"), (THAI, "cp874"), (SERBIAN, "cp1251"), ("专业工作的漫画系列", "gbk")),
    ],
)
def test_an_unnamed_charset_is_told_by_its_letters(text: str, charset: str) -> None:
    assert decode(f"<rss>{text}</rss>".encode(charset)) == f"<rss>{text}</rss>"
    wrong = "text/xml; charset=utf-8"
    assert decode(f"<rss>{text}</rss>".encode(charset), content_type=wrong) == f"<rss>{text}</rss>"


@pytest.mark.parametrize("text", [FRENCH, GERMAN, ITALIAN])
def test_accents_among_latin_letters_are_no_other_script(text: str) -> None:
    assert decode(f"<rss>{text * 3}</rss>".encode("cp1252")) == f"<rss>{text * 3}</rss>"


@pytest.mark.parametrize("text", [FRENCH, ITALIAN, RUSSIAN, "don’t…"])
@pytest.mark.parametrize("read_as", ["latin-1", "cp1252"])
def test_utf_8_read_as_windows_charset_is_undone(text: str, read_as: str) -> None:
    raw = text.encode()
    mangled = raw.decode(read_as, "surrogateescape")
    mangled = "".join(chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in mangled)
    assert unmangled(mangled) == text


@pytest.mark.parametrize("text", [FRENCH, GERMAN, RUSSIAN, JAPANESE, "SÃO PAULO", "Ã©té et été"])
def test_a_sound_text_is_left_as_it_is(text: str) -> None:
    assert unmangled(text) == text


@pytest.mark.parametrize(
    ("name", "body", "text"),
    [
        ("iso-8859-1", b"\x80 \x93x\x94 \x96", "€ “x” \u2013"),
        ("latin1", b"\x85", "…"),
        ("us-ascii", b"caf\xe9", "café"),
        ("gb2312", "镕".encode("gb18030"), "镕"),
        ("gb2312", "€".encode("gb18030"), "€"),
        ("shift_jis", "①㈱".encode("cp932"), "①㈱"),
        ("x-sjis", "髙".encode("cp932"), "髙"),
        ("euc-kr", "똠방각하".encode("cp949"), "똠방각하"),
        ("ks_c_5601-1987", "펲".encode("cp949"), "펲"),
        ("big5", "嘅".encode("big5hkscs"), "嘅"),
        ("utf8", "è".encode(), "è"),
        ("unicode", "è".encode(), "è"),
    ],
)
def test_a_narrow_name_is_read_as_its_wider_charset(name: str, body: bytes, text: str) -> None:
    assert decode(body, content_type=f"text/html; charset={name}") == text


def test_single_bytes_of_windows_inside_utf_8_become_their_letters() -> None:
    body = ("Città " * 40).encode() + b"perch\xe9 \x93no\x94 \x97 s\xec"
    assert decode(body).endswith("perché “no” — sì")


def test_a_little_damage_is_marked_and_no_more() -> None:
    body = ("日本の会社 " * 200).encode("euc_jp") + b"\xff"
    text = decode(body, content_type="text/xml; charset=euc-jp")
    assert text.count("\ufffd") == 1
    assert text.count("\ufffd") <= MAX_REPLACED * len(text)


@pytest.mark.parametrize(
    "body", [b"\x81\x8d\x8f\x90\x9d" * 100, bytes(range(0x80, 0xA0)) * 20, b"\x81" * 500]
)
def test_noise_is_an_error_of_its_own(body: bytes) -> None:
    with pytest.raises(ParseError) as error:
        decode(body)
    assert error.value.kind == "charset"


@pytest.mark.parametrize(
    "name", ["base64", "bz2", "uu", "quopri", "unicode_escape", "raw_unicode_escape", "cp65001", ""]
)
def test_no_codec_of_another_kind_is_run(name: str) -> None:
    body = b"plain \\u0041 text"
    text = decode(body, content_type=f"text/xml; charset={name}")
    assert text.startswith("plain ")
    assert text.endswith(" text")


def test_nothing_is_an_empty_text() -> None:
    assert decode(b"") == ""
    assert decode(b"\xef\xbb\xbf") == ""
