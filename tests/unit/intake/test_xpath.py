import pytest

from monitor.intake.xpath import css_of


@pytest.mark.parametrize(
    ("xpath", "css"),
    [
        ("//div", ("div",)),
        ("/html/body/div[2]/ul", ("html > body > div:nth-of-type(2) > ul",)),
        ('//div[@id="news"]//a/text()', ("div#news a",)),
        ('//*[@id="a b"]', ('[id="a b"]',)),
        ("//*[@class='box']", ('[class="box"]',)),
        ("//p[contains(@class, 'le')]", ('p[class*="le"]',)),
        (
            "//li[contains(concat(' ', normalize-space(@class), ' '), ' item ')]/a[@href]",
            ("li.item > a[href]",),
        ),
        ("//h1 | //h2", ("h1", "h2")),
        ("//*", ("*",)),
    ],
)
def test_a_plain_path_is_said_by_selectors(xpath: str, css: tuple[str, ...]) -> None:
    assert css_of(xpath) == css


@pytest.mark.parametrize(
    "xpath",
    [
        "",
        "//a/@href",
        "//a[position()<3]",
        "//a[last()]",
        "//a/..",
        "//a | ",
        "count(//a)",
        "x" * 2000,
        "//a[@x='\"']",
        "//a[",
        "//ancestor::a",
    ],
)
def test_any_other_path_is_not(xpath: str) -> None:
    assert css_of(xpath) is None
