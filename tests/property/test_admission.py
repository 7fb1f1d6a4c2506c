"""Whatever order documents come in, and under whatever keys: each article is new exactly once."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.ids import article_id
from monitor.intake.admission import admit
from monitor.intake.recognising import recognised
from monitor.model import Article
from monitor.ports import Freshness, SourceState
from tests.fakes.clock import START
from tests.fakes.made import article
from tests.fakes.reading import source

NOW_MS = round(START.timestamp() * 1000)
STATE = SourceState(baseline="c1", last_success=NOW_MS, interval_s=600.0, polls=9)
TITLES = (
    "River floods the old town",
    "Parliament votes on pensions today",
    "Museum opens its doors at night",
    "Bakers strike for higher wages",
    "Snow closes the northern pass again",
)

shown = st.tuples(st.integers(0, len(TITLES) - 1), st.integers(0, 2))  # article, its key's number
documents = st.lists(st.lists(shown, unique_by=lambda one: one[0], max_size=5), max_size=8)


def as_shown(number: int, key: int) -> Article:
    url = f"https://gazette.example/{number}"
    return article(
        TITLES[number], id=article_id(url), key=f"{number}-{key}", url=url, published=START
    )


class Poller:
    """What the line does with a document, as far as it is pure."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.prints = b""
        self.told: list[str] = []
        self.new = 0

    def poll(self, articles: list[Article]) -> None:
        fresh: list[Freshness] = ["known" if a.key in self.seen else "new" for a in articles]
        met = recognised(articles, fresh, self.prints, now=START)
        admitted = admit(source(), STATE, met.articles, met.fresh, now=START)
        self.told += [one.title for one in admitted.live]
        self.new += admitted.new
        self.seen |= {one.key for one in articles}
        self.prints = met.prints


@given(documents)
def test_each_article_is_told_once_under_whatever_key(shows: list[list[tuple[int, int]]]) -> None:
    poller = Poller()

    for document in shows:
        poller.poll([as_shown(number, key) for number, key in document])

    wanted = {TITLES[number] for document in shows for number, _ in document}
    assert sorted(poller.told) == sorted(wanted)
    assert poller.new == len(wanted)


@given(st.permutations(range(40)), st.integers(0, 12))
def test_what_is_held_of_a_flood_does_not_depend_on_its_order(order: list[int], usual: int) -> None:
    def lot(numbers: list[int]) -> set[str]:
        articles = [
            article(f"t{n}", id=f"i{n}", key=f"k{n}", published=START.replace(minute=n))
            for n in numbers
        ]
        admitted = admit(
            source(), STATE, articles, ["new"] * 40, now=START.replace(minute=59), usual=usual // 2
        )
        return {one.id for one in admitted.live}

    assert lot(order) == lot(sorted(order))
