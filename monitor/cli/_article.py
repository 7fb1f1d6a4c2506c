"""One article a person names: a file, an address, or stdin."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from monitor.errors import FetchError, ParseError, SettingsError
from monitor.model import Article, Document, Request
from monitor.parsing.samples import article_from
from monitor.rulebook.forms import FORMS, Wrong
from monitor.workspace import Workspace

MAX_PAGE = 5_000_000


def article_of(text: str, space: Workspace, *, lang: str = "") -> Article:
    """Read the article from where it is; raises SettingsError when that cannot be."""
    wrong = FORMS["lang"](lang) if lang else ""
    if isinstance(wrong, Wrong):
        raise SettingsError(f'--lang: "{lang}" {wrong.message}')
    try:
        if is_address(text):
            data = asyncio.run(_fetched(text, space))
            article = article_from(data, name=text, url=text)
        elif text == "-":
            article = article_from(sys.stdin.buffer.read(), name="stdin")
        else:
            article = article_from(Path(text).read_bytes(), name=text)
    except OSError as error:
        raise SettingsError(f"{text}: {error.strerror}") from None
    except FetchError as error:
        raise SettingsError(f"{text}: {error}") from None
    except ParseError as error:  # it names the text
        raise SettingsError(str(error)) from None
    return replace(article, lang=lang, lang_sure=1.0) if lang else article


def is_address(text: str) -> bool:
    """Tell whether it is to be fetched."""
    return text.startswith(("http://", "https://"))


async def _fetched(url: str, space: Workspace) -> bytes:
    """Fetch a page as a source would, without any source's private addresses."""
    from monitor.cli._fetching import fetching

    async with fetching(space) as fetcher:
        got = await fetcher.get(Request(url=url), max_body=MAX_PAGE)
    if not isinstance(got, Document):
        raise FetchError(getattr(got, "kind", "empty"), getattr(got, "detail", "not modified"))
    return got.body
