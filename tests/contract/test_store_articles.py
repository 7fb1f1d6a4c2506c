"""What was seen and what became of it, over every store."""

from monitor.ports import Settlement, SourceState
from monitor.store.opened import Store
from tests.conftest import Play
from tests.fakes.rows import source


def test_an_entry_is_new_then_known_and_changed_in_another_version(play: Play) -> None:
    async def scenario(store: Store) -> None:
        shown = [("k1", "v1"), ("k2", "v1"), ("κλειδί", "v\udc80")]
        await store.sources.put(source(), first_due=0)
        assert await store.articles.unseen("acme", shown) == ("new", "new", "new")
        (claim,) = await store.sources.claim(1, worker="w", hosts={})
        left = Settlement(state=SourceState(), next_due=0, seen=shown)
        await store.sources.settle(claim, left)
        assert await store.articles.unseen("acme", shown) == ("known", "known", "known")
        other = [("k2", "v2"), ("k3", "v1")]
        assert await store.articles.unseen("acme", other) == ("changed", "new")
        assert await store.articles.unseen("acme", []) == ()

    play(scenario)


def test_a_trail_grows_and_the_last_word_wins(play: Play) -> None:
    async def scenario(store: Store) -> None:
        assert await store.articles.trail_of("a1") == {}
        await store.articles.trail("a1", {"rule-a": "background", "rule-b": "alert"})
        await store.articles.trail("a1", {"rule-a": "alert"})
        await store.articles.trail("a1", {})
        assert await store.articles.trail_of("a1") == {"rule-a": "alert", "rule-b": "alert"}

    play(scenario)


def test_counters_last(play: Play) -> None:
    async def scenario(store: Store) -> None:
        await store.articles.count({"articles": 3, "suppressed.background": 1})
        await store.articles.count({"articles": 2})
        await store.articles.count({})

    async def later(store: Store) -> None:
        assert await store.articles.counts() == {"articles": 5, "suppressed.background": 1}

    play(scenario)
    play(later)
