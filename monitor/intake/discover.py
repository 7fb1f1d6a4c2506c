"""Discovery: from the address of a site to the places where its news may be read.

It looks where sites say it: the body itself, the feeds a page and its Link header name,
robots.txt; at the usual addresses and in the shipped catalogue; then on the site's own pages of
news; last for repeated structure. What nobody has named obeys robots.txt.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from monitor.intake.candidates import Candidate
from monitor.intake.searching import Known, Search, Web
from monitor.model import Document, Problem
from monitor.ports import Compute

BUDGET = 16
UNREACHED = frozenset({"dns", "connect", "tls", "address", "timeout", "reset"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a search gave."""

    found: tuple[Candidate, ...]
    url: str  # of the site, as it answered
    looked: tuple[str, ...] = ()  # addresses asked for
    requests: int = 0  # made in all, with redirects, robots.txt and second tries
    problem: Problem | None = None  # why the address itself could not be read
    is_drawn: bool = False  # by scripts: the page has no links of its own


async def candidates(
    url: str,
    *,
    web: Web,
    compute: Compute,
    left: Callable[[], int],
    allow_private: Sequence[str] = (),
    catalogue: Sequence[Known] = (),
    told: Callable[[str], None] = lambda _: None,
) -> Discovery:
    """Look for places with news while there are requests left; `told` hears what is asked.

    `compute` has the jobs `parse`, `survey` and `sitemap`. An address without scheme is tried
    by https, then by http.
    """
    search = Search(web=web, compute=compute, left=left, allowed=tuple(allow_private), told=told)
    before = left()
    whole = url if "://" in url else f"https://{url}"
    home = await search.ask(whole)
    if "://" not in url and isinstance(home, Problem) and home.kind in UNREACHED:
        plain = await search.ask(f"http://{url}")
        home, whole = (plain, f"http://{url}") if isinstance(plain, Document) else (home, whole)
    problem = home if isinstance(home, Problem) else None
    if problem is None or problem.kind not in UNREACHED:
        page = home if isinstance(home, Document) else None
        await search.run(page, url=page.url if page else whole, catalogue=catalogue)
    found = tuple([await search.judged(one) for one in search.found])
    return Discovery(
        found=found,
        url=home.url if isinstance(home, Document) else whole,
        looked=tuple(search.looked),
        requests=before - left(),
        problem=problem,
        is_drawn=search.is_drawn,
    )
