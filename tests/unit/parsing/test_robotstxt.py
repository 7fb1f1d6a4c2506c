"""robots.txt: whose group holds, which line decides, and what a file may not do to us."""

import pytest

from monitor.parsing.robotstxt import MOST, MOST_RULES, MOST_SITEMAPS, Rules, parse

US = "newsmonitor/1.0 (+https://project.example; desk@example.org)"


def read(text: str) -> Rules:
    return parse(text.encode(), US)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: newsmonitor\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: NewsMonitor/2\nDisallow:", True),
        ("User-agent: other\nUser-agent: newsmonitor\nDisallow: /", False),
        ("User-agent: newsmonitor\nDisallow: /b\nUser-agent: newsmonitor\nDisallow: /a", False),
        ("User-agent: news\nDisallow: /", True),
        ("User-agent: newsmonitorbot\nDisallow: /", True),
        ("Disallow: /", True),
        ("user-agent : *\ndisallow :/a # ours", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", False),
        ("User-agent: *\rDisallow: /a", False),
        ("User-agent: *\n\nDisallow: /a", False),
        ("User-agent: *\nSitemap: https://a.example/s.xml\nDisallow: /a", False),
        ("<html>not found</html>", True),
        ("", True),
    ],
)
def test_our_group_holds_else_that_for_all(text: str, *, allowed: bool) -> None:
    assert read(text).allows("/a") is allowed


@pytest.mark.parametrize(
    ("lines", "path", "allowed"),
    [
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("Disallow: /a/b\nAllow: /a", "/a/b", False),
        ("Disallow: /page\nAllow: /page", "/page", True),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Allow: /$\nDisallow: /", "/", True),
        ("Allow: /$\nDisallow: /", "/x", False),
        ("Disallow: /*.php$", "/a/b.php", False),
        ("Disallow: /*.php$", "/a/b.php?x=1", True),
        ("Disallow: /fish*", "/fishing", False),
        ("Disallow: /*/print/*/now", "/a/print/b/now/x", False),
        ("Disallow: /*/print/*/now", "/a/print/now", True),
        ("Disallow: /a*b*b$", "/ab", True),
        ("Disallow: /a?x=1", "/a?x=12", False),
        ("Disallow: /a%7eb", "/a~b", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /a%2fb", "/a%2Fb", False),
        ("Disallow: /caf\u00e9", "/caf%C3%A9", False),
        ("Disallow: /A", "/a", True),
        ("Disallow:", "/a", True),
        ("Disallow: /", "/robots.txt", True),
    ],
)
def test_the_longest_pattern_decides_and_allow_wins_ties(
    lines: str, path: str, *, allowed: bool
) -> None:
    assert read(f"User-agent: *\n{lines}").allows(path) is allowed


def test_what_refuses_a_path_is_named() -> None:
    assert read("User-agent: *\nDisallow: /private/").against("/private/x") == "/private/"


@pytest.mark.parametrize(
    ("value", "delay"),
    [("5", 5.0), ("0.5", 0.5), ("soon", None), ("-1", None), ("1e9", None), ("9" * 30, None)],
)
def test_a_crawl_delay_is_seconds_or_nothing(value: str, delay: float | None) -> None:
    assert read(f"User-agent: *\nCrawl-delay: {value}").delay_s == delay


def test_only_the_beginning_of_a_huge_file_is_read() -> None:
    text = "User-agent: *\nDisallow: /a\n"
    assert not read(text + "#" * MOST + "\nAllow: /a/b").allows("/a/b")


def test_a_file_cannot_make_us_keep_rules_without_end() -> None:
    found = read("User-agent: *\n" + "Disallow: /a\n" * 40_000)
    assert len(found.lines) == MOST_RULES
    assert not found.allows("/a")


def test_sitemaps_are_named_for_every_crawler_wherever_they_stand() -> None:
    body = (
        b"Sitemap: https://a.example/1.xml\nUser-agent: other\nDisallow: /\n"
        b"SITEMAP : https://a.example/2.xml # two\nUser-agent: *\nDisallow: /x\n"
        b"sitemap: https://a.example/1.xml\nSitemap:\n"
    )
    found = parse(body, "newsmonitor/1")
    assert found.sitemaps == ("https://a.example/1.xml", "https://a.example/2.xml")
    assert not found.allows("/x")
    assert found.allows("/y")


def test_a_sitemap_does_not_part_a_group_from_its_heading() -> None:
    body = b"User-agent: newsmonitor\nSitemap: https://a.example/s\nUser-agent: z\nDisallow: /x"
    assert not parse(body, "newsmonitor/1").allows("/x")


def test_few_sitemaps_of_bounded_length_are_kept() -> None:
    rows = "".join(f"Sitemap: https://a.example/{n}\n" for n in range(1_000))
    body = f"Sitemap: https://a.example/{'x' * 3_000}\n{rows}".encode()
    assert len(parse(body, "newsmonitor/1").sitemaps) == MOST_SITEMAPS
