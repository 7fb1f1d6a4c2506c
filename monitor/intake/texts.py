"""Article text: fetched from the article's own page, only when a rule could need it."""

from collections.abc import Callable
from dataclasses import replace

from monitor.errors import ParseError
from monitor.ids import article_version
from monitor.intake.reading import Fetch
from monitor.model import Article, Document, Problem, Request, Source
from monitor.net.problems import problem
from monitor.parsing.building import FROM_ADDRESS, without_publisher
from monitor.parsing.charset import decode
from monitor.parsing.dates import read_date
from monitor.parsing.html import MIN_TEXT, Page, PageText
from monitor.parsing.language import detect
from monitor.ports import Compute

FETCH_S = 10.0
PARSE_S = 5.0
MAX_PAGE = 5_000_000

WantsText = Callable[[Article], bool]


def page_text(document: Document) -> PageText:
    """Read a page as one article: the job that runs in a worker."""
    content_type = document.headers.get("content-type", "")
    return Page(decode(document.body, content_type=content_type), url=document.url).article()


class Texts:
    """Fetches article pages and reads their text."""

    def __init__(self, *, fetch: Fetch, compute: Compute, wants_text: WantsText) -> None:
        """Keep how to fetch, where HTML is parsed, and whom to ask whether a text is needed."""
        self._fetch = fetch
        self._compute = compute
        self._wants_text = wants_text

    def needs(self, source: Source, article: Article) -> bool:
        """Tell whether an article's page must be read before it is matched."""
        if source.full_text == "never" or not article.url or article.text_from in {"feed", "page"}:
            return False
        if source.full_text == "always" or article.text_from == FROM_ADDRESS:
            return True
        return self._wants_text(article)

    async def __call__(self, source: Source, article: Article) -> Article | Problem:
        """Give the article with its page's text, or why it cannot be had now.

        A page without a text of its own leaves the article as it is.
        """
        got = await self._fetch(
            Request(url=article.url, headers=source.headers),
            allow_private=source.allow_private,
            max_body=MAX_PAGE,
            max_time_s=FETCH_S,
            claimed=False,
            robots=True,
        )
        if isinstance(got, Problem):
            return got
        if not isinstance(got, Document):
            return article
        try:
            text: PageText = await self._compute.call("text", got, deadline_s=PARSE_S)
        except ParseError as error:
            return problem(error.kind, f"{error.detail} at {article.url}")
        return merged(source, article, text)


def merged(source: Source, article: Article, text: PageText) -> Article:
    """Put a page's text into an article; what the document said of it stays."""
    if article.text_from == FROM_ADDRESS and text.title:
        title = without_publisher(text.title, [source.outlet, *source.publishers, text.site])
        version = article_version(title, article.lead, article.body)
        article = replace(article, title=title, version=version, text_from="lead")
    if len(text.body) < MIN_TEXT:
        return article
    lead = article.lead or text.lead
    lang, sure = detect(f"{article.title}\n{lead}\n{text.body}", tag=text.lang, prior=source.langs)
    dated = article
    if article.published is None:
        known = ((name, read_date(said, timezone=source.timezone)) for name, said in text.dates)
        name, at = next(((n, a) for n, a in known if a is not None), ("", None))
        if at is not None and (article.seen is None or at <= article.seen):
            dated = replace(article, published=at, published_from=name)
    return replace(
        dated,
        version=article_version(article.title, lead, text.body),
        lead=lead,
        body=text.body,
        lang=lang,
        lang_sure=sure,
        authors=article.authors or text.authors,
        text_from="page",
    )
